"""A stylesheet stays in a document once it has come: no instrument's may change another."""

import pytest
from playwright.sync_api import expect

from livenet.widgets import __all__ as NAMES
from livenet.widgets._instrument import Instrument
from tests.tools.looks import LOOKS

from .conftest import Open

READ = f"(root) => {{ {LOOKS} return looks(root); }}"
COMPARE = f"async (root, alone) => {{ {LOOKS} return differences(alone, await looks(root)); }}"
# Others' stylesheets, all before the instrument's own and all after it, as it is first to come or
# last; in both orders, so that none hides what another changes. Returns what they change, and where
# they do, which of them does.
ADD = f"""async (root, sheets) => {{
  {LOOKS}
  const alone = await looks(root);
  const found = {{}};
  async function add(names, order) {{
    const styles = names.map((name) => {{
      const style = document.createElement("style");
      style.textContent = sheets[name];
      return style;
    }});
    if (order === "before") document.head.querySelector("style[id]").before(...styles);
    else document.head.append(...styles);
    const changed = differences(alone, await looks(root));
    for (const style of styles) style.remove();
    if (changed.length) found[`${{names}} ${{order}}`] = changed.slice(0, 3);
  }}
  const names = Object.keys(sheets);
  for (const order of ["before", "after"]) {{
    await add(names, order);
    await add([...names].reverse(), order);
  }}
  if (Object.keys(found).length)
    for (const name of names) for (const order of ["before", "after"]) await add([name], order);
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
