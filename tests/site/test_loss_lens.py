"""LossLens on the built pages: what a reader drags and types, beside torch."""

import pytest
import torch
import torch.nn.functional as F
from playwright.sync_api import Locator, Page, expect
from torch import Tensor

from tests.tools.browser import LoadPage, resize

WORDS = {
    "en": {
        "title": "LossLens: scores and losses",
        "slider": "score of {}",
        "typed": "score of {}, typed",
        "hand": "score of the target {}, on the curve",
        "target": "target digit",
        "marked": "{}, the target",
        "wrong": "Wrong and sure",
        "right": "Right and sure",
        "undecided": "Undecided",
        "refused": "A score must be a number from −1000 to 1000",
        "summary": "cross-entropy {:.4f}",
    },
    "zh": {
        "title": "损失透镜（LossLens）：得分与损失",
        "slider": "{} 的得分",
        "typed": "{} 的得分，键入",
        "hand": "目标 {} 的得分，在曲线上",
        "target": "目标数字",
        "marked": "{}，目标",
        "wrong": "错而有把握",
        "right": "对而有把握",
        "undecided": "犹豫不决",
        "refused": "得分必须是 −1000 到 1000 的数",
        "summary": "交叉熵 {:.4f}",
    },
}

each_edition = pytest.mark.parametrize("edition", ["zh", "en"])


def open_lens(page: Page, edition: str) -> Locator:
    lens = page.get_by_role("region", name=WORDS[edition]["title"])
    expect(lens.get_by_role("slider")).to_have_count(11)
    return lens


def type_all(lens: Locator, edition: str, logits: Tensor) -> None:
    for k, z in enumerate(logits.tolist()):
        field = lens.get_by_role("spinbutton", name=WORDS[edition]["typed"].format(k), exact=True)
        field.fill(repr(z))
        field.press("Enter")


def shown(lens: Locator) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the logits as sliders and fields hold them, (10,), and what is shown of them.

    That is p and both gradients, (3, 10), and the two losses, (2,), exactly; and all of these
    once more as they are written, (32,).
    """
    fields = lens.get_by_role("spinbutton").evaluate_all("all => all.map(e => e.valueAsNumber)")
    read = "all => all.map(e => [Number(e.value), e.textContent])"
    cells = lens.locator("tbody data").evaluate_all(read)
    sums = lens.locator(".livenet-readout data").evaluate_all(read)
    written = [float(text.replace("−", "-")) for _, text in cells + sums]
    exact = torch.tensor([value for value, _ in cells], dtype=torch.float64).view(10, 3).T
    losses = torch.tensor([value for value, _ in sums], dtype=torch.float64)
    return torch.tensor(fields, dtype=torch.float64), exact, losses, torch.tensor(written)


def by_torch(logits: Tensor, target: int) -> tuple[Tensor, Tensor]:
    """Return p and both gradients, (3, 10), and the two losses, (2,)."""
    z = logits.double().clone().requires_grad_()
    p = z.softmax(0)
    one_hot = F.one_hot(torch.tensor(target), 10).double()
    losses = [
        F.cross_entropy(z, torch.tensor(target)),
        F.mse_loss(p, one_hot, reduction="sum"),
    ]
    gradients = [torch.autograd.grad(loss, z, retain_graph=True)[0] for loss in losses]
    return torch.stack([p.detach(), *gradients]), torch.stack(losses).detach()


def compare(lens: Locator, logits: Tensor, target: int) -> None:
    cells, losses = by_torch(logits, target)
    held, exact, summed, written = shown(lens)
    torch.testing.assert_close(held, logits.double(), atol=5e-4, rtol=0)
    torch.testing.assert_close(exact, cells, atol=1e-6, rtol=0)
    torch.testing.assert_close(summed, losses, atol=1e-6, rtol=1e-9)
    everything = torch.cat([cells.T.flatten(), losses])
    torch.testing.assert_close(written.double(), everything, atol=6e-5, rtol=0)


def choose(lens: Locator, edition: str, target: int) -> None:
    lens.get_by_role("combobox", name=WORDS[edition]["target"]).select_option(str(target))


def random_logits(seed: int) -> Tensor:
    """Return rows of ten logits: plain, large, far apart, all equal."""
    torch.manual_seed(seed)
    rows = [torch.randn(10) * 3, torch.randn(10) * 40]
    rows.append(torch.randint(-1, 2, (10,)) * 100.0)
    rows.append((torch.rand(1) * 200 - 100).expand(10))
    return torch.stack(rows)


def test_typed_scores_have_torchs_numbers(load_page: LoadPage, shelf: dict[str, str]) -> None:
    lens = open_lens(load_page(f"{shelf['en']}03-loss.html"), "en")
    for logits in random_logits(seed=0):
        target = int(logits.sum().abs()) % 10
        choose(lens, "en", target)
        type_all(lens, "en", logits)
        compare(lens, logits, target)


@each_edition
def test_the_hand_on_a_slider_has_torchs_numbers(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    words = WORDS[edition]
    page = load_page(f"{shelf[edition]}03-loss.html")
    lens = open_lens(page, edition)
    choose(lens, edition, 4)
    lens.get_by_role("button", name=words["undecided"]).click()
    logits = torch.zeros(10, dtype=torch.float64)
    compare(lens, logits, 4)

    # By keyboard: to an end, and back by tenths.
    slider = lens.get_by_role("slider", name=words["slider"].format(2), exact=True)
    slider.press("End")
    for _ in range(3):
        slider.press("ArrowLeft")
    logits[2] = 15.7
    compare(lens, logits, 4)
    status = words["summary"].format(by_torch(logits, 4)[1][0])
    expect(lens.get_by_role("status")).to_contain_text(status, timeout=4000)

    # By mouse: from the middle to a place near the left end.
    slider = lens.get_by_role("slider", name=words["slider"].format(4), exact=True)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.25 * box["width"], middle, steps=5)
    page.mouse.up()
    logits[4] = float(slider.input_value())
    assert -16 < logits[4] < -8
    compare(lens, logits, 4)

    # The curve: its rings are taken where they are, and follow the mouse; then the keys.
    hand = lens.get_by_role("slider", name=words["hand"].format(4), exact=True)
    rings = lens.locator(".livenet-dot")
    rings.first.locator("..").evaluate("e => e.scrollIntoView({ block: 'center' })")
    for share in (0.75, 0.4):
        ring, box = rings.first.bounding_box(), rings.first.locator("..").bounding_box()
        assert ring
        assert box
        page.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 20, steps=5)
        page.mouse.up()
        logits[4] = float(hand.input_value())
        assert float(logits[4]) == pytest.approx(32 * share - 16, abs=0.3)
        compare(lens, logits, 4)
    hand.press("ArrowRight")
    logits[4] += 0.1
    compare(lens, logits, 4)


@each_edition
def test_presets_show_who_saturates(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    words = WORDS[edition]
    lens = open_lens(load_page(f"{shelf[edition]}03-loss.html"), edition)
    for target in (7, 9):
        choose(lens, edition, target)
        for name, sure in (("right", target), ("wrong", (target + 1) % 10)):
            lens.get_by_role("button", name=words[name]).press("Enter")
            logits = 12.0 * F.one_hot(torch.tensor(sure), 10)
            compare(lens, logits, target)
            cross_entropy, squared = shown(lens)[1][1:, target].tolist()
            assert (cross_entropy < -0.99) == (name == "wrong")
            assert abs(squared) < 0.001
        marked = lens.get_by_role("rowheader", name=words["marked"].format(target), exact=True)
        expect(marked).to_have_count(1)


@each_edition
def test_a_bad_score_is_refused_and_nothing_is_lost(
    load_page: LoadPage, shelf: dict[str, str], edition: str
) -> None:
    words = WORDS[edition]
    lens = open_lens(load_page(f"{shelf[edition]}03-loss.html"), edition)
    logits = random_logits(1)[0]
    type_all(lens, edition, logits)
    field = lens.get_by_role("spinbutton", name=words["typed"].format(5), exact=True)
    for bad in ("", "1e9", "-1000.5"):
        before = shown(lens)[1]
        field.fill(bad)
        field.press("Enter")
        expect(lens.get_by_role("alert")).to_contain_text(words["refused"])
        assert torch.equal(shown(lens)[1], before)
        field.fill("2")
        field.press("Enter")
        expect(lens.get_by_role("alert")).to_be_empty()
    logits[5] = 2
    compare(lens, logits, 7)


def height(lens: Locator) -> float:
    return float(lens.evaluate("e => e.getBoundingClientRect().height"))


@each_edition
def test_a_phone_shows_all_of_it(load_page: LoadPage, shelf: dict[str, str], edition: str) -> None:
    page = load_page(f"{shelf[edition]}03-loss.html")
    lens = open_lens(page, edition)
    for width in (320, 390):
        resize(page, width)
        lens.get_by_role("button", name=WORDS[edition]["undecided"]).click()
        before = height(lens)
        lens.get_by_role("button", name=WORDS[edition]["wrong"]).click()
        choose(lens, edition, 0)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert height(lens) == before
        wide = lens.locator("tbody data").evaluate_all(
            "all => all.filter(e => e.scrollWidth > e.clientWidth).length"
        )
        assert wide == 0
