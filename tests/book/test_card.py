"""What a page tells search engines and social networks, its address known or not."""

from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from bs4 import BeautifulSoup

from book import address
from book.editions import EDITIONS
from book.site.compose import compose
from tests.tools import onepage

pytestmark = pytest.mark.slow

SITE = "https://ada.github.io/live-nets/"
PAGES = {"zh": ("损失", "损失是一个数。"), "en": ("Loss & more", "0 < 1 & more.")}
COLUMNS = {"zh-CN": "zh/a.html", "en": "en/a.html", "x-default": "en/a.html"}


@pytest.fixture(scope="module", params=["Ada/live-nets", ""])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of one page in each language, built where the repository is known or not."""
    folder = tmp_path_factory.mktemp("card")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_REPOSITORY", request.param)
        # No git remote tells it either: git refuses, and need not say so here.
        patch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
        patch.setenv("BOOK_GIT_REFUSED", "told")
        forget()
        compose({name: build(folder, name) for name in EDITIONS}, folder / "site")
    forget()
    return folder / "site"


def forget() -> None:
    for known in (address.hosted, address.is_top):
        known.cache_clear()


def build(folder: Path, name: str) -> Path:
    title, text = PAGES[name]
    page = onepage.notebook(nbformat.v4.new_markdown_cell(f"# {title}\n\n{text}", id="title"))
    result = onepage.build(folder, name, page)
    assert result.returncode == 0, result.stdout + result.stderr
    return onepage.html(folder, name)


def known(site: Path) -> bool:
    return (site / "sitemap.xml").exists()


def parse(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")


def meta(page: BeautifulSoup) -> dict[str, str]:
    """Return a page's meta tags, of which none may stand twice."""
    tags = page.select("meta[property], meta[name]:not([name=viewport])")
    named = [(str(tag.get("property") or tag.get("name")), str(tag["content"])) for tag in tags]
    assert len(dict(named)) == len(named)
    return dict(named)


@pytest.mark.parametrize("name", EDITIONS)
def test_a_page_says_what_it_is_about_and_in_which_language(site: Path, name: str) -> None:
    said = meta(parse(site / name / "a.html"))
    assert (said["og:title"], said["description"]) == PAGES[name]
    assert said["og:description"] == said["description"]
    locales = [said["og:locale"], said["og:locale:alternate"]]
    assert locales == (["zh_CN", "en_US"] if name == "zh" else ["en_US", "zh_CN"])


@pytest.mark.parametrize("name", EDITIONS)
def test_whole_addresses_stand_where_the_site_is_known_and_nowhere_else(
    site: Path, name: str
) -> None:
    page = parse(site / name / "a.html")
    said = meta(page)
    links = {str(link["hreflang"]): str(link["href"]) for link in page.select("link[hreflang]")}
    canonical = [str(link["href"]) for link in page.select("link[rel=canonical]")]
    if known(site):
        assert links == {language: SITE + path for language, path in COLUMNS.items()}
        assert canonical == [said["og:url"]] == [f"{SITE}{name}/a.html"]
        assert said["og:image"] == f"{SITE}card.png"
        assert said["twitter:card"] == "summary_large_image"
        assert (site / "card.png").is_file()
    else:
        assert (links, canonical) == ({}, [])
        assert said["twitter:card"] == "summary"
        assert "og:image" not in said


def test_no_address_stands_in_a_site_that_has_none(site: Path) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    assert (SITE in pages) == known(site)
    assert (site / "robots.txt").exists() == known(site)


def test_a_missing_page_leads_to_the_sites_root(site: Path) -> None:
    links = [str(link["href"]) for link in parse(site / "404.html").select("nav a")]
    root = "/live-nets/" if known(site) else "/"
    assert links == [f"{root}zh/index.html", f"{root}en/index.html"]
    assert not parse(site / "404.html").select("[src]:not([src^=data]), link[href]:not([rel=icon])")


def test_first_page_is_for_those_who_speak_neither_language(site: Path) -> None:
    links = {
        str(a["hreflang"]): a["href"] for a in parse(site / "index.html").select("link[hreflang]")
    }
    whole = {"zh-CN": f"{SITE}zh/index.html", "en": f"{SITE}en/index.html", "x-default": SITE}
    assert links == (whole if known(site) else {})


def test_the_map_names_every_page_and_its_twin(site: Path) -> None:
    if not known(site):
        return  # there is no map, as was tested above
    space = {
        "m": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    places = ElementTree.parse(site / "sitemap.xml").findall("m:url", space)
    listed = {
        place.findtext("m:loc", "", space).removeprefix(SITE): {
            link.get("hreflang"): link.get("href") for link in place.findall("x:link", space)
        }
        for place in places
    }
    pages = {p.relative_to(site).as_posix() for p in site.glob("*/*.html")}
    assert set(listed) == {page for page in pages if "search" not in page} | {""}
    assert listed["zh/a.html"] == {language: SITE + path for language, path in COLUMNS.items()}
    assert f"Sitemap: {SITE}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EDITIONS)
def test_a_search_page_is_not_indexed(site: Path, name: str) -> None:
    assert meta(parse(site / name / "search.html"))["robots"] == "noindex"
