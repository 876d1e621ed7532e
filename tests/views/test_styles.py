"""A stylesheet stays in a document once it has come: no instrument's may change another."""

import pytest

from livenet.widgets import __all__ as NAMES
from livenet.widgets._instrument import Instrument

from .conftest import Open

# How each element of an instrument looks and where it stands, measured from the instrument's own
# corner. What is drawn late (charts, once they know their width) has its time to come.
LOOKS = """
const PROPERTIES = [
  "appearance", "background-color", "border", "box-shadow", "color", "cursor", "display", "fill",
  "font", "gap", "grid-template-columns", "list-style", "margin", "opacity", "outline-width",
  "overflow", "padding", "position", "stroke", "stroke-width", "text-align", "visibility",
  "white-space",
];
function look(root) {
  const { left, top } = root.getBoundingClientRect();
  return [root, ...root.querySelectorAll("*")].map((element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const at = box.width || box.height ? [box.left - left, box.top - top] : [];
    const values = PROPERTIES.map((name) => `${name}: ${style.getPropertyValue(name)}`);
    const name = `${element.localName}.${element.getAttribute("class") ?? ""}`;
    return { name, place: [...at, box.width, box.height], values };
  });
}
async function looks(root) {
  let [before, now] = ["", look(root)];
  while (before !== JSON.stringify(now)) {
    before = JSON.stringify(now);
    await new Promise((done) => setTimeout(() => requestAnimationFrame(done), 60));
    now = look(root);
  }
  return now;
}
// Where something stands may differ by a rounded pixel.
function differences(one, other) {
  if (one.length !== other.length) return [`${one.length} elements and ${other.length}`];
  return one.flatMap(({ name, place, values }, i) => {
    const changed = values.filter((value, k) => value !== other[i].values[k]);
    const moved = place.some((length, k) => Math.abs(length - other[i].place[k]) > 1);
    return [...changed, ...(moved ? [`${place.map(Math.round)} -> ${other[i].place}`] : [])]
      .map((what) => `${name} ${what}`);
  });
}
"""
READ = f"(root) => {{ {LOOKS} return looks(root); }}"
COMPARE = f"async (root, alone) => {{ {LOOKS} return differences(alone, await looks(root)); }}"
# Others' stylesheets one by one, each before the instrument's own and after it, as it is first to
# come or second; returns what they change.
ADD = f"""async (root, sheets) => {{
  {LOOKS}
  const alone = await looks(root);
  const found = {{}};
  for (const [name, css] of Object.entries(sheets)) {{
    for (const order of ["before", "after"]) {{
      const style = document.createElement("style");
      style.textContent = css;
      if (order === "before") document.head.querySelector("style[id]").before(style);
      else document.head.append(style);
      const changed = differences(alone, await looks(root));
      if (changed.length) found[`${{name}} ${{order}}`] = changed.slice(0, 3);
      style.remove();
    }}
  }}
  return [alone.length, found];
}}"""


@pytest.mark.parametrize("name", NAMES)
def test_no_stylesheet_of_another_changes_an_instrument(
    open_gallery: Open, instruments: dict[str, Instrument], name: str
) -> None:
    page = open_gallery("en", name)
    sheets = {other: str(instruments[other]._css) for other in NAMES if other != name}
    elements, found = page.locator(".livenet").evaluate(ADD, sheets)
    assert elements > 30
    assert found == {}


def test_all_seven_on_one_page_look_as_each_does_alone(open_gallery: Open) -> None:
    together = open_gallery("en")
    for name in NAMES:
        alone = open_gallery("en", name).locator(".livenet").evaluate(READ)
        among = together.locator(f"[data-instrument={name}] .livenet")
        assert among.evaluate(COMPARE, alone) == [], name
