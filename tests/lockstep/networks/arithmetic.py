"""Arithmetic, comparison, reductions, and what is written in place."""

import torch
import torch.nn.functional as F
from torch import nn

from .table import network


@network((12,))
class Arithmetic(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 16)
        self.fc3 = nn.Linear(16, 10)

    def forward(self, x):
        a = self.fc1(x)
        b = self.fc2(a)
        c = a - b
        d = 1 - c * 0.5
        e = c / (b.abs() + 1) + 2 / (d.pow(2) + 1)
        f = -e + torch.neg(d) * torch.rsqrt(a * a + 0.1)
        return self.fc3(f.reciprocal().clamp(-3, 3) + (d.detach() // 1) % 3)


@network((12,))
class Logarithms(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x):
        p = torch.sigmoid(self.fc1(x))
        h = torch.log(p) + torch.log1p(p) + torch.log2(p + 1) + torch.exp(p) + torch.expm1(p)
        h = h + torch.sqrt(p) + p**0.5 + p**3 + 2**p + p**p
        return self.fc2(h + torch.erf(h) + torch.atan(h))


@network((12,))
class Comparisons(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x):
        h = self.fc1(x)
        h = torch.where(h > 0, h, 0.1 * h)
        mask = (h < 0.5) & (h >= -0.5) | ~(h <= 1)
        h = h * mask
        h = h.masked_fill(h == 0, 0.3)
        h = torch.where(torch.isnan(h), torch.zeros_like(h), h) + (h > 0.1).float()
        return self.fc2(h)


@network((12,))
class MinimumAndMaximum(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(12, 16)
        self.fc3 = nn.Linear(16, 10)

    def forward(self, x):
        a, b = self.fc1(x), self.fc2(x)
        h = torch.max(a, b) - torch.min(a, b) + torch.clamp(a, max=0.5)
        return self.fc3(h * torch.sign(a) + torch.abs(b))


@network((12,))
class InPlace(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x):
        h = self.fc1(x)
        h += 1
        h *= 0.5
        h.add_(self.fc1(x), alpha=2).clamp_(-2, 2)
        h -= h.mean()
        out = self.fc2(h)
        out /= 2.0
        return out


@network((1, 16, 16))
class ResidualInPlace(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = self.relu(self.conv1(x))
        out = self.conv2(x)
        out += x
        out = self.relu(out)
        return self.fc(out.mean([2, 3]))


@network((4, 6))
class WritingIntoSlices(nn.Module):
    """Assigning to parts of a tensor."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(6, 8)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        h = torch.zeros(x.shape[0], 4, 8)
        for t in range(4):
            h[:, t] = torch.tanh(self.fc1(x[:, t]))
        h[:, 1:3, ::2] += 1
        h[..., 0] *= 2
        h[:, -1] = 0.5
        return self.fc2(h.reshape(len(x), -1))


@network((12,))
class Reductions(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x):
        h = self.fc1(x)
        a = h.mean(1, keepdim=True) + h.sum(dim=1, keepdim=True) + h.std(1, keepdim=True)
        b = h.var(1, unbiased=False, keepdim=True) + h.norm(dim=1, keepdim=True)
        c = h.amax(1, keepdim=True) - h.min(1, keepdim=True).values
        d = torch.logsumexp(h, 1, keepdim=True) + h.abs().prod(1, keepdim=True)
        return self.fc2(h * (a + b) + c * d)


@network((12,))
class OverTheBatch(nn.Module):
    """Statistics of the whole batch go into each sample."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x):
        h = self.fc1(x)
        h = (h - h.mean(0)) / (h.std(0) + 1e-5)
        h = h + h.sum() / h.numel() + h.max() - h.mean() * h.var()
        return self.fc2(h)


@network((1, 8, 8))
class Normalizing(nn.Module):
    """Unit vectors, cosine similarity to learned prototypes."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 16)
        self.prototypes = nn.Parameter(torch.randn(10, 16))

    def forward(self, x):
        h = F.normalize(self.fc(x.flatten(1)), dim=1)
        return 10 * h @ F.normalize(self.prototypes, dim=1).t()


@network((1, 8, 8))
class Distances(nn.Module):
    """The nearest of learned prototypes: an RBF layer."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 16)
        self.prototypes = nn.Parameter(torch.randn(10, 16))

    def forward(self, x):
        h = self.fc(x.flatten(1))
        return -((h[:, None] - self.prototypes[None]) ** 2).sum(-1)


@network((1, 8, 8))
class PairwiseDistances(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 16)
        self.prototypes = nn.Parameter(torch.randn(10, 16))

    def forward(self, x):
        h = self.fc(x.flatten(1))
        return -torch.cdist(h, self.prototypes)


@network((1, 8, 8))
class CosineSimilarities(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 16)
        self.prototypes = nn.Parameter(torch.randn(10, 16))

    def forward(self, x):
        h = self.fc(x.flatten(1))
        return F.cosine_similarity(h.unsqueeze(1), self.prototypes.unsqueeze(0), dim=-1)


@network((12,))
class Cumulative(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc2(torch.cumsum(self.fc1(x), dim=1) / 16)


@network((12,))
class Sorting(nn.Module):
    """The largest numbers and their order."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16 + 4, 10)

    def forward(self, x):
        h = self.fc1(x)
        top, _ = h.topk(4, dim=1)
        return self.fc2(torch.cat([h.sort(1).values, top], 1))


@network((12,))
class Bilinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Bilinear(12, 12, 16)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc(torch.tanh(self.mix(x, x)))


@network((12,))
class WeightsByHand(nn.Module):
    """The linear algebra of a first lesson: no layer at all."""

    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(12, 16) / 4)
        self.b1 = nn.Parameter(torch.zeros(16))
        self.w2 = nn.Parameter(torch.randn(16, 10) / 4)
        self.b2 = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        h = torch.max(x @ self.w1 + self.b1, torch.tensor(0.0))
        return torch.matmul(h, self.w2) + self.b2


@network((12,))
class ParameterLists(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.ParameterList([nn.Parameter(torch.randn(12, 12) / 4) for _ in range(3)])
        self.scales = nn.ParameterDict(
            {"in": nn.Parameter(torch.ones(12)), "out": nn.Parameter(torch.ones(1))}
        )
        self.fc = nn.Linear(12, 10)

    def forward(self, x):
        x = x * self.scales["in"]
        for w in self.weights:
            x = F.relu(x.mm(w))
        return self.fc(x) * self.scales["out"]
