"""What each opening picture shows."""

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from book.authoring.openings import runs
from book.authoring.openings.sheet import ACCENT, BLACK, MUTED, NEGATIVE, POSITIVE, WHITE, Sheet
from livenet import LeNet, digits, weights

MISREAD = 4176  # the test digit with the largest loss: a 2 that is read as a 7
COVERS = {"A": (19, 12), "B": (12, 16), "C": (9, 7), "D": (10, 22)}  # row, column: 5×5 of paper


def overview() -> Sheet:
    """Draw a digit, and 5×5 of its numbers."""
    sheet, image = Sheet(262), digits.load("train").images[0]
    scale, cell, row, column = 7, 44.8, 15, 16
    sheet.maps(44, 2, image, scale=scale)
    x, y, side = 44 + column * scale, 2 + row * scale, 5 * scale
    sheet.path(f"M{x + side} {y}L372 2M{x + side} {y + side}L372 226", stroke=ACCENT)
    sheet.frame(x, y, side, side, stroke=ACCENT, **{"stroke-width": 2.5})
    for (i, j), ink in np.ndenumerate(image[0, row : row + 5, column : column + 5].numpy()):
        grey = f"{min(round(255 * ink), 253):02x}"  # white is the page's paper
        sheet.fill(372 + j * cell, 2 + i * cell, cell, cell, f"#{grey * 3}")
        number = {"0.00": "0", "1.00": "1"}.get(f"{ink:.2f}", f"{ink:.2f}"[1:])
        colour = BLACK if ink > 0.5 else WHITE
        sheet.text(372 + (j + 0.5) * cell, 31 + i * cell, number, 18, fill=colour)
    sheet.frame(372, 2, 5 * cell, 5 * cell, stroke=ACCENT)
    sheet.text(148, 253, "32 × 32 =", 22)
    sheet.ask(205, 254, 26, **{"text-anchor": "start", "data-answer": "1,024"})
    return sheet


def define() -> Sheet:
    """Draw a digit on its way through the layers."""
    sheet, image = Sheet(196), digits.load("test").images[:1]
    *maps, scores = _activations(weights.trained(), image)
    columns, scales, gaps = (1, 2, 2, 4, 4, 1, 1), (2.7, 1.6, 2.2, 2.2, 3.8, 5, 5), (0, 2, 2, 1, 1)
    x, middle = 1.0, 78
    for shown, across, scale, gap in zip(
        [image[0], *maps], columns, scales, (*gaps, 0, 0), strict=True
    ):
        n, h, w = shown.shape
        width, height = (across * (w + gap) - gap) * scale, (n // across * (h + gap) - gap) * scale
        sheet.maps(x, middle - height / 2, shown, across, scale, gap)
        if h == 5:
            sheet.ask(x + width / 2, 190, 30, **{"data-answer": "5×5"})
        else:
            size = f"{h}×{w}" if h == w else h * w
            sheet.text(x + width / 2, 188, size, 19, fill=MUTED)
        x += width + 15.5
    for digit, share in enumerate(scores.softmax(0).tolist()):
        y = middle - 75 + 15 * digit
        sheet.fill(x, y, 12, 12 * share, ACCENT)
        sheet.frame(x, y, 12, 12)
        if share > 0.5:
            sheet.text(x + 22, y + 13, digit, 22, fill=ACCENT, **{"font-weight": 700})
    sheet.text(x + 8, 188, 10, 19, fill=MUTED)
    return sheet


def loss() -> Sheet:
    """Draw three answers, of ten probabilities each; the true digit is in the accent."""
    sheet, (images, labels) = Sheet(292), digits.load("test")
    trained = weights.trained()
    for row, (net, i) in enumerate([(trained, 0), (_untrained(), 0), (trained, MISREAD)]):
        scores = _activations(net, images[i : i + 1])[-1]
        y = 98 * row
        sheet.text(14, y + 50, "ABC"[row], 24, **{"font-weight": 700})
        sheet.maps(44, y + 3, images[i], scale=2.5)
        for digit, share in enumerate(scores.softmax(0).tolist()):
            x, right = 160 + 40 * digit, digit == labels[i]
            sheet.fill(x, y + 68, 28, -max(1, 66 * share), ACCENT if right else MUTED)
            bold = {"font-weight": 700} if right else {}
            sheet.text(x + 14, y + 88, digit, 19, fill=ACCENT if right else MUTED, **bold)
        sheet.frame(154, y + 68, 400, 0)
        sheet.arrow(566, y + 48, 592)
        sheet.ask(618, y + 58, 32)
    return sheet


def backward() -> Sheet:
    """Draw the way from a digit to the loss, and below it gradients, which come the other way."""
    sheet, train, net = Sheet(250), digits.load("train"), _untrained()
    image, label = train.images[:1], train.labels[:1]
    c1, _, c3, *_, scores = _activations(net, image)
    value = F.cross_entropy(net(image), label)
    value.backward()
    conv1, conv2, bias = (_gradient(p) for p in (net.conv1.weight, net.conv2.weight, net.fc3.bias))

    sheet.maps(1, 6, image[0], scale=2.7)
    sheet.maps(125, 8, c1, 3, 1.3, 3)
    sheet.maps(279, 4, c3, 4, 2, 1)
    for digit, share in enumerate(scores.softmax(0).tolist()):
        sheet.fill(404 + 14 * digit, 92, 10, -220 * share, ACCENT if digit == label else MUTED)
    sheet.frame(400, 92, 144, 0)
    sheet.name(606, 40, "loss")
    sheet.text(606, 66, f"{value:.2f}", 24, **{"font-weight": 700})
    for x in (92, 246, 372, 550):
        sheet.arrow(x, 48, x + 24)

    sheet.name(48, 200, ".grad")
    sheet.maps(126, 158, conv1[:, 0], 3, 6.8, 1, signed=True)
    sheet.maps(279, 150, conv2[:, 0], 4, 3.7, 1, signed=True)
    for digit, share in enumerate(bias.tolist()):
        x = 404 + 14 * digit
        sheet.fill(x, 168, 10, -80 * share, POSITIVE if share > 0 else NEGATIVE)
        if digit == label:
            sheet.ask(x + 28, 232)
    sheet.frame(400, 168, 144, 0)
    for x in (116, 271, 394, 574):
        sheet.arrow(x, 196, x - 24)
    sheet.path("M606 82V196H574", **{"stroke-width": 1.5})
    return sheet


def update() -> Sheet:
    """Draw how the loss falls along the gradient, and what its slope promises further on."""
    sheet, batch = Sheet(216), digits.load("train", n=32)

    def stepped(lr: float) -> tuple[float, float]:
        """Return the loss after a step, and the one that the slope promises."""
        net = _untrained()
        before = F.cross_entropy(net(batch.images), batch.labels)
        before.backward()
        slope = sum(float((_gradient(p) ** 2).sum()) for p in net.parameters())
        with torch.no_grad():
            for p in net.parameters():
                p.sub_(lr * _gradient(p))
        after = F.cross_entropy(net(batch.images), batch.labels)
        return after.item(), before.item() - lr * slope

    def place(lr: float, value: float) -> str:
        return f"{70 + 5.2 * lr:.1f} {182 - 70 * value:.1f}"

    start, (_, promised) = stepped(0)[0], stepped(100)
    sheet.path("M70 4V182H620", **{"stroke-width": 1.2})
    line = f"M{place(0, start)}L{place(100, promised)}"
    sheet.path(line, **{"stroke-width": 2, "stroke-dasharray": "7 6"})
    curve = "L".join(place(lr / 2, stepped(lr / 2)[0]) for lr in range(11))
    sheet.path(f"M{curve}", stroke=ACCENT, **{"stroke-width": 4})
    sheet.ask(590, 66, 60)
    sheet.name(36, 54, "loss")
    sheet.text(36, 27, f"{start:.2f}", 19, fill=MUTED)
    sheet.text(50, 188, 0, 19, fill=MUTED)
    sheet.text(590, 206, 100, 19, fill=MUTED)
    sheet.name(330, 206, "lr")
    return sheet


def inside() -> Sheet:
    """Draw a misread digit with a piece of paper over it, at four places."""
    sheet, image = Sheet(192), digits.load("test").images[MISREAD]
    for number, (name, (row, column)) in enumerate(COVERS.items()):
        x, scale = 1 + 162 * number, 4.75
        covered = image.clone()
        covered[0, row : row + 5, column : column + 5] = 0
        sheet.maps(x, 1, covered, scale=scale)
        place = (x + column * scale, 1 + row * scale, 5 * scale, 5 * scale)
        sheet.frame(*place, stroke="#6FB3F2", **{"stroke-width": 2.5})
        sheet.text(x + 66, 184, name, 24, **{"font-weight": 700})
        sheet.ask(x + 90, 184, 24)
    return sheet


def scale() -> Sheet:
    """Draw the gradients of two halves of a batch for the kernels of conv1; their mean is asked."""
    sheet, batch = Sheet(80), digits.load("train", n=64)
    gradients = []
    for half in (slice(32), slice(32, 64)):
        net = _untrained()
        F.cross_entropy(net(batch.images[half]), batch.labels[half]).backward()
        gradients.append(_gradient(net.conv1.weight)[:, 0])
    most = max(gradient.abs().max().item() for gradient in gradients)
    for x, gradient in zip((60, 233), gradients, strict=True):
        sheet.maps(x, 2, gradient, 3, 6.8, 1, signed=True, most=most)
    for x, sign in ((46, "("), (206, "+"), (365, ")"), (402, "/ 2 =")):
        sheet.text(x, 48, sign, 26)
    for column in range(3):
        for row in range(2):
            sheet.frame(444 + 40.8 * column, 2 + 40.8 * row, 34, 34)
    sheet.ask(501.8, 58, 56)
    return sheet


def _untrained() -> LeNet:
    torch.manual_seed(0)
    return LeNet()


def _gradient(parameter: Tensor) -> Tensor:
    assert parameter.grad is not None
    return parameter.grad


def _activations(net: LeNet, image: Tensor) -> list[Tensor]:
    """Return what each layer makes of an image, (1, 1, 32, 32): maps (N, H, W), and ten scores."""
    with torch.no_grad():
        c1 = F.relu(net.conv1(image))
        s2 = F.max_pool2d(c1, 2)
        c3 = F.relu(net.conv2(s2))
        s4 = F.max_pool2d(c3, 2)
        f5 = F.relu(net.fc1(s4.flatten(1)))
        f6 = F.relu(net.fc2(f5))
        return [c1[0], s2[0], c3[0], s4[0], f5.view(1, 20, 6), f6.view(1, 21, 4), net.fc3(f6)[0]]


PICTURES: dict[str, Callable[[], Sheet]] = {
    "01-overview": overview,
    "02-define": define,
    "03-loss": loss,
    "04-backward": backward,
    "05-update": update,
    "06-train": runs.train,
    "07-inside": inside,
    "08-break": runs.break_it,
    "09-scale": scale,
}
