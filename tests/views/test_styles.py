"""A stylesheet stays in a document once it has come: no instrument's may change another."""

import pytest
from playwright.sync_api import expect

from livenet.widgets import __all__ as NAMES
from livenet.widgets._instrument import Instrument
from tests.tools.looks import LOOKS

from .conftest import Open

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
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    sheets = {other: str(instruments[other]._css) for other in NAMES if other != name}
    elements, found = page.locator(".livenet").evaluate(ADD, sheets)
    assert elements > 30
    assert found == {}


@pytest.mark.slow
def test_all_eight_on_one_page_look_as_each_does_alone(open_gallery: Open) -> None:
    together = open_gallery("en")
    for name in NAMES:
        page = open_gallery("en", name)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        alone = page.locator(".livenet").evaluate(READ)
        among = together.locator(f"[data-instrument={name}] .livenet")
        assert among.evaluate(COMPARE, alone) == [], name
