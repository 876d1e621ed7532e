"""The pages of the built site, what they hold, and what a reader finds in them by searching."""

from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

from book.editions import EDITIONS, contents

PAGES = ["index", *(entry["file"] for entry in contents("zh")["chapters"])]
FILES = [f"{edition}/{page}.html" for edition in EDITIONS for page in PAGES]

INDEXED = 20_000  # ms, for a browser on a busy machine to make the search's index
# Words of each edition, and the page that a search for them names.
SEARCHES = {
    "zh": {
        "特征图": "02-define",
        "反向传播": "04-backward",
        "链": "04-backward",
        "torchviz": "03-loss",
    },
    "en": {"feature map": "02-define", "saturate": "03-loss", "torchviz": "03-loss"},
}


@cache
def parse(path: Path) -> BeautifulSoup:
    """Return a built page, parsed once in a test run."""
    assert path.is_file(), f"{path} is missing: run `make book` first"
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
