"""The shards of a batch as a page has them: in workers of their own, from disk, the network off."""

from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page

from livenet import digits, tape

from .test_other_networks import LeNetWithNorm
from .trainer_page import COUNT

# Batch norm and dropout; an epoch that ends in 44 digits, then in a single one, which stays whole;
# gradients that pile up; another optimizer, other weights, another start; a run to its end.
ACTS = """async (shards) => {
  reports.length = 0;
  const trainer = await open_({ batch: 64, lr: 0.02, seed: 3, watch: ["features.0.weight"] }, {});
  const shared = await trainer.share(shards);
  const steps = [];
  const take = async (count) => steps.push(...(await trainer.step(count)).losses);
  await take(6);
  await trainer.configure({ batch: 299 });
  await take(2);
  await trainer.configure({ batch: 50, zeroGrad: false });
  await take(3);
  await trainer.configure({ optimizer: { name: "Adam" }, zeroGrad: true, lr: 0.002 });
  await take(2);
  await trainer.load(await trainer.parameters());
  await take(1);
  await trainer.reset();
  reports.length = 0;
  await trainer.start(9);
  while (reports.at(-1)?.running !== false) await new Promise((resolve) => setTimeout(resolve, 5));
  steps.push(...reports.flatMap(({ losses }) => losses));
  const { shards: parts, epoch, step, values } = reports.at(-1);
  const score = await trainer.evaluate();
  const parameters = Array.from(await trainer.parameters());
  trainer.close();
  const kernel = Array.from(values["features.0.weight"].data);
  return { shared, parts, epoch, step, steps, score, parameters, kernel };
}"""

# Of 8 digits the first of three shards has as many as the first of four.
OTHERS = """async (shards) => {
  const trainer = await open_({ batch: 8, seed: 3 }, {});
  const losses = [];
  for (const count of shards) {
    await trainer.share(count);
    losses.push(...(await trainer.step(2)).losses);
  }
  trainer.close();
  return losses;
}"""

# Three steps singly and two at a go, with gradients that pile up.
APART = """async ([shards, apart]) => {
  const trainer = await open_({ batch: 50, lr: 0.02, seed: 3, zeroGrad: false, apart }, {});
  await trainer.share(shards);
  const steps = [await trainer.step(2), await trainer.step()];
  reports.length = 0;
  await trainer.start(2);
  while (reports.at(-1)?.running !== false) await new Promise((resolve) => setTimeout(resolve, 5));
  steps.push(reports.at(-1));
  const parameters = Array.from(await trainer.parameters());
  trainer.close();
  const numbers = ({ from, n, weight, gradient }) => [from, n, weight, Array.from(gradient)];
  const told = ({ parts, whole }) => [parts.map(numbers), whole && Array.from(whole)];
  return { parameters, steps: steps.map(({ apart }) => apart && told(apart)) };
}"""

LOST = """async () => {
  const workers = [];
  const OwnWorker = Worker;
  Worker = class extends OwnWorker {
    constructor(address) {
      super(address);
      workers.push(this);
    }
  };
  let lost;
  const told = new Promise((resolve) => { lost = resolve; });
  reports.length = 0;
  const trainer = await open_({ batch: 16 }, { onError: lost });
  await trainer.share(2);
  await trainer.start();
  while (reports.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  workers[1].terminate();
  const { code, message } = await told;
  const stood = await trainer.pause();
  const alone = await trainer.step();
  await trainer.share(2);
  const again = await trainer.step();
  trainer.close();
  Worker = OwnWorker;
  return { code, message, steps: [stood.step, alone.step, again.step],
    shards: [alone.shards, again.shards], loss: again.loss };
}"""


@pytest.fixture(scope="module")
def net() -> LeNetWithNorm:
    torch.manual_seed(5)
    return LeNetWithNorm()


def numbers(net: LeNetWithNorm, found: Any) -> np.ndarray[Any, Any]:
    state = tape.unpack(bytes(found["parameters"]), net)
    return np.concatenate([t.flatten().numpy().astype(np.float64) for t in state.values()])


def test_shards_take_the_steps_that_one_takes(page: Page, net: LeNetWithNorm) -> None:
    alone = page.evaluate(ACTS, 1)
    assert (alone["shared"], alone["parts"]) == (1, 1)
    for shards in (2, 3):
        found = page.evaluate(ACTS, shards)
        assert (found["shared"], found["parts"]) == (shards, shards)
        assert (found["step"], found["epoch"]) == (9, 1)
        assert len(found["steps"]) == 23
        np.testing.assert_allclose(found["steps"], alone["steps"], rtol=2e-4)
        assert np.quantile(np.abs(numbers(net, found) - numbers(net, alone)), 0.999) < 1e-4
        np.testing.assert_allclose(found["kernel"], alone["kernel"], atol=1e-3)
        # how an evaluation is shared changes not even its rounding; its weights differ a little
        assert found["score"]["count"] == COUNT
        assert found["score"]["loss"] == pytest.approx(alone["score"]["loss"], rel=1e-3)


def test_another_number_of_shards_goes_on_where_the_last_one_stood(page: Page) -> None:
    alone, found = (page.evaluate(OTHERS, shards) for shards in ([1, 1, 1], [3, 4, 2]))
    np.testing.assert_allclose(np.array(found, float), alone, rtol=2e-4)


def test_a_number_of_shards_gives_the_same_numbers_each_time(page: Page) -> None:
    first, second = (page.evaluate(ACTS, 2) for _ in range(2))
    assert first == second


def test_gradients_of_parts_are_told_and_their_mean_is_that_of_the_whole(page: Page) -> None:
    """With batch norm and dropout too; and telling it changes no bit of what is trained."""
    plain = page.evaluate(APART, [3, None])
    assert plain["steps"] == [None, None, None]
    found = page.evaluate(APART, [3, "features.5.weight"])
    assert found["parameters"] == plain["parameters"]
    *singly, (_, running) = found["steps"]
    assert running is None  # to compute it again would cost each step
    for parts, whole in singly:
        assert [(start, n, weight) for start, n, weight, _ in parts] == [
            (0, 16, 16 / 50),
            (16, 17, 17 / 50),
            (33, 17, 17 / 50),
        ]
        gradients = np.array([gradient for *_, gradient in parts])
        assert gradients.shape == (3, 16 * 6 * 25)
        joint = np.array([16, 17, 17]) / 50 @ gradients
        scale = np.abs(gradients).max()
        np.testing.assert_allclose(joint, whole, atol=2e-5 * scale)
        assert np.abs(gradients[0] - whole).max() > 1e-2 * scale


def test_a_gradient_that_is_not_there_is_refused_by_name(page: Page) -> None:
    refused = page.evaluate(
        """async () => {
          const trainer = await open_({}, {});
          try { await trainer.configure({ apart: "features.9.weight" }); }
          catch (error) { return [error.code, error.message]; }
          finally { trainer.close(); }
        }"""
    )
    assert refused == ["name", "There is no value named features.9.weight."]


def test_what_shards_trained_python_measures_alike(page: Page, net: LeNetWithNorm) -> None:
    """Running statistics come back with the weights."""
    found = page.evaluate(ACTS, 2)
    ours = LeNetWithNorm()
    ours.load_state_dict(tape.unpack(bytes(found["parameters"]), ours))
    images, labels = digits.load("train", n=COUNT, seed=1)
    with torch.no_grad():
        right = (ours.eval()(images).argmax(1) == labels).sum().item()
    assert int(ours.features[1].num_batches_tracked) == 9  # type: ignore[arg-type]
    assert abs(found["score"]["accuracy"] * COUNT - right) <= 1  # on the edge between two classes


def test_a_lost_worker_is_told_in_a_sentence_and_costs_nothing(page: Page) -> None:
    found = page.evaluate(LOST)
    assert found["code"] == "shard"
    assert found["message"].endswith(".")
    stood, alone, again = found["steps"]
    assert stood >= 1
    assert (alone, again) == (stood + 1, stood + 2)
    assert found["shards"] == [1, 2]
    assert np.isfinite(found["loss"])


@pytest.mark.parametrize("shards", [0, 2.5, 65])
def test_a_number_of_workers_that_makes_no_sense_is_refused(page: Page, shards: float) -> None:
    code, message = page.evaluate(
        """async (shards) => {
          const trainer = await open_({}, {});
          try { await trainer.share(shards); } catch (error) { return [error.code, error.message]; }
          finally { trainer.close(); }
        }""",
        shards,
    )
    assert code == "shards"
    assert message.endswith(".")
