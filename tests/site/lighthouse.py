"""`python -m tests.site.lighthouse` asks Lighthouse of each chapter, on a desk and on a phone."""

import json
import statistics
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from book import SITE
from book.programs import PROGRAMS, find
from tests.site.pages import FILES
from tests.tools.host import serve

# Said by what a page is, and the same each time; performance is measured.
SAID = ("accessibility", "best-practices", "seo")
LEAST = {"desktop": 95, "mobile": 80}
RUNS = 3


def ask(form: str, categories: Iterable[str], addresses: list[str]) -> list[dict[str, Any]]:
    """Return what Lighthouse says of each page: ``page``, ``scores`` and what was ``lost``.

    Args:
        form: ``desktop`` or ``mobile``.
        categories: what to judge.
        addresses: the pages.
    """
    program = find("chromium")
    assert program, PROGRAMS["chromium"].sentence()
    script = Path(__file__).with_suffix(".mjs")
    ran = subprocess.run(
        ["node", script, program, form, ",".join(categories), *addresses],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def main() -> None:
    """Print a line for each page and form; end with an error if one has too few points."""
    short = []
    with serve(SITE) as root:
        print(f"{'page':24} {'form':8} {'performance':>20} {'  '.join(SAID)}")
        for file in FILES:
            for form, least in LEAST.items():
                answers = ask(form, ["performance", *SAID], [root + file] * RUNS)
                runs = [answer["scores"]["performance"] for answer in answers]
                said = [min(answer["scores"][name] for answer in answers) for name in SAID]
                print(
                    f"{file:24} {form:8} {statistics.median(runs):>8} of {runs} {said}", flush=True
                )
                if statistics.median(runs) < least or min(said) < 100:
                    short.append(f"{file} {form}: {answers[0]['lost']}")
    if short:
        raise SystemExit("\n".join(["Too few points:", *short]))


if __name__ == "__main__":
    main()
