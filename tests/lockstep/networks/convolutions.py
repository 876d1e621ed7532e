"""Convolutions of every kind, and pooling."""

import torch
import torch.nn.functional as F
from torch import nn

from .table import network, same


def head(channels, size):
    return nn.Sequential(nn.Flatten(), nn.Linear(channels * size, 10))


@network()
def le_net_of_the_tutorial():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


@network((1, 28, 28))
def le_net_of_1998():
    """As Dive into Deep Learning has it, for 28×28."""
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, padding=2),
        nn.Sigmoid(),
        nn.AvgPool2d(kernel_size=2, stride=2),
        nn.Conv2d(6, 16, kernel_size=5),
        nn.Sigmoid(),
        nn.AvgPool2d(kernel_size=2, stride=2),
        nn.Flatten(),
        nn.Linear(16 * 5 * 5, 120),
        nn.Sigmoid(),
        nn.Linear(120, 84),
        nn.Sigmoid(),
        nn.Linear(84, 10),
    )


@network((8, 9, 9))
def groups():
    return nn.Sequential(
        nn.Conv2d(8, 12, 3, groups=4), nn.ReLU(), nn.Conv2d(12, 4, 3, groups=2), head(4, 25)
    )


@network((4, 10, 10))
def depthwise_separable():
    return nn.Sequential(
        nn.Conv2d(4, 4, 3, padding=1, groups=4, bias=False),
        nn.Conv2d(4, 8, 1),
        nn.ReLU6(),
        nn.Conv2d(8, 16, 3, stride=2, groups=8),
        head(16, 16),
    )


@network((1, 11, 13))
def unequal_sizes():
    return nn.Sequential(
        nn.Conv2d(1, 3, (3, 5), stride=(2, 1), padding=(0, 2), dilation=(1, 2)),
        nn.ReLU(),
        nn.MaxPool2d((2, 3), stride=(1, 2)),
        nn.Flatten(),
        nn.LazyLinear(10),
    )


@network((1, 12, 12))
def same_with_even_kernel():
    return nn.Sequential(
        nn.Conv2d(1, 4, 4, padding="same"),
        nn.ReLU(),
        nn.Conv2d(4, 4, 2, padding="same", dilation=3),
        nn.ReLU(),
        nn.Conv2d(4, 4, 3, padding="valid"),
        head(4, 100),
    )


@network((1, 10, 10))
def padding_modes():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1, padding_mode="reflect"),
        nn.ReLU(),
        nn.Conv2d(4, 4, 3, padding=1, padding_mode="replicate"),
        nn.ReLU(),
        nn.Conv2d(4, 4, 3, padding=2, padding_mode="circular"),
        nn.ReLU(),
        head(4, 144),
    )


@network((2, 10, 10))
def padding_layers():
    return nn.Sequential(
        nn.ReflectionPad2d(1),
        nn.Conv2d(2, 3, 3),
        nn.ZeroPad2d((1, 0, 2, 0)),
        nn.ReplicationPad2d((0, 1, 1, 0)),
        nn.ConstantPad2d(1, 0.5),
        nn.Conv2d(3, 3, 3, stride=2),
        head(3, 42),
    )


@network((1, 8, 8))
def transposed():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.ConvTranspose2d(4, 3, 3, stride=2, padding=1, output_padding=1),
        nn.ReLU(),
        nn.ConvTranspose2d(3, 2, 2, groups=1, bias=False, dilation=2),
        head(2, 100),
    )


@network((1, 4, 4))
def transposed_in_groups():
    return nn.Sequential(nn.Conv2d(1, 4, 1), nn.ConvTranspose2d(4, 6, 2, 2, groups=2), head(6, 64))


@network((3, 20))
def one_dimension():
    return nn.Sequential(
        nn.Conv1d(3, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool1d(2),
        nn.Conv1d(6, 8, 3, stride=2, groups=2),
        nn.AvgPool1d(2),
        nn.ConvTranspose1d(8, 4, 3),
        nn.AdaptiveAvgPool1d(3),
        head(4, 3),
    )


@network()
class RowsAsASequence(nn.Module):
    """A picture of 32 rows as 32 channels of a sequence."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(32, 16, 3, padding=1)
        self.conv2 = nn.Conv1d(16, 8, 3, padding=2, dilation=2)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = x.squeeze(1)
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        return self.fc(x.max(dim=2)[0])


@network((1, 4, 8, 8))
def three_dimensions():
    return nn.Sequential(nn.Conv3d(1, 4, (2, 3, 3)), nn.ReLU(), nn.AvgPool3d((3, 2, 2)), head(4, 9))


@network((1, 12, 12))
def average_pools():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3),
        nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False),
        nn.ReLU(),
        nn.AvgPool2d(2, stride=1, ceil_mode=True, divisor_override=3),
        head(4, 16),
    )


@network((1, 13, 13))
def maximum_pools():
    return nn.Sequential(
        nn.Conv2d(1, 4, 2),
        nn.MaxPool2d(3, stride=2, padding=1),
        nn.MaxPool2d(2, dilation=2, stride=1),
        nn.MaxPool2d(2, stride=2, ceil_mode=True),
        head(4, 4),
    )


@network((1, 15, 15))
def adaptive_average():
    return nn.Sequential(
        nn.Conv2d(1, 6, 3), nn.ReLU(), nn.AdaptiveAvgPool2d((5, 3)), nn.Tanh(), head(6, 15)
    )


@network((1, 15, 15))
def adaptive_maximum():
    return nn.Sequential(
        nn.Conv2d(1, 6, 3), nn.ReLU(), nn.AdaptiveMaxPool2d((4, None)), nn.Tanh(), head(6, 52)
    )


@network()
def global_average():
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, stride=2),
        nn.ReLU(),
        nn.Conv2d(8, 10, 3, stride=2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )


@network()
class GlobalMean(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, stride=2)
        self.conv2 = nn.Conv2d(8, 16, 3, stride=2)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        return self.fc(x.mean(dim=(2, 3)) + x.amax(dim=(-2, -1)))


@network((1, 8, 8))
def lp_pool():
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.Sigmoid(), nn.LPPool2d(2, 2), head(4, 9))


@network((1, 8, 8), loss="mse", target=same)
class Unpooling(nn.Module):
    """Maxima put back where they came from."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.pool = nn.MaxPool2d(2, return_indices=True)
        self.unpool = nn.MaxUnpool2d(2)
        self.out = nn.Conv2d(4, 1, 3, padding=1)

    def forward(self, x):
        x, places = self.pool(self.conv(x))
        return self.out(self.unpool(x, places))


@network((1, 8, 8))
def unfold():
    return nn.Sequential(nn.Unfold(3, stride=2), nn.Flatten(), nn.Linear(9 * 9, 10))


@network((1, 8, 8))
class ConvolutionByUnfold(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 9) * 0.3)
        self.fc = nn.Linear(4 * 36, 10)

    def forward(self, x):
        columns = F.unfold(x, 3)
        y = (self.weight @ columns).view(-1, 4, 6, 6)
        return self.fc(F.relu(y).flatten(1))


@network((1, 8, 8))
class ConvolutionByHand(nn.Module):
    """Windows by Tensor.unfold, summed by einsum."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 1, 3, 3) * 0.3)
        self.fc = nn.Linear(4 * 36, 10)

    def forward(self, x):
        windows = x.unfold(2, 3, 1).unfold(3, 3, 1)
        y = torch.einsum("nchwij,ocij->nohw", windows, self.weight)
        return self.fc(F.relu(y).flatten(1))


@network((1, 12, 12))
class FixedFilter(nn.Module):
    """Edges by a filter that does not learn, held as a buffer."""

    def __init__(self):
        super().__init__()
        sobel = torch.tensor([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]])
        self.register_buffer("filters", torch.stack([sobel, sobel.t()]).unsqueeze(1))
        self.fc = nn.Linear(2 * 25, 10)

    def forward(self, x):
        edges = F.conv2d(x, self.filters)
        return self.fc(F.avg_pool2d(edges.abs(), 2).flatten(1))


@network((1, 10, 10))
class SharedConvolution(nn.Module):
    """The same filters at two dilations."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3, padding=1)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        a = self.conv(x)
        b = F.conv2d(x, self.conv.weight, self.conv.bias, padding=2, dilation=2)
        return self.fc(torch.cat([a, b], 1).mean((2, 3)))


@network((1, 16, 16))
def upsampling():
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, stride=2, padding=1),
        nn.Upsample(scale_factor=2),
        nn.Conv2d(3, 3, 3, stride=4),
        nn.Upsample(size=(7, 9), mode="bilinear"),
        nn.Conv2d(3, 2, 3),
        nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True),
        head(2, 140),
    )


@network((1, 8, 8))
class Interpolating(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.fc = nn.Linear(4 * 25, 10)

    def forward(self, x):
        y = F.relu(self.conv(x))
        y = F.interpolate(y, scale_factor=1.5, mode="nearest")
        y = F.interpolate(y, size=5, mode="bilinear", align_corners=False)
        return self.fc(y.flatten(1))


@network((1, 8, 8))
class Area(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.fc = nn.Linear(4 * 9 + 4 * 49, 10)

    def forward(self, x):
        y = F.relu(self.conv(x))
        a = F.interpolate(y, size=3, mode="area")
        b = F.interpolate(y, size=7, mode="bicubic")
        return self.fc(torch.cat([a.flatten(1), b.flatten(1)], 1))


@network((4, 8, 8))
def pixel_shuffle():
    return nn.Sequential(
        nn.PixelShuffle(2),
        nn.Conv2d(1, 2, 3),
        nn.PixelUnshuffle(2),
        nn.ChannelShuffle(2),
        head(8, 49),
    )


@network((1, 8, 8))
def upsample_in_one_dimension():
    return nn.Sequential(
        nn.Flatten(2),
        nn.Upsample(scale_factor=0.5, mode="linear"),
        nn.Upsample(scale_factor=2, mode="nearest"),
        nn.Flatten(),
        nn.Linear(64, 10),
    )
