"""`make pdf` makes a PDF of each edition from the built pages, in Chromium.

The pages' instruments run once, for their stills; then the document of `book.pdf.document` is
printed twice, since its contents name sheets that are known only when it has been printed.
"""

import logging
import sys
from html import escape
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Page
from pypdf import PdfReader, PdfWriter

from book import BUILD, ROOT, SITE
from book.browser import chromium
from book.editions import EDITIONS, settings
from book.pdf.document import Paper, pages
from book.pdf.radicals import name_characters
from book.pdf.stills import stills

FOLDER = BUILD / "pdf"


def sheets(pdf: bytes, names: list[str]) -> dict[str, int]:
    """Return the number of the sheet on which each page of the site begins, from 1."""
    reader = PdfReader(BytesIO(pdf))
    numbers = {}
    for name in names:
        number = reader.get_destination_page_number(reader.named_destinations[f"/{name}"])
        numbers[name] = (number or 0) + 1
    return numbers


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
