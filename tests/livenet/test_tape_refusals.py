"""What a tape cannot hold is refused in a sentence: who does it, why not, and what to do."""

import logging
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from livenet import tape
from livenet.tape import _operations

Forward = Callable[[Any, Any], Any]


def network(forward: Forward, **kept: Any) -> nn.Module:
    """Return a network, called Own, with a layer fc and what else it keeps, and this forward."""

    class Own(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = nn.Linear(12, 10)
            for name, value in kept.items():
                setattr(self, name, value)

        def forward(self, x: Tensor) -> Any:
            return forward(self, x)

    return Own()


def branches(of: Callable[[int], Any]) -> Forward:
    return lambda net, x: net.fc(x) if of(x.size(0)) else 2 * net.fc(x)


def calls(net: Any, x: Tensor) -> Any:
    net.calls += 1
    return net.fc(x) if net.calls < 10 else 2 * net.fc(x)


def counts(net: Any, x: Tensor) -> Any:
    net.count.add_(1)
    return net.fc(x) / net.count


def remembers(net: Any, x: Tensor) -> Any:
    net.state = torch.tanh(net.fc(x).mean(0) + net.state.detach())
    return net.fc(x) + net.state


def one_by_one(net: Any, x: Tensor) -> Any:
    return torch.stack([net.fc(row) for row in x])


def clamps(net: Any, x: Tensor) -> Any:
    with torch.no_grad():
        net.fc.weight.clamp_(-1, 1)
    return net.fc(x)


def keeps(net: Any, x: Tensor) -> Any:
    """Assign what depends on the call, as who looks at an inner value does, and is let."""
    net.batch_size, net.inner = x.size(0), net.fc(x)
    return net.inner.relu_()


def hooked() -> nn.Module:
    net = nn.Sequential(nn.Linear(12, 10))
    net.get_parameter("0.weight").register_hook(lambda gradient: gradient * 0.5)
    return net


def sharing() -> nn.Module:
    net: Any = network(lambda net, x: net.fc(x) + net.again.sum())
    net.again = net.fc.weight.data
    sharing_net: nn.Module = net
    return sharing_net


CASES: dict[str, tuple[Callable[[], nn.Module], str]] = {
    "a branch from some size on": (
        lambda: network(branches(lambda n: n > 16)),
        r"the network \(Own\) decides by the batch's size what it does: let it do the same",
    ),
    "a branch for one sample": (
        lambda: network(branches(lambda n: n == 1)),
        "decides by the batch",
    ),
    "a branch on even batches": (
        lambda: network(branches(lambda n: n % 2)),
        "decides by the batch",
    ),
    "a branch by len, which Python makes a plain number": (
        lambda: network(lambda net, x: net.fc(x) if len(x) > 1 else -net.fc(x)),
        "treats a batch of 1 otherwise than it was recorded",
    ),
    "a branch on half the batch": (
        lambda: network(branches(lambda n: 3 * n // 2 - 1 <= 40)),
        "decides by the batch",
    ),
    "a loop over samples": (
        lambda: network(one_by_one),
        r"module fc \(Linear\) does more .* larger",
    ),
    "a branch on values": (
        lambda: network(lambda net, x: net.fc(x) if x.sum() > 0 else x[:, :10]),
        r"lets the values of a tensor decide .*: choose by torch\.where",
    ),
    "numbers taken out": (
        lambda: network(lambda net, x: net.fc(x) * float(x.numpy().mean())),
        "lets the values of a tensor decide",
    ),
    "an output that ignores its input": (
        lambda: network(lambda net, x: net.fc.bias.expand(len(x), -1)),
        "output does not depend on its input: use the tensor that forward is given",
    ),
    "a count of calls": (lambda: network(calls, calls=0), r"changes self\.calls at each call"),
    "a state kept from call to call": (
        lambda: network(remembers, state=torch.zeros(10)),
        r"depends on what it kept of an earlier call, .*: keep what it remembers in a buffer",
    ),
    "an input of which only the size is read": (
        lambda: network(lambda net, x: net.fc(torch.zeros_like(x))),
        "output does not depend on its input",
    ),
    "a large integer": (
        lambda: network(lambda net, x: net.fc(x) + (x * 9).long()[:, :10] * 2654435761 % 7),
        "computes with 2654435761, an integer beyond 32 bits",
    ),
    "a tensor changed in place": (
        lambda: network(counts, count=torch.ones(())),
        r"changes a tensor in place .*: register it by register_buffer",
    ),
    "Python's dice": (
        lambda: network(lambda net, x: net.fc(x) * random.random()),
        r"draws numbers from Python's random, .*: draw them by torch",
    ),
    "a parameter changed in place": (lambda: network(clamps), "changes its parameter fc.weight"),
    "a hook on a gradient": (hooked, "0.weight has a hook on its gradient"),
    "memory of a parameter": (sharing, r"shares the memory of fc\.weight"),
    "an operation that the engine has not": (
        lambda: network(lambda net, x: torch.fft.rfft(net.fc(x)).abs()),
        r"the network \(Own\) calls aten\._fft_r2c, which the engine cannot run: write it",
    ),
    "double precision": (
        lambda: network(lambda net, x: net.fc(x).double().float()),
        r"makes a tensor of torch\.float64 .*: convert it by float\(\)",
    ),
    "too many numbers from outside": (
        lambda: network(lambda net, x: net.fc(x) + net.table.sum(), table=torch.rand(70_000)),
        "too large to be written down: register it by register_buffer",
    ),
    "a network that nothing trains": (
        lambda: network(lambda net, x: net.fc(x).detach() * x.sum().requires_grad_()),
        "there is nothing to train",
    ),
    "numbers of a distribution that the engine cannot draw": (
        lambda: network(lambda net, x: F.gumbel_softmax(net.fc(x))),
        r"calls aten\.exponential, .*: draw by torch\.rand_like\(\)",
    ),
    "no tensor": (lambda: network(lambda net, x: None), "must return a tensor, not None"),
}


def assert_both(error: tape.TapeError | tape.UnfitError) -> None:
    """Whether it says in Chinese, too, what it says in English, of the same names and numbers."""
    assert str(error) == f"{error.english} {error.chinese}"
    assert re.search("[\u4e00-\u9fff]", error.chinese)
    assert not re.search("[\u4e00-\u9fff]", error.english)
    assert error.english.endswith((".", ")"))
    assert error.chinese.endswith(("。", "）"))
    code = [set(re.findall(r"\w+_\w+|\d{2,}", text)) for text in (error.english, error.chinese)]
    assert code[0] == code[1]


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_in_one_sentence(case: str) -> None:
    make, message = CASES[case]
    with pytest.raises(tape.TapeError, match=message) as caught:
        tape.record(make(), torch.rand(2, 12))
    assert "\n" not in str(caught.value)
    assert len(caught.value.english) < 300
    assert_both(caught.value)


def test_an_argument_that_the_engine_does_not_know_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = network(lambda net, x: F.softplus(net.fc(x), beta=2))
    assert any("beta" in op["args"] for op in tape.record(net, torch.rand(2, 12)).graph["ops"])
    known = dict(_operations._listed()["arguments"], softplus=["threshold"])
    monkeypatch.setitem(_operations._listed(), "arguments", known)
    said = r"the network \(Own\) calls aten\.softplus with beta=2, which the engine cannot heed"
    with pytest.raises(tape.TapeError, match=said) as caught:
        tape.record(net, torch.rand(2, 12))
    assert_both(caught.value)


def test_a_value_that_the_engine_does_not_know_is_refused() -> None:
    def sampled(net: Any, x: Tensor) -> Tensor:
        there = net.fc(x).view(-1, 1, 1, 10)[..., :2]
        return F.grid_sample(x.view(-1, 1, 3, 4), there, mode="bicubic").flatten(1).expand(-1, 10)

    said = r"calls aten\.grid_sampler_2d with interpolation_mode=2, which the engine cannot heed"
    with pytest.raises(tape.TapeError, match=said) as caught:
        tape.record(network(sampled), torch.rand(2, 12))
    assert_both(caught.value)


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        (nn.CrossEntropyLoss(reduction="none"), r"must be one number, .*: take its mean\(\)"),
        (lambda y, t: F.cross_entropy(y, t).item(), "lets the values of a tensor decide"),
        (lambda y, t: torch.zeros((), requires_grad=True), "nothing to train"),
    ],
)
def test_so_is_a_loss_that_cannot_be_descended(loss: Any, message: str) -> None:
    with pytest.raises(tape.TapeError, match=message) as caught:
        tape.record(network(lambda net, x: net.fc(x)), torch.rand(2, 12), loss)
    assert_both(caught.value)


def test_what_computes_nothing_is_no_operation() -> None:
    """Wrappers and profilers announce themselves to torch; distributions look at constants."""

    def announces(net: Any, x: Tensor) -> Any:
        with torch.profiler.record_function("mine"):
            torch.distributions.Uniform(0.0, 1.0)
            return net.fc(x)

    wrapped = nn.Sequential(nn.DataParallel(network(announces)), nn.ReLU())
    bare = nn.Sequential(network(lambda net, x: net.fc(x)), nn.ReLU())
    ops = [
        [op["op"] for op in tape.record(net, torch.rand(2, 12)).graph["ops"]]
        for net in (wrapped, bare)
    ]
    assert ops[0] == ops[1]


def test_what_a_call_assigns_is_let_and_gone_afterwards() -> None:
    net = network(keeps)
    before = dict(vars(net))
    tape.record(net, torch.rand(2, 12))
    assert vars(net) == before


def test_a_forward_is_shown_nothing_and_shows_nothing(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def prints(net: Any, x: Tensor) -> Any:
        print(x.shape)
        h = net.fc(x)
        return h / (h.std(0) + h.var(0))  # torch warns in C++ of a batch of one

    with caplog.at_level(logging.DEBUG):
        tape.record(network(prints), torch.rand(2, 12))
        with pytest.raises(tape.UnfitError, match=r"module fc \(Linear\) does not take"):
            tape.record(network(prints), torch.rand(2, 13))
    assert capfd.readouterr() == ("", "")
    assert [record.name for record in caplog.records if record.name.startswith("torch")] == []
