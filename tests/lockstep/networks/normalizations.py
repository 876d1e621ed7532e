"""Networks with normalization and dropout, in train and in eval mode."""

import torch
import torch.nn.functional as F
from torch import nn

from .table import network


def convolutions(norm, drop=None):
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1),
        norm(4),
        nn.ReLU(),
        drop or nn.Identity(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 8, 3, padding=1),
        norm(8),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * 16, 10),
    )


@network((1, 16, 16))
def batch_norm():
    return convolutions(nn.BatchNorm2d)


@network((1, 16, 16), evaluating=True)
def batch_norm_in_eval():
    return convolutions(nn.BatchNorm2d).eval()


@network((1, 16, 16))
def batch_norm_without_affine():
    return convolutions(lambda c: nn.BatchNorm2d(c, affine=False))


@network((1, 16, 16))
def batch_norm_without_statistics():
    return convolutions(lambda c: nn.BatchNorm2d(c, track_running_stats=False))


@network((1, 16, 16), refused="values of a tensor")  # torch reads its count of batches
def batch_norm_of_cumulative_average():
    return convolutions(lambda c: nn.BatchNorm2d(c, momentum=None))


@network((1, 16, 16))
def batch_norm_of_other_momentum():
    return convolutions(lambda c: nn.BatchNorm2d(c, eps=1e-3, momentum=0.01))


@network((1, 8, 8))
def batch_norm_of_vectors():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(64, 20),
        nn.BatchNorm1d(20),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(20, 10),
    )


@network((3, 16))
def batch_norm_of_sequences():
    return nn.Sequential(
        nn.Conv1d(3, 6, 3), nn.BatchNorm1d(6), nn.ReLU(), nn.Flatten(), nn.Linear(6 * 14, 10)
    )


@network((1, 4, 6, 6))
def batch_norm_of_volumes():
    return nn.Sequential(
        nn.Conv3d(1, 4, 3, padding=1),
        nn.BatchNorm3d(4),
        nn.ReLU(),
        nn.MaxPool3d(2),
        nn.Flatten(),
        nn.Linear(4 * 2 * 9, 10),
    )


@network((1, 16, 16))
class HalfFrozen(nn.Module):
    """Batch norm in eval within a network that trains, as when one fine-tunes."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU())
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(4 * 14 * 14, 16), nn.BatchNorm1d(16), nn.Linear(16, 10)
        )
        for p in self.features.parameters():
            p.requires_grad = False
        self.features.eval()

    def forward(self, x):
        return self.classifier(self.features(x))


@network((1, 8, 8))
def layer_norm():
    return nn.Sequential(
        nn.Flatten(),
        nn.LayerNorm(64),
        nn.Linear(64, 24),
        nn.LayerNorm(24, elementwise_affine=False),
        nn.GELU(),
        nn.Linear(24, 10),
    )


@network((1, 16, 16))
def layer_norm_of_planes():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.LayerNorm([4, 14, 14]), nn.ReLU(), nn.Flatten(), nn.Linear(784, 10)
    )


@network((1, 16, 16))
def group_norm():
    return convolutions(lambda c: nn.GroupNorm(2, c))


@network((1, 16, 16))
def instance_norm():
    return convolutions(nn.InstanceNorm2d)


@network((1, 16, 16))
def instance_norm_with_affine():
    return convolutions(lambda c: nn.InstanceNorm2d(c, affine=True))


@network((1, 16, 16))
def instance_norm_with_statistics():
    return convolutions(lambda c: nn.InstanceNorm2d(c, affine=True, track_running_stats=True))


@network((1, 16, 16))
def local_response_norm():
    return convolutions(lambda c: nn.LocalResponseNorm(3))


@network((1, 8, 8))
def rms_norm():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 24), nn.RMSNorm(24), nn.Linear(24, 10))


@network((1, 8, 8))
class NormByHand(nn.Module):
    """Batch norm as a chapter of a textbook defines it, running statistics and all."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 20)
        self.gamma = nn.Parameter(torch.ones(20))
        self.beta = nn.Parameter(torch.zeros(20))
        self.register_buffer("mean", torch.zeros(20))
        self.register_buffer("var", torch.ones(20))
        self.fc2 = nn.Linear(20, 10)

    def forward(self, x):
        x = self.fc1(x.flatten(1))
        if self.training:
            mean = x.mean(dim=0)
            var = ((x - mean) ** 2).mean(dim=0)
            self.mean = 0.9 * self.mean + 0.1 * mean.detach()
            self.var = 0.9 * self.var + 0.1 * var.detach()
        else:
            mean, var = self.mean, self.var
        x = (x - mean) / torch.sqrt(var + 1e-5)
        return self.fc2(torch.relu(self.gamma * x + self.beta))


@network((1, 8, 8))
class LayerNormByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 20)
        self.fc2 = nn.Linear(20, 10)

    def forward(self, x):
        x = self.fc1(x.flatten(1))
        x = (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + 1e-6)
        return self.fc2(x)


@network((1, 8, 8))
def dropout():
    return nn.Sequential(
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(64, 40),
        nn.ReLU(),
        nn.Dropout(),
        nn.Linear(40, 10),
    )


@network((1, 8, 8), evaluating=True)
def dropout_in_eval():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(64, 40), nn.ReLU(), nn.Dropout(), nn.Linear(40, 10)
    ).eval()


@network((1, 16, 16))
def dropout_of_planes():
    return convolutions(nn.BatchNorm2d, nn.Dropout2d(0.25))


@network((1, 8, 8))
def alpha_dropout():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(64, 40), nn.SELU(), nn.AlphaDropout(0.1), nn.Linear(40, 10)
    )


@network((1, 8, 8))
def dropout_of_all_and_of_none():
    return nn.Sequential(
        nn.Flatten(), nn.Dropout(0.0), nn.Linear(64, 40), nn.Dropout(1.0), nn.Linear(40, 10)
    )


@network((1, 8, 8))
class DropoutByFunction(nn.Module):
    """One dropout used twice, and F.dropout as the examples of PyTorch write it."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 40)
        self.fc2 = nn.Linear(40, 40)
        self.fc3 = nn.Linear(40, 10)
        self.drop = nn.Dropout(0.4)

    def forward(self, x):
        x = self.drop(F.relu(self.fc1(x.view(x.shape[0], -1))))
        x = self.drop(F.relu(self.fc2(x)))
        x = F.dropout(x, 0.25, training=self.training)
        return self.fc3(x)


@network((1, 8, 8))
class Noise(nn.Module):
    """Gaussian noise in training, a mask by hand."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 40)
        self.fc2 = nn.Linear(40, 10)

    def forward(self, x):
        x = x.flatten(1)
        if self.training:
            x = x + 0.1 * torch.randn_like(x)
        x = F.relu(self.fc1(x))
        if self.training:
            mask = (torch.rand(x.shape) > 0.3).float()
            x = mask * x / 0.7
        return self.fc2(x)
