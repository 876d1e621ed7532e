"""DrawDigit on the built pages: drawn on by pointer and by keys, and what it reads beside torch."""

import math
import re

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch import Tensor
from torch.nn.functional import pad

from livenet import LeNet, digits, tape, weights
from tests.site.states import buffer
from tests.tools.browser import LoadPage, show

WORDS = {
    "en": {
        "title": "DrawDigit",
        "sheet": "Sheet to draw on",
        "undo": "Undo",
        "clear": "Clear",
        "normalise": "centre and scale like MNIST",
        "bars": "Probability of each digit",
        "seen": "What the network sees",
        "empty": "Nothing drawn yet.",
        "down": "Pen down, column 11, row 11 of 20.",
        "reads": r"It reads (\d), with probability ([\d.]+)%",
        "away": "The ink is not in the middle",
        "given": "those of net",
        "trained": "just trained in TrainLab",
        "untrained": "those from TrainLab (train there first)",
        "lab": "TrainLab",
        "step": "One step",
        "maps": "{}, {} maps of {}×{}",
    },
    "zh": {
        "title": "手写板",
        "sheet": "手写板",
        "undo": "撤销",
        "clear": "清空",
        "normalise": "像 MNIST 那样居中并缩放",
        "bars": "每个数字的概率",
        "seen": "网络看到的",
        "empty": "还没有写。",
        "down": "落笔，第 11 列，第 11 行，共 20 行列。",
        "reads": r"它读作 (\d)，概率 ([\d.]+)%",
        "away": "墨不在正中",
        "given": "net 的",
        "trained": "训练台刚训练好的",
        "untrained": "训练台的（先去那里训练）",
        "lab": "训练台",
        "step": "走一步",
        "maps": "{}，{} 张 {}×{} 的特征图",
    },
}
both = pytest.mark.parametrize("edition", WORDS)

Point = tuple[float, float]


def arc(x: float, y: float, wide: float, high: float, first: int, last: int) -> list[Point]:
    """Return points of an ellipse about (x, y), from one angle to another in degrees, 0 up."""
    angles = torch.linspace(first, last, 12).deg2rad()
    return [(x + wide * math.sin(angle), y - high * math.cos(angle)) for angle in angles.tolist()]


# The ten digits as a hand writes them, in the sheet's own pixels: lines from point to point.
HAND: list[list[list[Point]]] = [
    [arc(140, 140, 60, 95, 0, 360)],
    [[(150, 40), (140, 140), (130, 240)]],
    [[*arc(140, 95, 60, 55, -80, 130), (80, 230), (215, 225)]],
    [[*arc(135, 85, 55, 45, -60, 180), *arc(135, 185, 65, 55, 0, 240)]],
    [[(100, 50), (75, 150), (200, 150)], [(185, 60), (170, 240)]],
    [[(195, 50), (105, 50), (95, 125), *arc(130, 175, 65, 60, -20, 240)]],
    [[(165, 40), (100, 130), *arc(140, 185, 55, 50, -80, 280)]],
    [[(75, 60), (205, 55), (130, 240)]],
    [[*arc(140, 90, 45, 45, 90, -270), *arc(140, 185, 55, 50, 0, 360)]],
    [[*arc(140, 95, 50, 50, 80, 440), (180, 95), (160, 240)]],
]
# A copy is read: Chromium has something to say of whoever reads a canvas again and again.
PIXELS = """canvas => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  return [...context.getImageData(0, 0, copy.width, copy.height).data];
}"""

# Paint images of 28×28 on the sheet, ten times as large, lift the pen, and wait for the reading.
REDRAW = """async (sheet, images) => {
  const root = sheet.closest("section");
  const context = sheet.getContext("2d");
  const seen = root.querySelector(".livenet-seen canvas");
  const copy = new OffscreenCanvas(28, 28).getContext("2d", { willReadFrequently: true });
  const found = [];
  for (const image of images) {
    const paint = context.createImageData(280, 280);
    for (let i = 0; i < 280 * 280; i++) {
      const value = image[28 * Math.floor(i / 2800) + Math.floor((i % 280) / 10)];
      paint.data.set([value, value, value, 255], 4 * i);
    }
    context.putImageData(paint, 0, 0);
    sheet.dispatchEvent(new PointerEvent("pointerup"));
    while (root.querySelector("[aria-busy]")) await new Promise((done) => setTimeout(done));
    copy.drawImage(seen, 0, 0);
    const pixels = copy.getImageData(0, 0, 28, 28).data;
    found.push({
      seen: Array.from({ length: 784 }, (_, i) => pixels[4 * i]),
      read: Number(root.querySelector("li[aria-current]").firstChild.textContent),
    });
  }
  return found;
}"""


class Desk:
    """DrawDigit on a page, worked by role and label."""

    def __init__(self, page: Page, edition: str):
        self.page, self.said = page, WORDS[edition]
        self.root = page.get_by_role("region", name=self.said["title"])
        self.sheet = self.root.get_by_role("application", name=self.said["sheet"])
        expect(self.sheet).to_be_visible()
        show(self.root)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=self.said[name], exact=True)

    def draw(self, lines: list[list[Point]]) -> None:
        """Draw lines of points, in the sheet's own pixels, with the mouse."""
        self.sheet.scroll_into_view_if_needed()
        box = self.sheet.bounding_box()
        assert box
        scale = (box["width"] - 2) / 280  # a hairline on each side
        for line in lines:
            (x, y), *rest = ((box["x"] + 1 + scale * x, box["y"] + 1 + scale * y) for x, y in line)
            self.page.mouse.move(x, y)
            self.page.mouse.down()
            for x, y in rest:
                self.page.mouse.move(x, y)
            self.page.mouse.up()
        self.settle()

    def settle(self) -> None:
        expect(self.root.locator("[aria-busy]")).to_have_count(0)

    def shares(self) -> list[float]:
        """Return the ten probabilities, in per cent; NaN where nothing is read."""
        rows = self.root.get_by_role("list", name=self.said["bars"]).get_by_role("listitem")
        texts = rows.all_inner_texts()
        assert [text.split()[0] for text in texts] == [str(digit) for digit in range(10)]
        return [float(text.split()[1].rstrip("%").replace("–", "nan")) for text in texts]

    def seen(self) -> Tensor:
        """Return the image that is shown as the network's, uint8 of shape (28, 28)."""
        canvas = self.root.get_by_role("img", name=self.said["seen"])
        pixels = canvas.evaluate(PIXELS)
        return torch.tensor(pixels, dtype=torch.uint8).view(28, 28, 4)[:, :, 0]


@pytest.fixture
def desk(load_page: LoadPage, shelf: dict[str, str], edition: str) -> Desk:
    """Open chapter 1."""
    return Desk(load_page(f"{shelf[edition]}01-overview.html"), edition)


def network(file: str) -> LeNet:
    """Return the network whose parameters a page gives to its DrawDigit."""
    net = LeNet()
    net.load_state_dict(tape.unpack(buffer(file, "draw_digit", "parameters"), net))
    return net


def shares_of(net: LeNet, images: Tensor) -> Tensor:
    """Return torch's probabilities for images, uint8 of shape (N, 28, 28)."""
    with torch.no_grad():
        scores: Tensor = net(pad(images.float() / 255, (2, 2, 2, 2)).unsqueeze(1))
    return scores.softmax(1)


def scribble(seed: int) -> list[list[Point]]:
    """Return one to three lines at random."""
    draw = torch.Generator().manual_seed(seed)
    lines = int(torch.randint(1, 4, (), generator=draw))
    points = torch.rand(lines, 5, 2, generator=draw) * 240 + 20
    return [[(x, y) for x, y in line] for line in points.tolist()]


@pytest.mark.parametrize("edition", ["en"])
def test_what_is_drawn_is_read_as_torch_reads_it(desk: Desk, edition: str) -> None:
    net = network(f"{edition}/01-overview.html")
    assert torch.tensor(desk.shares()).isnan().all()
    for seed in range(4):
        desk.button("clear").click()
        desk.draw(scribble(seed))
        image = desk.seen()
        expected = 100 * shares_of(net, image[None])[0]
        torch.testing.assert_close(torch.tensor(desk.shares()), expected, rtol=0, atol=0.0501)
        # A box of 20 by 20 is filled one way at least, and its mass is in the middle.
        rows, columns = image.nonzero().T
        assert max(int(x.max() - x.min()) + 1 for x in (rows, columns)) == 20
        for index in (rows, columns):
            ink = image[rows, columns].double()
            assert abs((ink * index).sum() / ink.sum() - 14) <= 0.51


@both
def test_maps_are_those_of_the_network(desk: Desk, edition: str) -> None:
    net = network(f"{edition}/01-overview.html")
    desk.draw(scribble(5))
    with torch.no_grad():
        x = pad(desk.seen().float() / 255, (2, 2, 2, 2))[None, None]
        c1 = net.conv1(x).relu()
        s2 = torch.max_pool2d(c1, 2)
        c3 = net.conv2(s2).relu()
        s4 = torch.max_pool2d(c3, 2)
    for name, maps in {"c1": c1, "s2": s2, "c3": c3, "s4": s4}.items():
        _, count, rows, columns = maps.shape
        label = desk.said["maps"].format(name, count, rows, columns)
        shown = desk.root.get_by_role("img", name=label, exact=True).locator("canvas")
        expect(shown).to_have_count(count)
        for n in (0, count - 1):
            pixels = shown.nth(n).evaluate(PIXELS)
            grey = torch.tensor(pixels).view(rows, columns, 4)[:, :, 0]
            expected = 255 * maps[0, n] / maps.max()
            torch.testing.assert_close(grey.float(), expected, rtol=0, atol=0.51)


@both
def test_chapter_7_shows_the_gradient_of_what_is_drawn(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    desk = Desk(load_page(f"{shelf[edition]}07-inside.html"), edition)
    desk.draw(scribble(6))
    x = pad(desk.seen().float() / 255, (2, 2, 2, 2))[None, None].requires_grad_()
    weights.trained()(x).max().backward()
    assert x.grad is not None
    names = {
        "en": {"helps": "helps, 32×32", "hurts": "hurts, 32×32"},
        "zh": {"helps": "helps（有利），32×32", "hurts": "hurts（不利），32×32"},
    }[edition]
    for name, slope in {"helps": x.grad.relu(), "hurts": (-x.grad).relu()}.items():
        label = names[name]
        shown = desk.root.get_by_role("img", name=label, exact=True).locator("canvas")
        grey = torch.tensor(shown.evaluate(PIXELS)).view(32, 32, 4)[:, :, 0]
        expected = 255 * slope[0, 0] / slope.max()
        torch.testing.assert_close(grey.float(), expected, rtol=0, atol=0.51)


@both
def test_it_is_drawn_on_by_keys_and_told_in_words(desk: Desk, edition: str) -> None:
    desk.sheet.focus()
    desk.page.keyboard.press("Space")
    told = desk.root.get_by_role("status").first
    expect(told).to_contain_text(desk.said["down"])
    for key in ["PageUp"] * 2 + ["ArrowDown"] * 9:
        desk.page.keyboard.press(key)
    desk.page.keyboard.press("Space")
    desk.settle()
    expected = shares_of(network(f"{edition}/01-overview.html"), desk.seen()[None])[0]
    expect(told).to_have_text(re.compile(desk.said["reads"]))
    found = re.search(desk.said["reads"], told.inner_text())
    assert found
    assert int(found[1]) == expected.argmax()
    assert float(found[2]) == pytest.approx(100 * expected.max().item(), abs=0.0501)
    first = desk.seen()
    desk.page.keyboard.press("ArrowDown")  # the pen is up
    desk.settle()
    assert torch.equal(desk.seen(), first)
    desk.page.keyboard.press("Backspace")
    expect(desk.root.get_by_text(desk.said["empty"], exact=True).first).to_be_visible()
    assert not desk.seen().any()


@both
def test_undo_takes_back_a_stroke_and_a_clearing(desk: Desk) -> None:
    expect(desk.button("undo")).to_be_disabled()
    one, other = scribble(1)[:1], scribble(2)[:1]
    desk.draw(one)
    first = desk.seen()
    desk.draw(other)
    both_drawn = desk.seen()
    assert not torch.equal(first, both_drawn)
    desk.button("clear").press("Enter")
    desk.settle()
    assert not desk.seen().any()
    for expected in (both_drawn, first):
        desk.button("undo").press("Enter")
        desk.settle()
        assert torch.equal(desk.seen(), expected)
    desk.button("undo").click()
    expect(desk.button("undo")).to_be_disabled()


@both
def test_without_scaling_the_digit_stays_in_its_corner(desk: Desk) -> None:
    desk.draw([[(30, 30), (30, 90)]])
    assert desk.seen()[10:20, 13:16].any()
    desk.root.get_by_role("checkbox", name=desk.said["normalise"]).press("Space")
    desk.settle()
    rows, columns = desk.seen().nonzero().T
    assert (int(rows.min()), int(rows.max())) == (1, 10)
    assert (int(columns.min()), int(columns.max())) == (1, 4)
    expect(desk.root.locator(".livenet-note")).to_contain_text(desk.said["away"])


@pytest.mark.parametrize("edition", ["en"])
def test_digits_redrawn_as_pixels_are_read_as_the_originals(desk: Desk) -> None:
    images, _ = digits.read_bytes("test")
    which = torch.randperm(len(images), generator=torch.Generator().manual_seed(1))[:100]
    images = images[which]
    found = desk.sheet.evaluate(REDRAW, images.flatten(1).tolist())
    assert len(found) == 100
    # MNIST's own digits are what its scaling leaves as they are, bit for bit.
    seen = torch.tensor([one["seen"] for one in found], dtype=torch.uint8).view(-1, 28, 28)
    assert (seen == images).flatten(1).all(1).float().mean() > 0.98
    expected = shares_of(network("en/01-overview.html"), seen).argmax(1)
    assert [one["read"] for one in found] == expected.tolist()


@pytest.mark.parametrize("edition", ["en"])
def test_digits_drawn_by_hand_are_read(desk: Desk) -> None:
    read = []
    for lines in HAND:
        desk.button("clear").click()
        desk.draw(lines)
        shares = desk.shares()
        read.append(shares.index(max(shares)))
    assert read == list(range(10))


@both
def test_weights_just_trained_on_the_page_read(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    page = load_page(f"{shelf[edition]}draw.html")
    desk = Desk(page, edition)
    said = desk.said
    desk.draw(scribble(3))
    before = desk.shares()
    given = desk.root.get_by_role("radio", name=said["given"])
    expect(given).to_be_checked()
    expect(desk.root.get_by_role("radio", name=said["untrained"])).to_be_disabled()
    lab = page.get_by_role("region", name=said["lab"])
    lab.get_by_role("button", name=said["step"], exact=True).click()
    trained = desk.root.get_by_role("radio", name=said["trained"])
    expect(trained).to_be_checked()
    desk.settle()
    after = desk.shares()
    # After one step it still holds all digits nearly alike.
    assert max(after) < 20
    assert after != before
    given.check()
    desk.settle()
    assert desk.shares() == before
    given.focus()
    page.keyboard.press("ArrowDown")
    expect(trained).to_be_checked()
    desk.settle()
    assert desk.shares() == after
