"""Every loss with its arguments."""

import torch
import torch.nn.functional as F
from torch import nn

from .table import bits, network, probabilities, signs


def logits(width=10):
    return nn.Sequential(nn.Linear(12, 16), nn.Tanh(), nn.Linear(16, width))


def enter(name, loss, target=None, make=logits, refused=None):
    network((12,), loss=loss, target=target, name=name, refused=refused)(lambda: make())


def numbers(x, y):
    return torch.randn(y.shape)


def labels(x, y):
    return torch.arange(len(x)) % 10


def sure(width=10):
    return nn.Sequential(logits(width), nn.Sigmoid())


def logs():
    return nn.Sequential(logits(), nn.LogSoftmax(1))


weight = torch.linspace(0.5, 2, 10)

enter("cross_entropy", nn.CrossEntropyLoss())
enter("cross_entropy by function", F.cross_entropy)
enter("cross_entropy, label smoothing", nn.CrossEntropyLoss(label_smoothing=0.1))
enter("cross_entropy, class weights", nn.CrossEntropyLoss(weight=weight))
enter(
    "cross_entropy, smoothing and weights", nn.CrossEntropyLoss(weight=weight, label_smoothing=0.2)
)
enter("cross_entropy, ignore_index", nn.CrossEntropyLoss(ignore_index=3), labels)
enter("cross_entropy, sum", nn.CrossEntropyLoss(reduction="sum"))
enter("cross_entropy, probabilities", nn.CrossEntropyLoss(), probabilities)
enter("cross_entropy, none", lambda y, t: F.cross_entropy(y, t, reduction="none").mean())
enter("nll", nn.NLLLoss(), labels, logs)
enter("nll, weights and ignore_index", nn.NLLLoss(weight, ignore_index=2), labels, logs)
enter("mse", nn.MSELoss(), numbers)
enter("mse, sum", nn.MSELoss(reduction="sum"), numbers)
enter("mse, none", lambda y, t: F.mse_loss(y, t, reduction="none").sum(1).mean(), numbers)
enter("mse of one-hot", lambda y, t: F.mse_loss(y, F.one_hot(t, 10).float()), labels)
enter("l1", nn.L1Loss(), numbers)
enter("smooth_l1", nn.SmoothL1Loss(beta=0.5), numbers)
enter("huber", nn.HuberLoss(delta=0.7), numbers)
enter("bce", nn.BCELoss(), bits, sure)
enter("bce, weight, sum", nn.BCELoss(weight=weight, reduction="sum"), bits, sure)
enter("bce_with_logits", nn.BCEWithLogitsLoss(), bits)
enter("bce_with_logits, pos_weight", nn.BCEWithLogitsLoss(pos_weight=weight), bits)
enter("kl_div", nn.KLDivLoss(reduction="batchmean"), probabilities, logs)
enter("kl_div, log_target", lambda y, t: F.kl_div(y, t.log(), log_target=True), probabilities, logs)
enter("poisson_nll", nn.PoissonNLLLoss(), lambda x, y: torch.randint(5, y.shape).float())
enter(
    "gaussian_nll",
    lambda y, t: F.gaussian_nll_loss(y[:, :5], t, y[:, 5:].exp()),
    lambda x, y: torch.randn(len(x), 5),
    refused="values of a tensor",  # torch looks whether a variance is below 0
)
enter("hinge_embedding", nn.HingeEmbeddingLoss(), signs)
enter("soft_margin", nn.SoftMarginLoss(), signs)
enter("multi_margin", nn.MultiMarginLoss(), labels)
enter("multilabel_soft_margin", nn.MultiLabelSoftMarginLoss(), bits)
enter(
    "margin_ranking",
    lambda y, t: F.margin_ranking_loss(y[:, 0], y[:, 1], t, 0.2),
    lambda x, y: 2.0 * (torch.arange(len(x)) % 2) - 1,
)
enter(
    "cosine_embedding",
    lambda y, t: F.cosine_embedding_loss(y[:, :5], y[:, 5:], t),
    lambda x, y: 2.0 * (torch.arange(len(x)) % 2) - 1,
)


def focal(y, t):
    ce = F.cross_entropy(y, t, reduction="none")
    return ((1 - torch.exp(-ce)) ** 2 * ce).mean()


def dice(y, t):
    p = torch.sigmoid(y)
    return 1 - (2 * (p * t).sum() + 1) / (p.sum() + t.sum() + 1)


def by_hand(y, t):
    return -y.log_softmax(-1)[range(t.shape[0]), t].mean()


def gathered(y, t):
    return -F.log_softmax(y, 1).gather(1, t.view(-1, 1)).mean()


def distilled(y, t):
    return F.kl_div(F.log_softmax(y / 2, 1), F.softmax(t / 2, 1), reduction="batchmean") * 4


enter("focal", focal, labels)
enter("dice", dice, bits)
enter("by hand", by_hand, labels)
enter("gathered", gathered, labels)
enter("distilled", distilled, numbers)
enter("root of mse", lambda y, t: torch.sqrt(F.mse_loss(y, t)), numbers)
enter("log_cosh", lambda y, t: torch.mean(torch.log(torch.cosh(y - t))), numbers)
