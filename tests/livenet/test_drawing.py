"""Drawn graphs: stable, in the book's colours, and a clear word when dot is missing."""

import pytest
import torch
from torchviz import make_dot

from livenet import LeNet, drawing


def drawn(**options: bool) -> str:
    """Return the SVG of a new LeNet's loss."""
    net = LeNet()
    loss = net(torch.zeros(1, 1, 32, 32)).square().mean()
    return drawing.draw(make_dot(loss, params=dict(net.named_parameters()), **options)).svg


@pytest.mark.parametrize("options", [{}, {"show_attrs": True, "show_saved": True}])
def test_the_same_graph_gives_the_same_picture(options: dict[str, bool]) -> None:
    assert drawn(**options) == drawn(**options)


def test_all_ten_parameters_and_every_node_are_drawn() -> None:
    svg = drawn()
    for name, _ in LeNet().named_parameters():
        assert f">{name}</text>" in svg
    assert svg.count(">AccumulateGrad</text>") == 10
    assert svg.count(">ConvolutionBackward0</text>") == 2


def test_torchvizs_colours_become_the_books() -> None:
    svg = drawn(show_saved=True)
    assert "lightblue" not in svg
    assert "orange" not in svg
    assert "#cfe3f4" in svg
    assert "#fbddc6" in svg


def test_a_large_number_within_a_label_stays() -> None:
    # torch keeps the axis -1 as an unsigned number of 20 digits.
    summed = torch.ones(2, requires_grad=True).sum(-1)
    assert str(2**64 - 1) in drawing.draw(make_dot(summed, show_attrs=True)).svg


def test_a_missing_dot_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    w = torch.tensor(1.0, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"apt install graphviz.*brew.*winget"):
        drawing.draw(make_dot(w * w))


def recurrent(steps: int) -> torch.Tensor:
    cell, x = torch.nn.GRUCell(2, 2), torch.rand(1, steps, 2)
    h = torch.zeros(1, 2)
    for t in range(steps):
        h = cell(x[:, t], h)
    return h.sum()


def test_a_graph_whose_steps_share_their_weights_is_drawn_in_time() -> None:
    svg = drawing.draw(make_dot(recurrent(12))).svg
    assert svg.count("<polygon") > 200


def test_a_graph_that_dot_would_not_finish_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_SECONDS", 0)
    with pytest.raises(
        ValueError, match=r"too tangled .* boxes and .* arrows\. Give the loss of a"
    ):
        drawing.draw(make_dot(recurrent(12)))
