"""Bounds and names that a view knows by itself are those that Python checks."""

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import expect

from livenet.widgets.loss_lens import MOST
from livenet.widgets.optimizer_race import MOMENTA, RATES, SURFACES
from livenet.widgets.shape_walker import POOLS
from livenet.widgets.train_lab import OPTIMIZERS

from .conftest import Open


def test_a_score_is_taken_just_as_far_as_python_takes_it(open_gallery: Open) -> None:
    page = open_gallery("en", "LossLens")
    field = page.get_by_role("spinbutton", name="score of 3, typed", exact=True)
    refusal = page.get_by_role("alert")
    for score in (MOST, -MOST):
        field.fill(str(score))
        field.press("Enter")
        expect(page.get_by_role("slider", name="score of 3")).to_have_attribute(
            "aria-valuetext", f"{score:.1f}".replace("-", "−")
        )
        expect(refusal).to_be_empty()
    for score in (MOST + 1, -MOST - 1):
        field.fill(str(score))
        field.press("Enter")
        expect(refusal).to_contain_text(f"from −{MOST} to {MOST}")


def test_a_race_advises_no_learning_rate_that_python_refuses(open_gallery: Open) -> None:
    page = open_gallery("en", "OptimizerRace")
    page.get_by_role("combobox", name="surface").select_option("Rosenbrock")
    start = page.get_by_role("slider", name="start of all walks")
    for key in ("Shift+ArrowLeft", "Shift+ArrowDown") * 6:
        start.press(key)
    (left, _), (low, _) = SURFACES["Rosenbrock"].x, SURFACES["Rosenbrock"].y
    place = f"x = {left:.2f}, y = {low:.2f}".replace("-", "−")
    expect(start).to_have_attribute("aria-valuetext", place)
    page.get_by_role("slider", name="step", exact=True).press("End")
    # SGD overflows here at nine times the least rate; a tenth of that would be refused.
    rate = page.get_by_role("textbox", name="learning rate", exact=True)
    rate.fill(str(9 * RATES[0]))
    rate.press("Enter")
    expect(page.get_by_text(f"Try a learning rate of {RATES[0]:g}.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="overflow at")).not_to_have_count(0)


def test_the_sliders_of_a_race_end_where_python_does(open_gallery: Open) -> None:
    page = open_gallery("en", "OptimizerRace")
    for name, (least, most) in {"learning rate": RATES, "momentum": MOMENTA}.items():
        slider = page.get_by_role("slider", name=name, exact=True)
        for key, bound in (("Home", least), ("End", most)):
            slider.press(key)
            text = slider.get_attribute("aria-valuetext") or ""
            assert abs(float(text) - bound) < 0.01 * max(bound, 0.01), (name, key, text)


def test_each_optimizer_of_python_trains_on_the_page(open_gallery: Open) -> None:
    page = open_gallery("en", "TrainLab")
    step = page.get_by_role("button", name="One step", exact=True)
    runs = page.get_by_role("table", name="Runs").get_by_role("row")
    for number, name in enumerate(OPTIMIZERS):
        page.get_by_role("combobox", name="optimizer").select_option(name)
        step.click()
        expect(runs).to_have_count(number + 2, timeout=20_000)
        expect(runs.nth(1).get_by_role("cell", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("alert")).to_be_empty()


def test_each_pooling_of_python_has_its_shape(open_gallery: Open) -> None:
    page = open_gallery("en", "ShapeWalker")
    page.get_by_role("radio", name="S2", exact=True).check()
    for name in POOLS:
        page.get_by_role("combobox", name="pooling", exact=True).select_option(name)
        shape = tuple(getattr(F, name)(torch.zeros(1, 6, 24, 24), 2).shape)
        expect(page.get_by_text(f"F.{name}(c1, 2)")).to_be_visible()
        expect(page.get_by_text(str(shape), exact=True)).to_be_visible()


@pytest.mark.parametrize("edition", ["zh", "en"])
@pytest.mark.parametrize("name", ["DrawDigit", "TrainLab"])
def test_an_instrument_stands_in_one_screen(open_gallery: Open, name: str, edition: str) -> None:
    box = open_gallery(edition, name).locator(".livenet").bounding_box()
    assert box
    assert box["height"] <= 780  # of 900: what is left is the page's header


@pytest.mark.parametrize(
    ("edition", "run", "step", "runs"),
    [
        ("zh", "运行", "走一步", "各次运行，最近的在前"),
        ("en", "Run", "One step", "Runs, newest first"),
    ],
)
def test_on_a_phone_all_of_trainlab_stands_in_a_screen_and_a_half(
    open_gallery: Open, edition: str, run: str, step: str, runs: str
) -> None:
    page = open_gallery(edition, "TrainLab", 390)
    root = page.locator(".livenet")
    table = root.get_by_role("table", name=runs)
    root.get_by_role("button", name=step).click()
    expect(root.get_by_role("button", name=".pt")).to_be_visible(timeout=20_000)
    expect(table).to_be_hidden()
    whole = root.bounding_box()
    pressed = root.get_by_role("button", name=run, exact=True).bounding_box()
    score = root.locator(".livenet-score").bounding_box()
    assert whole
    assert pressed
    assert score
    assert whole["height"] <= 1.5 * 844
    # What comes of Run stands beside it.
    assert pressed["x"] + pressed["width"] < score["x"]
    assert score["y"] < pressed["y"] + pressed["height"]
    root.get_by_text(runs, exact=True).click()
    expect(table.get_by_role("cell", name="SGD", exact=True)).to_be_visible()
