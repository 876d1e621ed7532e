"""Which models a page needs, in which order, and which controls wait for a kernel."""

import copy
from typing import Any

from book.extension.widget_models import Model, height, idle, needed, renumber


def model(name: str, module: str = "@jupyter-widgets/controls", **state: Any) -> Model:
    return {"model_name": name, "model_module": module, "state": state}


def link(name: str, source: str, target: str) -> Model:
    ends = [[f"IPY_MODEL_{one}", "value"] for one in (source, target)]
    return model(name, source=ends[0], target=ends[1])


def page(names: dict[str, str]) -> dict[str, Model]:
    """Return models under other ids, and in the order of these, as nbformat writes them."""
    one = {key: names.get(key, key) for key in "abcdefghij"}
    built = {
        one["a"]: model("VBoxModel", children=[f"IPY_MODEL_{one[c]}" for c in "bcd"]),
        one["b"]: model("IntSliderModel", disabled=False),
        one["c"]: model("IntTextModel", disabled=False),
        one["d"]: model("DropdownModel", disabled=False),
        one["e"]: link("LinkModel", one["b"], one["f"]),
        one["f"]: model("IntSliderModel", disabled=False),  # not shown, but linked
        one["g"]: link("DirectionalLinkModel", one["f"], one["c"]),
        one["h"]: model("IntSliderModel", disabled=False),  # of another page
        one["i"]: link("LinkModel", one["h"], one["h"]),
        one["j"]: model("LayoutModel"),
    }
    return dict(sorted(built.items()))


def test_a_page_needs_what_it_shows_and_what_is_linked_to_that() -> None:
    assert needed(page({}), ["a"]) == ["a", "b", "c", "d", "e", "f", "g"]


def test_other_random_ids_give_the_same_models() -> None:
    other = {"a": "z", "b": "q", "e": "x", "f": "k", "g": "m", "c": "y"}
    first, second = page({}), page(other)
    assert renumber(first, needed(first, ["a"])) == renumber(second, needed(second, ["z"]))


def test_a_control_without_links_or_an_anywidget_is_idle() -> None:
    known = page({})
    assert idle(known) == ["d"]
    held = copy.deepcopy(known)
    held["w"] = model("AnyModel", "anywidget", optimizer="IPY_MODEL_d")
    assert idle(held) == []
    known["d"]["state"]["disabled"] = True
    assert idle(known) == []


def test_an_anywidget_says_its_height() -> None:
    known = {
        "a": model("VBoxModel", children=["IPY_MODEL_b", "IPY_MODEL_c"]),
        "b": model("IntSliderModel", disabled=False),
        "c": model("AnyModel", "anywidget", layout="IPY_MODEL_d"),
        "d": model("LayoutModel", "@jupyter-widgets/base", min_height="320px", height=None),
    }
    assert height(known, "a") == 44 + 320
