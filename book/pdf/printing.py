"""`make pdf` makes a PDF of each edition from the built pages, in Chromium.

The pages' instruments run once, for their stills; then the document of `book.pdf.document` is
printed twice, since its contents name sheets that are known only when it has been printed.
"""

import logging
import re
import sys
import unicodedata
from html import escape
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, StreamObject

from book import BUILD, ROOT, SITE
from book.browser import chromium
from book.editions import EDITIONS, settings
from book.pdf.document import Paper, pages

FOLDER = BUILD / "pdf"
# CSS pixels between the margins of print.css on A4: what is drawn on the screen fits on paper.
_WIDTH = 794 - 2 * 60
_RUN = 3000  # milliseconds that an instrument runs before it is still
# Opens what is folded, which some instruments draw only then, and waits for that.
_OPEN = """async (place) => {
  for (const part of place.querySelectorAll("details")) part.open = true;
  await new Promise((done) => setTimeout(done, 300));
}"""
# A font may have one glyph for a character and for the radical of its form. Chromium then names the
# radical, which nobody would find who looks for the character; of these NFKC knows all but some.
_RADICALS = str.maketrans(
    "⻅⻆⻉⻋⻓⻔⻙⻚⻛⻜⻝⻢⻣⻥⻦⻧⻨⻩⻬⻮⻰", "见角贝车长门韦页风飞食马骨鱼鸟卤麦黄齐齿龙"
)
_NAMED = re.compile(rb"(?<=> <)2[EF][0-9A-F]{2}(?=>\n)")  # the last of a line of a CMap
# A copy of an instrument as it stands: what is drawn as a picture, what is set as an attribute.
_STILL = """(place) => {
  const still = place.cloneNode(true);
  const pair = (what) => {
    const copies = still.querySelectorAll(what);
    return [...place.querySelectorAll(what)].map((part, i) => [part, copies[i]]);
  };
  for (const [field, copy] of pair("input")) {
    copy.setAttribute("value", field.value);
    copy.toggleAttribute("checked", field.checked);
  }
  for (const [list, copy] of pair("select")) {
    for (const [i, option] of [...copy.options].entries()) {
      option.toggleAttribute("selected", i === list.selectedIndex);
    }
  }
  for (const [canvas, copy] of pair("canvas")) {
    const picture = new Image();
    picture.src = canvas.toDataURL();
    picture.alt = canvas.getAttribute("aria-label") ?? "";
    const style = getComputedStyle(canvas);
    for (const name of ["border", "display", "height", "width", "position", "inset"]) {
      picture.style[name] = style[name];
    }
    picture.style.background = style.background;
    picture.style.imageRendering = style.imageRendering;
    copy.replaceWith(picture);
  }
  return still.outerHTML;
}"""


# The instruments bring their styles along when they come.
_STYLES = """() => [...document.querySelectorAll("style")].map((style) => style.textContent)"""


def stills(browser: Browser, file: Path) -> tuple[list[str], list[str]]:
    """Return the HTML of a page's instruments, when all have come and are at rest, and styles."""
    if 'class="live"' not in file.read_text(encoding="utf-8"):
        return [], []
    with browser.new_page(
        viewport={"width": _WIDTH, "height": 1000}, device_scale_factor=2, color_scheme="light"
    ) as page:
        page.goto(file.as_uri())
        places = page.locator(".live:not(.live .live)")
        for place in places.all():
            place.scroll_into_view_if_needed()
        expect(page.locator(".live-sentence, .live .waiting:empty")).to_have_count(
            0, timeout=60_000
        )
        for place in places.all():
            place.scroll_into_view_if_needed()
            _try(page, place)
            place.evaluate(_OPEN)
        return [place.evaluate(_STILL) for place in places.all()], page.evaluate(_STYLES)


def _try(page: Page, place: Locator) -> None:
    """Do with an instrument what a reader does first: write a 7 on its sheet, or let it run."""
    for sheet in place.locator(".livenet-sheet").all():
        box = sheet.bounding_box() or {"x": 0, "y": 0, "width": 0, "height": 0}
        for number, (x, y) in enumerate([(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
            if number == 0:
                page.mouse.down()
        page.mouse.up()
    for main in place.locator(".livenet-main").all():
        main.click()
        page.wait_for_timeout(_RUN)
        main.click()


def sheets(pdf: bytes, names: list[str]) -> dict[str, int]:
    """Return the number of the sheet on which each page of the site begins, from 1."""
    reader = PdfReader(BytesIO(pdf))
    numbers = {}
    for name in names:
        number = reader.get_destination_page_number(reader.named_destinations[f"/{name}"])
        numbers[name] = (number or 0) + 1
    return numbers


def name_characters(writer: PdfWriter) -> None:
    """Let the fonts of a PDF name characters where they name radicals."""

    def character(match: re.Match[bytes]) -> bytes:
        radical = chr(int(match[0], 16))
        return b"%04X" % ord(unicodedata.normalize("NFKC", radical).translate(_RADICALS))

    for number in range(1, len(writer._objects) + 1):
        font = writer.get_object(number)
        if isinstance(font, DictionaryObject) and "/ToUnicode" in font:
            names = font["/ToUnicode"].get_object()
            assert isinstance(names, StreamObject)
            names.set_data(_NAMED.sub(character, names.get_data()))


def write(browser: Browser, edition: str, names: list[str], file: Path) -> None:
    """Write the PDF of some pages of an edition, in the order given."""
    folder = SITE / edition
    taken = {name: stills(browser, folder / f"{name}.html") for name in names}
    paper = Paper(edition, folder, names, taken)
    file.parent.mkdir(parents=True, exist_ok=True)
    with browser.new_page() as page:
        first = _print(page, paper.html({}), file.with_suffix(".html"), edition)
        second = _print(page, paper.html(sheets(first, names)), file.with_suffix(".html"), edition)
    # A clone has some objects more than the original, of which pypdf warns.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    writer = PdfWriter(clone_from=BytesIO(second))
    name_characters(writer)
    writer.add_metadata({"/Author": settings(edition)["author"]})
    writer.page_mode = "/UseOutlines"
    writer.write(file)


def _print(page: Page, html: str, source: Path, edition: str) -> bytes:
    source.write_text(html, encoding="utf-8")
    page.goto(source.as_uri())
    page.evaluate("document.fonts.ready")
    title = escape(settings(edition)["title"])
    style = "font: 8px sans-serif; color: #5a6675; width: 100%; padding: 0 16mm"
    return page.pdf(
        format="A4",
        prefer_css_page_size=True,
        outline=True,
        tagged=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=f'<div style="{style}; display: flex; justify-content: space-between">'
        f'<span>{title}</span><span class="pageNumber"></span></div>',
    )


def main() -> None:
    """Make the PDFs and say where they lie.

    Raises:
        SystemExit: there is no site yet.
    """
    if not (SITE / "index.html").exists():
        raise SystemExit("There is no book to print yet: run `make book` first.")
    with chromium() as browser:
        for edition in sys.argv[1:] or EDITIONS:
            file = FOLDER / f"neural-networks-live.{edition}.pdf"
            write(browser, edition, pages(edition), file)
            size = file.stat().st_size / 1e6
            print(f"{file.relative_to(ROOT)} holds the book, in {size:.1f} MB.")


if __name__ == "__main__":
    main()
