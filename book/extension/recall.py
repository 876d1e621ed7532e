"""What comes back: a chapter opens with a fold that asks questions of earlier chapters again.

Which three, web/page/recall.ts decides by what the reader missed, which stays in the browser. The
questions lie in a script of their own, one for an edition, that a page loads when its fold is
opened: it is taken from the pages as they were built. Those with formulas, and those that come
before a cell to be guessed, stay where they are.
"""

import html
import json
import re
from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms import SphinxTransform

from book.editions import edition_of
from book.extension.chapter_numbers import chapter_number, title_of
from book.extension.questions import by_cell

FILE = "recall.js"
# To take a page of a megabyte apart whole takes a second.
_QUESTION = re.compile(r'<div class="question".*?</details>\s*</div>', re.DOTALL)
WORDS = {
    "zh": {
        "title": "再想一想：前几章的三个问题",
        "missed": "再想一想：前几章的三个问题，先问你答错过的",
        "from": "出自第 {number} 章《{title}》",
    },
    "en": {
        "title": "What comes back: three questions from earlier chapters",
        "missed": "What comes back: three questions from earlier chapters, first what you missed",
        "from": "From chapter {number}, {title}",
    },
}


class RecallTransform(SphinxTransform):
    """Put the fold into each numbered chapter but the first.

    It stands below the first cell, or, where something to do opens the chapter, below that.
    """

    default_priority = 221  # after the questions were marked

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        if int(chapter_number(self.env.docname) or 0) < 2:
            return
        source = Path(self.env.doc2path(self.env.docname))
        if source.suffix != ".ipynb":
            return
        cells = [cell["id"] for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]]
        place = cells.index("hands-seen") if "hands-seen" in cells else 0
        if opening := by_cell(self.document)[place]:
            words = WORDS[edition_of(self.config.language)]
            said = html.escape(json.dumps(words, ensure_ascii=False))
            fold = (
                f'<details class="recall" hidden data-words="{said}"><summary></summary>'
                f'<script type="recall" src="_static/{FILE}"></script></details>'
            )
            last = opening[-1]
            last.parent.insert(last.parent.index(last) + 1, nodes.raw("", fold, format="html"))


def questions(page: Path) -> list[dict[str, str]]:
    """Return the questions of a built page that make sense on another, with their links."""
    found = []
    for text in _QUESTION.findall(page.read_text(encoding="utf-8")):
        question = BeautifulSoup(text, "html.parser").div
        assert question
        if question.get("data-predicts") or question.select_one(".katex"):
            continue
        for link in question.select("a[href^='#']"):
            link["href"] = f"{page.name}{link['href']}"
        found.append({"id": str(question["id"]), "html": str(question)})
    return found


def write_questions(app: Sphinx, failed: Exception | None) -> None:
    """Write the questions of all chapters of an edition, by chapter, for its pages."""
    builder = app.builder
    if failed or not isinstance(builder, StandaloneHTMLBuilder):
        return
    chapters = []
    for name in sorted(app.env.found_docs):
        page = Path(builder.get_outfilename(name))
        number = chapter_number(name)
        if number and page.is_file() and (asked := questions(page)):
            title = title_of(app.env.titles[name])
            chapters.append({"page": name, "number": number, "title": title, "asked": asked})
    text = json.dumps(chapters, ensure_ascii=False, separators=(",", ":"))
    static = Path(app.outdir) / "_static"
    static.mkdir(exist_ok=True)
    (static / FILE).write_text(f"globalThis.livenetRecall={text};\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Add the fold, and write what it opens."""
    app.add_transform(RecallTransform)
    app.connect("build-finished", write_questions, priority=600)
