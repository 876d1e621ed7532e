"""The notebooks that readers take away: executed, with a cell that installs what they need.

They are made of the chapters and of what the build executed, for Colab, JupyterLab, VS Code and
nbviewer alike, and lie beside the pages in the folder `notebooks`.
"""

import contextlib
import inspect
import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache
from sphinx.application import Sphinx

from book import address
from book.extension import figures, first_cell, widget_models
from book.extension.widget_models import STATE_TYPE, VIEW_TYPE
from book.wheel import Wheel, others
from book.wheel import folders as known_folders

_ALERT = re.compile(r"^> \[!([A-Z]+)\]\n> ", re.MULTILINE)
_LINK = re.compile(r"\]\((?P<page>[\w-]+)\.(?P<kind>ipynb|md)(?P<anchor>#[\w-]+)?\)")
_ANCHOR = re.compile(r"\]\(#([\w-]+)\)")
_IMAGE = re.compile(r"\]\((?P<path>\.\./[\w./-]+/(?P<name>[\w.-]+))\)")
_WHERE = re.compile(r" at 0x[0-9a-f]+")
_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")

WORDS = {
    "zh": {
        "page": "**网页版**：[《看得见的神经网络》的这一章]({})，图和部件在那里不用安装就能动。",
        "NOTE": "备注",
        "TIP": "小技巧",
        "IMPORTANT": "重要",
        "WARNING": "警告",
        "CAUTION": "小心",
        "colon": "：",
    },
    "en": {
        "page": "**On the web**: [this chapter of Neural Networks, Live]({}), where figures and"
        " instruments work with nothing to install.",
        "NOTE": "Note",
        "TIP": "Tip",
        "IMPORTANT": "Important",
        "WARNING": "Warning",
        "CAUTION": "Caution",
        "colon": ": ",
    },
}


def install(wheel: Wheel) -> str:
    """Return the first cell: it installs what Colab, or a fresh environment, lacks.

    Beside the addresses it knows the site's folder, in which the notebook may lie, and the
    notebook's own, in which a reader may have put the wheel.
    """
    folders = [*known_folders(), "../../wheels/", ""]
    arguments = ",\n    ".join(map(json.dumps, (wheel.file, wheel.sha256, folders, others())))
    return (
        "# @title Install what this notebook needs 安装这本笔记本需要的东西\n"
        f"{inspect.getsource(first_cell.install)}\n\n"
        f"install(\n    {arguments},\n)"
    )


def make_takeaway(
    notebook: nbformat.NotebookNode, page: str, edition: str, wheel: Wheel
) -> nbformat.NotebookNode:
    """Return an executed chapter as readers take it away.

    Args:
        notebook: a chapter with its outputs; it is changed.
        page: its name, without a suffix.
        edition: "zh" or "en".
        wheel: the one that it installs.
    """
    notebook = drop_run_differences(notebook)
    words = WORDS[edition]
    pages = f"{address.site()}{edition}/" if address.site() else "../"
    cells = []
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            cell.source = _markdown(cell.source, page, pages, words)
            continue
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        if caption := cell.metadata.get("mystnb", {}).get("figure", {}).get("caption"):
            cells.append(nbformat.v4.new_markdown_cell(f"*{caption}*", id=f"{cell.id}-caption"))
    cells[0].source += "\n\n" + words["page"].format(f"{pages}{page}.html")
    folded = {"cellView": "form"}  # in Colab, to the first line
    cell = nbformat.v4.new_code_cell(install(wheel), id="install", metadata=folded)
    cells.insert(1, cell)
    notebook.cells = cells
    return notebook


def _markdown(text: str, page: str, pages: str, words: dict[str, str]) -> str:
    """Return Markdown without what only GitHub knows, whose links lead to the pages."""
    text = _ALERT.sub(lambda m: f"> **{words[m[1]]}**{words['colon']}", text)
    pictures = f"{pages}{address.NOTEBOOKS}/" if address.site() else ""
    text = _IMAGE.sub(lambda m: f"]({pictures}{m['name']})", text)
    text = _ANCHOR.sub(rf"]({pages}{page}.html#\1)", text)
    return _LINK.sub(lambda m: f"]({pages}{m['page']}.html{m['anchor'] or ''})", text)


def drop_run_differences(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a notebook without what differs from run to run: ids and places in memory."""
    state = notebook.metadata.get("widgets", {}).get(STATE_TYPE, {}).get("state", {})
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if text := output.get("data", {}).get("text/plain"):
                output["data"]["text/plain"] = _WHERE.sub("", text)
    if state:
        roots = _views(notebook.cells)
        recorded = _views([state[key]["state"] for key in widget_models.needed(state, roots)])
        order = widget_models.needed(state, roots + recorded)
        notebook.metadata["widgets"][STATE_TYPE]["state"] = {key: state[key] for key in order}
        names = {key: f"{number:032x}" for number, key in enumerate(order)}
        text = _ID.sub(lambda m: names.get(m[0], m[0]), nbformat.writes(notebook))
        notebook = nbformat.reads(text, as_version=4)
    return notebook


def _views(part: Any) -> list[str]:
    """Return the ids of the widgets that outputs show, in order."""
    if isinstance(part, list):
        return [view for item in part for view in _views(item)]
    if isinstance(part, dict):
        own = [part[VIEW_TYPE]["model_id"]] if VIEW_TYPE in part else []
        return own + [view for item in part.values() for view in _views(item)]
    return []


def notebook_address(app: Sphinx, page: str) -> str:
    """Return where a page's notebook lies, seen from the page.

    Plain `jupyter-book build .` makes no wheel, and so offers the chapter as it is written.
    """
    folder = address.NOTEBOOKS if app.config.book_wheel else "_sources"
    return "../" * page.count("/") + f"{folder}/{page}.ipynb"


def write_notebooks(app: Sphinx, failed: Exception | None) -> None:
    """Write the notebook of each chapter, and the pictures that it shows, beside the pages."""
    if failed or app.builder.format != "html" or not app.config.book_wheel:
        return
    folder = Path(app.outdir) / address.NOTEBOOKS
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    scripts = Path(app.outdir) / "_static" / "notebooks"
    shutil.rmtree(scripts, ignore_errors=True)
    scripts.mkdir(parents=True)
    wheel = Wheel(**app.config.book_wheel)
    cache = get_cache(app.config.nb_execution_cache_path)
    for page in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(page))
        if source.suffix != ".ipynb":
            continue
        notebook = nbformat.read(source, as_version=4)
        for cell in notebook.cells:
            for image in _IMAGE.finditer(cell.source) if cell.cell_type == "markdown" else ():
                figures.copy(source.parent / image["path"], folder, app.config.book_edition)
        with contextlib.suppress(KeyError):  # a chapter that failed stays as it is written
            _, notebook = cache.merge_match_into_notebook(notebook)
        takeaway = make_takeaway(notebook, page, app.config.book_edition, wheel)
        nbformat.write(takeaway, folder / f"{page}.ipynb")
        _write_script(takeaway, scripts / f"{page}.js")


def _write_script(notebook: nbformat.NotebookNode, file: Path) -> None:
    """Write a notebook without its outputs as a script, for a page that gives a reader's own.

    A page on a disk can load nothing else; see web/cell/takeaway.ts.
    """
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    text = json.dumps(notebook, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    file.write_text(f"livenetNotebook({text})", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Add the setting that `book.build` makes, and connect."""
    app.add_config_value("book_wheel", {}, "html", [dict])
    app.connect("build-finished", write_notebooks)
