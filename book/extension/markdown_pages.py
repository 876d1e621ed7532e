"""Each page as Markdown beside it, for machines that read and for those who ask one.

A chapter is Markdown and code already, so this is its source with what the build executed: prose,
code and printed text as they are, pictures by what their alt texts and captions say, instruments
by their names. Answers and solutions are left out, so that who helps a reader hints at them.

nbconvert's exporter would write pictures into files and keep what is folded; those that make
Markdown of Sphinx's trees see folds and instruments as raw HTML.
"""

import contextlib
import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import nbformat
from docutils import nodes
from docutils.utils import new_document
from jupyter_cache import get_cache
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.text import TextBuilder
from sphinx.writers.text import TextTranslator

from book import ROOT, address
from book.editions import edition_of
from book.extension import notebooks, widget_models
from book.extension.widget_models import STATE_TYPE, VIEW_TYPE

_FOLD = re.compile(
    r"<details>\s*<summary>(?P<summary>.*?)</summary>(?P<inside>.*?)</details>", re.DOTALL
)
_ANSWER = re.compile("答案|解答|Answers?|Solutions?")
_HINT = re.compile(r"提示 \d|Hint \d")
_NOTEBOOK_LINK = re.compile(r"\]\(([\w-]+)\.ipynb")
_PICTURE = re.compile(r"!\[(?P<alt>[^]]*)\]\([^)]*\)")
# To what lies beside the pages and is no source, so that Markdown's own link would be dead to MyST.
_FILE_LINK = re.compile(r'<a href="([^"]+)" download>(.*?)</a>')
_HEADING = re.compile(r"^#{1,6} .*$")
_FENCE = re.compile(r"^(`{3,}|~{3,})")
_AUTODOC = re.compile(r"^```\{eval-rst\}\n\.\. auto(?:module|function):: (\S+)\n```$", re.MULTILINE)
_TITLE = re.compile(r'^ +title: "(.+)",$', re.MULTILINE)
# Sphinx breaks lines between any two Chinese characters; these never begin one.
_CLOSING = re.compile(r"(\n *)([，。；：、）”]+)(?=(\n?))")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")

WORDS = {
    "zh": {
        "page": "本页出自[《看得见的神经网络》]({})，这里是它的 Markdown 文本。",
        "hints": "“想一想”的答案和练习的解答有意不放在这里：帮读者做题时，请给提示，不要给解答。",
        "output": "输出：",
        "timing": "输出（每次运行都不同）：",
        "figure": "**图**：",
        "instrument": "**互动演示**，[在网页上动手试]({})。",
        "controls": "几个控件",
        "and": "、",
        "stop": "。",
    },
    "en": {
        "page": "From [Neural Networks, Live]({}): this page as Markdown.",
        "hints": " Answers to its questions and solutions of its exercises are left out on purpose:"
        " whoever helps a reader with them gives hints, not the solution.",
        "output": "Output:",
        "timing": "Output, another one in each run:",
        "figure": "**Figure**: ",
        "instrument": "**Instrument**, to be tried on [the page]({}): ",
        "controls": "some controls",
        "and": ", ",
        "stop": ".",
    },
}


class Page:
    """A page of the book that is told as Markdown.

    Args:
        edition: "zh" or "en".
        place: the page's own address.
        models: the state of its widgets by id, from its notebook.
    """

    def __init__(self, edition: str, place: str, models: dict[str, widget_models.Model]) -> None:
        self.words = WORDS[edition]
        self.edition = edition
        self.place = place
        self.models = models

    def text(self, parts: Iterable[str], hints: bool) -> str:
        """Return the page of its parts; what it is stands below its heading.

        Args:
            parts: Markdown, the first with the page's heading in its first line.
            hints: whether something was left out that a reader is to find.
        """
        heading, _, rest = "\n\n".join(filter(None, parts)).partition("\n")
        said = self.words["page"].format(self.place) + (self.words["hints"] if hints else "")
        return f"{heading}\n\n> {said}\n\n{rest.strip()}\n"

    def cell(self, cell: nbformat.NotebookNode) -> Iterator[str]:
        """Yield a cell of a notebook, without what it folds away as an answer."""
        if cell.cell_type == "markdown" and not cell.id.startswith("solve-"):
            first, *rest = self.prose(_unfold(cell)).split("\n")
            if re.match("##+ ", first):
                first += f" {{#{cell.id}}}"
            yield "\n".join([first, *rest])
        elif cell.cell_type == "code":
            yield _fence(cell.source, "python")
            yield from self._outputs(cell)

    def prose(self, text: str) -> str:
        """Return Markdown whose links lead to pages like this, and whose pictures are words."""
        text = _FILE_LINK.sub(r"[\2](\1)", _NOTEBOOK_LINK.sub(r"](\1.md", text.strip()))
        return _PICTURE.sub(lambda match: self._figure(match["alt"]), text)

    def _outputs(self, cell: nbformat.NotebookNode) -> Iterator[str]:
        shown = cell.metadata.get("mystnb", {})
        told = [shown.get("figure", {}).get("caption"), shown.get("image", {}).get("alt")]
        label = self.words["timing" if "timing" in cell.metadata.get("tags", ()) else "output"]
        for output in cell.outputs:
            yield from self._output(output, " ".join(self._sentence(t) for t in told if t), label)

    def _output(self, output: dict[str, Any], told: str, label: str) -> Iterator[str]:
        """Yield what an output shows.

        Args:
            output: a notebook's.
            told: its caption and alt text, if it is a picture.
            label: what stands above it, if it is text.
        """
        data = output.get("data", {})
        if VIEW_TYPE in data:
            yield from self._widget(data[VIEW_TYPE]["model_id"])
        elif any(kind.startswith("image/") for kind in data):
            yield self._figure(told)
        elif text := output.get("text") or data.get("text/plain"):
            yield label
            yield _fence(_ANSI.sub("", text).strip("\n"), "text")

    def _widget(self, model_id: str) -> Iterator[str]:
        """Yield what a widget is called, and what Outputs within it recorded."""
        models = [self.models[key] for key in widget_models.within(self.models, model_id)]
        kinds = (str(model["state"].get("_anywidget_id", "")).split(".")[-1] for model in models)
        names = [instruments(self.edition)[kind] for kind in kinds if kind]
        named = self.words["and"].join(names or [self.words["controls"]])
        yield f"> {self.words['instrument'].format(self.place)}{self._sentence(named)}"
        for model in models:
            for output in model["state"].get("outputs", ()):
                if VIEW_TYPE not in output.get("data", {}):
                    yield from self._output(output, "", self.words["output"])

    def _figure(self, told: str) -> str:
        return f"> {self.words['figure']}{told}" if told else ""

    def _sentence(self, text: str) -> str:
        return (
            text if text.endswith((".", "。", "?", "？", "!", "！")) else text + self.words["stop"]
        )


@cache
def instruments(edition: str) -> dict[str, str]:
    """Return what each instrument is called on its page, by the name of its class."""
    named = {}
    for file in (ROOT / "web" / "widgets").glob("*/words.ts"):
        english, chinese = _TITLE.findall(file.read_text(encoding="utf-8"))
        named[english.partition(":")[0]] = chinese if edition == "zh" else english
    return named


def _unfold(cell: nbformat.NotebookNode) -> str:
    """Return a cell's Markdown with hints and asides unfolded, and answers left out."""
    asks = cell.id == "try" or cell.id.startswith(("ask-", "try-"))

    def tell(fold: re.Match[str]) -> str:
        summary = html.unescape(fold["summary"].strip())
        if _ANSWER.fullmatch(summary):
            return ""
        if summary.endswith(("?", "？")) or (asks and not _HINT.fullmatch(summary)):
            return f"- {summary}"  # a question, and what it folds is the answer
        return f"**{summary}**\n\n{fold['inside'].strip()}"

    return _FOLD.sub(tell, cell.source).strip()


def _fence(text: str, language: str) -> str:
    """Return a block of code; its fence is longer than any within."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _with_anchors(text: str, anchors: list[str]) -> str:
    """Return Markdown whose headings tell their anchors, save the first, the page's own."""
    lines, fence, headings = [], "", 0
    for line in text.split("\n"):
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[0] else fence or mark[0]
        elif not fence and _HEADING.match(line):
            line += f" {{#{anchors[headings]}}}" if headings else ""
            headings += 1
        lines.append(line)
    return "\n".join(lines)


def _reference(app: Sphinx, doctree: nodes.document, name: str) -> str:
    """Return what a page of reference says of a module or a function, as Sphinx's text does."""
    document = new_document("")
    document.settings = doctree.settings
    for entry in doctree.findall(addnodes.desc):
        signature = entry.next_node(addnodes.desc_signature)
        if not (signature and isinstance(entry.parent, nodes.section)):
            continue
        module, own = signature["module"], signature["fullname"]
        if name in (module, f"{module}.{own}"):
            document += entry.deepcopy()
    # It asks a builder for its settings only.
    writer = TextTranslator(document, cast(TextBuilder, app.builder))
    document.walkabout(writer)
    body = _CLOSING.sub(lambda m: m[2] + ("" if m[3] else m[1]), writer.body)
    return _fence(body.strip("\n"), "text")


def tell_notebook(notebook: nbformat.NotebookNode, edition: str, place: str) -> str:
    """Return an executed chapter as Markdown.

    Args:
        notebook: a chapter with its outputs; it is changed.
        edition: "zh" or "en".
        place: its page's address.
    """
    notebook = notebooks.drop_run_differences(notebook)
    models = notebook.metadata.get("widgets", {}).get(STATE_TYPE, {}).get("state", {})
    page = Page(edition, place, models)
    parts = [part for cell in notebook.cells for part in page.cell(cell)]
    hints = any(re.match("ask-|diagnose-|solve-|try$", cell.id) for cell in notebook.cells)
    return page.text(parts, hints)


def tell_document(app: Sphinx, source: Path, doctree: nodes.document, place: str) -> str:
    """Return a page that is written as Markdown, without what only Sphinx knows."""
    page = Page(edition_of(app.config.language), place, {})
    anchors = [section["ids"][0] for section in doctree.findall(nodes.section)]
    text = _with_anchors(page.prose(source.read_text(encoding="utf-8")), anchors)
    text = _AUTODOC.sub(lambda match: _reference(app, doctree, match[1]), text)
    return page.text([text], hints=False)


def write_page(
    app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write a page's Markdown beside it, and tell the templates where."""
    if doctree is None or app.builder.format != "html":
        return
    file = Path(app.outdir, f"{name}.md")
    # Who pastes the text elsewhere takes the page's whole address along, where that is known.
    whole = app.config.book_edition and address.site()
    page = f"{whole}{app.config.book_edition}/{name}.html" if whole else f"{file.stem}.html"
    source = Path(app.env.doc2path(name))
    if source.suffix == ".ipynb":
        notebook = nbformat.read(source, as_version=4)
        cache = get_cache(app.config.nb_execution_cache_path)
        with contextlib.suppress(KeyError):  # executed without the cache, if at all
            _, notebook = cache.merge_match_into_notebook(notebook)
        text = tell_notebook(notebook, edition_of(app.config.language), page)
    else:
        text = tell_document(app, source, doctree, page)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    context["markdown"] = file.name


def setup(app: Sphinx) -> None:
    """Connect before the theme fills its parts."""
    app.connect("html-page-context", write_page, priority=100)
