"""The network of the book, as chapter 2 defines it: LeNet with PyTorch's usual parts."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor


class LeNet(nn.Module):
    """Two convolutions and three linear layers, 61,706 parameters, for 32×32 digits.

    Layers bear the names of the paper: C1, S2, C3, S4, F5, F6 and the output.
    It differs from the LeNet-5 of 1998 as chapter 2 tells.

    Source: LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to
    Document Recognition", 1998, section II.B; the form is that of PyTorch's tutorial
    "Neural Networks".
    """

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Turn digits, float32 of shape (N, 1, 32, 32), into logits of shape (N, 10)."""
        c1 = F.relu(self.conv1(x))  # (N, 6, 28, 28)
        s2 = F.max_pool2d(c1, 2)  # (N, 6, 14, 14)
        c3 = F.relu(self.conv2(s2))  # (N, 16, 10, 10)
        s4 = F.max_pool2d(c3, 2)  # (N, 16, 5, 5)
        f5 = F.relu(self.fc1(torch.flatten(s4, 1)))  # (N, 120)
        f6 = F.relu(self.fc2(f5))  # (N, 84)
        return self.fc3(f6)  # type: ignore[no-any-return]  # (N, 10)
