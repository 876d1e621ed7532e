"""The blocks of known networks, small."""

import torch
import torch.nn.functional as F
from torch import nn

from .table import network


class BasicBlock(nn.Module):
    """As torchvision writes it."""

    def __init__(self, inplanes, planes, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.downsample = None
        if stride != 1 or inplanes != planes:
            self.downsample = nn.Sequential(
                nn.Conv2d(inplanes, planes, 1, stride, bias=False), nn.BatchNorm2d(planes)
            )

    def forward(self, x):
        identity = x
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        if self.downsample is not None:
            identity = self.downsample(x)
        out += identity
        return self.relu(out)


@network()
def res_net():
    return nn.Sequential(
        nn.Conv2d(1, 4, 7, stride=2, padding=3, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, stride=2, padding=1),
        BasicBlock(4, 4),
        BasicBlock(4, 8, 2),
        nn.AdaptiveAvgPool2d((1, 1)),
        nn.Flatten(),
        nn.Linear(8, 10),
    )


@network()
class Residual(nn.Module):
    """As Dive into Deep Learning writes it."""

    def __init__(self):
        super().__init__()
        self.conv0 = nn.LazyConv2d(4, kernel_size=5, stride=4)
        self.conv1 = nn.LazyConv2d(4, kernel_size=3, padding=1)
        self.conv2 = nn.LazyConv2d(4, kernel_size=3, padding=1)
        self.bn1 = nn.LazyBatchNorm2d()
        self.bn2 = nn.LazyBatchNorm2d()
        self.out = nn.LazyLinear(10)

    def forward(self, X):
        X = self.conv0(X)
        Y = F.relu(self.bn1(self.conv1(X)))
        Y = self.bn2(self.conv2(Y))
        Y += X
        return self.out(F.relu(Y).flatten(1))


@network((3, 16, 16))
class PreActivation(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.bn1, self.bn2 = nn.BatchNorm2d(4), nn.BatchNorm2d(2)
        self.conv1, self.conv2 = nn.Conv2d(4, 2, 1), nn.Conv2d(2, 4, 3, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.conv2(F.relu(self.bn2(self.conv1(F.relu(self.bn1(x))))))
        return self.fc(F.adaptive_avg_pool2d(x, 1).squeeze(-1).squeeze(-1))


@network()
def vgg():
    layers, planes = [], 1
    for v in (4, "M", 8, "M", 8, 8, "M"):
        if v == "M":
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
        else:
            layers += [nn.Conv2d(planes, v, 3, padding=1), nn.BatchNorm2d(v), nn.ReLU(inplace=True)]
            planes = v
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(128, 32), nn.ReLU(True), nn.Dropout(), nn.Linear(32, 10)
    )


@network((3, 64, 64))
def alex_net():
    """AlexNet's shape, for 64×64 in colours."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 11, stride=4, padding=2),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(kernel_size=3, stride=2),
        nn.Conv2d(6, 8, 5, padding=2),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(kernel_size=3, stride=2),
        nn.AdaptiveAvgPool2d((2, 2)),
        nn.Flatten(),
        nn.Dropout(p=0.5),
        nn.Linear(32, 16),
        nn.ReLU(inplace=True),
        nn.Linear(16, 10),
    )


@network((3, 32, 32))
class Cifar(nn.Module):
    """The network of the tutorial on CIFAR-10."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


@network((1, 28, 28), loss=F.nll_loss)
class MnistExample(nn.Module):
    """The network of pytorch/examples, narrower."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, 1)
        self.conv2 = nn.Conv2d(4, 8, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(1152, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = self.conv1(x)
        x = F.relu(x)
        x = self.conv2(x)
        x = F.relu(x)
        x = F.max_pool2d(x, 2)
        x = self.dropout1(x)
        x = torch.flatten(x, 1)
        x = self.fc1(x)
        x = F.relu(x)
        x = self.dropout2(x)
        x = self.fc2(x)
        output = F.log_softmax(x, dim=1)
        return output


@network((1, 28, 28))
class Quickstart(nn.Module):
    """The network of PyTorch's quickstart, narrower."""

    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(28 * 28, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)
        )

    def forward(self, x):
        x = self.flatten(x)
        logits = self.linear_relu_stack(x)
        return logits


@network((1, 28, 28))
class NnTutorial(nn.Module):
    """'What is torch.nn really?': reshapes and strided convolutions in forward."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

    def forward(self, xb):
        xb = xb.view(-1, 1, 28, 28)
        xb = F.relu(self.conv1(xb))
        xb = F.relu(self.conv2(xb))
        xb = F.relu(self.conv3(xb))
        xb = F.avg_pool2d(xb, 4)
        return xb.view(-1, xb.size(1))


@network((784,))
class LogisticRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(784, 10) / 28)
        self.bias = nn.Parameter(torch.zeros(10))

    def forward(self, xb):
        return xb @ self.weights + self.bias


@network((1, 28, 28))
def fastai_simple_cnn():
    """fastai's simple_cnn: strides, no pooling until the last."""

    def conv(ni, nf, act=True):
        res = nn.Conv2d(ni, nf, stride=2, kernel_size=3, padding=1)
        return nn.Sequential(res, nn.ReLU(), nn.BatchNorm2d(nf)) if act else res

    return nn.Sequential(
        conv(1, 4), conv(4, 8), conv(8, 16), conv(16, 16), conv(16, 10, False), nn.Flatten()
    )


class InceptionBlock(nn.Module):
    def __init__(self, cin, c):
        super().__init__()
        self.b1 = nn.Conv2d(cin, c, 1)
        self.b2 = nn.Sequential(nn.Conv2d(cin, c, 1), nn.ReLU(), nn.Conv2d(c, c, 3, padding=1))
        self.b3 = nn.Sequential(nn.Conv2d(cin, c, 1), nn.ReLU(), nn.Conv2d(c, c, 5, padding=2))
        self.b4 = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(cin, c, 1))

    def forward(self, x):
        return F.relu(torch.cat([b(x) for b in (self.b1, self.b2, self.b3, self.b4)], dim=1))


@network((1, 16, 16))
def inception():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2),
        InceptionBlock(4, 2),
        InceptionBlock(8, 3),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(12, 10),
    )


class Fire(nn.Module):
    def __init__(self, cin, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(cin, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)
        self.activation = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.activation(self.squeeze(x))
        return torch.cat(
            [self.activation(self.expand1x1(x)), self.activation(self.expand3x3(x))], 1
        )


@network((1, 20, 20))
def squeeze_net():
    return nn.Sequential(
        nn.Conv2d(1, 6, 3, stride=2),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(3, 2, ceil_mode=True),
        Fire(6, 3, 4),
        Fire(8, 3, 6),
        nn.Dropout(0.5),
        nn.Conv2d(12, 10, 1),
        nn.ReLU(inplace=True),
        nn.AdaptiveAvgPool2d((1, 1)),
        nn.Flatten(),
    )


class InvertedResidual(nn.Module):
    def __init__(self, cin, cout, stride, expand):
        super().__init__()
        hidden = cin * expand
        self.shortcut = stride == 1 and cin == cout
        self.conv = nn.Sequential(
            nn.Conv2d(cin, hidden, 1, bias=False),
            nn.BatchNorm2d(hidden),
            nn.ReLU6(inplace=True),
            nn.Conv2d(hidden, hidden, 3, stride, 1, groups=hidden, bias=False),
            nn.BatchNorm2d(hidden),
            nn.ReLU6(inplace=True),
            nn.Conv2d(hidden, cout, 1, bias=False),
            nn.BatchNorm2d(cout),
        )

    def forward(self, x):
        return x + self.conv(x) if self.shortcut else self.conv(x)


@network((1, 16, 16))
def mobile_net():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, 2, 1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU6(inplace=True),
        InvertedResidual(4, 4, 1, 2),
        InvertedResidual(4, 6, 2, 3),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(6, 10),
    )


class DenseLayer(nn.Module):
    def __init__(self, cin, growth):
        super().__init__()
        self.net = nn.Sequential(
            nn.BatchNorm2d(cin), nn.ReLU(), nn.Conv2d(cin, growth, 3, padding=1, bias=False)
        )

    def forward(self, x):
        return torch.cat([x, self.net(x)], dim=1)


@network((1, 16, 16))
def dense_net():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2),
        DenseLayer(4, 3),
        DenseLayer(7, 3),
        DenseLayer(10, 3),
        nn.BatchNorm2d(13),
        nn.Conv2d(13, 6, 1),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.LazyLinear(10),
    )


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, reduction=2):
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Sequential(
            nn.Linear(channels, channels // reduction),
            nn.ReLU(inplace=True),
            nn.Linear(channels // reduction, channels),
            nn.Sigmoid(),
        )

    def forward(self, x):
        b, c, _, _ = x.size()
        y = self.pool(x).view(b, c)
        y = self.fc(y).view(b, c, 1, 1)
        return x * y.expand_as(x)


@network((1, 12, 12))
def squeeze_and_excitation():
    return nn.Sequential(
        nn.Conv2d(1, 8, 3),
        nn.SiLU(),
        SqueezeExcitation(8),
        nn.Conv2d(8, 10, 3),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
    )


@network((1, 12, 12))
class SpatialAttention(nn.Module):
    """CBAM's two attentions."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 3)
        self.mlp = nn.Sequential(nn.Conv2d(8, 4, 1), nn.ReLU(), nn.Conv2d(4, 8, 1))
        self.conv = nn.Conv2d(2, 1, 7, padding=3)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = self.stem(x)
        x = x * torch.sigmoid(
            self.mlp(F.adaptive_avg_pool2d(x, 1)) + self.mlp(F.adaptive_max_pool2d(x, 1))
        )
        planes = torch.cat([x.mean(1, keepdim=True), x.max(1, keepdim=True)[0]], dim=1)
        x = x * torch.sigmoid(self.conv(planes))
        return self.fc(x.mean((2, 3)))


class ConvNextBlock(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dwconv = nn.Conv2d(dim, dim, kernel_size=7, padding=3, groups=dim)
        self.norm = nn.LayerNorm(dim, eps=1e-6)
        self.pwconv1 = nn.Linear(dim, 4 * dim)
        self.act = nn.GELU()
        self.pwconv2 = nn.Linear(4 * dim, dim)
        self.gamma = nn.Parameter(1e-1 * torch.ones(dim))

    def forward(self, x):
        input = x
        x = self.dwconv(x).permute(0, 2, 3, 1)
        x = self.gamma * self.pwconv2(self.act(self.pwconv1(self.norm(x))))
        return input + x.permute(0, 3, 1, 2)


@network((1, 16, 16))
def conv_next():
    return nn.Sequential(
        nn.Conv2d(1, 6, 4, stride=4),
        ConvNextBlock(6),
        ConvNextBlock(6),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.LayerNorm(6),
        nn.Linear(6, 10),
    )


@network((1, 16, 16))
class ViT(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(1, 8, 4, stride=4)
        self.cls_token = nn.Parameter(torch.randn(1, 1, 8) * 0.02)
        self.pos_embed = nn.Parameter(torch.randn(1, 17, 8) * 0.02)
        self.norm1, self.norm2 = nn.LayerNorm(8), nn.LayerNorm(8)
        self.attn = nn.MultiheadAttention(8, 2, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Dropout(0.1), nn.Linear(16, 8))
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.cls_token.expand(x.shape[0], -1, -1), x), dim=1) + self.pos_embed
        y = self.norm1(x)
        x = x + self.attn(y, y, y, need_weights=False)[0]
        x = x + self.mlp(self.norm2(x))
        return self.head(x[:, 0])


class MixerBlock(nn.Module):
    def __init__(self, tokens, dim):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.tokens = nn.Sequential(nn.Linear(tokens, 12), nn.GELU(), nn.Linear(12, tokens))
        self.channels = nn.Sequential(nn.Linear(dim, 12), nn.GELU(), nn.Linear(12, dim))

    def forward(self, x):
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norm2(x))


@network((1, 16, 16))
class MlpMixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 8, 4, 4)
        self.blocks = nn.Sequential(MixerBlock(16, 8), MixerBlock(16, 8))
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        x = self.stem(x).flatten(2).mT
        return self.head(self.blocks(x).mean(dim=1))


@network((12,))
class Highway(nn.Module):
    def __init__(self):
        super().__init__()
        self.H = nn.ModuleList([nn.Linear(12, 12) for _ in range(3)])
        self.T = nn.ModuleList([nn.Linear(12, 12) for _ in range(3)])
        self.out = nn.Linear(12, 10)

    def forward(self, x):
        for H, T in zip(self.H, self.T, strict=True):
            t = torch.sigmoid(T(x))
            x = F.relu(H(x)) * t + x * (1 - t)
        return self.out(x)


class KanLayer(nn.Module):
    """A sum of learned Gaussian bumps on each edge, and a SiLU beside it."""

    def __init__(self, fan_in, fan_out, grid=5):
        super().__init__()
        self.register_buffer("grid", torch.linspace(-2, 2, grid))
        self.coef = nn.Parameter(torch.randn(fan_out, fan_in, grid) * 0.1)
        self.base = nn.Linear(fan_in, fan_out, bias=False)

    def forward(self, x):
        bumps = torch.exp(-((x.unsqueeze(-1) - self.grid) ** 2))
        return torch.einsum("nig,oig->no", bumps, self.coef) + self.base(F.silu(x))


@network((12,))
def kan():
    return nn.Sequential(KanLayer(12, 6), KanLayer(6, 10))


@network((12,))
def maxout():
    class Maxout(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(12, 24)
            self.out = nn.Linear(8, 10)

        def forward(self, x):
            return self.out(self.fc(x).view(-1, 8, 3).max(-1).values)

    return Maxout()


@network((1, 16, 16))
class Capsules(nn.Module):
    """Primary capsules and one round of routing."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 9, stride=3)
        self.W = nn.Parameter(torch.randn(10, 18, 6, 4) * 0.2)

    def squash(self, s):
        n = (s**2).sum(-1, keepdim=True)
        return n / (1 + n) * s / (n.sqrt() + 1e-8)

    def forward(self, x):
        u = self.squash(self.conv(x).view(x.size(0), 4, 18).transpose(1, 2))
        u_hat = torch.einsum("kpij,npj->nkpi", self.W, u)
        b = torch.zeros(x.size(0), 10, 18)
        for _ in range(2):
            c = F.softmax(b, dim=1)
            v = self.squash((c.unsqueeze(-1) * u_hat).sum(2))
            b = b + (u_hat * v.unsqueeze(2)).sum(-1)
        return v.norm(dim=-1)


@network((1, 16, 16))
class SpatialTransformer(nn.Module):
    """Affine grid and grid sample, as the tutorial has them."""

    def __init__(self):
        super().__init__()
        self.loc = nn.Linear(256, 6)
        self.loc.weight.data.mul_(0.1)
        self.loc.bias.data.copy_(torch.tensor([1, 0, 0, 0, 1, 0], dtype=torch.float))
        self.fc = nn.Linear(256, 10)

    def forward(self, x):
        theta = self.loc(x.flatten(1)).view(-1, 2, 3)
        grid = F.affine_grid(theta, x.size(), align_corners=False)
        x = F.grid_sample(x, grid, align_corners=False)
        return self.fc(x.flatten(1))


@network((6, 4))
class GraphConvolution(nn.Module):
    """A graph of six nodes, its normalized adjacency a buffer."""

    def __init__(self):
        super().__init__()
        ring = torch.eye(6) + torch.eye(6).roll(1, 0) + torch.eye(6).roll(-1, 0)
        self.register_buffer("A", ring / ring.sum(1, keepdim=True))
        self.fc1, self.fc2 = nn.Linear(4, 8), nn.Linear(8, 10)

    def forward(self, x):
        return self.fc2(self.A @ F.relu(self.fc1(self.A @ x))).mean(1)


@network((12,))
class MixtureOfExperts(nn.Module):
    """The two best of four experts."""

    def __init__(self):
        super().__init__()
        self.gate = nn.Linear(12, 4)
        self.experts = nn.ModuleList([nn.Linear(12, 10) for _ in range(4)])

    def forward(self, x):
        w, i = torch.topk(F.softmax(self.gate(x), -1), 2, dim=-1)
        mask = torch.zeros(len(x), 4).scatter(1, i, w)
        out = torch.stack([e(x) for e in self.experts], 1)
        return (mask.unsqueeze(-1) * out).sum(1)


@network((1, 16, 16))
class StochasticDepth(nn.Module):
    """A branch dropped for a whole sample (DropPath)."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 4, 3, 2)
        self.block = nn.Conv2d(4, 4, 3, padding=1)
        self.fc = nn.Linear(4, 10)

    def forward(self, x):
        x = self.stem(x)
        y = F.relu(self.block(x))
        if self.training:
            keep = x.new_empty((x.shape[0], 1, 1, 1)).bernoulli_(0.8)
            y = y * keep.div_(0.8)
        return self.fc((x + y).mean((2, 3)))
