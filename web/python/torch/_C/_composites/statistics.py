"""Statistics, composed of others."""

from .._base import wrap_dim
from .._state import G
from .._types import float32
from ._register import T, composite, ops


@composite("diff")
def diff(self, n=1, dim=-1, prepend=None, append=None):
    parts = [one for one in (prepend, self, append) if one is not None]
    out = T().cat(parts, dim) if len(parts) > 1 else self
    for _ in range(n):
        size = out.shape[dim]
        out = out.narrow(dim, 1, size - 1) - out.narrow(dim, 0, size - 1)
    return out


@composite("cov")
def cov(self, correction=1, fweights=None, aweights=None):
    x = self if self.dim() >= 2 else self.view((1, -1))
    count = x.shape[1]
    x = x.to(float32) if not x.dtype.is_floating_point else x
    average = x.mean(1, True)
    x = x - average
    return (x.mm(x.t()) / (count - correction)).squeeze()


@composite("corrcoef")
def corrcoef(self):
    c = cov(self)
    if c.dim() == 0:
        return c / c
    spread = c.diagonal().sqrt()
    return (c / spread.view((-1, 1)) / spread.view((1, -1))).clamp_(-1, 1)


def _with_dim(name):
    """Register what counts one less by a yes or no, which may stand in the place of `dim`."""

    @composite(name, f"{name}.dim")
    def reduced(self, dim=None, unbiased=True, keepdim=False):
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        return ops[f"{name}.correction"](self, dim, 1 if unbiased else 0, keepdim)


for _name in ("std", "var", "std_mean", "var_mean"):
    _with_dim(_name)


@composite("nanmean")
def nanmean(self, dim=None, keepdim=False, dtype=None):
    count = self.isnan().logical_not().sum(dim, keepdim=keepdim)
    return self.nansum(dim, keepdim=keepdim) / count


@composite("trapezoid.dx", "trapz.dx")
def trapezoid(y, dx=1, dim=-1):
    size = y.shape[dim]
    return ((y.narrow(dim, 1, size - 1) + y.narrow(dim, 0, size - 1)) * (dx / 2)).sum(dim)


@composite("quantile", "quantile.scalar")
def quantile(self, q, dim=None, keepdim=False, interpolation="linear"):
    """Sort, and take what stands at a part of the way, between two numbers as is asked."""
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest,"
            f" but got {interpolation}"
        )
    if not isinstance(q, G["Tensor"]):
        q = T().tensor(q, dtype=self.dtype)
    if not bool(((q >= 0) & (q <= 1)).all()):
        raise RuntimeError("quantile() q values must be in the range [0, 1]")
    if not self.numel():
        raise RuntimeError("quantile() input tensor must be non-empty")
    rank = self.dim()
    at = None if dim is None else wrap_dim(dim, rank)
    x = (self.flatten() if at is None else self.movedim(at, -1)).sort(-1).values
    ranks = (q.reshape((-1,)) * (x.shape[-1] - 1)).expand((*x.shape[:-1], q.numel()))
    ranks = ranks.masked_fill(x.isnan().any(-1, keepdim=True), x.shape[-1] - 1)
    if interpolation in ("lower", "higher", "nearest"):
        way = {"lower": ranks.floor, "higher": ranks.ceil, "nearest": ranks.round}[interpolation]
        found = x.gather(-1, way().long())
    else:
        below = ranks.floor().long()
        part = T().full_like(ranks, 0.5) if interpolation == "midpoint" else ranks - below
        found = x.gather(-1, below).lerp(x.gather(-1, ranks.ceil().long()), part)
    found = found.movedim(-1, 0) if q.dim() else found.squeeze(-1)
    if not keepdim:
        return found
    if at is None:
        return found.reshape((*q.shape, *[1] * rank))
    return found.unsqueeze(at + q.dim())
