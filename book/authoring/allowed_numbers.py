"""The numbers in prose that no cell in view tells, and why each is right all the same."""

import re

from book.authoring.numbers import Unexplained

# Prose whose numbers no cell in view tells, and why that is right; each a pattern for either
# language. Whatever else the test finds is mended in the prose, or printed by a cell.
ALLOWED = {
    r"(?<![\d,.])(19[89]\d|20[0-3]\d)(?![\d,.]\d)": "a year",
    r"#\d+": "an issue on GitHub, by its number",
    r"(about|约) \d+ (minutes|分钟)": "how long a chapter takes",
    r"([Ss]ince|on|BY-SA|自|从|PyTorch|torch) \d\.\d+|\d\.\d+ 版": "a version",
    r"Case \d+": "an ordinal",
    r"(20|28|32)×(20|28|32)": "the size of MNIST's digits, of its images, and of this book's",
    r"61,706": "LeNet's parameters, counted in chapters 1 and 2",
    r"403 Forbidden": "what a server once answered",
    r"paper -0\.1, ink 1\.175|白纸 -0\.1，墨 1\.175": "from the paper of 1998",
    r"180 ?°": "half a turn",
    r"(drag it to|拖到) 0\.2": "what the reader is asked to set",
}
# Questions that suppose a run of their own, whose numbers no cell can print.
SUPPOSING = {"ask-sure", "ask-which-set", "ask-pixel", "ask-report", "ask-first-loss"}


def allowance(unexplained: Unexplained) -> str | None:
    """Return the first pattern of ALLOWED that covers a number."""
    for pattern in ALLOWED:
        for match in re.finditer(pattern, unexplained.prose):
            if match.start() <= unexplained.number.start < match.end():
                return pattern
    return None
