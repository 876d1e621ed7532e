"""Widgets live on the page without a kernel: web/host finds here what it shows, and where.

For each widget the page gets a place with sentences for as long as it has not come (one where no
script runs, one while it is on its way, one for paper), what its Outputs recorded as the page's own
HTML, and a note where a control waits for a kernel.
"""

import base64
import hashlib
import html
import json
import re
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from book import ROOT
from book.editions import edition_of
from book.extension import figures, notebooks, widget_models
from book.extension.widget_models import STATE_TYPE, VIEW_TYPE

LOGGER = logging.getLogger(__name__)

HOST = ROOT / "web" / "dist" / "host"
_VIEW = re.compile(rf'<script type="{re.escape(VIEW_TYPE)}">(.*)</script>', re.DOTALL)
_LARGE = 20_000  # characters of base64; what is longer stands in a file of its own
_ANSI = re.compile(r"\x1b\[[0-9;]*m")

WORDS = {
    "zh": {
        "sentence": "这里有一个可以动手试的部件，需要 JavaScript；没有它，"
        "正文、公式、图与代码照常可读。",
        "coming": "这里的部件正在载入。",
        "paper": "网页上，这里有一个可以动手试的部件。",
        "recorded": "运行本章时画出的图",
        "note": "{names}要有运行中的内核才起作用：{link}，在 Jupyter 里运行。",
        "link": "下载这一章的笔记本",
        "names": ("“", "”", "、", "这个控件"),
    },
    "en": {
        "sentence": "Something to try belongs here, and needs JavaScript; text, formulas, figures"
        " and code do without.",
        "coming": "Something to try is on its way here.",
        "paper": "On the web page, something to try stands here.",
        "recorded": "A figure drawn when this chapter ran",
        "note": "Only a running kernel answers {names}: {link} and run it in Jupyter.",
        "link": "download the notebook",
        "names": ("“", "”", " and ", "this control"),
    },
}


class WidgetTransform(SphinxTransform):
    """Replace myst-nb's widget views and state by those that web/host reads."""

    default_priority = 400

    def apply(self, **kwargs: object) -> None:
        """See SphinxTransform."""
        files = NbMetadataCollector.get_js_files(self.env, self.env.docname)
        views = {
            raw: view["model_id"]
            for raw in self.document.findall(nodes.raw)
            if (view := _view(raw))
        }
        state = files.pop("ipywidgets_state", (None, {}))[1].get("body")
        if not views:
            return
        models = json.loads(state)["state"] if state else {}
        if stateless := [model_id for model_id in views.values() if model_id not in models]:
            LOGGER.warning("%d widgets of %s have no state", len(stateless), self.env.docname)
        notebook = notebooks.notebook_address(self.app, self.env.docname)
        page = Page(models, list(views.values()), self.config.language, self.env.docname, notebook)
        for number, (raw, root) in enumerate(views.items()):
            raw.replace_self(nodes.raw("", page.place(root, number), format="html"))
        stored = Path(self.app.outdir) / "_static" / "state"
        script = f'<script type="{STATE_TYPE}">{page.script(stored)}</script>'
        self.document += nodes.raw("", script, format="html")
        self.env.metadata[self.env.docname]["live"] = "yes"


class Page:
    """The widgets of one page."""

    def __init__(
        self,
        models: dict[str, widget_models.Model],
        roots: list[str],
        language: str,
        name: str,
        notebook: str,
    ):
        recorded = [view for root in roots for view in _recorded_views(models, root)]
        order = widget_models.needed(models, [*roots, *recorded])
        self.numbers = {model_id: str(number) for number, model_id in enumerate(order)}
        self.models = widget_models.renumber(models, order)
        self.edition = edition_of(language)
        self.words: Any = WORDS[self.edition]
        self.name = name
        self.notebook = notebook
        self.shown: set[str] = set()

    def place(self, root: str, number: int) -> str:
        """Return the HTML where a root's widget comes."""
        model_id = self.numbers.get(root, "")
        shown = widget_models.within(self.models, model_id)
        idle = [control for control in widget_models.idle(self.models) if control in shown]
        height = widget_models.height(self.models, model_id)
        note = f"live-note-{number}"
        outputs = "".join(
            self._recorded(output)
            for output in shown
            if self.models[output]["model_name"] == "OutputModel"
        )
        sentence, coming, paper = (
            html.escape(self.words[name]) for name in ("sentence", "coming", "paper")
        )
        return (
            f'<div class="live" data-widget="{model_id}"'
            + (f' data-idle="{" ".join(idle)}" data-note="{note}"' if idle else "")
            + f'><p class="live-sentence" style="min-height: {height}px" data-coming="{coming}"'
            f' data-paper="{paper}"><span>{sentence}</span></p>{outputs}</div>'
            + (f'<p class="live-note" id="{note}">{self._note(idle)}</p>' if idle else "")
        )

    def script(self, stored: Path) -> str:
        """Return the state of the page's models, safe within a script element.

        Large buffers go into files in ``stored``, one each, named by what is in it: pages share
        them, and text is on the screen before they come.
        """
        for buffer in (b for model in self.models.values() for b in model.get("buffers", ())):
            if len(buffer["data"]) > _LARGE:
                buffer["data"] = self._store(stored, base64.b64decode(buffer["data"]))
                buffer["encoding"] = "file"
        for model in self.models.values():
            if model["model_name"] == "OutputModel":
                model["state"]["outputs"] = []  # stand in the page
            elif model["model_name"].endswith(("LayoutModel", "StyleModel")):
                # Nothing is what these have by themselves.
                model["state"] = {k: v for k, v in model["state"].items() if v is not None}
        state = {"version_major": 2, "version_minor": 0, "state": self.models}
        text = json.dumps(state, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return text.replace("</", "<\\/").replace("<!--", "<\\u0021--")

    def _store(self, stored: Path, content: bytes) -> str:
        """Write a script that hands over the content, as a page on a disk can load nothing else."""
        name = hashlib.sha256(content).hexdigest()[:16]
        planes, packed = _pack(content)
        code = f'livenetState("{name}",{planes},"{base64.b64encode(packed).decode()}")'
        stored.mkdir(parents=True, exist_ok=True)
        (stored / f"{name}.js").write_text(code, encoding="utf-8")
        return "../" * self.name.count("/") + f"_static/state/{name}.js"

    def _note(self, idle: list[str]) -> str:
        before, after, between, nameless = self.words["names"]
        labels = [self.models[control]["state"].get("description") for control in idle]
        names = between.join(f"{before}{html.escape(label)}{after}" for label in labels if label)
        link = f'<a href="{self.notebook}" download>{self.words["link"]}</a>'
        text: str = self.words["note"].format(names=names or nameless, link=link)
        return text

    def _recorded(self, model_id: str) -> str:
        """Return what an Output widget holds, the first time that the page shows it."""
        if model_id in self.shown:
            return ""
        self.shown.add(model_id)
        outputs = self.models[model_id]["state"].get("outputs", ())
        parts = [self._output(output, f"{model_id}-{n}") for n, output in enumerate(outputs)]
        return f'<div class="live-output" data-output="{model_id}">{"".join(parts)}</div>'

    def _output(self, output: dict[str, Any], name: str) -> str:
        """Return an output as HTML, which is trusted: it comes from the book's own chapters."""
        if output["output_type"] == "stream":
            if output["name"] == "stderr":
                LOGGER.warning("%s: an Output widget recorded %s", self.name, output["text"])
            return _pre(output["text"])
        if output["output_type"] == "error":
            # ipywidgets swallows what a callback raises; a reader must not be the first to see it.
            LOGGER.warning("%s: an Output widget recorded %s", self.name, output["ename"])
            return _pre("\n".join(output["traceback"]) or output["ename"])
        data = output["data"]
        alt = self.words["recorded"]
        if VIEW_TYPE in data:
            inner = data[VIEW_TYPE]["model_id"]
            return self.place(inner, 1000 + int(self.numbers.get(inner, 0)))
        if "image/svg+xml" in data:
            text = _text(data["image/svg+xml"])
            svg = figures.inline(text, f"recorded-{name}", alt, self.edition)
            return f'<span class="drawing-frame">{svg}</span>'
        if "text/html" in data:
            return _text(data["text/html"])
        for kind in ("image/png", "image/jpeg"):
            if kind in data:
                code = "".join(_text(data[kind]).split())
                return f'<img src="data:{kind};base64,{code}" alt="{html.escape(alt)}">'
        return _pre(_text(data.get("text/plain", "")))


def _recorded_views(models: dict[str, widget_models.Model], root: str) -> list[str]:
    """Return the ids of widgets that Outputs below a root recorded, and of those within these."""
    views: list[str] = []
    for model_id in widget_models.within(models, root):
        for output in models[model_id]["state"].get("outputs", ()):
            if inner := output.get("data", {}).get(VIEW_TYPE):
                views += [inner["model_id"], *_recorded_views(models, inner["model_id"])]
    return views


def _view(raw: nodes.raw) -> dict[str, str] | None:
    match = _VIEW.fullmatch(raw.astext().strip())
    return json.loads(match[1]) if match else None


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


@cache
def _pack(content: bytes) -> tuple[int, bytes]:
    """Return in how many planes a content goes in, and these deflated; pages share the digits.

    Of float32 the signs and exponents deflate, and do so better when they stand together: planes
    of every 4th byte, where that is smaller, as a quick try tells.
    """
    orders = {1: content}
    if len(content) % 4 == 0:
        orders[4] = b"".join(content[plane::4] for plane in range(4))
    planes = min(orders, key=lambda count: len(zlib.compress(orders[count], 1)))
    return planes, zlib.compress(orders[planes], 9)


def _pre(text: str) -> str:
    return f"<pre>{html.escape(_ANSI.sub('', text))}</pre>"


def use_own_bundle(app: Sphinx, config: Config) -> None:
    """Serve our bundle, and none from elsewhere."""
    config.nb_ipywidgets_js = {}
    if HOST.is_dir():
        config.html_static_path.append(str(HOST))


def add_bundle(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let a page with widgets, and no other, load the bundle."""
    if app.env.metadata.get(page, {}).get("live"):
        if not HOST.is_dir():
            LOGGER.warning("%s has widgets, which `make web` has not built yet", page)
        app.add_css_file("widgets.css")
        app.add_js_file("widgets.js", type="live")  # page.js runs it when it is wanted


def setup(app: Sphinx) -> None:
    """Connect before myst-nb reads its settings, and before book.head lists the page's scripts."""
    app.connect("config-inited", use_own_bundle, priority=100)
    app.connect("html-page-context", add_bundle, priority=90)
    app.add_transform(WidgetTransform)
