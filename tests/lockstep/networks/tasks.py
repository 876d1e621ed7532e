"""Networks for other tasks than one label for a picture, and what is done with parameters."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations, parametrize
from torch.nn.utils.parametrizations import orthogonal, spectral_norm

from .table import network, ones, pixels, same


@network((1, 16, 16), loss="mse", target=lambda x, y: x.flatten(1))
def autoencoder():
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(256, 32),
        nn.ReLU(),
        nn.Linear(32, 8),
        nn.Linear(8, 32),
        nn.ReLU(),
        nn.Linear(32, 256),
        nn.Sigmoid(),
    )


@network((1, 16, 16), loss=nn.BCELoss(), target=lambda x, y: x.clamp(0, 1))
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 4, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(4, 6, 3, stride=2, padding=1),
            nn.ReLU(),
        )
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(6, 4, 3, stride=2, padding=1, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(4, 1, 2, stride=2),
            nn.Sigmoid(),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))


@network((1, 16, 16), loss=nn.MSELoss(), target=same)
class DenoisingAutoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(1, 4, 3, 2, 1)
        self.up = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(4, 1, 3, padding=1))

    def forward(self, x):
        if self.training:
            x = x + torch.randn_like(x) * 0.2
        return torch.sigmoid(self.up(F.relu(self.down(x))))


def vae_loss(output, x):
    recon_x, mu, logvar = output
    BCE = F.binary_cross_entropy(recon_x, x.view(-1, 144), reduction="sum")
    KLD = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    return BCE + KLD


@network((1, 12, 12), loss=vae_loss, target=lambda x, y: x.clamp(0, 1))
class VAE(nn.Module):
    """As pytorch/examples has it: three outputs."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(144, 40)
        self.fc21 = nn.Linear(40, 5)
        self.fc22 = nn.Linear(40, 5)
        self.fc3 = nn.Linear(5, 40)
        self.fc4 = nn.Linear(40, 144)

    def encode(self, x):
        h1 = F.relu(self.fc1(x))
        return self.fc21(h1), self.fc22(h1)

    def reparameterize(self, mu, logvar):
        std = torch.exp(0.5 * logvar)
        eps = torch.randn_like(std)
        return mu + eps * std

    def decode(self, z):
        h3 = F.relu(self.fc3(z))
        return torch.sigmoid(self.fc4(h3))

    def forward(self, x):
        mu, logvar = self.encode(x.view(-1, 144))
        z = self.reparameterize(mu, logvar)
        return self.decode(z), mu, logvar


def dict_loss(out, t):
    return F.cross_entropy(out["logits"], t) + 0.1 * F.mse_loss(out["image"], out["wanted"])


@network((1, 8, 8), loss=dict_loss, target=lambda x, y: torch.randint(10, (len(x),)))
class TwoHeads(nn.Module):
    """A label and the picture again, in a dict."""

    def __init__(self):
        super().__init__()
        self.body = nn.Linear(64, 20)
        self.label = nn.Linear(20, 10)
        self.image = nn.Linear(20, 64)

    def forward(self, x):
        x = x.flatten(1)
        h = torch.tanh(self.body(x))
        return {"logits": self.label(h), "image": self.image(h), "wanted": x}


@network((5,), loss=nn.BCEWithLogitsLoss(), target=ones)
class GeneratorStep(nn.Module):
    """The step of a GAN's generator: its judge is frozen."""

    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(
            nn.Linear(5, 36),
            nn.BatchNorm1d(36),
            nn.ReLU(True),
            nn.Unflatten(1, (4, 3, 3)),
            nn.ConvTranspose2d(4, 1, 4, 2, 1),
            nn.Tanh(),
        )
        self.judge = nn.Sequential(
            nn.Conv2d(1, 4, 3, 2, 1),
            nn.LeakyReLU(0.2, inplace=True),
            nn.Flatten(),
            nn.Linear(36, 1),
        )
        self.judge.requires_grad_(False)

    def forward(self, z):
        return self.judge(self.generator(z))


def judge_loss(out, t):
    real, fake = out
    return F.binary_cross_entropy_with_logits(real, torch.ones_like(real)) + (
        F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))
    )


@network((1, 6, 6), loss=judge_loss, target=lambda x, y: torch.zeros(len(x)))
class JudgeStep(nn.Module):
    """The step of a GAN's judge: what it is shown is made without a gradient."""

    def __init__(self):
        super().__init__()
        self.generator = nn.Sequential(nn.Linear(5, 36), nn.Tanh())
        self.judge = nn.Sequential(
            nn.Flatten(), nn.Linear(36, 12), nn.LeakyReLU(0.2), nn.Linear(12, 1)
        )

    def forward(self, x):
        z = torch.randn(x.size(0), 5)
        fake = self.generator(z).view(-1, 1, 6, 6).detach()
        return self.judge(x), self.judge(fake)


@network((1, 16, 16), loss=nn.CrossEntropyLoss(), target=pixels)
class UNet(nn.Module):
    """A class for each pixel."""

    def __init__(self):
        super().__init__()
        self.down1 = self.twice(1, 4)
        self.down2 = self.twice(4, 6)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ConvTranspose2d(6, 4, 2, stride=2)
        self.last = self.twice(8, 4)
        self.out = nn.Conv2d(4, 3, 1)

    def twice(self, i, o):
        return nn.Sequential(
            nn.Conv2d(i, o, 3, padding=1),
            nn.BatchNorm2d(o),
            nn.ReLU(inplace=True),
            nn.Conv2d(o, o, 3, padding=1),
            nn.BatchNorm2d(o),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        a = self.down1(x)
        b = self.down2(self.pool(a))
        return self.out(self.last(torch.cat([self.up(b), a], dim=1)))


def contrastive(out, t):
    a, b = out
    d = F.pairwise_distance(a, b)
    return torch.mean((1 - t) * d.pow(2) + t * torch.clamp(1.0 - d, min=0.0).pow(2))


@network((2, 8, 8), loss=contrastive, target=lambda x, y: (torch.rand(len(x)) > 0.5).float())
class Siamese(nn.Module):
    """Two pictures through one network."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 6))

    def forward(self, x):
        return self.net(x[:, 0:1]), self.net(x[:, 1:2])


@network(
    (3, 12),
    loss=lambda o, t: F.triplet_margin_loss(o[0], o[1], o[2], margin=0.5),
    target=lambda x, y: torch.zeros(len(x)),
)
class Triplet(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 4))

    def forward(self, x):
        return tuple(self.net(x[:, i]) for i in range(3))


def nt_xent(z, t):
    z = F.normalize(z, dim=1)
    return F.cross_entropy(z @ z.T / 0.5, torch.arange(len(z)))


@network((12,), loss=nt_xent, target=lambda x, y: torch.zeros(len(x)))
def contrastive_of_the_batch():
    return nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 6))


@network((4,), loss="mse", target=lambda x, y: torch.randn(len(x), 1))
def regression():
    return nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))


@network((1,), loss=nn.MSELoss(), target=lambda x, y: torch.sin(x))
class Polynomial(nn.Module):
    """The tutorial's third-order polynomial."""

    def __init__(self):
        super().__init__()
        self.a = nn.Parameter(torch.randn(()))
        self.b = nn.Parameter(torch.randn(()))
        self.c = nn.Parameter(torch.randn(()))
        self.d = nn.Parameter(torch.randn(()))

    def forward(self, x):
        return self.a + self.b * x + self.c * x**2 + self.d * x**3


@network((2,), loss=nn.BCELoss(), target=lambda x, y: (x.prod(1) > 0).float().unsqueeze(1))
def exclusive_or():
    return nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())


@network((1, 12, 12))
class TransferLearning(nn.Module):
    """A frozen body under no_grad, and a head."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(3))
        self.head = nn.Linear(36, 10)

    def forward(self, x):
        with torch.no_grad():
            f = self.body(x)
        return self.head(f.flatten(1))


@network((12,))
class TiedWeights(nn.Module):
    """A decoder that is its encoder turned round, and a layer with two names."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(12, 12)
        self.b = nn.Linear(12, 12)
        self.b.weight = self.a.weight
        self.out = nn.Linear(12, 10)

    def forward(self, x):
        h = torch.relu(self.b(torch.relu(self.a(x))))
        return self.out(F.linear(h, self.a.weight.t()))


@network((12,))
def one_module_three_times():
    layer = nn.Linear(12, 12)
    act = nn.ReLU()
    return nn.Sequential(layer, act, layer, act, layer, nn.Linear(12, 10))


@network((1, 8, 8))
def weight_norm():
    return nn.Sequential(
        parametrizations.weight_norm(nn.Conv2d(1, 4, 3)),
        nn.ReLU(),
        nn.Flatten(),
        parametrizations.weight_norm(nn.Linear(144, 10)),
    )


@network((12,))
def spectral_norms():
    return nn.Sequential(
        spectral_norm(nn.Linear(12, 16)), nn.ReLU(), spectral_norm(nn.Linear(16, 10))
    )


@network((12,))
def old_weight_norm():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layer = torch.nn.utils.weight_norm(nn.Linear(12, 16))
    return nn.Sequential(layer, nn.ReLU(), nn.Linear(16, 10))


class Symmetric(nn.Module):
    """The tutorial's parametrization."""

    def forward(self, X):
        return X.triu() + X.triu(1).transpose(-1, -2)


@network((12,))
def symmetric():
    layer = nn.Linear(12, 12)
    parametrize.register_parametrization(layer, "weight", Symmetric())
    return nn.Sequential(layer, nn.ReLU(), nn.Linear(12, 10))


@network((12,), refused="linalg_matrix_exp")
def orthogonal_weights():
    return nn.Sequential(orthogonal(nn.Linear(12, 12)), nn.ReLU(), nn.Linear(12, 10))


@network((12,))
class LowRank(nn.Module):
    """LoRA: a frozen layer and a small product beside it."""

    def __init__(self):
        super().__init__()
        self.base = nn.Linear(12, 10)
        self.base.requires_grad_(False)
        self.A = nn.Parameter(torch.randn(3, 12) * 0.1)
        self.B = nn.Parameter(torch.randn(10, 3) * 0.1)

    def forward(self, x):
        return self.base(x) + 2.0 * (x @ self.A.T @ self.B.T)


@network((12,), loss=lambda y, t: F.cross_entropy(y, t) + 0.01 * y.square().mean())
class WithPenalty(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 10)

    def forward(self, x):
        return self.fc(x)


@network((2, 12), loss=lambda y, t: F.mse_loss(y, t), target=lambda x, y: torch.randn(len(x), 2, 3))
def a_linear_layer_of_sequences():
    return nn.Sequential(nn.Linear(12, 6), nn.ReLU(), nn.Linear(6, 3))


@network((1, 8, 8))
class StraightThrough(nn.Module):
    """A step whose gradient passes, by detach."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x):
        h = self.fc1(x.flatten(1))
        hard = (h > 0).float()
        soft = torch.sigmoid(h)
        return self.fc2(hard - soft.detach() + soft)


class Quantizer(nn.Module):
    """VQ-VAE: the nearest code."""

    def __init__(self):
        super().__init__()
        self.codes = nn.Embedding(8, 4)

    def forward(self, z):
        d = (
            (z**2).sum(1, keepdim=True)
            - 2 * z @ self.codes.weight.t()
            + (self.codes.weight**2).sum(1)
        )
        q = self.codes(torch.argmin(d, dim=1))
        return z + (q - z).detach(), F.mse_loss(q, z.detach()) + 0.25 * F.mse_loss(q.detach(), z)


@network((12,), loss=lambda o, t: F.mse_loss(o[0], t) + o[1], target=same)
class VQVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(12, 4)
        self.quantizer = Quantizer()
        self.decoder = nn.Linear(4, 12)

    def forward(self, x):
        q, extra = self.quantizer(self.encoder(x))
        return self.decoder(q), extra


class SquareFunction(torch.autograd.Function):
    """An autograd function of the reader's own."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        grad = grad.clone()
        grad[x < 0] = 0
        return grad


@network((12,))
class OwnFunction(nn.Module):
    """The tutorial's MyReLU: backward writes where a mask says."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 10)

    def forward(self, x):
        return self.fc2(SquareFunction.apply(self.fc1(x)))


@network((12,))
class Diffusion(nn.Module):
    """A picture with noise, and the step embedded by sines."""

    def __init__(self):
        super().__init__()
        self.time = nn.Linear(8, 12)
        self.net = nn.Sequential(nn.Linear(12, 16), nn.SiLU(), nn.Linear(16, 10))
        self.register_buffer("frequencies", torch.exp(torch.linspace(0, -3, 4)))

    def forward(self, x):
        t = x.abs().mean(1, keepdim=True) * 10
        angles = t * self.frequencies
        return self.net(x + self.time(torch.cat([angles.sin(), angles.cos()], -1)))
