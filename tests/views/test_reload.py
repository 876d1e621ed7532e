"""anywidget reads the views: with ANYWIDGET_HMR=1 it watches their files, else nothing does."""

import threading
import time
from pathlib import Path

import pytest

from livenet.widgets import LossLens, _instrument

FILES = ("probe.js", "probe.css")


@pytest.fixture
def views(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in FILES:
        (tmp_path / name).write_text(f"first {name}", encoding="utf-8")
    monkeypatch.setattr(_instrument, "VIEWS", tmp_path)
    return tmp_path


def probe() -> type[_instrument.Instrument]:
    class Probe(_instrument.Instrument):
        _view = "probe"
        _height = 10

    return Probe


def test_a_saved_view_reaches_the_instruments_that_are_shown(
    views: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANYWIDGET_HMR", "1")
    Probe = probe()
    shown = Probe()
    changed = threading.Event()
    shown.observe(lambda _: changed.set(), ["_esm", "_css"])
    assert (shown._esm, shown._css) == ("first probe.js", "first probe.css")
    deadline = time.monotonic() + 20  # a watcher takes a moment to begin
    while time.monotonic() < deadline and shown._css != "second probe.css":
        (views / "probe.css").write_text("second probe.css", encoding="utf-8")
        changed.wait(0.5)
    assert (shown._esm, shown._css) == ("first probe.js", "second probe.css")
    assert shown.get_state(["_css"]) == {"_css": "second probe.css"}
    assert Probe()._css == "second probe.css"
    Probe._esm.stop_thread()
    Probe._css.stop_thread()


def test_without_it_no_thread_watches(views: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANYWIDGET_HMR", raising=False)
    before = threading.active_count()
    shown = probe()()
    assert (shown._esm, shown._css) == ("first probe.js", "first probe.css")
    assert threading.active_count() == before


def test_a_view_that_was_not_built_is_missed_in_one_sentence(views: Path) -> None:
    (views / "probe.css").unlink()
    with pytest.raises(FileNotFoundError, match=r"probe\.css is missing: in a checkout run"):
        probe()


def test_the_state_of_an_instrument_holds_its_files_byte_for_byte() -> None:
    root = Path(__file__).parents[2] / "web" / "dist" / "widgets"
    state = LossLens().get_state(["_esm", "_css"])
    for key, end in (("_esm", "js"), ("_css", "css")):
        assert state[key].encode() == (root / f"loss-lens.{end}").read_bytes()
