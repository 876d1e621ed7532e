"""`make new-chapter NAME=10-name` writes a chapter to begin from, which keeps all the rules.

Twin notebooks, their place in both tables of contents, the checks of the exercises and a test of
these, all from the folder `chapter`.
"""

import re
import sys
from pathlib import Path

from book import ROOT
from book.editions import EDITIONS

TEMPLATE = Path(__file__).with_name("chapter")
_NAME = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")


def make(name: str) -> list[Path]:
    """Write the files of a chapter and return them.

    Args:
        name: its number and its name in lower case, such as "10-attention".

    Raises:
        SystemExit: the name has another form, or its number or name is taken.
    """
    if not _NAME.fullmatch(name):
        raise SystemExit(
            f"A chapter is called by two digits and a name in small Latin letters, not {name!r}:"
            " `make new-chapter NAME=10-attention`."
        )
    number, _, word = name.partition("-")
    for taken in sorted(page.stem for page in (ROOT / "chapters" / "en").iterdir()):
        if taken.startswith(f"{number}-") or re.sub(r"^\d\d-", "", taken) == word:
            raise SystemExit(f"{name} cannot be made: there is {taken} already.")
    files = {f"chapters/{edition}/{name}.ipynb": f"{edition}.ipynb" for edition in EDITIONS}
    files[f"src/livenet/exercises/ch{number}.py"] = "exercises.py"
    files[f"tests/exercises/test_ch{number}.py"] = "test.py"
    for file, template in files.items():
        text = (TEMPLATE / template).read_text(encoding="utf-8")
        (ROOT / file).write_text(text.replace("NN", number), encoding="utf-8")
    for name_of_edition, edition in EDITIONS.items():
        _enter(ROOT / edition.toc, f"chapters/{name_of_edition}/", name)
    return [ROOT / file for file in files]


def _enter(toc: Path, folder: str, name: str) -> None:
    """Put a chapter into a table of contents, after the last that has a smaller number."""
    lines = toc.read_text(encoding="utf-8").splitlines()
    entry = f"  - file: {folder}"
    before = [
        place
        for place, line in enumerate(lines)
        if re.match(rf"{entry}\d\d-", line) and line < f"{entry}{name}"
    ]
    lines.insert(before[-1] + 1, f"{entry}{name}")
    toc.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Make the chapter and say what is to be done with it."""
    files = make(" ".join(sys.argv[1:]))
    print(
        "Written, and entered in both tables of contents:",
        *(file.relative_to(ROOT).as_posix() for file in files),
        "Write both twins, and watch them with `make watch`. README.md and README.zh.md name the"
        " chapters, too.",
        sep="\n",
    )


if __name__ == "__main__":
    main()
