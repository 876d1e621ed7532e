"""Widgets of the page's Python, in Node.js: their messages to the page, and the page's to them."""

import base64
import json
from typing import Any

import pytest
import torch

from livenet import tape
from tests.page.machine import raised, run, text

VIEW = "application/vnd.jupyter.widget-view+json"


def opened(result: dict[str, Any], model: str) -> dict[str, Any]:
    """Return what the page hears of the last widget of this kind that a cell opened."""
    found: dict[str, Any] = [
        comm
        for comm in result["comms"]
        if comm["type"] == "comm_open" and comm["data"]["state"]["_model_name"] == model
    ][-1]
    return found


def updates(result: dict[str, Any], name: str) -> list[Any]:
    """Return the values of a trait that widgets told the page, in order."""
    states = [comm["data"].get("state", {}) for comm in result["comms"]]
    told = [s for s, c in zip(states, result["comms"], strict=True) if c["type"] == "comm_msg"]
    return [state[name] for state in told if name in state]


def as_json(value: Any) -> Any:
    """Return a value as it comes from a message."""
    return json.loads(json.dumps(value))


@pytest.mark.slow
def test_a_slider_tells_python_and_python_the_slider() -> None:
    shown, moved, asked, failed, after = run(
        [
            {
                "id": "made",
                "source": "import ipywidgets\n"
                "slider = ipywidgets.IntSlider(3, description='n')\n"
                "slider.observe(lambda change: print('now', 12 // change.new), 'value')\n"
                "slider",
            },
            {"id": "moved", "model": "IntSliderModel", "state": {"value": 4}},
            {"id": "asked", "source": "print(slider.value)\nslider.value = 6"},
            {"id": "failed", "model": "IntSliderModel", "state": {"value": 0}},
            {"id": "after", "source": "slider.close()"},
        ]
    )
    (output,) = shown["outputs"]
    comm = opened(shown, "IntSliderModel")
    assert output["data"][VIEW]["model_id"] == comm["id"]
    assert comm["data"]["state"]["value"] == 3
    assert comm["data"]["state"]["layout"] == f"IPY_MODEL_{opened(shown, 'LayoutModel')['id']}"
    assert text(moved["outputs"]) == "now 3\n"
    assert text(asked["outputs"]) == "4\nnow 2\n"
    assert updates(asked, "value") == [6]
    # What a callback raises is shown where the widget's cell shows its outputs.
    assert raised(failed["outputs"]).startswith("ZeroDivisionError")
    assert [comm["type"] for comm in after["comms"]][-1] == "comm_close"


@pytest.mark.slow
def test_interact_and_output_keep_what_is_printed_to_themselves() -> None:
    made, moved, plain = run(
        [
            {
                "id": "made",
                "source": "from ipywidgets import Output, interact\n"
                "@interact(n=(0, 10))\n"
                "def twice(n=5):\n    print('of', n)\n    return 2 * n",
            },
            {"id": "moved", "model": "IntSliderModel", "state": {"value": 8}},
            {
                "id": "plain",
                "source": "out = Output()\nwith out:\n    print('within')\nprint('without')\n"
                "with out:\n    1 / 0\nprint('goes on')",
            },
        ]
    )
    first = updates(made, "outputs")[-1]
    assert [output["output_type"] for output in first] == ["stream", "display_data"]
    assert (first[0]["text"], first[1]["data"]["text/plain"]) == ("of 5\n", "10")
    assert moved["outputs"] == []
    last = updates(moved, "outputs")[-1]  # the former is cleared as the next one comes
    assert [one.get("text") or one["data"]["text/plain"] for one in last] == ["of 8\n", "16"]
    assert text(plain["outputs"]) == "without\ngoes on\n"
    within = updates(plain, "outputs")[-1]
    assert within[0]["text"] == "within\n"
    assert within[1]["ename"] == "ZeroDivisionError"


@pytest.mark.slow
def test_train_lab_of_a_network_that_a_reader_has_just_changed() -> None:
    """Its tape is torch's, and what the page trains comes back to Python."""
    source = """
import torch
from torch import nn
from livenet.widgets import TrainLab

class Wide(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 12, 5)
        self.fc = nn.Linear(12 * 14 * 14, 10)

    def forward(self, x):
        return self.fc(torch.max_pool2d(torch.relu(self.conv(x)), 2).flatten(1))

torch.manual_seed(0)
net = Wide()
lab = TrainLab(net, learning_rate=0.01)
"""
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(source, space)  # the cell of the page, word for word
    theirs = space["lab"]
    with torch.no_grad():
        for weight in theirs._net.parameters():
            weight.mul_(2)
    trained = tape.pack(theirs._net)
    made, _, back = run(
        [
            {"id": "made", "source": f"{source}\nlab"},
            {
                "id": "trained",
                "model": "AnyModel",
                "state": {"trained": {"base64": base64.b64encode(trained).decode()}},
            },
            {
                "id": "back",
                "source": "from livenet import tape\n"
                "net.load_state_dict(lab.state_dict())\nprint(tape.pack(net).hex())",
            },
        ]
    )
    assert not raised(made["outputs"])
    state = opened(made, "AnyModel")["data"]["state"]
    assert state["tape"] == theirs.tape
    assert state["fresh"] == as_json(theirs.fresh)
    assert state["source"]["net"].startswith(theirs.source["net"][:40])
    paths = opened(made, "AnyModel")["data"]["buffer_paths"]
    buffers = opened(made, "AnyModel")["buffers"]
    found = {path[0]: base64.b64decode(b) for path, b in zip(paths, buffers, strict=True)}
    assert found["train_images"] == theirs.train_images
    assert found["test_labels"] == theirs.test_labels
    assert text(back["outputs"]) == f"{trained.hex()}\n"


@pytest.mark.slow
def test_instruments_are_those_of_the_notebook() -> None:
    """Of each that needs no graph: the plain data that Python gives its view."""
    sources = {
        "LayerLens": "LayerLens(net)",
        "DrawDigit": "DrawDigit(net)",
        "LossLens": "LossLens()",
        "OptimizerRace": "OptimizerRace()",
        "ShapeWalker": "ShapeWalker(net, torch.zeros(4, 1, 32, 32))",
        "TapeLens": "TapeLens(net)",
    }
    head = (
        "import torch\nfrom livenet import LeNet, weights\nfrom livenet.widgets import *\n"
        "torch.manual_seed(0)\nnet = LeNet()\n"
    )
    results = run([{"id": name, "source": head + source} for name, source in sources.items()])
    for result in results:
        name = result["id"]
        assert not raised(result["outputs"]), f"{name}: {raised(result['outputs'])}"
        space: dict[str, Any] = {}
        exec(head + f"made = {sources[name]}", space)
        theirs = space["made"].get_state()
        ours = opened(result, "AnyModel")["data"]["state"]
        plain = {
            key: value
            for key, value in theirs.items()
            if key not in ("controls", "layout", "_esm", "_css")
            and not isinstance(value, bytes | memoryview)
        }
        assert {key: ours[key] for key in plain} == as_json(plain), name
