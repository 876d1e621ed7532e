"""Networks with each activation of torch.nn, and those that are written by hand."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .table import network


def mlp(*activations):
    layers = [nn.Flatten(), nn.Linear(64, 24)]
    for activation in activations:
        layers += [activation, nn.Linear(24, 24)]
    return nn.Sequential(*layers, nn.Linear(24, 10))


@network((1, 8, 8))
def relu_leaky_relu():
    return mlp(nn.ReLU(), nn.LeakyReLU(0.2), nn.ReLU6())


@network((1, 8, 8))
def elu_selu_celu():
    return mlp(nn.ELU(), nn.SELU(), nn.CELU(0.5), nn.ELU(alpha=0.7))


@network((1, 8, 8))
def gelu():
    return mlp(nn.GELU(), nn.GELU(approximate="tanh"))


@network((1, 8, 8))
def silu_mish():
    return mlp(nn.SiLU(), nn.Mish())


@network((1, 8, 8))
def sigmoid_tanh():
    return mlp(nn.Sigmoid(), nn.Tanh(), nn.LogSigmoid())


@network((1, 8, 8))
def softplus():
    return mlp(nn.Softplus(), nn.Softplus(beta=2, threshold=3))


@network((1, 8, 8))
def softsign_tanhshrink():
    return mlp(nn.Softsign(), nn.Tanhshrink())


@network((1, 8, 8))
def hard():
    return mlp(nn.Hardtanh(), nn.Hardsigmoid(), nn.Hardswish())


@network((1, 8, 8))
def shrinks():
    return mlp(nn.Softshrink(0.1), nn.Hardshrink(0.1), nn.Threshold(0.05, 0.2))


@network((1, 8, 8))
def prelu():
    return mlp(nn.PReLU(), nn.PReLU(24, init=0.1))


@network((1, 16, 16))
def prelu_of_each_channel():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.PReLU(4), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(4 * 49, 10)
    )


@network((1, 8, 8))
def rrelu():
    return mlp(nn.RReLU())


@network((1, 8, 8), evaluating=True)
def rrelu_in_eval():
    return mlp(nn.RReLU())


@network((1, 8, 8))
def glu():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 48), nn.GLU(), nn.Linear(24, 10))


@network((1, 8, 8))
def softmax_softmin():
    return mlp(nn.Softmax(dim=1), nn.Softmin(dim=-1))


@network((1, 8, 8), loss=nn.NLLLoss())
def log_softmax():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.LogSoftmax(dim=1))


@network((1, 16, 16))
def softmax2d():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2), nn.Softmax2d(), nn.Flatten(), nn.Linear(4 * 49, 10)
    )


@network((1, 8, 8))
def inplace():
    return mlp(
        nn.ReLU(True), nn.ELU(inplace=True), nn.SiLU(inplace=True), nn.Hardtanh(inplace=True)
    )


@network((1, 8, 8))
def inplace_first():
    return nn.Sequential(nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(64, 10))


@network((1, 8, 8))
def leaky_relu_in_place():
    return mlp(nn.LeakyReLU(0.1, inplace=True), nn.ReLU6(inplace=True))


class Swish(nn.Module):
    def __init__(self):
        super().__init__()
        self.beta = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)


@network((1, 8, 8))
def swish_by_hand():
    return mlp(Swish(), Swish())


@network((1, 8, 8))
class ActivationsByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 24)
        self.fc2 = nn.Linear(24, 24)
        self.fc3 = nn.Linear(24, 24)
        self.fc4 = nn.Linear(24, 10)

    def forward(self, x):
        x = x.view(-1, 64)
        x = self.fc1(x).clamp(min=0)
        x = torch.maximum(self.fc2(x), torch.zeros_like(x))
        x = self.fc3(x)
        x = 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        return self.fc4(x)


@network((1, 8, 8))
class SquareAndSine(nn.Module):
    """Sine as in SIREN, squares, a Gaussian."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 24)
        self.fc2 = nn.Linear(24, 24)
        self.fc3 = nn.Linear(24, 24)
        self.fc4 = nn.Linear(24, 10)

    def forward(self, x):
        x = torch.sin(3 * self.fc1(torch.flatten(x, 1)))
        x = torch.cos(self.fc2(x)) + x.square()
        x = torch.exp(-(self.fc3(x) ** 2))
        return self.fc4(x)


@network((1, 8, 8))
class Functional(nn.Module):
    """Activations by torch.nn.functional."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 24)
        self.fc2 = nn.Linear(24, 10)

    def forward(self, x):
        x = x.reshape(x.size(0), -1)
        h = self.fc1(x)
        h = F.gelu(h) + F.silu(h) + F.elu(h) + F.softplus(h) + F.hardswish(h) + F.logsigmoid(h)
        h = F.leaky_relu(h, 0.3) * F.relu6(h) - F.mish(h) + F.celu(h) + F.softsign(h)
        return F.log_softmax(self.fc2(h), dim=-1)
