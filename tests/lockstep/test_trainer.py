"""The trainer as a page holds it: in a worker or not, from disk, in a sandbox, offline."""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Browser, Frame, Page

from livenet import digits, shuffle, tape
from livenet.lenet import LeNet

from .trainer_page import COUNT, html


@pytest.fixture(scope="module")
def net() -> LeNet:
    torch.manual_seed(5)
    return LeNet()


TRAIN = """async ([settings, more, steps]) => {
  reports.length = 0;
  const trainer = await open_(settings, more);
  const { where, kernels } = trainer;
  const before = await trainer.evaluate();
  await new Promise((resolve) => {
    const look = setInterval(() => {
      if (reports.at(-1)?.running === false) { clearInterval(look); resolve(); }
    }, 5);
    trainer.start(steps);
  });
  const after = await trainer.evaluate();
  const parameters = Array.from(await trainer.parameters());
  trainer.close();
  return { where, kernels, before, after, reports: [...reports], parameters };
}"""


def train(page: Page | Frame, settings: Any = None, more: Any = None, steps: int = 40) -> Any:
    return page.evaluate(TRAIN, [settings or {}, more or {}, steps])


@pytest.mark.parametrize("where", ["worker", "page"])
@pytest.mark.parametrize("kernels", ["auto", "plain"])
def test_it_trains_from_disk_without_a_network(page: Page, where: str, kernels: str) -> None:
    found = train(page, {"batch": 16, "watch": ["c1"]}, {"where": where, "kernels": kernels})
    assert found["where"] == where
    assert found["kernels"] == {"auto": "wasm", "plain": "plain"}[kernels]
    last = found["reports"][-1]
    assert last["step"] == 40
    assert last["values"]["c1"]["shape"] == [16, 6, 28, 28]
    assert sum(len(r["losses"]) for r in found["reports"]) == 40
    assert found["after"]["loss"] < found["before"]["loss"]
    assert found["after"]["accuracy"] > found["before"]["accuracy"]


def test_it_trains_in_a_frame_without_an_origin(engine: str, net: LeNet, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.set_content("<!doctype html><iframe sandbox='allow-scripts'></iframe>")
    page.evaluate(
        "(text) => { document.querySelector('iframe').srcdoc = text; }", html(engine, net)
    )
    frame = page.frames[1]
    frame.wait_for_function("window.open_")
    assert frame.evaluate("origin") == "null"
    found = train(frame)
    assert (found["where"], found["kernels"]) == ("worker", "wasm")
    assert found["after"]["loss"] < found["before"]["loss"]
    context.close()


def test_where_a_policy_forbids_workers_and_wasm_it_still_trains(
    engine: str, net: LeNet, browser: Browser
) -> None:
    policy = (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "script-src 'unsafe-inline'; worker-src 'none'\">"
    )
    page = browser.new_page()
    page.set_content(html(engine, net, policy))
    found = train(page, {"batch": 16}, steps=20)
    assert (found["where"], found["kernels"]) == ("page", "plain")
    assert found["after"]["loss"] < found["before"]["loss"]
    page.close()


@pytest.mark.parametrize("where", ["worker", "page"])
def test_a_pause_stops_at_once(page: Page, where: str) -> None:
    """It waits for no evaluation, and no step is taken after it was answered."""
    order, paused, later = page.evaluate(
        """async (where) => {
          const trainer = await open_({ batch: 64 }, { where });
          await trainer.start();
          while (!reports.length) await new Promise((resolve) => setTimeout(resolve, 5));
          const order = [];
          const evaluation = trainer.evaluate().then(() => order.push("evaluation"));
          const { step, running } = await trainer.pause();
          order.push("pause");
          if (running) throw new Error("it runs on");
          await evaluation;
          const later = (await trainer.pause()).step;
          trainer.close();
          return [order, step, later];
        }""",
        where,
    )
    assert order == ["pause", "evaluation"]
    assert later == paused


def test_the_page_sees_the_batches_that_python_sees(page: Page) -> None:
    seen = page.evaluate(
        """async () => {
          const trainer = await open_({ batch: 64, seed: 11, lr: 0.01 }, {});
          const seen = [];
          for (let i = 0; i < 12; i++) seen.push((await trainer.step()).samples);
          trainer.close();
          return seen;
        }"""
    )
    wanted = []
    for epoch in range(3):
        order = shuffle.permutation(COUNT, seed=11, epoch=epoch).tolist()
        wanted += [order[at : at + 64] for at in range(0, COUNT, 64)]
    assert seen == wanted[:12]


def test_what_the_page_trained_goes_back_to_torch(page: Page, net: LeNet) -> None:
    settings = {"batch": 50, "lr": 0.02, "seed": 2, "optimizer": {"name": "SGD", "momentum": 0.9}}
    found = train(page, settings, steps=15)
    ours = LeNet()
    ours.load_state_dict(tape.unpack(bytes(found["parameters"]), ours))

    theirs = LeNet()
    theirs.load_state_dict(net.state_dict())
    images, labels = digits.load("train", n=COUNT, seed=1)
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.02, momentum=0.9)
    order = [i for e in range(3) for i in shuffle.permutation(COUNT, seed=2, epoch=e).tolist()]
    for step in range(15):
        batch = order[step * 50 : step * 50 + 50]
        optimizer.zero_grad()
        F.cross_entropy(theirs(images[batch]), labels[batch]).backward()
        optimizer.step()
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-4)
    loss = F.cross_entropy(ours(images), labels).item()
    assert found["after"]["loss"] == pytest.approx(loss, rel=1e-5)


def test_gradients_pile_up_on_those_of_a_batch_of_another_size(page: Page, net: LeNet) -> None:
    found = page.evaluate(
        """async () => {
          const trainer = await open_({ batch: 299, lr: 0.01, seed: 2, zeroGrad: false }, {});
          const { losses } = await trainer.step(5);
          trainer.close();
          return losses;
        }"""
    )
    ours = LeNet()
    ours.load_state_dict(net.state_dict())
    images, labels = digits.load("train", n=COUNT, seed=1)
    optimizer = torch.optim.SGD(ours.parameters(), lr=0.01, momentum=0.9)
    losses = []
    for epoch in range(3):
        for batch in torch.from_numpy(shuffle.permutation(COUNT, seed=2, epoch=epoch)).split(299):
            loss = F.cross_entropy(ours(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    assert found == pytest.approx(losses[:5], rel=1e-4)


@pytest.mark.parametrize("kernels", ["auto", "plain"])
def test_bytes_become_numbers_as_torch_makes_them(page: Page, kernels: str) -> None:
    data = page.evaluate(
        """async (kernels) => {
          const images = Uint8Array.from({ length: 1024 }, (_, i) => i % 256);
          const train = { images, labels: Uint8Array.of(1) };
          const trainer = await open_({ batch: 1, watch: ["input"] }, { train, kernels });
          const { values } = await trainer.step();
          trainer.close();
          return Array.from(values.input.data);
        }""",
        kernels,
    )
    wanted = torch.arange(1024).remainder(256).byte().float() / 255
    assert np.array_equal(np.array(data, dtype=np.float32), wanted.numpy())


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"lr": -1}, "lr"),
        ({"lr": "fast"}, "lr"),
        ({"batch": 0}, "batch"),
        ({"batch": 2.5}, "batch"),
        ({"batch": COUNT + 1}, "batch"),
        ({"optimizer": {"name": "SGD", "momentum": -0.5}}, "momentum"),
        ({"optimizer": {"name": "SGD", "nesterov": True}}, "nesterov"),
        ({"optimizer": {"name": "Adam", "betas": [0.9, 1]}}, "beta"),
        ({"optimizer": {"name": "Lion"}}, "optimizer"),
        ({"watch": ["c9"]}, "name"),
    ],
)
def test_settings_that_make_no_sense_are_refused(page: Page, settings: Any, code: str) -> None:
    error = page.evaluate(
        """async (settings) => {
          const trainer = await open_({}, {});
          try { await trainer.configure(settings); } catch (error) {
            return { code: error.code, message: error.message, kind: error.name };
          } finally { trainer.close(); }
        }""",
        settings,
    )
    assert error["code"] == code
    assert error["kind"] == "EngineError"
    assert error["message"].endswith(".")


def test_a_reset_starts_over(page: Page) -> None:
    first, again, other = page.evaluate(
        """async () => {
          const trainer = await open_({ batch: 32 }, {});
          const run = async () => (await trainer.step(5)).losses;
          const first = await run();
          await trainer.reset();
          const again = await run();
          await trainer.configure({ seed: 9 });
          await trainer.reset();
          const other = await run();
          trainer.close();
          return [first, again, other];
        }"""
    )
    assert first == again
    assert first != other


def test_predictions_leave_the_training_values_alone(page: Page, net: LeNet) -> None:
    same, output, c1 = page.evaluate(
        """async () => {
          const trainer = await open_({ batch: 8, lr: 0, watch: ["c1", "grad:c1"] }, {});
          await trainer.step();
          const { values: before } = await trainer.pause();
          const images = new Uint8Array(3 * 1024).fill(51);
          const { output, values } = await trainer.predict(images, ["c1"]);
          await trainer.evaluate();
          const { values: after } = await trainer.pause();
          trainer.close();
          const same = JSON.stringify(before) === JSON.stringify(after);
          return [same, Array.from(output.data), values.c1.shape];
        }"""
    )
    assert same
    assert c1 == [3, 6, 28, 28]
    with torch.no_grad():
        wanted = net(torch.full((3, 1, 32, 32), 51 / 255)).flatten()
    torch.testing.assert_close(torch.tensor(output), wanted, rtol=1e-5, atol=1e-6)


def test_three_epochs_of_10000_digits_reach_97_percent(
    engine: str, browser: Browser, tmp_path: Path, measured: dict[str, dict[str, float]]
) -> None:
    torch.manual_seed(0)
    net = LeNet()
    images, labels = digits.load("train", n=10_000)
    tests, answers = digits.load("test")

    def pixels(x: torch.Tensor) -> bytes:
        return (x[:, 0, 2:-2, 2:-2] * 255).round().byte().numpy().tobytes()

    parts = [
        tape.pack(net),
        pixels(images),
        labels.byte().numpy().tobytes(),
        pixels(tests),
        answers.byte().numpy().tobytes(),
    ]
    (tmp_path / "data.json").write_text(json.dumps([base64.b64encode(p).decode() for p in parts]))
    page = browser.new_page()
    page.set_content(f"<script>{engine}</script>")
    page.evaluate(
        "(text) => { window.data = JSON.parse(text); }", (tmp_path / "data.json").read_text()
    )
    score = page.evaluate(
        """async (tape) => {
          const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          const [parameters, images, labels, tests, answers] = data.map(bytes);
          let done;
          const ended = new Promise((resolve) => { done = resolve; });
          const trainer = await livenet.Trainer.open({
            tape, parameters,
            train: { images, labels, size: [28, 28] },
            test: { images: tests, labels: answers, size: [28, 28] },
            settings: { batch: 32, lr: 0.002, optimizer: { name: "Adam" } },
            onReport: (report) => { if (!report.running) done(); },
          });
          await trainer.start(3 * Math.ceil(10000 / 32));
          await ended;
          return trainer.evaluate();
        }""",
        tape.record(net, images[:1]).graph,
    )
    page.close()
    measured["10,000 digits, three epochs"] = {"test accuracy": score["accuracy"]}
    assert score["count"] == 10_000
    assert score["accuracy"] >= 0.97
