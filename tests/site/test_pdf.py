"""The PDFs: contents, links that stay within, text, fonts, and instruments as stills."""

import base64
import re
from collections import Counter
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader

from book import SITE, address
from book.editions import EDITIONS, contents
from book.pdf import printing
from book.pdf.document import Paper, pages
from tests.site.pages import parse

SOME = {
    "zh": ["index", "01-overview", "references"],
    "en": ["index", "05-update", "references"],
}
STILL = {"zh": "这是一张静止的图", "en": "This is a still"}
HOME = "https://some-one.github.io/a-fork/"


@dataclass
class Printed:
    """A PDF of some pages of an edition, and the document that it is printed from."""

    edition: str
    reader: PdfReader
    html: BeautifulSoup

    @property
    def names(self) -> list[str]:
        return SOME[self.edition]

    @cached_property
    def texts(self) -> list[str]:
        """Return the text of each sheet."""
        return [sheet.extract_text() for sheet in self.reader.pages]

    def links(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each link with the number of its sheet, from 0."""
        for number, sheet in enumerate(self.reader.pages):
            for one in sheet.get("/Annots", []):
                yield number, one.get_object()

    def sheet(self, name: str) -> int:
        """Return where a page of the site begins, as its heading in the outline says."""
        titles = [entry for entry in self.reader.outline if not isinstance(entry, list)]
        number = self.reader.get_destination_page_number(titles[self.names.index(name)])
        assert number is not None
        return number


@pytest.fixture(scope="module", params=EDITIONS)
def printed(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Printed:
    """Print the Chinese pages where no address of the site is known, the English where one is."""
    edition = request.param
    file = tmp_path_factory.mktemp("pdf") / "book.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(address, "site", lambda: "" if edition == "zh" else HOME)
        printing.write(browser, edition, SOME[edition], file)
    html = BeautifulSoup(file.with_suffix(".html").read_text(encoding="utf-8"), "html.parser")
    return Printed(edition, PdfReader(file), html)


def heading(edition: str, name: str) -> str:
    title = parse(SITE / edition / f"{name}.html").select_one("article h1")
    assert title
    return title.get_text().removesuffix("#")


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_outline_has_each_page_in_order(printed: Printed) -> None:
    told = [str(entry["/Title"]) for entry in printed.reader.outline if not isinstance(entry, list)]
    assert told == [heading(printed.edition, name) for name in printed.names]


def test_the_contents_name_the_sheets_and_lead_there(printed: Printed) -> None:
    lines = printed.html.select(".contents li")
    wanted = [(heading(printed.edition, n), str(printed.sheet(n) + 1)) for n in printed.names]
    assert [tuple(s.get_text() for s in line.select("span")) for line in lines] == wanted
    places = [str(link["/Dest"]) for number, link in printed.links() if number == 1]
    assert places == [f"/{name}" for name in printed.names]


def test_links_between_pages_lead_within(printed: Printed) -> None:
    places = printed.reader.named_destinations
    within = [str(link["/Dest"]) for _, link in printed.links() if "/Dest" in link]
    assert set(within) <= set(places)
    name = printed.names[1]  # the book's first page has a link to it
    on_first = [str(x["/Dest"]) for n, x in printed.links() if n >= 2 and "/Dest" in x]
    assert f"/{name}" in on_first
    assert printed.reader.get_destination_page_number(places[f"/{name}"]) == printed.sheet(name)


def test_other_links_lead_to_the_web_and_none_to_a_disk(printed: Printed) -> None:
    led = {str(x["/A"]["/URI"]) for _, x in printed.links() if "/A" in x}
    named = {
        str(a["href"])
        for name in printed.names
        for a in parse(SITE / printed.edition / f"{name}.html").select('article a[href^="http"]')
    }
    assert named
    assert {link.split("#")[0] for link in named} <= {link.split("#")[0] for link in led}
    assert [link for link in led if not link.startswith(("http://", "https://"))] == []


def test_text_can_be_found(printed: Printed) -> None:
    text = squeeze("".join(printed.texts))
    for name in printed.names:
        page = parse(SITE / printed.edition / f"{name}.html")
        found = [
            squeeze(one.get_text())[:12]
            for one in page.select("article > section > p")
            if not one.select("code, .katex, svg, a") and len(one.get_text()) > 20
        ]
        assert [words for words in found if words not in text] == []


def test_no_sheet_is_blank(printed: Printed) -> None:
    bare = [
        number
        for number, sheet in enumerate(printed.reader.pages)
        if len(squeeze(printed.texts[number])) < 30 and not sheet.images and number
    ]
    assert bare == []


def test_every_font_is_within(printed: Printed) -> None:
    fonts: dict[str, Any] = {}
    for sheet in printed.reader.pages:
        resources: Any = sheet["/Resources"]
        for font in resources.get("/Font", {}).values():
            one = font.get_object()
            fonts[str(font)] = one.get("/DescendantFonts", [one])[0].get_object()
    assert len(fonts) > 3
    for font in fonts.values():
        held = font.get("/FontDescriptor", {})
        assert font["/Subtype"] == "/Type3" or any(k.startswith("/FontFile") for k in held), font


def test_instruments_are_stills_that_show_something(printed: Printed) -> None:
    places = [
        place
        for name in printed.names
        for place in parse(SITE / printed.edition / f"{name}.html").select("article .live")
    ]
    stills = printed.html.select(".live")
    assert len(stills) == len(places) > 0
    assert not printed.html.select(".live-sentence, canvas, script")
    assert all(still.select_one(".to-live") for still in stills)
    for picture in printed.html.select(".live img.livenet-sheet"):
        data = base64.b64decode(str(picture["src"]).split(",")[1])
        assert len(Image.open(BytesIO(data)).convert("L").getcolors() or []) > 1


def test_the_code_of_a_still_is_printed_to_its_end(printed: Printed) -> None:
    """On a page it scrolls, and on paper nothing does."""
    text = squeeze("".join(printed.texts))
    codes = [code.get_text().strip().splitlines() for code in printed.html.select(".live pre")]
    assert [len(lines) > 20 for lines in codes] == [True] * (printed.edition == "en")
    assert [lines[-1] for lines in codes if "".join(lines[-1].split()) not in text] == []


def test_a_still_leads_to_the_live_one_where_that_is_known(printed: Printed) -> None:
    led = {str(x["/A"]["/URI"]) for _, x in printed.links() if "/A" in x}
    if printed.edition == "zh":
        assert not printed.html.select(".qr")
        assert not any("github.io" in link for link in led)
        return
    stills = printed.html.select(".live")
    assert [len(still.select("svg.qr")) for still in stills] == [1] * len(stills)
    for still in stills:
        link = still.select_one(".to-live a")
        assert link
        assert link["href"] in led
        file, _, anchor = str(link["href"]).removeprefix(HOME).partition("#")
        assert parse(SITE / file).find(id=anchor)


def test_answers_stand_at_the_end_of_their_chapter(printed: Printed) -> None:
    for name in printed.names:
        page = parse(SITE / printed.edition / f"{name}.html")
        (article,) = printed.html.select(f'article[id="{name}"]')
        assert not article.select(".question details, .exercise details")
        told = [squeeze(part.get_text()) for part in article.select("section:last-of-type .told")]
        for answer in page.select(".question > details, .exercise > details"):
            words = copy(answer)  # others ask the same page
            assert words.summary
            words.summary.extract()
            assert [t for t in told if squeeze(words.get_text()) in t], answer


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_link_of_a_whole_edition_leads_somewhere(edition: str) -> None:
    names = pages(edition)
    assert names == ["index", *(entry["file"] for entry in contents(edition)["chapters"])]
    places = {n: len(parse(SITE / edition / f"{n}.html").select("article .live")) for n in names}
    still = '<div class="live"></div>'
    stills = {name: ([still] * number, list[str]()) for name, number in places.items()}
    articles = Paper(edition, SITE / edition, names, stills).articles
    ids = [str(part["id"]) for article in articles for part in article.select("[id]")]
    # Two drawings of a page may hold the same picture, under the name of its content.
    sole = [one for one in [*names, *ids] if "--drawing-" not in one]
    assert [one for one, times in Counter(sole).items() if times > 1] == []
    hrefs = {str(a["href"]) for article in articles for a in article.select("[href]")}
    assert {href[1:] for href in hrefs if href.startswith("#")} <= {*names, *ids}
    sections = {
        str(a["href"]).replace(".html#", "--")
        for name in names
        for a in parse(SITE / edition / f"{name}.html").select('article a[href*=".html#"]')
        if "/" not in str(a["href"])
    }
    assert {f"#{section}" for section in sections} - hrefs == set()
    assert sections
    assert [href for href in hrefs if not href.startswith(("#", "http", "data:image/"))] == []


def test_no_site_yet_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "SITE", tmp_path)
    with pytest.raises(SystemExit, match="run `make book` first"):
        printing.main()
