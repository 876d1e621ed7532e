"""The models behind a page's widgets: which it needs, in which order, and what each can do."""

import json
from collections.abc import Iterator
from typing import Any

Model = dict[str, Any]  # model_name, model_module, model_module_version, state, buffers
# The types under which Jupyter keeps models in a notebook and shows one in an output.
STATE_TYPE = "application/vnd.jupyter.widget-state+json"
VIEW_TYPE = "application/vnd.jupyter.widget-view+json"
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

    def visit(model_id: str) -> None:
        if model_id not in order and model_id in models:
            order[model_id] = len(order)
            for reference in references(models[model_id]["state"]):
                visit(reference)

    for root in roots:
        visit(root)
    links = {key for key, model in models.items() if is_link(model) and key not in order}
    while attached := [
        link_id for link_id in links if order.keys() & set(references(models[link_id]["state"]))
    ]:
        first = min(attached, key=lambda link_id: _place(models[link_id], order))
        visit(first)
        links.remove(first)
    return list(order)


def _place(link: Model, order: dict[str, int]) -> str:
    """Return what tells a link from others, in terms of the models numbered so far."""
    ends = [link["state"].get(end) or ["", ""] for end in ("source", "target")]
    places = [[f"{order.get(model.removeprefix(_REFERENCE), -1):6}", name] for model, name in ends]
    return json.dumps([places, link["model_name"]])


def renumber(models: dict[str, Model], order: list[str]) -> dict[str, Model]:
    """Return the models of ``order``, called "0", "1", ... in it."""
    numbers = {model_id: str(number) for number, model_id in enumerate(order)}

    def rename(value: Any) -> Any:
        if isinstance(value, str) and value.startswith(_REFERENCE):
            model_id = value.removeprefix(_REFERENCE)
            return _REFERENCE + numbers.get(model_id, model_id)
        if isinstance(value, dict):
            return {key: rename(value[key]) for key in sorted(value)}
        if isinstance(value, list):
            return [rename(part) for part in value]
        return value

    return {
        numbers[model_id]: {**models[model_id], "state": rename(models[model_id]["state"])}
        for model_id in order
    }


def is_link(model: Model) -> bool:
    """Whether a model is a jslink (LinkModel) or a jsdlink (DirectionalLinkModel)."""
    return model["model_name"] in {"LinkModel", "DirectionalLinkModel"}


def idle(models: dict[str, Model]) -> list[str]:
    """Return the ids of the controls that do nothing on a page without a kernel.

    These are those from which no link leads and that no anywidget holds. One that a link leads
    to shows what another does, and is not idle either.
    """
    busy = {
        model_id
        for model in models.values()
        if is_link(model) or model["model_module"] == "anywidget"
        for model_id in references(model["state"])
    }
    return [
        model_id
        for model_id, model in models.items()
        if model["state"].get("disabled") is False and model_id not in busy
    ]


def within(models: dict[str, Model], root: str) -> list[str]:
    """Return the ids of a root and of what it shows."""
    return needed({key: model for key, model in models.items() if not is_link(model)}, [root])


def height(models: dict[str, Model], root: str) -> int:
    """Return about how many px the controls of a root will be high, recorded outputs apart.

    An anywidget says its height by ``layout.min_height`` or ``layout.height`` in px.
    """
    model = models.get(root)
    if model is None or model["model_name"] == "OutputModel":
        return 0
    layout = models.get(next(references(model["state"].get("layout")), ""), {"state": {}})["state"]
    for length in (layout.get("height"), layout.get("min_height")):
        if length and length.removesuffix("px").isdigit():
            return int(length.removesuffix("px"))
    children = [height(models, child) for child in references(model["state"].get("children"))]
    if model["model_name"] in {"HBoxModel", "GridBoxModel"}:
        return max(children, default=0)
    if children:
        return sum(children)
    return _ROW if model["model_module"] == "@jupyter-widgets/controls" else 0
