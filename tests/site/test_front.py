"""The first pages train: worked as by somebody new, and what they show is what torch gives."""

import re
from functools import cache

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect

from book.extension import front
from livenet import LeNet, digits, shuffle
from tests.site import checks
from tests.tools.browser import PRESS_LATE, Visits

SAID = {
    "en": {
        "learn": "Let it learn",
        "go on": "Go on",
        "again": "Start over",
        "next": "How it learns: chapter 1",
        "sheet": "A sheet to write a digit on",
        "reads": r"It reads \d, \d+% sure\.",
        "untrained": r"It reads \d, but it has not learnt yet\.",
        "done": "After {steps} steps the network reads {share} of {count} test digits right.",
    },
    "zh": {
        "learn": "让它学",
        "go on": "继续",
        "again": "从头再来",
        "next": "它是怎样学会的：第 1 章",
        "sheet": "写数字的纸",
        "reads": r"它读作 \d，把握 \d+%。",
        "untrained": r"它读作 \d，不过它还没有学过。",
        "done": "学完 {steps} 步，网络在 {count} 个测试数字上读对了 {share}。",
    },
}
STEPS = int(front.RUN["steps"])


@cache
def by_torch(steps: int) -> tuple[list[int], float]:
    """What torch reads after some steps in the digits shown; its accuracy on all test digits."""
    train, test = digits.load("train", front.TRAIN), digits.load("test", front.TEST)
    torch.manual_seed(int(front.RUN["seed"]))
    net = LeNet()
    optimizer = torch.optim.SGD(net.parameters(), front.RUN["lr"])
    batches = (
        batch
        for epoch in range(STEPS)
        for order in [torch.from_numpy(shuffle.permutation(front.TRAIN, 0, epoch).copy())]
        for batch in order.long().split(int(front.RUN["batch"]))
    )
    for _ in range(steps):
        batch = next(batches)
        optimizer.zero_grad()
        F.cross_entropy(net(train.images[batch]), train.labels[batch]).backward()
        optimizer.step()
    with torch.no_grad():
        found = net(test.images).argmax(1)
    return found[: front.SHOWN].tolist(), (found == test.labels).float().mean().item()


class Front:
    """What stands on a first page, found by role and label."""

    def __init__(self, page: Page, edition: str) -> None:
        self.said = SAID[edition]
        self.root = page.locator("#front")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=self.said[name], exact=True)

    def readings(self) -> list[int]:
        return [int(text) for text in self.root.locator(".front-digits b").all_inner_texts()]

    def score(self) -> float:
        return float(self.root.locator(".front-score b").inner_text().rstrip("%")) / 100

    def steps(self) -> int:
        numbers = re.findall(r"\d+", self.root.locator(".front-score span").inner_text())
        return int(next(n for n in numbers if n != str(front.TEST)))


@pytest.mark.parametrize("place", ["chooser", "zh", "en"])
def test_a_press_lets_it_learn_what_torch_learns(
    open_page: Visits, shelf: dict[str, str], served: str, place: str
) -> None:
    edition = "en" if place == "chooser" else place
    address = served if place == "chooser" else f"{shelf[place]}index.html"
    visit = open_page(
        address, settled=False, locale="en-US", viewport={"width": 390, "height": 844}
    )
    it = Front(visit.page, edition)
    readings, accuracy = by_torch(0)
    expect(it.root.locator(".front-score b")).to_have_text(f"{100 * accuracy:.0f}%")
    assert it.readings() == readings
    assert sum(checks.weigh(visit.answers).values()) <= 400_000
    assert it.button("learn").bounding_box()["y"] < 844  # type: ignore[index]

    it.button("learn").press("Enter")
    visit.page.keyboard.press("Enter")  # at once: on a busy machine four seconds are soon over
    expect(it.button("go on")).to_be_visible(timeout=30_000)
    expect(it.root.locator("[aria-busy]")).to_have_count(0)
    stopped = it.steps()
    assert 0 < stopped < STEPS
    readings, accuracy = by_torch(stopped)
    differ = sum(a != b for a, b in zip(it.readings(), readings, strict=True))
    # What rounds otherwise grows: after so many steps a digit on the edge may fall on either side.
    assert differ <= (0 if stopped <= 30 else 3), stopped
    next_one = it.root.get_by_role("link", name=it.said["next"], exact=True)
    expect(next_one).to_be_hidden()
    it.button("go on").evaluate(PRESS_LATE, it.said["again"])
    it.button("go on").click()
    expect(it.button("again")).to_be_visible(timeout=60_000)
    expect(it.root.locator("[aria-busy]")).to_have_count(0)
    assert it.steps() == STEPS
    expect(next_one).to_be_visible()
    chapter = f"{edition if place == 'chooser' else place}/01-overview.html"
    assert str(next_one.evaluate("a => a.href")).endswith(chapter)
    assert abs(it.score() - by_torch(STEPS)[1]) <= 0.04
    right = sum(a == b for a, b in zip(it.readings(), labels(), strict=True))
    expect(it.root.get_by_role("img", name=str(right))).to_be_visible()
    done = it.said["done"].format(steps=STEPS, share=f"{it.score():.0%}", count=front.TEST)
    expect(it.root.get_by_text(done)).to_be_attached()


def labels() -> list[int]:
    answers: list[int] = digits.load("test", front.TEST).labels[: front.SHOWN].tolist()
    return answers


@pytest.mark.parametrize("edition", SAID)
def test_the_sheet_is_read_before_and_after(
    open_page: Visits, shelf: dict[str, str], edition: str
) -> None:
    page = open_page(f"{shelf[edition]}index.html", settled=False).page
    it = Front(page, edition)
    sheet = it.root.get_by_role("application", name=it.said["sheet"])
    # Who comes by keys sees which ones draw.
    help_box = it.root.locator(".front-desk .front-unseen").bounding_box
    assert help_box()["height"] < 2  # type: ignore[index]
    sheet.focus()
    page.keyboard.press("Shift")
    assert help_box()["height"] > 40  # type: ignore[index]
    for key in (" ", *["ArrowDown"] * 6, " "):
        page.keyboard.press(key)
    read = it.root.locator(".front-read")
    expect(read).to_have_text(re.compile(it.said["untrained"]))
    it.button("learn").click()
    expect(it.button("again")).to_be_visible(timeout=60_000)
    expect(read).to_have_text(re.compile(it.said["reads"]))
    it.button("again").click()
    expect(it.button("learn")).to_be_visible()
    expect(read).to_have_text(re.compile(it.said["untrained"]))
    assert it.readings() == by_torch(0)[0]
    it.root.get_by_role("button", name={"en": "Clear", "zh": "擦掉"}[edition]).click()
    expect(read).to_have_text("")
