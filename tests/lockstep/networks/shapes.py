"""Cutting, joining and turning tensors."""

import torch
import torch.nn.functional as F
from torch import nn

from .table import network


@network((1, 8, 8))
class Concatenated(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 3, 3, padding=1)
        self.b = nn.Conv2d(1, 2, 5, padding=2)
        self.fc = nn.Linear(6 * 64, 10)

    def forward(self, x):
        return self.fc(F.relu(torch.cat([self.a(x), x, self.b(x)], dim=1)).flatten(1))


@network((12,))
class Stacked(nn.Module):
    def __init__(self):
        super().__init__()
        self.experts = nn.ModuleList(nn.Linear(12, 10) for _ in range(4))
        self.gate = nn.Linear(12, 4)

    def forward(self, x):
        out = torch.stack([expert(x) for expert in self.experts], dim=1)
        return (F.softmax(self.gate(x), dim=1).unsqueeze(-1) * out).sum(dim=1)


@network((12,))
class SplitAndChunk(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 24)
        self.fc2 = nn.Linear(8, 10)

    def forward(self, x):
        a, b, c = self.fc1(x).chunk(3, dim=1)
        d, e = torch.split(a * torch.sigmoid(b), [3, 5], dim=1)
        return self.fc2(torch.cat((e, d), -1) + c.unbind(1)[0].unsqueeze(1))


@network((4, 6))
class Slices(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(6, 8)
        self.fc2 = nn.Linear(8, 10)

    def forward(self, x):
        h = self.fc1(x)
        h = (
            h[:, -1]
            + h[:, 0] * h[:, 1:3].mean(1)
            + h[:, ::2, :].sum(1)
            + h[..., [3, 0, 1, 2, 7, 6, 5, 4]].mean(1)
        )
        return self.fc2(h.narrow(1, 0, 8))


@network((3, 8, 8))
class Permuted(nn.Module):
    """Channels last for a linear layer, and back."""

    def __init__(self):
        super().__init__()
        self.mix = nn.Linear(3, 5)
        self.conv = nn.Conv2d(5, 4, 3)
        self.fc = nn.Linear(4 * 36, 10)

    def forward(self, x):
        x = self.mix(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        x = F.relu(self.conv(x)).transpose(1, 3)
        return self.fc(x.reshape(x.size(0), -1))


@network((1, 8, 8))
class TransposedOutput(nn.Module):
    """(W @ x.T).T: an output that is a view."""

    def __init__(self):
        super().__init__()
        self.W = nn.Parameter(torch.randn(10, 64) / 8)
        self.b = nn.Parameter(torch.zeros(10, 1))

    def forward(self, x):
        x = x.view(-1, 64)
        return (self.W @ x.T + self.b).T


@network((1, 8, 8))
class ExpandedOutput(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 1)

    def forward(self, x):
        return self.fc(x.flatten(1)).expand(-1, 10)


@network((1, 8, 8))
class SlicedOutput(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 25)

    def forward(self, x):
        return self.fc(x.flatten(1))[:, 2:22:2]


@network((5, 6))
class Einsum(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(6, 7) / 3)
        self.v = nn.Parameter(torch.randn(5, 7, 10) / 3)

    def forward(self, x):
        h = torch.tanh(torch.einsum("nti,ij->ntj", x, self.w))
        return torch.einsum("ntj,tjk->nk", h, self.v)


@network((5, 6))
class BatchedProducts(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(6, 6, bias=False)
        self.fc = nn.Linear(30, 10)

    def forward(self, x):
        scores = torch.bmm(self.q(x), x.transpose(1, 2))
        y = torch.matmul(scores.softmax(-1), x)
        return self.fc(y.reshape(-1, 30))


@network((1, 8, 8))
class FlipRollRepeat(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 3, 3)
        self.fc = nn.Linear(3 * 36, 10)

    def forward(self, x):
        x = x.repeat(1, 2, 1, 1)
        x = x + x.flip(3) + torch.roll(x, 1, dims=2) + torch.rot90(x, 1, (2, 3))
        return self.fc(self.conv(x).tanh().flatten(1))


@network((1, 8, 8))
class Patches(nn.Module):
    """Patches by view and permute."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 12)
        self.fc2 = nn.Linear(12, 10)

    def forward(self, x):
        n = x.shape[0]
        p = x.view(n, 2, 4, 2, 4).permute(0, 1, 3, 2, 4).reshape(n, 4, 16)
        return self.fc2(F.gelu(self.fc1(p)).mean(dim=1))


@network((6,))
class Triangles(nn.Module):
    """Masks, diagonals and outer products."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 6)
        self.out = nn.Linear(36, 10)

    def forward(self, x):
        h = self.fc(x)
        outer = h.unsqueeze(2) * x.unsqueeze(1)
        low = torch.tril(outer) + torch.triu(outer, diagonal=1) * 2
        low = low + torch.eye(6) - torch.diag_embed(h)
        return self.out(low.flatten(1)) + low.diagonal(dim1=1, dim2=2).sum(-1, keepdim=True)


@network((8,))
class Padded(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(14, 10)

    def forward(self, x):
        h = F.pad(self.fc1(x), (1, 2), value=0.3)
        return self.fc2(F.pad(h.unsqueeze(1), (1, 2), mode="reflect").squeeze(1))


@network((12,))
class Gathered(nn.Module):
    """Numbers picked by index, and by the largest."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(6, 10)
        self.register_buffer("pick", torch.tensor([3, 1, 0, 9]))

    def forward(self, x):
        h = self.fc1(x)
        best = h.argmax(dim=1, keepdim=True)
        return self.fc2(
            torch.cat([h[:, self.pick], h.gather(1, best), h.index_select(1, self.pick[:1])], 1)
        )


@network((1, 8, 8))
def unflatten():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(64, 36),
        nn.Unflatten(1, (4, 3, 3)),
        nn.Conv2d(4, 10, 3),
        nn.Flatten(),
    )


@network((1, 8, 8))
class Meshed(nn.Module):
    """Coordinates of pixels as further channels (CoordConv)."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        n, _, h, w = x.shape
        ys = torch.linspace(-1, 1, h).view(1, 1, h, 1).expand(n, 1, h, w)
        xs = torch.arange(w).float().div(w).view(1, 1, 1, w).expand(n, 1, h, w)
        return self.fc(F.relu(self.conv(torch.cat([x, ys, xs], 1))).mean((2, 3)))


@network((1, 8, 8))
class Broadcast(nn.Module):
    def __init__(self):
        super().__init__()
        self.row = nn.Parameter(torch.randn(8))
        self.column = nn.Parameter(torch.randn(8, 1))
        self.plane = nn.Parameter(torch.randn(3, 1, 1))
        self.fc = nn.Linear(192, 10)

    def forward(self, x):
        y = x * self.row + self.column - self.plane
        return self.fc(torch.sigmoid(y / 3).flatten(start_dim=1))
