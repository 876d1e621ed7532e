"""Losses and distances, composed of others."""

import math

from .. import _native as native
from .._state import G
from .._types import SCALAR_NAMES, int64, uint8
from ._register import T, composite, kernel, ops
from .layers import log_softmax


@composite()
def cross_entropy_loss(
    self, target, weight=None, reduction=1, ignore_index=-100, label_smoothing=0.0
):
    if self.shape == target.shape and target.dtype.is_floating_point:
        return _soft_cross_entropy(self, target, weight, reduction, label_smoothing)
    if label_smoothing > 0.0:
        return _smooth_cross_entropy(self, target, weight, reduction, ignore_index, label_smoothing)
    if self.shape == target.shape and not target.dtype.is_floating_point and self.dim() > 0:
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got"
            f" {G['SCALAR_NAMES'][target.dtype]}"
        )
    class_dim = 0 if self.dim() == 1 else 1
    return nll_loss_nd(log_softmax(self, class_dim), target, weight, reduction, ignore_index)


def _soft_cross_entropy(self, target, weight, reduction, smoothing):
    class_dim = 0 if self.dim() == 1 else 1
    classes = self.shape[class_dim]
    if smoothing > 0.0:
        target = target * (1 - smoothing) + smoothing / classes
    inputs = log_softmax(self, class_dim)
    if weight is not None:
        if (self.dim() > 1 and self.dim() > 2) or self.dim() == 2:
            weight = weight.view([1, -1, *[1] * (self.dim() - 2)])
        product = inputs * target * weight
    else:
        product = inputs * target
    if reduction == 1:
        if self.dim() == 1 or not self.numel():
            many = self.numel() / classes if classes else math.nan
            return -product.sum() / 1 if self.dim() == 1 else -product.sum() / many
        return -product.sum() / (self.numel() // classes)
    return -product.sum() if reduction == 2 else -product.sum(class_dim)


def _smooth_cross_entropy(self, target, weight, reduction, ignore_index, smoothing):
    torch = T()
    class_dim = 0 if self.dim() == 1 else 1
    classes = self.shape[class_dim]
    inputs = log_softmax(self, class_dim)
    loss = nll_loss_nd(inputs, target, weight, reduction, ignore_index)
    if weight is not None:
        shape = [1] * inputs.dim()
        shape[class_dim] = weight.numel()
        smooth = -(inputs * weight.view(shape)).sum(class_dim)
    else:
        smooth = -inputs.sum(class_dim)
    mask = target == ignore_index
    smooth = smooth.masked_fill(mask, 0.0)
    if reduction == 1:
        if weight is not None:
            kept = torch.where(mask, torch.zeros((), dtype=target.dtype), target)
            total = weight.gather(0, kept.flatten()).masked_fill(mask.flatten(), 0).sum()
            smooth = smooth.sum() / total
        else:
            smooth = smooth.sum() / (mask.numel() - mask.sum())
    elif reduction == 2:
        smooth = smooth.sum()
    return loss * (1 - smoothing) + smooth * (smoothing / classes)


@composite()
def nll_loss_nd(self, target, weight=None, reduction=1, ignore_index=-100):
    if self.dim() < 1:
        raise ValueError(f"Expected 1 or more dimensions (got {self.dim()})")
    if self.dim() != 1 and self.shape[0] != target.shape[0] if target.dim() else self.dim() != 1:
        got = target.shape[0] if target.dim() else "0"
        if not target.dim():
            raise IndexError("Dimension specified as 0 but tensor has no dimensions")
        raise ValueError(
            f"Expected input batch_size ({self.shape[0]}) to match target batch_size ({got})."
        )
    if self.dim() in (1, 2):
        return nll_loss(self, target, weight, reduction, ignore_index)
    if self.dim() == 4:
        return nll_loss2d(self, target, weight, reduction, ignore_index)
    n, c = self.shape[:2]
    out = (n, *self.shape[2:])
    if target.shape[1:] != self.shape[2:]:
        raise RuntimeError(f"Expected target size {list(out)}, got {list(target.shape)}")
    flat = self.contiguous().view([n, c, 1, -1] if self.numel() else [n, c, 0, 0])
    result = nll_loss2d(flat, target.contiguous().view([n, 1, -1] if target.numel() else [n, 0, 0]),
                        weight, reduction, ignore_index)  # fmt: skip
    return result if reduction else result.view(out)


def _want_labels(target):
    if target.dtype not in (int64, uint8):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {G['SCALAR_NAMES'][target.dtype]}"
        )


@composite()
def nll_loss(self, target, weight=None, reduction=1, ignore_index=-100):
    _want_labels(target)
    return ops["nll_loss_forward"](self, target, weight, reduction, ignore_index)[0]


@composite()
def nll_loss2d(self, target, weight=None, reduction=1, ignore_index=-100):
    _want_labels(target)
    return ops["nll_loss2d_forward"](self, target, weight, reduction, ignore_index)[0]


def _reduced(loss, reduction):
    return loss.mean() if reduction == 1 else loss.sum() if reduction == 2 else loss


@composite()
def l1_loss(self, target, reduction=1):
    return _reduced((self - target).abs(), reduction)


@composite()
def poisson_nll_loss(input, target, log_input, full, eps, reduction):
    loss = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        loss = loss + stirling.masked_fill(target <= 1, 0)
    return _reduced(loss, reduction)


@composite()
def kl_div(self, target, reduction=1, log_target=False):
    if log_target:
        loss = target.exp() * (target - self)
    else:
        loss = T().xlogy(target, target) - target * self
    return _reduced(loss, reduction)


@composite()
def hinge_embedding_loss(self, target, margin=1.0, reduction=1):
    torch = T()
    zeros = torch.zeros_like(self)
    first = torch.where(target == 1, self, zeros)
    second = torch.where(target == -1, (margin - self).clamp_min(0), zeros)
    return _reduced(first + second, reduction)


@composite()
def margin_ranking_loss(input1, input2, target, margin=0.0, reduction=1):
    return _reduced((-target * (input1 - input2) + margin).clamp_min(0), reduction)


@composite()
def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction=1):
    torch = T()
    dim = target.dim()
    if dim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input1.dim() != dim + 1 or input2.dim() != dim + 1:
        raise RuntimeError(
            f"{dim}D target tensor expects {dim + 1}D input tensors, but found inputs with sizes"
            f" {list(input1.shape)} and {list(input2.shape)}."
        )
    eps = 1e-12
    dot = (input1 * input2).sum(dim)
    cos = dot / ((input1 * input1).sum(dim) + eps).mul((input2 * input2).sum(dim) + eps).sqrt()
    zeros = torch.zeros_like(cos)
    loss = torch.where(target == 1, 1 - cos, zeros) + torch.where(
        target == -1, (cos - margin).clamp_min(0), zeros
    )
    return _reduced(loss, reduction)


@composite()
def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2.0, eps=1e-6, swap=False, reduction=1
):
    torch = T()
    near = torch.pairwise_distance(anchor, positive, p, eps)
    far = torch.pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = torch.min(far, torch.pairwise_distance(positive, negative, p, eps))
    return _reduced((margin + near - far).clamp_min(0), reduction)


@composite()
def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    return T().norm(x1 - x2 + eps, p, -1 if max(x1.dim(), x2.dim()) else 0, keepdim)


@composite()
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    torch = T()
    kind = torch.promote_types(x1.dtype, x2.dtype)
    if not kind.is_floating_point:
        name = SCALAR_NAMES[kind]
        raise RuntimeError(
            f"expected common dtype to be floating point, yet common dtype is {name}"
        )
    x1, x2 = torch.broadcast_tensors(x1.to(kind), x2.to(kind))
    first = torch.linalg.vector_norm(x1, 2, dim, True)
    second = torch.linalg.vector_norm(x2, 2, dim, True)
    return ((x1 / first.clamp_min(eps)) * (x2 / second.clamp_min(eps))).sum(dim)


@composite()
def binary_cross_entropy_with_logits(self, target, weight=None, pos_weight=None, reduction=1):
    torch = T()
    low = torch.nn.functional.logsigmoid(self)
    if pos_weight is not None:
        loss = (1 - target) * self - ((pos_weight - 1) * target + 1) * low
    else:
        loss = (1 - target).mul_(self).sub_(low) if not target._r else (1 - target) * self - low
    return _reduced(loss if weight is None else loss * weight, reduction)


@kernel
def _euclidean_dist(x1, x2):
    """Distances by a product of matrices, which is quick and loses a few bits."""
    norms = x1.pow(2).sum(-1, True)
    others = x2.pow(2).sum(-1, True)
    left = T().cat([x1.mul(-2), norms, T().ones_like(norms)], -1)
    right = T().cat([x2, T().ones_like(others), others], -1)
    return left.matmul(right.mT).clamp_min_(0).sqrt_()


@composite("cdist")
def cdist(x1, x2, p=2.0, compute_mode=None):
    rows = max(x1.shape[-2], x2.shape[-2])
    many = compute_mode == 1 or (compute_mode in (None, 0) and rows > 25)
    if p == 2 and many and x1.numel() and x2.numel():
        return ops["_euclidean_dist"](x1, x2)
    if native.has("_cdist_forward"):
        return ops["_cdist_forward"](x1, x2, p, compute_mode)
    return (x1.unsqueeze(-2) - x2.unsqueeze(-3)).norm(p, -1)
