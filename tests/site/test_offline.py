"""The site as an app: what was opened opens without a network, and what is newer is offered.

Without a network means that the server has ended and the browser is offline: each alone would let
a worker's own requests through, or answer them from what the browser has at hand.
"""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from book import SITE
from book.site import offline, serve
from tests.site import checks
from tests.site.axe import EVERY_SCHEME, violations
from tests.site.pages import INDEXED, PAGES
from tests.tools import host
from tests.tools.browser import Visit, settle, watch
from tests.tools.instruments import act_on

KEPT = {
    "zh": "本页已经留在这个浏览器里，断网也能打开。",
    "en": "This page is kept in this browser, and opens without a network.",
}
NEWER = "There is a newer version of this book."
REGISTRATIONS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
NAMES = "async () => (await caches.keys()).sort()"
# The pages in the cache of one site: their addresses, and the text of one.
PAGES_HELD = """async (name) => (await (await caches.open(name)).keys())
  .map(({ url }) => url).filter((url) => url.endsWith(".html"))"""
VERSION_HELD = """async ([name, address, version]) =>
  (await (await caches.open(name)).match(address)).headers.get("Book-Version") === version"""
# Here, unlike in a build, the stylesheet that changed has the address of the old one.
STYLE_HELD = """async (name) => {
  const cache = await caches.open(name);
  const styles = (await cache.keys()).filter(({ url }) => url.includes("/en/_static/page.css"));
  const texts = await Promise.all(styles.map(async (one) => (await cache.match(one)).text()));
  return texts.length > 0 && texts.every((text) => text.includes("--build: 2"));
}"""
FACE = """() =>
  [...document.fonts].find(({ family }) => family.includes("Source Sans 3")).status"""
TEXT_HELD = """async ([name, address]) =>
  (await (await caches.open(name)).match(address)).text()"""


@pytest.fixture
def reader(browser: Browser) -> Iterator[Visit]:
    """Return a page of a browser that keeps what is opened."""
    with browser.new_context() as context:
        yield watch(context.new_page())


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a copy of the site that may be changed."""
    return copy_site(tmp_path / "site")


def copy_site(folder: Path) -> Path:
    ignored = shutil.ignore_patterns("*.ipynb", "_sources", "wheels", "python")
    return Path(shutil.copytree(SITE, folder, ignore=ignored))


def rebuild(site: Path, file: str, before: str, after: str) -> None:
    """Change a page and the stylesheet of its edition, as a later build does."""
    for page in site.glob("*/*.html"):
        html = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r'<html data-version="\w+" data-size="\d+"', "<html", html))
    page = site / file
    html = page.read_text(encoding="utf-8")
    assert before in html
    page.write_text(html.replace(before, after), encoding="utf-8")
    style = site / file.split("/")[0] / "_static" / "page.css"
    style.write_text(f"{style.read_text(encoding='utf-8')}\nhtml {{ --build: 2; }}")
    offline.name_contents(site)
    offline.add_app(site)


def build_shown(page: Page) -> str:
    """Return which build's stylesheet a page has."""
    look = "() => getComputedStyle(document.documentElement).getPropertyValue('--build')"
    return str(page.evaluate(look))


def expect_kept(page: Page, edition: str = "en") -> None:
    expect(page.get_by_text(KEPT[edition])).to_be_attached(timeout=30_000)


def use(page: Page, name: str) -> None:
    """Wait until a page is whole, and act on an instrument of it."""
    settle(page)
    titled = page.locator(".livenet-title", has_text=name)
    act_on(page.locator(".livenet", has=titled).first, page, name)


@contextmanager
def no_network(page: Page) -> Iterator[None]:
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


def test_a_chapter_is_read_trained_drawn_and_searched_without_a_network(reader: Visit) -> None:
    page = reader.page
    with host.serve(SITE, "/course/") as root:
        for name in ("01-overview", "05-update"):
            page.goto(f"{root}en/{name}.html")
            expect_kept(page)
        reader.expect_quiet()
    with no_network(page):
        page.reload()
        use(page, "TrainLab")
        assert page.evaluate(FACE) == "loaded"
        page.get_by_role("link", name="The whole picture").first.click()
        use(page, "DrawDigit")
        reader.expect_quiet()
        page.keyboard.press("Control+k")
        page.keyboard.type("feature map")
        result = page.locator('#search-results a[href^="02-define.html"]').first
        expect(result).to_be_visible(timeout=INDEXED)
        result.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "This page is not kept in this browser"
        )
        assert violations(page, EVERY_SCHEME) == []
        page.get_by_role("link", name="The whole picture").click()
        expect(page).to_have_url(f"{root}en/01-overview.html")
        page.goto(root)  # leads on to the edition read last
        expect(page.get_by_role("heading", level=1)).to_contain_text("Neural Networks, Live")
        expect(page).to_have_url(f"{root}en/index.html")
        page.goto(f"{root}zh/02-define.html")
        expect(page.get_by_role("heading", level=1)).to_have_text("这一页没有留在这个浏览器里")


def test_a_newer_version_is_offered_and_never_forced(reader: Visit, site: Path) -> None:
    page = reader.page
    with host.serve(site) as root:
        address = f"{root}en/glossary.html"
        page.goto(address)
        expect_kept(page)
        page.goto(f"{root}en/references.html")
        expect_kept(page)
        rebuild(site, "en/glossary.html", "<h1>Glossary", "<h1>Words")
        heading = page.get_by_role("heading", level=1)
        offer = page.get_by_role("complementary", name=NEWER)
        page.goto(address)
        expect(offer).to_be_visible()
        expect(heading).to_contain_text("Glossary")
        assert build_shown(page) == ""
        assert violations(page, EVERY_SCHEME) == []
        assert checks.on_paper(page)["pressed"] == []
        offer.get_by_role("button", name="Later").click()
        expect(offer).to_have_count(0)
        page.reload()
        expect(offer).to_be_visible()
        expect(heading).to_contain_text("Glossary")
        # What was never opened comes as it is, with its own stylesheet.
        page.goto(f"{root}en/reference.html")
        assert build_shown(page) == "2"
        page.goto(address)
        page.evaluate("() => localStorage.setItem('livenet-questions', 'answers')")
        offer.get_by_role("button", name="Read it").click()
        expect(heading).to_contain_text("Words")
        assert build_shown(page) == "2"
        assert page.evaluate("() => localStorage.getItem('livenet-questions')") == "answers"
        expect_kept(page)
        # Whoever takes it takes the whole of it, page after page.
        html = (site / "en" / "references.html").read_text(encoding="utf-8")
        version = re.findall(r'data-version="(\w+)"', html)[0]
        other = f"{root}en/references.html"
        page.wait_for_function(VERSION_HELD, arg=[f"livenet-1 {root}", other, version])
        page.wait_for_function(STYLE_HELD, arg=f"livenet-1 {root}")
        page.goto(f"{root}en/references.html")
        expect_kept(page)
        page.reload()  # else the old one may come from the browser's memory, by its same address
        assert build_shown(page) == "2"
    with no_network(page):
        page.goto(address)
        expect(heading).to_contain_text("Words")
        assert build_shown(page) == "2"


def test_two_forks_at_one_host_and_one_that_is_taken_down(reader: Visit, tmp_path: Path) -> None:
    page = reader.page
    # One lies within the other, whose worker sees its pages too.
    forks = {"": copy_site(tmp_path / "site"), "course/": copy_site(tmp_path / "site" / "course")}
    with host.serve(forks[""]) as root:
        for name in forks:
            page.goto(f"{root}{name}en/glossary.html")
            expect_kept(page)
        caches = {name: f"livenet-1 {root}{name}" for name in forks}
        assert page.evaluate(NAMES) == list(caches.values())
        devtools: Any = page.context.new_cdp_session(page)
        told = devtools.send("Page.getAppManifest")
        assert (told["url"], told["errors"]) == (f"{root}course/en/manifest.webmanifest", [])
        assert devtools.send("Page.getAppId")["appId"] == f"{root}course/en/index.html"
        # Only that this browser is a private one keeps it from being installed.
        errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
        assert [error["errorId"] for error in errors] == ["in-incognito"]
        rebuild(forks[""], "en/glossary.html", "<h1>Glossary", "<h1>Words")
        page.goto(f"{root}en/glossary.html")
        page.get_by_role("button", name="Read it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Words")
        for (name, cache), title in zip(caches.items(), ("Words", "Glossary"), strict=True):
            held = page.evaluate(TEXT_HELD, [cache, f"{root}{name}en/glossary.html"])
            assert f"<h1>{title}" in held
        (forks[""] / "service-worker.js").unlink()
        page.reload()
        page.wait_for_function("async () => (await caches.keys()).length === 1")
        page.wait_for_function(f"async () => (await ({REGISTRATIONS})()) === 1")
        assert page.evaluate(NAMES) == [caches["course/"]]
        # The whole book: first there is no room for it, then there is.
        page.goto(f"{root}course/en/glossary.html")
        expect_kept(page)
        count = len(PAGES)
        keep_all = page.get_by_role(
            "button", name=re.compile(r"^Keep the whole book \(about \d+ MB\)$")
        )
        origin = {"origin": root.removesuffix("/")}
        devtools.send("Storage.overrideQuotaForOrigin", origin | {"quotaSize": 1})
        keep_all.click()
        expect(page.get_by_text(f"Of {count} pages the browser has kept 2:")).to_be_visible()
        devtools.send("Storage.overrideQuotaForOrigin", origin)
        page.reload()
        keep_all.click()
        expect(page.get_by_text(f"All {count} pages of the book are kept")).to_be_visible(
            timeout=60_000
        )
        kept = {urlsplit(address).path for address in page.evaluate(PAGES_HELD, caches["course/"])}
        assert {f"/course/en/{name}.html" for name in PAGES} < kept
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("BOOK_OFFLINE", "no")
            offline.add_app(forks["course/"])
        page.reload()
        page.wait_for_function("async () => (await caches.keys()).length === 0")
        page.wait_for_function(f"async () => (await ({REGISTRATIONS})()) === 0")


def test_an_author_is_never_shown_an_old_page(
    reader: Visit, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = reader.page
    monkeypatch.setattr(serve, "SITE", site)
    with serve.open_server(0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/zh/references.html")
        expect_kept(page, "zh")
        rebuild(site, "zh/references.html", "<h1>", "<h1>New ")
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_contain_text("New ")
        assert build_shown(page) == "2"
        expect_kept(page, "zh")
        expect(page.locator(".newer")).to_have_count(0)
        server.shutdown()
    with no_network(page):
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_contain_text("New ")


def test_from_a_disk_nothing_is_registered(reader: Visit) -> None:
    page = reader.page
    page.goto(f"{SITE.as_uri()}/en/references.html")
    settle(page)
    page.evaluate("() => new Promise((done) => requestIdleCallback(done))")
    expect(page.locator("link[rel=manifest], .offline")).to_have_count(0)
    reader.expect_quiet()
