"""LayerLens on the built pages: a reader points at numbers, beside torch."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect
from torch import Tensor

from livenet import LeNet, tape
from tests.site.states import buffer
from tests.tools.browser import LoadPage, resize

PAGE = "02-define.html"
WORDS = {
    "en": {
        "title": "LayerLens: where a number comes from",
        "enlarged": "Enlarged: {}",
        "place": "{} map {}, row {}, column {} = ",
        "place of a row": "{} number {} = ",
        "output": "output",
        "patch": "patch of {} map {}",
        "patch of the digit": "patch of digit",
        "kernel": "kernel",
        "products": "products",
        "map": "map {} ",
        "all maps": "products of all 6 maps",
        "all products": "sum of the 25 products",
        "bias": "bias",
        "sum": "sum",
        "window": "window from {} map {}, row {}, column {}",
        "largest": "largest, at {} map {}, row {}, column {}",
        "contributions": "the largest of {} contributions",
        "other": "the other {} products",
        "seen": "rows {}–{} and columns {}–{}",
        "all seen": "It has seen all of the digit",
        "digit": "digit",
        "digits": "Digits",
        "thumbnail": "digit {}: {}",
        "written": "written {}",
        "reads": "the network reads {}",
    },
    "zh": {
        "title": "层透镜（LayerLens）：一个数从哪里来",
        "enlarged": "放大：{}",
        "place": "{} 第 {} 张图，第 {} 行第 {} 列 = ",
        "place of a row": "{} 第 {} 个数 = ",
        "output": "输出",
        "patch": "{} 图 {} 的局部",
        "patch of the digit": "数字的局部",
        "kernel": "卷积核",
        "products": "乘积",
        "map": "图 {} ",
        "all maps": "全部 6 张图的乘积之和",
        "all products": "25 个乘积之和",
        "bias": "偏置",
        "sum": "总和",
        "window": "窗口，从{} 第 {} 张图，第 {} 行第 {} 列起",
        "largest": "最大，位于{} 第 {} 张图，第 {} 行第 {} 列",
        "contributions": "{} 份贡献里最大的几份",
        "other": "其余 {} 个乘积",
        "seen": "第 {}–{} 行，第 {}–{} 列",
        "all seen": "它的感受野是整个数字",
        "digit": "数字",
        "digits": "数字",
        "thumbnail": "第 {} 个数字：{}",
        "written": "写的是 {}",
        "reads": "网络读作 {}",
    },
}
EXACT, WRITTEN, CELL = 1e-5, 5.1e-6, 0.0051
# Cones from a number to what it was made of, and from there to the digit: one to each map that has
# a part in it, one to a layer that has it as a whole.
CONES = {"C1": 1, "S2": 2, "C3": 18, "S4": 19, "F5": 5, "F6": 6, "output": 7}
# Side and step, in pixels of the digit, of what a number has seen: chapter 2's own formula.
SEEN = {"C1": (5, 1), "S2": (6, 2), "C3": (14, 2), "S4": (16, 4)}


@dataclass
class Torch:
    """What torch computes from the digits of the page, with the parameters of the page."""

    net: LeNet
    images: Tensor
    labels: list[int]

    def stages(self, digit: int) -> dict[str, Tensor]:
        """Return the values of each layer for one digit, without N."""
        net, x = self.net, self.images[digit : digit + 1]
        found = {"digit": x, "C1": F.relu(net.conv1(x))}
        found["S2"] = F.max_pool2d(found["C1"], 2)
        found["C3"] = F.relu(net.conv2(found["S2"]))
        found["S4"] = F.max_pool2d(found["C3"], 2)
        found["F5"] = F.relu(net.fc1(found["S4"].flatten(1)))
        found["F6"] = F.relu(net.fc2(found["F5"]))
        found["output"] = net.fc3(found["F6"])
        return {name: value[0] for name, value in found.items()}


@pytest.fixture(scope="module")
def reference() -> Iterator[Torch]:
    net = LeNet()
    file = f"en/{PAGE}"
    net.load_state_dict(tape.unpack(buffer(file, "layer_lens", "parameters"), net))
    pixels = torch.frombuffer(bytearray(buffer(file, "layer_lens", "images")), dtype=torch.uint8)
    labels = list(buffer(file, "layer_lens", "labels"))
    with torch.no_grad():
        yield Torch(net, pixels.view(-1, 1, 32, 32) / 255, labels)


class Lens:
    """The instrument on a page, in the words of an edition."""

    def __init__(self, page: Page, edition: str) -> None:
        self.page = page
        self.words = WORDS[edition]
        self.root = page.get_by_role("region", name=self.words["title"])
        expect(self.root.get_by_role("application")).to_have_count(8)

    def name(self, stage: str) -> str:
        return self.words.get(stage, stage)

    def field(self, stage: str) -> Locator:
        return self.root.get_by_role("application", name=re.compile(f"^{self.name(stage)}[,，]"))

    def click(self, stage: str, shape: torch.Size, index: int) -> None:
        """Click the map that has a number, then the number in the enlarged map."""
        columns = shape[-1] if len(shape) == 3 else min(12, len_of_line(shape[0]))
        rows = shape[-2] if len(shape) == 3 else shape[0] // columns
        within = index % (rows * columns)
        self.field(stage).locator(".livenet-framed").nth(index // (rows * columns)).click()
        caption = self.words["enlarged"].format(self.name(stage))
        enlarged = self.root.locator("figure", has_text=caption).locator("canvas")
        box = enlarged.bounding_box()
        assert box
        x = (within % columns + 0.5) * box["width"] / columns
        y = (within // columns + 0.5) * box["height"] / rows
        enlarged.click(position={"x": x, "y": y}, force=True)  # its outline lies over it

    def choose(self, digit: int) -> None:
        strip = self.root.get_by_role("radiogroup", name=self.words["digits"])
        strip.get_by_role("radio").nth(digit).click()

    def data(self, row: str) -> tuple[float, float]:
        """Return a row's number, as it is and as it is written."""
        named = self.root.get_by_role("row").filter(
            has=self.page.get_by_role("rowheader", name=row, exact=True)
        )
        return number(named.locator("data"))

    def cells(self, table: str) -> Tensor:
        named = self.root.get_by_role("table", name=table, exact=True)
        return torch.tensor(
            [float(t.replace("−", "-")) for t in named.locator("td").all_inner_texts()]
        )


def len_of_line(size: int) -> int:
    """Return how many of a row of numbers stand side by side in the enlarged map."""
    return next(width for width in range(12, 0, -1) if size % width == 0)


def texts(part: Locator) -> list[str]:
    return part.locator("td").all_inner_texts()


def number(data: Locator) -> tuple[float, float]:
    value, text = data.evaluate("e => [Number(e.value), e.textContent]")
    return value, float(text.replace("−", "-"))


def close(found: tuple[float, float], expected: float) -> None:
    assert found[0] == pytest.approx(expected, abs=EXACT)
    assert found[1] == pytest.approx(found[0], abs=WRITTEN)


@pytest.fixture(params=["zh", "en"])
def lens(load_page: LoadPage, shelf: dict[str, str], request: pytest.FixtureRequest) -> Lens:
    """Open chapter 2."""
    return Lens(load_page(f"{shelf[request.param]}{PAGE}"), request.param)


def test_what_is_pointed_at_is_torchs_and_tells_where_it_came_from(
    lens: Lens, reference: Torch
) -> None:
    draw = random.Random(lens.words["title"])
    digit = draw.randrange(20)
    lens.choose(digit)
    stages = reference.stages(digit)
    for stage in list(stages)[1:]:
        values = stages[stage]
        index = draw.randrange(values.numel())
        lens.click(stage, values.shape, index)
        expect(lens.root.locator(".livenet-cones path")).to_have_count(CONES[stage])
        check(lens, reference, stages, stage, index)


def check(lens: Lens, reference: Torch, stages: dict[str, Tensor], stage: str, index: int) -> None:
    """Compare all that is said of a number."""
    words, net, values = lens.words, reference.net, stages[stage]
    place = [int(i) for i in torch.unravel_index(torch.tensor(index), values.shape)]
    form = words["place" if values.dim() == 3 else "place of a row"]
    where = lens.root.locator("p", has_text=form.format(lens.name(stage), *place))
    close(number(where.locator("data")), values.flatten()[index].item())
    if stage in SEEN:
        side, step = SEEN[stage]
        _, row, column = place
        ends = (row * step, row * step + side - 1, column * step, column * step + side - 1)
        seen = words["seen"].format(*ends)
    else:
        seen = words["all seen"]
    expect(lens.root.locator("figcaption", has_text=seen)).to_be_visible()
    before = list(stages)[list(stages).index(stage) - 1]
    if stage in ("C1", "C3"):
        layer = net.conv1 if stage == "C1" else net.conv2
        check_convolution(lens, layer, stages[before], before, values, place)
    elif stage in ("S2", "S4"):
        check_pooling(lens, stages[before], before, values, place)
    else:
        layers = {"F5": net.fc1, "F6": net.fc2, "output": net.fc3}
        check_linear(lens, layers[stage], stages[before].flatten(), place[0])


def check_convolution(
    lens: Lens,
    layer: torch.nn.Conv2d,
    source: Tensor,
    name: str,
    values: Tensor,
    place: list[int],
) -> None:
    words, (channel, row, column) = lens.words, place
    patch = source[:, row : row + 5, column : column + 5]
    products = patch * layer.weight[channel]
    for c in range(len(source)):
        if len(source) > 1:
            lens.root.get_by_role("button", name=re.compile(f"^{words['map'].format(c)}")).click()
        patch_name = words["patch"].format(name, c) if c or len(source) > 1 else ""
        for table, expected in (
            (patch_name or words["patch of the digit"], patch[c]),
            (words["kernel"], layer.weight[channel, c]),
            (words["products"], products[c]),
        ):
            torch.testing.assert_close(lens.cells(table), expected.flatten(), atol=CELL, rtol=0)
    row_name = words["all maps" if len(source) > 1 else "all products"]
    total, bias = products.sum().item(), layer.bias[channel].item()  # type: ignore[index]
    close(lens.data(row_name), total)
    close(lens.data(words["bias"]), bias)
    close(lens.data(words["sum"]), total + bias)
    close(lens.data("ReLU"), values[channel, row, column].item())


def check_pooling(lens: Lens, source: Tensor, name: str, values: Tensor, place: list[int]) -> None:
    words, (channel, row, column) = lens.words, place
    window = source[channel, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
    table = words["window"].format(name, channel, 2 * row, 2 * column)
    torch.testing.assert_close(lens.cells(table), window.flatten(), atol=CELL, rtol=0)
    down, right = divmod(int(window.argmax()), 2)
    largest = words["largest"].format(name, channel, 2 * row + down, 2 * column + right)
    close(lens.data(largest), values[channel, row, column].item())


def check_linear(lens: Lens, layer: torch.nn.Linear, source: Tensor, out: int) -> None:
    words = lens.words
    products = source * layer.weight[out]
    table = lens.root.get_by_role(
        "table", name=words["contributions"].format(len(products)), exact=True
    )
    shown = [
        [float(t.replace("−", "-")) for t in texts(row)[:3]]
        for row in table.get_by_role("row").all()[1:]
    ]
    order = products.abs().sort(descending=True, stable=True).indices[:8]
    expected = torch.stack([source[order], layer.weight[out][order], products[order]], dim=1)
    torch.testing.assert_close(torch.tensor(shown), expected, atol=CELL, rtol=0)
    rest = (products.sum() - products[order].sum()).item()
    close(lens.data(words["other"].format(len(products) - 8)), rest)
    close(lens.data(words["bias"]), layer.bias[out].item())
    close(lens.data(words["sum"]), (products.sum() + layer.bias[out]).item())


def test_keys_lead_from_number_to_number_and_are_heard(lens: Lens, reference: Torch) -> None:
    values = reference.stages(14)["S2"]
    lens.field("C1").focus()
    lens.page.keyboard.press("Tab")
    expect(lens.field("S2")).to_be_focused()
    channel, row, column = (int(i) for i in torch.unravel_index(values.argmax(), values.shape))
    for key, (c, y, x) in {
        "ArrowUp": (0, -1, 0),
        "ArrowRight": (0, 0, 1),
        "ArrowDown": (0, 1, 0),
        "Shift+ArrowLeft": (-1, 0, 0),
    }.items():
        lens.page.keyboard.press(key)
        channel, row, column = channel + c, row + y, column + x
        where = lens.words["place"].format("S2", channel, row, column)
        found = lens.root.locator("p", has_text=where).locator("data")
        close(number(found), values[channel, row, column].item())
    spoken = where.removesuffix(" = ")
    expect(lens.root.get_by_role("status")).to_contain_text(spoken, timeout=5_000)


def test_a_digit_is_chosen_by_slider_and_by_picture(lens: Lens, reference: Torch) -> None:
    scores = reference.net(reference.images)
    slider = lens.root.get_by_role("slider", name=lens.words["digit"])
    strip = lens.root.get_by_role("radiogroup", name=lens.words["digits"])

    def shows(digit: int) -> None:
        label = reference.labels[digit]
        name = lens.words["thumbnail"].format(digit, label)
        expect(strip.get_by_role("radio", name=name, exact=True)).to_be_checked()
        expect(lens.root).to_contain_text(lens.words["written"].format(label))
        expect(lens.root).to_contain_text(lens.words["reads"].format(int(scores[digit].argmax())))
        expect(slider).to_have_attribute("aria-valuenow", f"{digit}.0")
        expect(slider).to_have_attribute("aria-valuetext", re.compile(rf"^{label}\b.*\b{digit}\b"))

    shows(14)
    slider.focus()
    lens.page.keyboard.press("ArrowRight")
    shows(15)
    lens.choose(6)
    shows(6)
    lens.page.keyboard.press("ArrowLeft")
    shows(5)


def test_nothing_jumps_and_nothing_hides(load_page: LoadPage, shelf: dict[str, str]) -> None:
    page = load_page(f"{shelf['en']}{PAGE}")
    lens = Lens(page, "en")
    for width in (320, 390, 1280):
        resize(page, width, 900)
        heights = set()
        for stage in ("C1", "S2", "C3", "S4", "F5", "F6", "output"):
            lens.field(stage).locator(".livenet-framed").first.click()
            box = lens.root.bounding_box()
            assert box
            heights.add(round(box["height"]))
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert len(heights) == 1, width
