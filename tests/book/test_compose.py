"""What is taken from the themes, and what is left behind."""

from pathlib import Path

from bs4 import BeautifulSoup

from book.site.compose import drop_old_state, drop_unused_rules

LINKS = """<link rel="stylesheet" href="_static/basic.css">
<link rel="stylesheet" type="text/css" href="_static/styles/more.css?v=1" />"""
OWN = '<link rel="stylesheet" type="text/css" href="_static/face.css?v=2" />'
CSS = """.used{a:1}.unused{a:2}.unused,.used p{a:3}.used .unused{a:4}p{a:5}@media print{.used{a:6}\
.unused{a:7}}.used:not(.unused){a:8}:is(.unused,p){a:9}.by-script{a:10}#unused{a:11}\
:focus-visible{a:12}.unused:focus-visible{a:13}::selection{a:14}.used{font-family:"Font Awesome"}\
@font-face{font-family:"Font Awesome 6 Free";src:url(x)}@font-face{font-family:K;src:url(y)}"""
KEPT = """.used{a:1}.used p{a:3}p{a:5}@media print{.used{a:6}}.used:not(.unused){a:8}:is(p){a:9}\
.by-script{a:10}:focus-visible{a:12}::selection{a:14}@font-face{font-family:K;src:url(y)}"""


def test_rules_stay_that_a_page_or_a_script_could_use(tmp_path: Path) -> None:
    static = tmp_path / "_static"
    (static / "styles").mkdir(parents=True)
    (static / "basic.css").write_text('@charset "UTF-8";.first{a:b}', encoding="utf-8")
    (static / "styles" / "more.css").write_text(CSS, encoding="utf-8")
    page = f'{LINKS}{OWN}<p class="more used first">'
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (static / "a.js").write_text("add('by-script')", encoding="utf-8")
    drop_unused_rules([tmp_path])
    assert (static / "theme.css").read_text(encoding="utf-8") == f".first{{a:b}}{KEPT}\n"
    html = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert [link["href"] for link in BeautifulSoup(html, "html.parser").select("link")] == [
        "_static/theme.css",
        "_static/face.css?v=2",
    ]
    assert not (static / "styles").exists()


def test_state_that_no_page_names_is_left_behind(tmp_path: Path) -> None:
    state = tmp_path / "_static" / "state"
    state.mkdir(parents=True)
    for name in ("new.js", "old.js"):
        (state / name).touch()
    (tmp_path / "a.html").write_text("../_static/state/new.js", encoding="utf-8")
    drop_old_state(tmp_path)
    assert [path.name for path in state.iterdir()] == ["new.js"]
