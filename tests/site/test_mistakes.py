"""TrainLab's mistakes on the built pages: each as PyTorch trains with it, and one to be found."""

import re
from contextlib import redirect_stdout
from io import StringIO

import pytest
from playwright.sync_api import Page, expect

from livenet.widgets._mistakes import MISTAKES
from tests.site.test_train_lab import Lab
from tests.tools.browser import LoadPage

NAMES = {
    "en": [
        *("no zero_grad", "no step", "rate × 10", "softmax twice"),
        *("labels shuffled", "digits sorted", "weights all 0", "few digits"),
    ],
    "zh": [
        *("没有 zero_grad", "没有 step", "学习率 × 10", "两次 softmax"),
        *("标签打乱", "数字排序", "权重全 0", "数字太少"),
    ],
}
GROUP = {"en": "Mistakes", "zh": "错误"}
HIDE = {"en": "Break it for me", "zh": "替我弄坏它"}
SECRET = {"en": "a mistake, not told", "zh": "一个没说出来的错误"}
FOUND = {"en": "Yes.", "zh": "对。"}


def losses(lab: Lab) -> tuple[list[float], list[float]]:
    """Run the script that a reader copies; return its losses and those of the page."""
    with redirect_stdout(StringIO()) as printed, pytest.raises(SystemExit):
        exec(lab.script(), {"__name__": "__main__"})
    rows = [[float(n) for n in line.split()] for line in printed.getvalue().splitlines()]
    return [row[1] for row in rows], [row[2] for row in rows]


def three_steps(lab: Lab) -> tuple[list[float], list[float]]:
    for step in (1, 2, 3):
        lab.button("one").click()
        lab.expect_step(step)
    return losses(lab)


@pytest.mark.slow
def test_each_mistake_trains_as_torch_does_with_it(
    load_page: LoadPage, shelf: dict[str, str]
) -> None:
    lab = Lab(load_page(f"{shelf['en']}08-break.html"), "en")
    python, healthy = three_steps(lab)
    assert python == pytest.approx(healthy, rel=1e-4)
    for mistake, name in zip(MISTAKES, NAMES["en"], strict=True):
        switch = lab.root.get_by_role("button", name=name, exact=True)
        switch.press("Enter")
        expect(switch).to_have_attribute("aria-pressed", "true")
        lab.expect_step(0)
        python, page = three_steps(lab)
        assert python == pytest.approx(page, rel=1e-4), mistake
        assert page != pytest.approx(healthy, rel=1e-4), mistake
        assert lab.rows()[0][0] == f"Adam ({name})"
        switch.press("Space")
        expect(switch).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_a_mistake_that_is_not_told_is_found(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    lab = Lab(load_page(f"{shelf[edition]}08-break.html"), edition)
    lab.root.get_by_role("button", name=HIDE[edition], exact=True).click()
    lab.button("one").click()
    lab.expect_step(1)
    assert lab.rows()[0][0] == f"Adam ({SECRET[edition]})"
    assert "optimizer" not in lab.script()  # it would tell
    said = lab.root.get_by_role("group", name=GROUP[edition]).get_by_role("status")
    tried = 0
    while not said.inner_text().startswith(FOUND[edition]):
        lab.root.get_by_role("button", name=NAMES[edition][tried], exact=True).click()
        tried += 1
    assert lab.rows()[0][0] == f"Adam ({NAMES[edition][tried - 1]})"
    assert "optimizer" in lab.script()


def unseen(page: Page, name: str) -> list[float]:
    """Return the validation losses of the runs of a page's lab, newest first."""
    table = page.get_by_role("table", name="Runs")
    column = table.locator("thead th").all_inner_texts().index(name) + 1
    return [
        float(row.locator("td").nth(column).inner_text()) for row in table.locator("tbody tr").all()
    ]


@pytest.mark.slow
def test_few_digits_are_learnt_by_heart(load_page: LoadPage, shelf: dict[str, str]) -> None:
    page = load_page(f"{shelf['en']}06-train.html")
    lab = Lab(page, "en")
    for _ in range(2):
        lab.button("run").click()
        step = lab.root.locator(".livenet-readout span").first
        expect(step).to_have_text(re.compile("320$"), timeout=60_000)
        expect(lab.button("pause")).to_be_hidden()
        lab.root.get_by_role("button", name="few digits", exact=True).click()
    few, many = (float(row[4]) for row in lab.rows())
    few_unseen, many_unseen = unseen(page, "validation loss")
    assert few < 0.05 < many
    assert few_unseen > 2 * many_unseen
    assert re.search("validation accuracy", lab.root.inner_text())
