"""`llms.txt` at the top of the site tells machines that read what is here, and how to help.

Its form is that of llmstxt.org: a heading, a summary as a quotation, and lists of links. They lead
to the pages as Markdown, which leave answers and solutions out.
"""

import re
from pathlib import Path

from book.editions import EDITIONS, contents


def write_llms(site: Path) -> None:
    """Add to what assets/site/llms.txt says the Markdown that lies beside each edition's pages."""
    text = (site / "llms.txt").read_text(encoding="utf-8")
    for name, edition in EDITIONS.items():
        toc = contents(name)
        pages = [Path(toc["root"]).name, *(entry["file"] for entry in toc["chapters"])]
        text += f"\n## {edition.name}\n\n"
        for page in pages:
            if (file := site / name / f"{page}.md").is_file():
                title, summary = _describe(file.read_text(encoding="utf-8"))
                text += f"- [{title}]({name}/{page}.md)" + (summary and f": {summary}") + "\n"
    (site / "llms.txt").write_text(text, encoding="utf-8")


def _describe(text: str) -> tuple[str, str]:
    """Return a page's title and its first paragraph, which says what it is about, if it has one."""
    title, *parts = re.split(r"\n{2,}", text.strip())
    paragraph = next((part for part in parts if part[0] not in ">#-|`"), "")
    words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", paragraph).replace("\n", " ")
    return title.removeprefix("# "), words
