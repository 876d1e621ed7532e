"""Each instrument does one thing for its reader, in both languages; torch says what comes of it.

tests/site asks much more of them, on the pages of the built book.
"""

import math
import re

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect
from torch import Tensor, nn

from livenet import LeNet, digits, shuffle, tape
from livenet.widgets import LayerLens, OptimizerRace, TapeLens, TrainLab
from livenet.widgets._instrument import Instrument
from tests.site.axe import violations_now

from .conftest import Open

Instruments = dict[str, Instrument]

TITLES = {
    "DrawDigit": {"zh": "手写板（DrawDigit）", "en": "DrawDigit: it reads your hand"},
    "GraphLens": {"zh": "计算图透镜（GraphLens）", "en": "GraphLens: walk back"},
    "LayerLens": {"zh": "层透镜（LayerLens）", "en": "LayerLens: where a number"},
    "LossLens": {"zh": "损失透镜（LossLens）", "en": "LossLens: scores and losses"},
    "OptimizerRace": {"zh": "优化器赛跑（OptimizerRace）", "en": "OptimizerRace: five optimizers"},
    "ShapeWalker": {"zh": "形状漫步（ShapeWalker）", "en": "ShapeWalker: where the shapes"},
    "TapeLens": {"zh": "纸带透镜（TapeLens）", "en": "TapeLens: one step of training"},
    "TrainLab": {"zh": "训练台（TrainLab）", "en": "TrainLab: train the network"},
}
ONE_SCREEN = 780  # px of 900, at 1280: above it a page has its header
NOTICE = {"zh": "三件值得看的事", "en": "Three things to notice"}

each_edition = pytest.mark.parametrize("edition", ["zh", "en"])


def instrument(page: Page, name: str, edition: str) -> Locator:
    return page.get_by_role("region", name=TITLES[name][edition])


@each_edition
def test_each_is_one_screen_and_speaks_the_language_of_its_page(
    open_gallery: Open, edition: str
) -> None:
    page = open_gallery(edition)
    for name in TITLES:
        root = instrument(page, name, edition)
        box = root.bounding_box()
        assert box
        assert box["height"] <= ONE_SCREEN, name
        expect(root).to_have_attribute("lang", {"zh": "zh-CN", "en": "en"}[edition])
        root.get_by_text(NOTICE[edition]).click()
        expect(root.get_by_role("listitem").filter(visible=True).last).to_be_visible()
        chinese = re.search(r"[\u4e00-\u9fff]", root.inner_text())
        assert (chinese is not None) == (edition == "zh"), name


@each_edition
def test_a_stroke_is_read_as_a_one(open_gallery: Open, edition: str) -> None:
    page = open_gallery(edition, "DrawDigit")
    root = instrument(page, "DrawDigit", edition)
    expect(
        root.get_by_text({"zh": "还没有写。", "en": "Nothing drawn yet."}[edition])
    ).to_be_visible()
    sheet = root.get_by_role("application", name={"zh": "手写板", "en": "Sheet"}[edition])
    box = sheet.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.8 * box["height"], steps=8)
    page.mouse.up()
    bars = root.get_by_role("list", name={"zh": "每个数字的概率", "en": "Probability of"}[edition])
    expect(bars.locator("[aria-current]")).to_have_text(re.compile(r"^1\d\d?\.\d%|^1100"))
    root.get_by_role("button", name={"zh": "清空", "en": "Clear"}[edition]).click()
    expect(bars.locator("[aria-current]")).to_have_count(0)


@each_edition
def test_the_first_node_that_runs_is_the_losss(open_gallery: Open, edition: str) -> None:
    root = instrument(open_gallery(edition, "GraphLens"), "GraphLens", edition)
    panel = root.get_by_role("region", name={"zh": "选中的框", "en": "The chosen box"}[edition])
    root.get_by_role("button", name={"zh": "走一步", "en": "Step"}[edition], exact=True).click()
    expect(panel).to_contain_text("NllLossBackward0")
    root.get_by_role("button", name="NllLossBackward0").first.press("n")
    expect(panel).to_contain_text("LogSoftmaxBackward0")


@each_edition
def test_the_digit_chosen_goes_through_the_network(
    open_gallery: Open, instruments: Instruments, edition: str
) -> None:
    lens = instruments["LayerLens"]
    assert isinstance(lens, LayerLens)
    images = torch.frombuffer(bytearray(lens.images), dtype=torch.uint8).view(-1, 1, 32, 32) / 255
    net = LeNet()
    net.load_state_dict(tape.unpack(lens.parameters, net))
    root = instrument(open_gallery(edition, "LayerLens"), "LayerLens", edition)
    for digit in (14, 3):
        root.get_by_role("radiogroup").get_by_role("radio").nth(digit).click()
        with torch.no_grad():
            score, best = net(images[digit : digit + 1])[0].max(0)
        reads = {"zh": "网络读作", "en": "the network reads"}[edition]
        expect(root.get_by_text(f"{reads} {best}", exact=True)).to_be_visible()
        expect(root.get_by_text(f"+{score:.2f}", exact=True)).to_be_visible()


@each_edition
def test_a_score_that_is_typed_moves_softmax(open_gallery: Open, edition: str) -> None:
    root = instrument(open_gallery(edition, "LossLens"), "LossLens", edition)
    typed = {"zh": "3 的得分，键入", "en": "score of 3, typed"}[edition]
    field = root.get_by_role("spinbutton", name=typed, exact=True)
    field.fill("2.5")
    field.press("Enter")
    z = torch.zeros(10, dtype=torch.float64)
    z[3] = 2.5
    shown = root.locator("tbody data").evaluate_all("all => all.map((one) => Number(one.value))")
    torch.testing.assert_close(torch.tensor(shown[::3], dtype=torch.float64), z.softmax(0))


@each_edition
def test_arrow_keys_move_the_start_of_the_race(
    open_gallery: Open, instruments: Instruments, edition: str
) -> None:
    race = instruments["OptimizerRace"]
    assert isinstance(race, OptimizerRace)
    root = instrument(open_gallery(edition, "OptimizerRace"), "OptimizerRace", edition)
    start = root.get_by_role("slider", name={"zh": "路径的起点", "en": "start of all"}[edition])
    start.press("ArrowRight")
    comma = {"zh": "，", "en": ", "}[edition]
    expect(start).to_have_attribute("aria-valuetext", f"x = −3.95{comma}y = 1.00")
    step = root.get_by_role("slider", name={"zh": "步", "en": "step"}[edition], exact=True)
    step.fill("1")
    w = torch.tensor([-3.95, 1.0], dtype=torch.float64, requires_grad=True)
    race.f(w).backward()
    assert w.grad is not None
    after = w.detach() - race.learning_rate * w.grad
    sgd = root.get_by_role("row").filter(has_text=re.compile("^SGD")).locator("data")
    shown = sgd.evaluate_all("all => all.map((one) => Number(one.value))")
    assert shown == pytest.approx([*after.tolist(), race.f(after).item()])


@each_edition
def test_a_larger_kernel_changes_the_shapes_below(open_gallery: Open, edition: str) -> None:
    root = instrument(open_gallery(edition, "ShapeWalker"), "ShapeWalker", edition)
    root.get_by_role("radio", name="C1", exact=True).check()
    kernel = root.get_by_role("slider", name={"zh": "卷积核", "en": "kernel"}[edition], exact=True)
    kernel.press("ArrowRight")
    shape = tuple(nn.Conv2d(1, 6, 6)(torch.zeros(1, 1, 28, 28)).shape)
    expect(root.get_by_text(str(shape), exact=True)).to_be_visible()


@each_edition
def test_each_line_of_the_tape_shows_torchs_numbers(
    open_gallery: Open, instruments: Instruments, edition: str
) -> None:
    lens = instruments["TapeLens"]
    assert isinstance(lens, TapeLens)
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2))
    net.load_state_dict(dict(zip(net.state_dict(), weights_of(lens), strict=True)))
    x = torch.frombuffer(bytearray(lens.example), dtype=torch.float32).view(2, 2)
    y = torch.frombuffer(bytearray(lens.target), dtype=torch.int32).long()
    hidden = net[0](x)
    hidden.retain_grad()
    loss = F.cross_entropy(net[2](hidden.relu()), y)
    loss.backward()

    page = open_gallery(edition, "TapeLens")
    root = instrument(page, "TapeLens", edition)
    line = root.get_by_role("region", name={"zh": "这一行", "en": "The line"}[edition])

    def shown(name: str) -> Tensor:
        cells = line.get_by_role("table", name=name, exact=True).get_by_role("cell")
        return torch.tensor([float(text.replace("−", "-")) for text in cells.all_inner_texts()])

    def same(name: str, theirs: Tensor) -> bool:
        return torch.allclose(shown(name), theirs.detach().flatten(), atol=5.1e-5)

    root.get_by_role("button", name={"zh": "走一步", "en": "Step"}[edition], exact=True).click()
    expect(line.get_by_text("fc1 = addmm(self=fc1.bias, mat1=input, mat2=#6)")).to_be_visible()
    assert same("fc1", hidden)
    assert same("input", x)
    # A relu reads it, and its way back reads what the relu wrote.
    reads = {"zh": "读它", "en": "reads it"}[edition]
    expect(root.get_by_role("button", name=re.compile(f"^3 ?relu ?relu ?{reads}$"))).to_be_visible()
    root.get_by_role("button", name="3 relu", exact=True).click()
    root.get_by_role("button", name="19 threshold_backward", exact=True).click()
    assert hidden.grad is not None
    assert same("fc1.grad", hidden.grad)

    step = root.get_by_role("slider", name={"zh": "行", "en": "line"}[edition], exact=True)
    expect(step).to_have_attribute("aria-valuetext", "19")
    root.get_by_role("button", name=re.compile("^19 ?threshold")).press("End")
    torch.optim.SGD(net.parameters(), lr=lens.learning_rate).step()
    assert same(
        {"zh": "fc2.bias 之后", "en": "fc2.bias after"}[edition], net.get_parameter("2.bias")
    )
    expect(root.get_by_text(f"{loss:.4f}", exact=True)).to_be_visible()
    memory = {
        "zh": "内存里的参数：.*fc2.bias（刚写下）",
        "en": "parameters in .*fc2.bias .written now",
    }
    expect(root.get_by_role("img", name=re.compile(memory[edition]))).to_be_visible()
    page.keyboard.press("p")
    expect(line.get_by_text("SGD(param=fc2.weight, grad=fc2.weight.grad)")).to_be_visible()


def weights_of(lens: TapeLens) -> list[Tensor]:
    numbers = torch.frombuffer(bytearray(lens.parameters), dtype=torch.float32)
    shapes = [(3, 2), (3,), (2, 3), (2,)]
    parts = numbers.split([math.prod(shape) for shape in shapes])
    return [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]


# Note the score that is shown when the weights that were trained can be taken.
HANDED_OVER = """(root, name) => {
  const take = [...root.querySelectorAll("button")].find(({ textContent }) => textContent === name);
  new MutationObserver(() => {
    if (take.hidden) return;
    window.handedOver ??= root.querySelector(".livenet-score b").textContent;
  }).observe(take, { attributeFilter: ["hidden"] });
}"""


@each_edition
def test_one_step_shows_the_loss_of_the_first_batch_and_what_is_read_after_it(
    open_gallery: Open, instruments: Instruments, edition: str
) -> None:
    lab = instruments["TrainLab"]
    assert isinstance(lab, TrainLab)
    page = open_gallery(edition, "TrainLab")
    root = instrument(page, "TrainLab", edition)
    root.evaluate(HANDED_OVER, {"zh": "权重存成 .pt", "en": "Weights as .pt"}[edition])
    root.get_by_role("button", name={"zh": "走一步", "en": "One step"}[edition]).click()
    torch.manual_seed(0)
    net = LeNet()
    train = digits.load("train", n=2_048)
    batch = torch.from_numpy(shuffle.permutation(2_048, seed=lab.seed)[: lab.batch_size])
    loss = F.cross_entropy(net(train.images[batch]), train.labels[batch])
    runs = root.get_by_role("table", name={"zh": "各次运行", "en": "Runs"}[edition])
    expect(runs.get_by_role("cell", name=f"{loss:.3f}", exact=True)).to_be_visible(timeout=20_000)

    loss.backward()
    torch.optim.SGD(net.parameters(), lr=lab.learning_rate).step()
    test = digits.load("test", n=512)
    right = net(test.images).argmax(1) == test.labels
    # Python had the weights before the test digits were read.
    score = root.locator(".livenet-score b")
    expect(score).to_have_text(re.compile(r"\d"))
    assert page.evaluate("() => window.handedOver") == "–"
    row = root.get_by_role(
        "img", name={"zh": "个数字读对了", "en": "digits are read right"}[edition]
    )
    shown = [int(n) for n in re.findall(r"\d+", row.get_attribute("aria-label") or "")]
    assert abs(shown[edition == "zh"] - int(right[:24].sum())) <= 1  # between two classes
    pile = root.get_by_role("img", name={"zh": "读错的测试数字", "en": "it misreads"}[edition])
    told = [int(n) for n in re.findall(r"\d+", pile.get_attribute("aria-label") or "")]
    assert abs(told[edition == "zh"] - int((~right).sum())) <= 2
    batch = torch.from_numpy(shuffle.permutation(2_048, seed=lab.seed)[32:64])
    expect_gradients_of_halves(page, root, edition, net, batch)


# Red, green, blue and strength of each number that a group of pictures shows.
COLOURS = """(group) => [...group.querySelectorAll("canvas")].flatMap((canvas) =>
  [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data])"""
# Count how often colours are looked for: each look at a page that was drawn on finds styles anew.
COUNT_LOOKS = """() => {
  const look = getComputedStyle;
  window.looks = 0;
  window.getComputedStyle = (...asked) => ++window.looks && look(...asked);
}"""
_NUMBER = r"\d+(?:\.\d+)?(?:e[−\d]+)?"


def expect_gradients_of_halves(
    page: Page, root: Locator, edition: str, net: LeNet, batch: Tensor
) -> None:
    """Take a step on ``batch`` by two cores, by mouse in one edition, by keyboard in the other."""
    kernels = root.get_by_role(
        "img", name={"zh": "第 1 个卷积核", "en": "kernel 1 of conv1"}[edition]
    )
    expect(kernels).to_be_visible()
    fold = root.get_by_text({"zh": "核与速度", "en": "Cores and speed"}[edition], exact=True)
    cores = root.get_by_role("combobox", name={"zh": "用几个核", "en": "cores at work"}[edition])
    step = root.get_by_role("button", name={"zh": "走一步", "en": "One step"}[edition], exact=True)
    automatic = {"zh": r"^自动：\d$", "en": r"^automatic: \d$"}[edition]
    page.evaluate(COUNT_LOOKS)
    if edition == "en":
        fold.click()
        expect(cores.locator("option:checked")).to_have_text(re.compile(automatic))
        cores.select_option("2")
        step.click()
    else:
        fold.press("Enter")
        expect(cores.locator("option:checked")).to_have_text(re.compile(automatic))
        cores.press("2")
        step.press("Enter")
    # What would be taken by itself is not the number that was chosen.
    expect(cores.locator("option").first).to_have_text({"zh": "自动", "en": "automatic"}[edition])
    gap = root.get_by_text(re.compile({"zh": "最多差", "en": "differs by up to"}[edition]))
    expect(gap).to_be_visible(timeout=20_000)
    expect(kernels).to_be_hidden()
    # Twice a report, and not twice a picture, of which there are thirty.
    assert 0 < page.evaluate("() => window.looks") <= 12
    halves = [gradient(net, half) for half in batch.split(16)]
    first, second, all_of_them = *halves, gradient(net, batch)
    high = max(first.abs().max(), second.abs().max())
    for name, theirs in {
        {"zh": "第 1 份：数字 1–16", "en": "part 1: digits 1–16"}[edition]: first,
        {"zh": "第 2 份：数字 17–32", "en": "part 2: digits 17–32"}[edition]: second,
        {"zh": "平均", "en": "mean"}[edition]: (first + second) / 2,
        {"zh": "整个批量一次算", "en": "the whole batch at once"}[edition]: all_of_them,
    }.items():
        picture = root.get_by_role("img", name=re.compile(f"^{name}[,，]"))
        shown = torch.tensor(picture.evaluate(COLOURS)).view(6, 25, 4)
        wanted = theirs.view(6, 25) / high
        # The strength of the colour is the size, orange is positive and blue negative.
        assert (shown[..., 3] / 255 - wanted.abs()).abs().max() < 0.01, name
        strong = wanted.abs() > 0.1
        assert ((shown[..., 0] > shown[..., 2]) == (wanted > 0))[strong].all(), name
    scale = root.get_by_text(re.compile({"zh": "颜色最深", "en": "full colour"}[edition]))
    of_part, of_mean, full = (*numbers(gap)[-2:], numbers(scale)[-1])
    assert of_part == pytest.approx(float((first - all_of_them).abs().max()), rel=0.06)
    assert of_mean < 1e-6
    assert full == pytest.approx(float(high), rel=0.06)
    assert violations_now(page, ".livenet-train-lab") == []
    fold.click()
    box = root.bounding_box()
    assert box
    assert box["height"] <= ONE_SCREEN


def numbers(part: Locator) -> list[float]:
    """Return the numbers that are told."""
    return [float(n.replace("−", "-")) for n in re.findall(_NUMBER, part.inner_text())]


def gradient(net: LeNet, batch: Tensor) -> Tensor:
    """Return the gradient of conv1's kernels."""
    net.zero_grad()
    train = digits.load("train", n=2_048)
    F.cross_entropy(net(train.images[batch]), train.labels[batch]).backward()
    assert net.conv1.weight.grad is not None
    return net.conv1.weight.grad.clone()


@each_edition
def test_an_optimizer_brings_its_rate_unless_the_reader_has_set_one(
    open_gallery: Open, edition: str
) -> None:
    root = instrument(open_gallery(edition, "TrainLab"), "TrainLab", edition)
    rate = root.get_by_role("slider", name={"zh": "学习率", "en": "learning rate"}[edition])
    choice = root.get_by_role("combobox", name={"zh": "优化器", "en": "optimizer"}[edition])

    def now() -> float:
        return float(rate.get_attribute("aria-valuetext") or "nan")

    assert now() == 0.1
    for name in ("Adam", "RMSprop", "momentum"):
        choice.select_option(name)
        told = root.get_by_text(re.compile({"zh": "学得好", "en": "learns well"}[edition]))
        low, high = (float(n) for n in re.findall(r"[\d.]+\d", told.inner_text()))
        assert low <= now() <= high < 0.1
    rate.press("PageUp")
    set_by_hand = now()
    choice.select_option("SGD")
    assert now() == 0.1
    choice.select_option("momentum")
    assert now() == set_by_hand


def test_what_is_pressed_in_an_instrument_is_not_heard_outside(open_gallery: Open) -> None:
    """As Colab, VS Code and the classic notebook listen: at the window, as keys come up."""
    page = open_gallery("en")
    page.evaluate("window.heard = []; addEventListener('keydown', (e) => heard.push(e.key))")
    for name in TITLES:
        instrument(page, name, "en").get_by_text(NOTICE["en"]).click()
        for key in ("m", "d", "0", "Enter", "Escape", "ArrowDown", "/", "Control+Enter"):
            page.keyboard.press(key)
        page.keyboard.press("Control+s")  # to save the notebook, and below to search the book
        page.keyboard.press("Control+k")
        heard = page.evaluate("heard.splice(0).filter((key) => key !== 'Control')")
        assert heard == ["s", "k"], name
