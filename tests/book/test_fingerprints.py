"""A fingerprint changes with what a result depends on, and with nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from book import BUILD, ROOT
from book.extension import execution_cache, theme
from book.pytorch import assemble

PAGES = theme.fingerprint
OUTPUTS = execution_cache.fingerprint.__wrapped__
TORCH = assemble.fingerprint


def changed(fingerprint: Callable[[], str], file: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a fingerprint is another when one byte is added to a file, which stays as it is."""
    path = ROOT / file
    assert path.is_file(), file
    before, read = fingerprint(), Path.read_bytes
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda p: read(p) + (b"#" if p == path else b""))
        return fingerprint() != before


@pytest.mark.parametrize(
    "file",
    [
        *("book/extension/widgets.py", "book/extension/templates/toolbar.html", "book/editions.py"),
        *(
            "assets/css/page.css",
            "web/dist/host/widgets.css",
            "web/dist/static/katex/katex.min.css",
            "web/node_modules/katex/dist/katex.min.js",
            "web/shared/drawing-words.json",
        ),
    ],
)
def test_pages_are_rendered_anew_when_what_makes_them_changes(
    monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    assert changed(PAGES, file, monkeypatch)


@pytest.mark.parametrize(
    "file",
    [
        *(
            "book/site/serve.py",
            "book/site/deploy.py",
            "book/site/watch.py",
            "book/site/compose.py",
        ),
        *("book/pdf/printing.py", "book/pdf/document.css", "book/authoring/new_chapter.py"),
        *("src/livenet/plot.py", "assets/site/chooser.css"),
    ],
)
def test_no_page_is_rendered_anew_when_something_else_changes(
    monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    assert not changed(PAGES, file, monkeypatch)


@pytest.mark.parametrize(
    "file",
    [
        *("src/livenet/plot.py", "src/livenet/book.mplstyle", "src/livenet/exercises/judging.py"),
        *("assets/weights/lenet.pt", "web/dist/widgets/train-lab.js"),
    ],
)
def test_chapters_are_executed_anew_when_what_they_run_changes(
    monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    assert changed(OUTPUTS, file, monkeypatch)


@pytest.mark.parametrize(
    "file",
    [
        *("src/livenet/exercises/ch02.py", "book/extension/widgets.py", "requirements.txt"),
        *("constraints.txt", "assets/css/page.css", "web/dist/host/widgets.js"),
    ],
)
def test_no_chapter_is_executed_anew_when_something_else_changes(
    monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    assert not changed(OUTPUTS, file, monkeypatch)


@pytest.mark.parametrize(
    "file",
    ["web/python/torch/_ops.py", "web/python/torch/files.txt", "book/pytorch/table.py"],
)
def test_the_pages_torch_is_laid_out_anew_when_what_makes_it_changes(
    monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    assert changed(TORCH, file, monkeypatch)
    assert not changed(TORCH, "src/livenet/plot.py", monkeypatch)


def test_another_torch_lays_out_the_pages_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = TORCH()
    monkeypatch.setattr(assemble, "version", lambda _: "9")
    assert before != TORCH()


def test_tests_keep_their_own_cache() -> None:
    assert not execution_cache.folder().is_relative_to(BUILD)


def test_another_torch_executes_every_chapter(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = execution_cache.kernel_versions()
    names = [line.partition("==")[0] for line in versions]
    assert {"torch", "matplotlib", "ipywidgets", "torchviz", "ipykernel", "numpy"} <= set(names)
    assert not {"sphinx", "jupyter-book", "pytest"} & set(names)
    assert versions == sorted(set(versions))
    before = OUTPUTS()
    other = [line.replace("torch==", "torch==9") for line in versions]
    monkeypatch.setattr(execution_cache, "kernel_versions", lambda: other)
    assert OUTPUTS() != before
