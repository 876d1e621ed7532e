"""Checks Chinese copy with autocorrect: spaces, punctuation, width; a part of `make lint`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import autocorrect_py
from babel.messages.pofile import read_po

from book import ROOT


def texts(root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Yield (where, Markdown) for each Chinese text of the repository."""
    files = (*root.glob("*.zh.md"), *root.glob("hub/*.zh.md"), *root.glob("chapters/zh/*.md"))
    for path in sorted(files):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((root / "chapters" / "zh").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            where = f"{path.name}#{cell['id']}"
            if cell["cell_type"] == "markdown":
                yield where, "".join(cell["source"])
            metadata = cell["metadata"].get("mystnb", {})
            for words in (metadata.get("image", {}), metadata.get("figure", {})):
                yield from ((where, text) for text in words.values())
    for path in sorted(root.glob("assets/locale/zh_*/*/*.po")):
        with path.open("rb") as file:
            yield from ((f"{path.name}: {m.id}", str(m.string)) for m in read_po(file) if m.id)


def complaints(where: str, text: str) -> list[str]:
    """Return one line for each line of a text that autocorrect would change."""
    result = autocorrect_py.lint_for(text, "markdown")
    return [
        f"{where}:{line.line}: {line.old.strip()} -> {line.new.strip()}" for line in result.lines
    ]


if __name__ == "__main__":
    lines = [line for where, text in texts() for line in complaints(where, text)]
    print("\n".join(lines) or "Chinese copy: no complaint.")
    sys.exit(bool(lines))
