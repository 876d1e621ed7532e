"""What torch says of the training that TrainLab does."""

import torch
import torch.nn.functional as F
from torch import nn

from livenet import digits, shuffle

COUNT = 2_048  # digits that TrainLab has if none are given


def sgd_losses(net: nn.Module, rate: float, batch: int, steps: int) -> list[float]:
    """Return the loss of each of the first steps, in the order of the digits that seed 0 gives."""
    train = digits.load("train", n=COUNT)
    optimizer = torch.optim.SGD(net.parameters(), lr=rate)
    epochs = -(-steps * batch // COUNT)
    orders = [torch.from_numpy(shuffle.permutation(COUNT, 0, epoch)) for epoch in range(epochs)]
    losses: list[float] = []
    for which in [part for order in orders for part in order.split(batch)][:steps]:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(train.images[which]), train.labels[which])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
