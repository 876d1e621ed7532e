"""Stills of a page's instruments: each as it stands when it has been tried, with its styles."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

# CSS pixels between the margins of print.css on A4: what is drawn on the screen fits on paper.
_WIDTH = 794 - 2 * 60
_RUN = 3000  # milliseconds that an instrument runs before it is still
# Opens what is folded, which some instruments draw only then, and waits for that.
_OPEN = """async (place) => {
  for (const part of place.querySelectorAll("details")) part.open = true;
  await new Promise((done) => setTimeout(done, 300));
}"""
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
