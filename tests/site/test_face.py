"""The text face: it moves nothing when it comes late, and leaves to Chinese what is Chinese."""

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.tools.browser import FRAMES, WITHOUT_WORKER

LITTLE = 0.002  # layout shift

COME = """() => [...document.fonts].some(({ family, status }) =>
  family.includes("Source Sans 3") && status === "loaded")"""
# The layout shift since the face is there.
MOVED = """async () => {
  const seen = [];
  const observer = new PerformanceObserver((list) => seen.push(...list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  await new Promise((done) => setTimeout(done, 150));
  const files = performance.getEntriesByType("resource");
  const [face] = files.filter(({ name }) => name.includes("source-sans-3"));
  return seen.filter(({ startTime }) => startTime >= face.responseEnd)
    .reduce((sum, { value }) => sum + value, 0);
}"""
# In the page's own text: how wide parts are, in letters of its size.
WIDTHS = """() => {
  const line = document.createElement("p");
  document.querySelector(".bd-article p").after(line);
  const width = (text, style = "", around = "。") => {
    line.innerHTML = `${around}<span style="${style}">${text}</span>${around}`;
    return line.firstElementChild.getBoundingClientRect().width / 17;
  };
  const own = "text-autospace: no-autospace";
  const found = {
    quote: width("“", "", "学"),
    beside: width("学x") - width("学x", own),
    typed: width("学 x") - width("学 x", own),
    code: width("<code>学x</code>") - width(`<code>学x</code>`, own),
  };
  line.remove();
  return found;
}"""


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_face_comes_late_and_nothing_moves(browser: Browser, served: str, edition: str) -> None:
    held: list[Route] = []
    with browser.new_context(**WITHOUT_WORKER) as context:
        context.route("**/source-sans-3.woff2*", lambda route: held.append(route))
        page = context.new_page()
        page.goto(f"{served}{edition}/03-loss.html", wait_until="domcontentloaded")
        expect(page.locator(".cell-row").first).to_be_visible()  # the page's scripts have run
        page.evaluate(FRAMES)
        for route in held:
            route.continue_()
        page.wait_for_function(COME)
        assert page.evaluate(MOVED) <= LITTLE
        found = page.evaluate(WIDTHS)
    assert found["typed"] == found["code"] == 0
    if edition == "zh":
        assert found["quote"] == pytest.approx(1, abs=0.05)
        assert found["beside"] > 0.1
    else:
        assert found["quote"] < 0.6
        assert found["beside"] == 0
