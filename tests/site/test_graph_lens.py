"""GraphLens on the built pages: walked by mouse, keys, fingers and list, beside torch's numbers."""

import random
import re

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect
from torch import Tensor

from livenet import LeNet, digits
from tests.tools.browser import LoadPage, resize

WORDS = {
    "en": {
        "title": "GraphLens: walk back through the graph",
        "step": "Step",
        "back": "Step back",
        "slider": "nodes run",
        "panel": "The chosen box",
        "done": "{} of 5",
        "list": "The backward pass as a list",
        "in": "Zoom in",
        "out": "Zoom out",
        "fit": "Fit: as much of the graph as can be read",
        "range": "{} to {} · norm {}",
        "runs": "runs as number 1 of 5",
    },
    "zh": {
        "title": "计算图透镜（GraphLens）：沿着图往回走",
        "step": "走一步",
        "back": "退一步",
        "slider": "已运行的节点",
        "panel": "选中的框",
        "done": "{} / 5",
        "list": "把反向传播列成清单",
        "in": "放大",
        "out": "缩小",
        "fit": "适合窗口：在看得清的大小下，尽量多显示",
        "range": "{} 到 {} · 范数 {}",
        "runs": "第 1 个运行，共 5 个",
    },
}

# How many gradients have begun to run along a line.
COUNT_RUNS = """(root) => {
  const runs = { count: 0 };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.classList?.contains("livenet-graph-pulse")) runs.count++;
      }
    }
  }).observe(root, { childList: true, subtree: true });
  return runs;
}"""

each_edition = pytest.mark.parametrize("edition", ["zh", "en"])


def open_lens(page: Page, edition: str) -> Locator:
    lens = page.get_by_role("region", name=WORDS[edition]["title"])
    lens.scroll_into_view_if_needed()
    expect(lens.get_by_role("button", name="PowBackward0")).to_be_attached()
    return lens


def panel(lens: Locator, edition: str) -> Locator:
    return lens.get_by_role("region", name=WORDS[edition]["panel"])


def box(lens: Locator, name: str) -> Locator:
    """Return the box of the picture whose name, the first of its label, is this."""
    start = re.compile(rf"^{re.escape(name)}[,，]")
    return lens.locator("svg").get_by_role("button", name=start)


def press(lens: Locator, name: str, times: int = 1) -> None:
    for _ in range(times):
        lens.get_by_role("button", name=name, exact=True).click()


def significant(value: float) -> str:
    """Write a number as the page does, with five significant digits."""
    text = f"{abs(value):.5g}"
    if abs(value) and not 1e-4 <= abs(value) < 1e7:
        mantissa, power = f"{abs(value):.4e}".split("e")
        text = f"{mantissa}e{'−' if power[0] == '-' else ''}{int(power[1:])}"
    elif "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 else text


def by_hand() -> list[tuple[str, float, list[float]]]:
    """Return name, what arrives and what leaves, in the order in which chapter 4 goes back."""
    a, b = 3.0, 4.0
    s = a * b + a
    return [
        ("PowBackward0", 1, [2 * s]),
        ("AddBackward0", 2 * s, [2 * s, 2 * s]),
        ("MulBackward0", 2 * s, [2 * s * b, 2 * s * a]),
        ("AccumulateGrad (a)", 2 * s * b + 2 * s, []),
        ("AccumulateGrad (b)", 2 * s * a, []),
    ]


def figures(lens: Locator, edition: str) -> list[str]:
    """Return the first line of numbers of each tensor that is told in the panel."""
    return panel(lens, edition).get_by_role("figure").locator("p:first-of-type").all_inner_texts()


@each_edition
def test_the_pass_is_stepped_through_and_back(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    words = WORDS[edition]
    lens = open_lens(load_page(f"{shelf[edition]}04-backward.html"), edition)
    expect(panel(lens, edition)).to_contain_text(words["runs"])
    slider = lens.get_by_role("slider", name=words["slider"])
    # Gradients run along the lines that they pass, but for whoever wants little motion.
    runs = lens.evaluate_handle(COUNT_RUNS)
    for motion, count in (("no-preference", 2), ("reduce", 0)):
        lens.page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        press(lens, words["step"])
        expect(lens).to_contain_text(words["done"].format(1))
        lens.page.wait_for_function("([runs, count]) => runs.count === count", arg=[runs, count])
        runs.evaluate("runs => { runs.count = 0; }")
        press(lens, words["back"])
    lens.page.emulate_media(reduced_motion="null")
    for step, (name, arrives, leaves) in enumerate(by_hand(), start=1):
        # By button, by key in the picture, and by the slider, in turn.
        if step % 3 == 1:
            press(lens, words["step"])
        elif step % 3 == 2:
            lens.locator("svg [tabindex='0']").press("n")
        else:
            slider.press("ArrowRight")
        expect(lens).to_contain_text(words["done"].format(step))
        current = box(lens, name)
        expect(current).to_have_attribute("aria-current", "step")
        expect(current).to_have_attribute("aria-pressed", "true")
        numbers = [significant(value) for value in (arrives, *leaves)]
        assert figures(lens, edition)[: len(numbers)] == numbers
    expect(lens.get_by_role("button", name=words["step"], exact=True)).to_be_disabled()
    press(lens, words["back"])
    lens.locator("svg [tabindex='0']").press("p")
    expect(box(lens, "MulBackward0")).to_have_attribute("aria-current", "step")
    expect(lens).to_contain_text(words["done"].format(3))


@each_edition
def test_arrow_keys_walk_along_the_lines(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    lens = open_lens(load_page(f"{shelf[edition]}04-backward.html"), edition)
    box(lens, "PowBackward0").focus()
    for key, name in [
        ("ArrowUp", "AddBackward0"),
        ("ArrowDown", "PowBackward0"),
        ("ArrowUp", "AddBackward0"),
        ("ArrowUp", "MulBackward0"),
        ("ArrowUp", "AccumulateGrad (b)"),
        ("ArrowLeft", "AccumulateGrad (a)"),
        ("ArrowUp", "a"),
        ("ArrowRight", "b"),
    ]:
        lens.locator("svg :focus").press(key)
        expect(box(lens, name)).to_be_focused()
        expect(panel(lens, edition)).to_contain_text(name)
    # The leaf: its value, and the gradient that torch adds to .grad.
    assert figures(lens, edition) == ["4", "90"]
    expect(lens.get_by_role("status")).to_contain_text("b", timeout=4000)


def lenet() -> tuple[LeNet, Tensor]:
    """Make chapter 3's loss once more."""
    torch.manual_seed(0)
    net = LeNet()
    images, labels = digits.load("test", n=4)
    return net, F.cross_entropy(net(images), labels)


def told(tensor: Tensor, edition: str) -> str:
    values = tensor.double()
    ends = (values.min().item(), values.max().item(), values.norm().item())
    return WORDS[edition]["range"].format(*map(significant, ends))


@each_edition
def test_lenets_gradients_are_torchs(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    net, loss = lenet()
    loss.backward()
    draw = random.Random(edition)
    names = draw.sample([n for n, p in net.named_parameters() if p.numel() > 12], 2)
    page = load_page(f"{shelf[edition]}03-loss.html")
    lens = page.get_by_role("region", name=WORDS[edition]["title"])
    lens.scroll_into_view_if_needed()
    press(lens, WORDS[edition]["fit"])
    # What is fitted can be read: type of 10 is of 11 px.
    drawn = "e => e.getBoundingClientRect().width / e.viewBox.baseVal.width"
    assert lens.locator(".livenet-graph-view > svg").evaluate(drawn) >= 1.1
    for name in names:
        box(lens, name).click()
        parameter = net.get_parameter(name)
        assert parameter.grad is not None
        expected = [told(parameter.detach(), edition), told(parameter.grad, edition)]
        assert figures(lens, edition) == expected
        # Below it, its AccumulateGrad received the same.
        lens.locator("svg :focus").press("ArrowDown")
        assert figures(lens, edition)[0] == expected[1]
        maps = panel(lens, edition).get_by_role("img")
        assert 1 <= maps.count() <= 6


@each_edition
def test_the_list_has_every_node_in_autograds_order(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    lens = open_lens(load_page(f"{shelf[edition]}04-backward.html"), edition)
    lens.get_by_text(WORDS[edition]["list"]).click()
    items = lens.get_by_role("list").filter(has_text="PowBackward0").get_by_role("button")
    expect(items).to_have_count(5)
    for item, (name, arrives, leaves) in zip(items.all(), by_hand(), strict=True):
        item.press("Enter")
        expect(item).to_have_attribute("aria-current", "true")
        expect(box(lens, name)).to_have_attribute("aria-pressed", "true")
        text = item.inner_text()
        assert all(significant(value) in text for value in (arrives, *leaves))


def scale(lens: Locator) -> float:
    return float(lens.locator("svg").evaluate("e => e.getBoundingClientRect().width"))


def test_zoom_and_fit_answer_buttons_keys_wheel_and_fingers(
    load_page: LoadPage, shelf: dict[str, str]
) -> None:
    words = WORDS["en"]
    page = load_page(f"{shelf['en']}04-backward.html", has_touch=True)
    lens = open_lens(page, "en")
    sizes = [scale(lens)]
    view = lens.locator(".livenet-graph-view")
    press(lens, words["in"], 2)
    sizes.append(scale(lens))
    box(lens, "PowBackward0").focus()
    page.keyboard.press("+")
    sizes.append(scale(lens))
    view.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function(
        "([e, was]) => e.clientWidth > was",
        arg=[view.locator("svg").element_handle(), sizes[-1]],
    )
    sizes.append(scale(lens))
    place = view.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    touch = page.context.new_cdp_session(page)
    for kind, apart in [("touchStart", 20), ("touchMove", 30), ("touchMove", 40)]:
        points = [{"x": x - apart, "y": y}, {"x": x + apart, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    sizes.append(scale(lens))
    assert sizes == sorted(set(sizes))
    page.keyboard.press("-")
    press(lens, words["out"])
    assert scale(lens) < sizes[-1]
    press(lens, words["fit"])
    whole = "e => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight"
    assert view.evaluate(whole)


@each_edition
def test_a_phone_shows_all_of_it_without_a_jump(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    page = load_page(f"{shelf[edition]}04-backward.html", has_touch=True)
    lens = open_lens(page, edition)
    height = "e => e.getBoundingClientRect().height"
    for width in (320, 390):
        resize(page, width)
        press(lens, WORDS[edition]["fit"])
        lens.evaluate("e => e.scrollIntoView({ behavior: 'instant' })")
        before = lens.evaluate(height)
        for name in ("AddBackward0", "a", "b"):
            # Where no box is, but near: a finger is wide.
            place = box(lens, name).locator("rect").bounding_box()
            assert place
            page.touchscreen.tap(place["x"] - 12, place["y"] + place["height"] / 2)
            expect(box(lens, name)).to_have_attribute("aria-pressed", "true")
            assert lens.evaluate(height) == before
        press(lens, WORDS[edition]["step"], 5)
        assert lens.evaluate(height) == before
        press(lens, WORDS[edition]["back"], 5)
        assert lens.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_its_colours_follow_the_theme(load_page: LoadPage, shelf: dict[str, str]) -> None:
    page = load_page(f"{shelf['en']}04-backward.html")
    leaf = box(open_lens(page, "en"), "a").locator("rect")
    for scheme, fill in (("light", "rgb(207, 227, 244)"), ("dark", "rgb(22, 52, 78)")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(leaf).to_have_css("fill", fill)
    page.emulate_media(color_scheme="null")
