"""Networks that a recorder may take and get wrong: each is right, or refused in a sentence.

``refused`` names words of that sentence; where there are none, the network has to be right.
"""

import random
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import prune

from .table import network


class Linear(nn.Module):
    """A layer, and a forward of its own for each network."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 10)


# The size of the batch


@network((12,), refused="batch")
class BranchBelowFive(Linear):
    def forward(self, x):
        return self.fc(x) if x.shape[0] > 5 else 2 * self.fc(x)


@network((12,), refused="batch")
class BranchAtTwenty(Linear):
    def forward(self, x):
        return self.fc(x) * 3 if len(x) > 20 else self.fc(x)


@network((12,), refused="batch")
class BranchOnEvenBatches(Linear):
    def forward(self, x):
        return self.fc(x) if x.size(0) % 2 else -self.fc(x)


@network((12,), refused="batch")
class BranchAtOne(Linear):
    def forward(self, x):
        return self.fc(x) + 1 if x.size(0) == 1 else self.fc(x)


@network((12,))
class DividedByTheBatch(Linear):
    def forward(self, x):
        return self.fc(x) - self.fc(x).sum(0) / x.shape[0]


@network((12,))
class TimesOneOverTheBatch(Linear):
    def forward(self, x):
        return self.fc(x) - self.fc(x).sum(0) * (1 / len(x))


@network((12,), refused="")
class RowByRow(Linear):
    def forward(self, x):
        return torch.stack([self.fc(x[i]) for i in range(x.size(0))])


@network((12,))
class MixesSamples(Linear):
    def forward(self, x):
        return self.fc(x.reshape(12, -1).t())


@network((12,))
class SwapsSamples(Linear):
    def forward(self, x):
        return self.fc(x.flip(0) + torch.roll(x, 1, 0) * x[:1])


@network((12,))
class OneMoreRow(Linear):
    def forward(self, x):
        return self.fc(torch.cat([x, x[:1]]))[:-1]


# The course of events


@network((12,), refused="values")
class BranchOnValues(Linear):
    def forward(self, x):
        y = self.fc(x)
        return y if y.sum() > 0 else 2 * y


@network((12,), refused="values")
class ScalesByItem(Linear):
    def forward(self, x):
        return self.fc(x) * x.max().item()


@network((12,), refused="values")
class BooleanIndex(Linear):
    def forward(self, x):
        y = self.fc(x)
        return y - y[y > 0].mean()


@network((12,))
class WritesWhereAMaskSays(Linear):
    def forward(self, x):
        y = self.fc(x)
        y[y < 0] = 0
        return y


@network((12,), refused="")
class ThroughNumpy(Linear):
    def forward(self, x):
        return self.fc(torch.from_numpy(np.sin(x.detach().numpy())))


@network((12,), refused="")
class AsAList(Linear):
    def forward(self, x):
        return self.fc(torch.tensor(x.tolist()))


@network((12,), refused="")
class Counter(Linear):
    """Another course from the tenth call on."""

    calls = 0

    def forward(self, x):
        self.calls += 1
        return self.fc(x) if self.calls < 10 else self.fc(-x)


@network((12,), refused="")
class Annealing(Linear):
    calls = 0

    def forward(self, x):
        self.calls += 1
        return self.fc(x) / self.calls


@network((12,), refused="random")
class PythonsDice(Linear):
    def forward(self, x):
        y = self.fc(x)
        return y * 2 if random.random() < 0.01 else y


@network((12,), refused="random")
class NumpysDice(Linear):
    def forward(self, x):
        y = self.fc(x)
        return y * 2 if np.random.rand() < 0.01 else y


@network((12,), refused="")
class Clock(Linear):
    def forward(self, x):
        return self.fc(x) * (1 + time.time() % 1)


@network((12,), refused="")
class SeedsItself(Linear):
    def forward(self, x):
        torch.manual_seed(7)
        return self.fc(x) + torch.randn(len(x), 10)


@network((12,), refused="earlier call")
class OwnGenerator(Linear):
    def __init__(self):
        super().__init__()
        self.generator = torch.Generator().manual_seed(3)

    def forward(self, x):
        return self.fc(x) + torch.randn(10, generator=self.generator)


@network((12,))
class RandomEvenInEval(Linear):
    """F.dropout without training= draws in eval, too."""

    def forward(self, x):
        return self.fc(F.dropout(x, 0.3))


@network((12,))
class FewRandomNumbers(Linear):
    """Torch draws fewer than 16 normal numbers in another way than more."""

    def forward(self, x):
        noise = torch.randn(5).sum() + torch.randn(7, 3).mean() + torch.rand(3).prod()
        return self.fc(F.dropout(x, 0.5)) * noise + torch.randn(10)


# What a network keeps


@network((12,), refused="")
class KeepsItsState(Linear):
    """A recurrent state that is no buffer."""

    def __init__(self):
        super().__init__()
        self.state = torch.zeros(1, 10)

    def forward(self, x):
        self.state = torch.tanh(self.fc(x).mean(0, keepdim=True) + self.state.detach())
        return self.fc(x) + self.state


@network((12,))
class ShowsItsInside(Linear):
    """A value kept for later, which forward never reads."""

    def forward(self, x):
        self.last = self.fc(x)
        return self.last * 2


@network((12,))
class Cache(Linear):
    """A constant made at the first call and kept."""

    table = None

    def forward(self, x):
        if self.table is None:
            self.table = torch.linspace(0, 1, 12)
        return self.fc(x * self.table)


@network((12,))
class BufferWritten(Linear):
    def __init__(self):
        super().__init__()
        self.register_buffer("count", torch.zeros((), dtype=torch.long))
        self.register_buffer("mean", torch.zeros(10))
        self.register_buffer("seen", torch.zeros(2, 10))

    def forward(self, x):
        y = self.fc(x)
        if self.training:
            self.count += 1
            self.mean.mul_(0.9).add_(0.1 * y.detach().mean(0))
            self.seen[1] = y.detach().amax(0)
        return y - self.mean + self.count + self.seen.sum()


@network((12,), refused="")
class HiddenBufferWritten(Linear):
    """A buffer that is not persistent has no place in a state_dict."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(10), persistent=False)

    def forward(self, x):
        y = self.fc(x)
        self.mean.lerp_(y.detach().mean(0), 0.1)
        return y - self.mean


@network((12,))
class HiddenBuffer(Linear):
    def __init__(self):
        super().__init__()
        self.register_buffer("mask", torch.arange(10) % 2, persistent=False)

    def forward(self, x):
        return self.fc(x) * self.mask


@network((12,), refused="")
class WeightsClamped(Linear):
    """WGAN's clipping, in forward."""

    def forward(self, x):
        with torch.no_grad():
            self.fc.weight.clamp_(-0.1, 0.1)
        return self.fc(x)


@network((12,), refused="")
class WeightsScaledByData(Linear):
    def forward(self, x):
        self.fc.weight.data.mul_(0.5)
        return self.fc(x)


@network((12,), refused="")
class Alias(Linear):
    """A tensor beside the parameter that shares its memory: training changes both."""

    def __init__(self):
        super().__init__()
        self.again = self.fc.weight.data

    def forward(self, x):
        return self.fc(x) + x @ self.again.t()


@network((12,), refused="")
class ViewKept(Linear):
    def __init__(self):
        super().__init__()
        self.half = [self.fc.weight.detach()[:, ::2]]

    def forward(self, x):
        return self.fc(x) + x[:, ::2] @ self.half[0].t()


@network((12,))
class LayersInAList(Linear):
    """The mistake that everyone makes once: these are not trained."""

    def __init__(self):
        super().__init__()
        self.hidden = [nn.Linear(12, 12), nn.Linear(12, 12)]

    def forward(self, x):
        for layer in self.hidden:
            x = torch.tanh(layer(x))
        return self.fc(x)


@network((12,))
class ConstantOutside(Linear):
    scale = torch.linspace(1, 2, 10)

    def forward(self, x):
        return self.fc(x) * self.scale + torch.tensor([0.5, 1.5]).sum()


@network((12,))
class PrunedAndFrozen(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = prune.l1_unstructured(nn.Linear(12, 16), "weight", amount=0.5)
        self.fc2 = nn.Linear(16, 10)
        self.fc2.bias.requires_grad = False

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


@network((12,))
class PermutedParameter(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter((torch.randn(12, 10) / 4).t())
        self.empty = nn.Parameter(torch.zeros(0, 10))
        self.scale = nn.Parameter(torch.tensor(1.5))

    def forward(self, x):
        return F.linear(x, self.w) * self.scale + self.empty.sum(0)


# Hooks


def with_hooks(register):
    net = nn.Sequential(nn.Linear(12, 16), nn.Tanh(), nn.Linear(16, 10))
    register(net)
    return net


@network((12,))
def forward_hook():
    return with_hooks(lambda net: net[1].register_forward_hook(lambda m, i, o: o * 2))


@network((12,))
def forward_pre_hook():
    return with_hooks(lambda net: net[1].register_forward_pre_hook(lambda m, i: (i[0] + 1,)))


@network((12,))
def backward_hook():
    return with_hooks(lambda net: net[1].register_full_backward_hook(lambda m, i, o: (i[0] * 0.5,)))


@network((12,), refused="hook")
def parameter_hook():
    return with_hooks(lambda net: net[0].weight.register_hook(lambda g: g * 0.5))


@network((12,))
class HookOnAValue(Linear):
    def forward(self, x):
        y = self.fc(x)
        if y.requires_grad:
            y.register_hook(lambda g: g.clamp(-0.01, 0.01))
        return y


# Views, and what is written into them


@network((12,))
class WritesIntoAView(Linear):
    def forward(self, x):
        h = self.fc(x)
        first, second = h[:, :5], h[:, 5:]
        first.mul_(2)
        second[:, ::2] += first[:, :3]
        h.view(-1)[::5] = 0
        h.t()[3].copy_(h[:, 0])
        return h


@network((12,))
class WritesIntoItsInput(Linear):
    def forward(self, x):
        x -= 0.5
        x[:, 0] = 1
        return self.fc(x)


@network((12,))
class ReturnsAnEarlierValue(Linear):
    def forward(self, x):
        h = self.fc(x)
        y = h.clone()
        h += 1
        out = y
        y.mul_(3)
        return out


@network((12,))
class WritesByData(Linear):
    def forward(self, x):
        h = torch.exp(self.fc(x) * 0.1)
        h.data.mul_(2)
        return h


@network((12,), refused="")
class SpoilsItsBackward(Linear):
    """Torch refuses this one itself: what exp has saved is written over."""

    def forward(self, x):
        h = torch.exp(self.fc(x))
        y = h * 2
        h += 1
        return y + h


@network((12,))
class IntoOut(Linear):
    def forward(self, x):
        h = self.fc(x)
        noise = torch.empty(10)
        torch.mul(torch.arange(10), 0.5, out=noise)
        return h + noise


@network((3, 4))
class ViewsOfViews(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(4, 6))
        self.fc = nn.Linear(6, 10)

    def forward(self, x):
        h = x[:, 1:] @ self.w.t()[:, ::2].t().repeat_interleave(2, 0)
        h = h.transpose(1, 2)[:, ::2].unsqueeze(1).expand(-1, 2, -1, -1)
        return self.fc(h.reshape(len(x), -1)[:, 3:9]) + self.w.diagonal()[None, :1]


@network((12,))
class OutputIsASliceOfABatch(Linear):
    def forward(self, x):
        return self.fc(torch.cat([x, -x]))[: len(x)]


@network((12,), refused="input")
class IgnoresItsInput(nn.Module):
    def __init__(self):
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        return self.logits.expand(len(x), -1)


@network((12,), refused="input")
class ReadsOnlyTheSize(Linear):
    def forward(self, x):
        return self.fc(torch.zeros_like(x))


# Gradients


@network((12,))
class GradientInside(Linear):
    """A gradient by the input goes into the loss: WGAN-GP, physics."""

    def __init__(self):
        super().__init__()
        self.energy = nn.Sequential(nn.Linear(12, 8), nn.Tanh(), nn.Linear(8, 1))

    def forward(self, x):
        with torch.enable_grad():
            x = x.clone().requires_grad_()
            (g,) = torch.autograd.grad(self.energy(x).sum(), x, create_graph=True)
        return self.fc(g)


@network((12,))
class NoGradInTheMiddle(Linear):
    def forward(self, x):
        with torch.no_grad():
            gate = torch.sigmoid(self.fc(x))
        return self.fc(x) * gate + self.fc(x).detach()


@network((12,), refused="")
class NoGradEverywhere(Linear):
    @torch.no_grad()
    def forward(self, x):
        return self.fc(x)


@network((12,))
class Unused(Linear):
    def __init__(self):
        super().__init__()
        self.spare = nn.Linear(3, 3)

    def forward(self, x):
        return self.fc(x)


# Losses


@network((12,), loss=lambda y, t: F.cross_entropy(y, t, reduction="none"), refused="")
class LossOfEach(Linear):
    def forward(self, x):
        return self.fc(x)


@network((12,), loss=lambda y, t: torch.zeros((), requires_grad=True), refused="")
class LossOfNothing(Linear):
    def forward(self, x):
        return self.fc(x)


@network((12,), loss=lambda y, t: F.cross_entropy(y, t).item(), refused="")
class LossAsANumber(Linear):
    def forward(self, x):
        return self.fc(x)


@network((12,), loss=lambda y, t: F.cross_entropy(y, t) / len(t) * len(y))
class LossWithTheBatch(Linear):
    def forward(self, x):
        return self.fc(x)


def penalized(net):
    def loss(y, t):
        return F.cross_entropy(y, t) + 0.1 * sum(p.square().sum() for p in net.parameters())

    return loss


@network((12,), loss_of=penalized)
def penalty_by_closure():
    """The loss reaches for the parameters themselves, as books write a penalty."""
    return nn.Linear(12, 10)


# Numbers


@network((12,))
class NotANumber(Linear):
    def forward(self, x):
        y = self.fc(torch.where(x > 0.99, torch.nan, x))
        return torch.nan_to_num(y, nan=0.5) + torch.log(F.relu(y)).clamp(min=-3).nan_to_num()


@network((12,))
class Infinite(Linear):
    def forward(self, x):
        y = self.fc(x)
        return torch.softmax(torch.where(y > y.mean(1, keepdim=True), y, -torch.inf), 1)


@network((12,))
class NumpysNumbers(Linear):
    def forward(self, x):
        return self.fc(x / np.sqrt(12)) * np.float32(0.5) + np.pi


@network((12,), refused="")
class LargeIntegers(Linear):
    """Integers that do not fit into 32 bits."""

    def forward(self, x):
        key = (x * 100).long() * 2654435761 % 1000
        return self.fc(key.float() / 1000)


@network((12,), refused="float64")
class InDouble(Linear):
    def forward(self, x):
        return self.fc(x.double().cumsum(1).float())


@network((12,), refused="")
class Fourier(Linear):
    def forward(self, x):
        return self.fc(torch.fft.fft(x).real)


@network((12,))
class IntegerArithmetic(Linear):
    def forward(self, x):
        k = (x * 10).long()
        odd = (k % 2 == 1) | (k // 3 > 2)
        return self.fc(x * odd + (k - 5).clamp(-2, 2) * 0.1 + k.float().round() + k.sum(1, True))


# Other kinds of module


@network((12,), refused="")
def scripted():
    return torch.jit.script(nn.Sequential(nn.Linear(12, 10)))


@network((12,))
def compiled():
    return torch.compile(nn.Sequential(nn.Linear(12, 10)))


@network((12,), refused="")
def two_arguments():
    class Two(Linear):
        def forward(self, x, y):
            return self.fc(x + y)

    return Two()


@network((12,), refused="")
def returns_nothing():
    class Nothing(Linear):
        def forward(self, x):
            self.fc(x)

    return Nothing()


# More of what a network keeps, and of chance


@network((12,), refused="one memory")
class SharedMemory(nn.Module):
    """Two parameters of one memory: a step of one moves the other."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(12, 12)
        self.b = nn.Linear(12, 12)
        self.b.weight = nn.Parameter(self.a.weight.data)
        self.fc = nn.Linear(12, 10)

    def forward(self, x):
        return self.fc(torch.tanh(self.b(torch.tanh(self.a(x)))))


@network((12,), refused="one memory")
class BufferOfAParameter(Linear):
    def __init__(self):
        super().__init__()
        self.register_buffer("again", self.fc.bias.data)

    def forward(self, x):
        return self.fc(x) * self.again


@network((12,), refused="")
class DropoutThatGrows(Linear):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        self.drop.p = min(0.5, self.drop.p + 0.01)
        return self.fc(self.drop(x))


seen = [0]


@network((12,), refused="")
class CounterOutside(Linear):
    """Another course from the tenth call on, counted in a list that is no part of the network."""

    def forward(self, x):
        seen[0] += 1
        return self.fc(x) if seen[0] < 10 else self.fc(-x)


@network((12,))
class BranchOnGradMode(Linear):
    """Another course where nothing is differentiated: in training, and in a prediction."""

    def forward(self, x):
        return self.fc(x) if self.training or self.fc.weight.requires_grad else self.fc(-x)


@network((12,))
class Mixup(Linear):
    def forward(self, x):
        return self.fc(0.7 * x + 0.3 * x[torch.randperm(len(x))])


@network((12,), refused="aten.exponential")
class GumbelSoftmax(Linear):
    """Its numbers are exponential, which torch draws in another way than it decomposes them."""

    def forward(self, x):
        return self.fc(x) + F.gumbel_softmax(self.fc(x), tau=0.5)


@network((12,))
class DrawnFromADistribution(nn.Module):
    def __init__(self):
        super().__init__()
        self.mu, self.sigma, self.out = nn.Linear(12, 6), nn.Linear(12, 6), nn.Linear(6, 10)

    def forward(self, x):
        noise = torch.distributions.Normal(
            self.mu(x), F.softplus(self.sigma(x)), validate_args=False
        )
        return self.out(noise.rsample())


@network((12,), refused="values of a tensor")
class Unique(Linear):
    def forward(self, x):
        return self.fc(x) * len(torch.unique(x.round()))


@network((12,))
class DataParallel(Linear):
    """Where there is no GPU it is what it wraps."""

    def __init__(self):
        super().__init__()
        self.inner = nn.DataParallel(nn.Linear(12, 12))

    def forward(self, x):
        return self.fc(torch.tanh(self.inner(x)))


@network((12,))
class WritesABufferInEvalToo(Linear):
    def __init__(self):
        super().__init__()
        self.register_buffer("total", torch.zeros(10))

    def forward(self, x):
        y = self.fc(x)
        self.total += y.detach().sum(0)
        return y


@network((12,))
class EvalWithin(Linear):
    """Dropout that is in eval mode, within a network that trains; and one always on."""

    def __init__(self):
        super().__init__()
        self.off = nn.Dropout(0.5).eval()
        self.on = nn.Dropout(0.2)

    def forward(self, x):
        return self.fc(self.on(self.off(x)))


@network((12,))
class InPlaceOnAnExpandedRow(Linear):
    def forward(self, x):
        y = self.fc(x)
        y[:, 1:] -= y[:, :1].expand(-1, 9) * 0.5
        y.transpose(0, 1)[2:4].mul_(-1)
        y.unsqueeze(0)[0, :, 5].exp_()
        return y
