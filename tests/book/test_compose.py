"""What is taken from the themes, and what is left behind."""

from pathlib import Path

from book.site.compose import drop_old_state, drop_unused_rules

CSS = """.used{a:b}.unused{a:b}.unused,.used p{a:b}.used .unused{a:b}p{a:b}@media print{.used{a:b}\
.unused{a:b}}.used:not(.unused){a:b}:is(.unused,p){a:b}.by-script{a:b}#unused{a:b}\
:focus-visible{a:b}.unused:focus-visible{a:b}::selection{a:b}.used{font-family:"Font Awesome"}\
@font-face{font-family:"Font Awesome 6 Free";src:url(x)}@font-face{font-family:K;src:url(y)}"""
KEPT = """.used{a:b}.used p{a:b}p{a:b}@media print{.used{a:b}\
}.used:not(.unused){a:b}:is(p){a:b}.by-script{a:b}\
:focus-visible{a:b}::selection{a:b}\
@font-face{font-family:K;src:url(y)}"""


def test_rules_stay_that_a_page_or_a_script_could_use(tmp_path: Path) -> None:
    styles = tmp_path / "_static" / "styles"
    styles.mkdir(parents=True)
    (styles / "theme.css").write_text(CSS, encoding="utf-8")
    (tmp_path / "a.html").write_text('<p class="more used">', encoding="utf-8")
    (tmp_path / "_static" / "a.js").write_text("add('by-script')", encoding="utf-8")
    drop_unused_rules([tmp_path])
    assert (styles / "theme.css").read_text(encoding="utf-8") == KEPT


def test_state_that_no_page_names_is_left_behind(tmp_path: Path) -> None:
    state = tmp_path / "_static" / "state"
    state.mkdir(parents=True)
    for name in ("new.js", "old.js"):
        (state / name).touch()
    (tmp_path / "a.html").write_text("../_static/state/new.js", encoding="utf-8")
    drop_old_state(tmp_path)
    assert [path.name for path in state.iterdir()] == ["new.js"]
