"""Cores that divide a perceptron's wide layers: TrainLab's numbers are torch's."""

import re
from pathlib import Path

import pytest
import torch
from playwright.sync_api import Browser, expect
from torch import nn

from book.authoring import gallery
from livenet.widgets import TrainLab
from tests.tools.browser import watch
from tests.tools.host import serve
from tests.tools.training import sgd_losses

RATE, BATCH = 0.03, 64


def perceptron() -> nn.Module:
    torch.manual_seed(0)
    wide = [nn.Linear(32 * 32, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU()]
    return nn.Sequential(nn.Flatten(), *wide, nn.Linear(512, 10))


def test_wide_layers_are_divided_whoever_chose_the_cores(browser: Browser, tmp_path: Path) -> None:
    lab = TrainLab(perceptron(), learning_rate=RATE, batch_size=BATCH)
    gallery.write(tmp_path, {"TrainLab": lab})
    with serve(tmp_path) as address, browser.new_context() as context:
        visit = watch(context.new_page())
        page = visit.page
        page.goto(f"{address}en.html")
        root = page.get_by_role("region", name="TrainLab")
        step = root.get_by_role("button", name="One step", exact=True)
        shown = root.locator(".livenet-readout b")
        root.get_by_text("Cores and speed", exact=True).click()
        cores = root.get_by_role("combobox", name="cores at work")
        parts = root.get_by_role("figure", name=re.compile("gradient"))
        theirs = sgd_losses(perceptron(), RATE, BATCH, 3)
        for number, chosen in enumerate("201", 1):
            cores.select_option(chosen)
            step.press("Enter")
            expect(shown.nth(0)).to_have_text(str(number), timeout=20_000)
            # What is told is the mean of the last eight.
            mean = sum(theirs[:number]) / number
            assert float(shown.nth(2).inner_text()) == pytest.approx(mean, abs=6e-4)
            expect(parts).to_be_hidden()
        visit.expect_quiet()
