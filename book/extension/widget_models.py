"""The models behind a page's widgets: which it needs, in which order, and what each can do."""

import json
from collections.abc import Iterator
from typing import Any

Model = dict[str, Any]  # model_name, model_module, model_module_version, state, buffers
_REFERENCE = "IPY_MODEL_"
_ROW = 44  # px of a control: 40 to touch, and its margin


def references(value: object) -> Iterator[str]:
    """Yield the ids that a model's state refers to, in order."""
    if isinstance(value, str) and value.startswith(_REFERENCE):
        yield value.removeprefix(_REFERENCE)
    elif isinstance(value, dict):
        for key in sorted(value):
            yield from references(value[key])
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def needed(models: dict[str, Model], roots: list[str]) -> list[str]:
    """Return the ids of what the roots show and of what is linked to it, as these appear.

    The order depends on nothing but the widgets themselves: a kernel's ids are random.
    """
    order: dict[str, int] = {}

    def visit(one: str) -> None:
        if one not in order and one in models:
            order[one] = len(order)
            for other in references(models[one]["state"]):
                visit(other)

    for root in roots:
        visit(root)
    links = {one for one, model in models.items() if is_link(model) and one not in order}
    while near := [one for one in links if order.keys() & set(references(models[one]["state"]))]:
        first = min(near, key=lambda one: _place(models[one], order))
        visit(first)
        links.remove(first)
    return list(order)


def _place(link: Model, order: dict[str, int]) -> str:
    """Return what tells a link from others, in terms of the models numbered so far."""
    ends = [link["state"].get(end) or ["", ""] for end in ("source", "target")]
    seen = [[f"{order.get(model.removeprefix(_REFERENCE), -1):6}", name] for model, name in ends]
    return json.dumps([seen, link["model_name"]])


def renumber(models: dict[str, Model], order: list[str]) -> dict[str, Model]:
    """Return the models of ``order``, called "0", "1", ... in it."""
    names = {one: str(number) for number, one in enumerate(order)}

    def rename(value: Any) -> Any:
        if isinstance(value, str) and value.startswith(_REFERENCE):
            one = value.removeprefix(_REFERENCE)
            return _REFERENCE + names.get(one, one)
        if isinstance(value, dict):
            return {key: rename(value[key]) for key in sorted(value)}
        if isinstance(value, list):
            return [rename(part) for part in value]
        return value

    return {names[one]: {**models[one], "state": rename(models[one]["state"])} for one in order}


def is_link(model: Model) -> bool:
    """Whether a model is a jslink (LinkModel) or a jsdlink (DirectionalLinkModel)."""
    return model["model_name"] in {"LinkModel", "DirectionalLinkModel"}


def idle(models: dict[str, Model]) -> list[str]:
    """Return the ids of the controls that do nothing on a page without a kernel.

    These are those from which no link leads and that no anywidget holds. One that a link leads
    to shows what another does, and is not idle either.
    """
    busy = {
        one
        for model in models.values()
        if is_link(model) or model["model_module"] == "anywidget"
        for one in references(model["state"])
    }
    return [
        one
        for one, model in models.items()
        if model["state"].get("disabled") is False and one not in busy
    ]


def within(models: dict[str, Model], root: str) -> list[str]:
    """Return the ids of a root and of what it shows."""
    return needed({one: m for one, m in models.items() if not is_link(m)}, [root])


def height(models: dict[str, Model], root: str) -> int:
    """Return about how many px the controls of a root will be high, recorded outputs apart.

    An anywidget says its height by ``layout.min_height`` or ``layout.height`` in px.
    """
    model = models.get(root)
    if model is None or model["model_name"] == "OutputModel":
        return 0
    layout = models.get(next(references(model["state"].get("layout")), ""), {"state": {}})["state"]
    for said in (layout.get("height"), layout.get("min_height")):
        if said and said.removesuffix("px").isdigit():
            return int(said.removesuffix("px"))
    children = [height(models, one) for one in references(model["state"].get("children"))]
    if model["model_name"] in {"HBoxModel", "GridBoxModel"}:
        return max(children, default=0)
    if children:
        return sum(children)
    return _ROW if model["model_module"] == "@jupyter-widgets/controls" else 0
