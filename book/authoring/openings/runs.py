"""Opening pictures of short runs, in float64, so that all machines draw the same."""

import torch
import torch.nn.functional as F
from torch import Tensor

from book.authoring.openings.sheet import ACCENT, INK, Sheet
from livenet import LeNet, digits, shuffle

_BATCH = 32


def train() -> Sheet:
    """Draw some of few digits, and how their loss falls; how that of others goes on is asked."""
    sheet = Sheet(88)
    few, validation = digits.hold_out(digits.load("train", n=384), 256)
    sheet.maps(60, 3, few.images[:32, 0, 2:-2, 2:-2], 8, 0.65, 2)
    sheet.arrow(226, 44, 250)
    steps, turn = 80, 32
    net, losses, unseen = _untrained(), [], []
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    for step, batch in enumerate(_batches(len(few.labels), steps)):
        if step <= turn and step % 8 == 0:
            with torch.no_grad():
                others = F.cross_entropy(net(validation.images.double()), validation.labels)
            unseen.append((step, others.item()))
        loss = F.cross_entropy(net(few.images[batch].double()), few.labels[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append((step, loss.item()))

    def curve(points: list[tuple[int, float]]) -> str:
        return "M" + "L".join(f"{280 + 3.8 * x:.1f} {80 - 31 * y:.1f}" for x, y in points)

    sheet.path("M280 2V80H590", **{"stroke-width": 1.2})
    sheet.path(curve(losses), stroke=INK, **{"stroke-width": 2})
    sheet.path(curve(unseen), stroke=ACCENT, **{"stroke-width": 4})
    sheet.ask(470, 46, 44)
    return sheet


def break_it() -> Sheet:
    """Draw two runs whose loss stays high, and the kernels of conv1 before and after each."""
    sheet, train = Sheet(88), digits.load("train", n=2048)
    shuffled = train.labels[torch.from_numpy(shuffle.permutation(2048, seed=0))]
    for row, (name, labels, lr) in enumerate([("A", shuffled, 0.003), ("B", train.labels, 0)]):
        net, y, points = _untrained(), 46 * row, []
        before = net.conv1.weight.detach().clone()
        optimizer = torch.optim.Adam(net.parameters(), lr=lr)
        for step, batch in enumerate(_batches(2048, 60)):
            loss = F.cross_entropy(net(train.images[batch].double()), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            points.append(f"{40 + 2 * step} {y + 46 - 14 * loss.item():.1f}")
        sheet.text(14, y + 28, name, 24, **{"font-weight": 700})
        sheet.path(f"M40 {y + 2}V{y + 40}H164", **{"stroke-width": 1.2})
        sheet.path("M" + "L".join(points), stroke=INK, **{"stroke-width": 2})
        for x, kernels in ((182, before), (404, net.conv1.weight.detach())):
            sheet.maps(x, y + 4, kernels[:, 0], 6, 5.5, 1, signed=True)
        sheet.arrow(380, y + 18, 398)
        sheet.ask(612, y + 30)
    return sheet


def _batches(n: int, steps: int) -> list[Tensor]:
    """Return the samples of so many steps, as TrainLab takes them."""
    epochs = -(-steps * _BATCH // n)
    orders = [torch.from_numpy(shuffle.permutation(n, seed=0, epoch=e)) for e in range(epochs)]
    return list(torch.cat(orders).split(_BATCH))[:steps]


def _untrained() -> LeNet:
    torch.manual_seed(0)
    return LeNet().double()
