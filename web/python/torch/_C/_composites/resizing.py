"""Padding and images of another size, composed of others."""

import math

from ._register import T, composite, ops


def _factor(self, name, argument, factor):
    """Return by how much an image is shuffled, if it can be."""
    if self.dim() < 3:
        raise RuntimeError(
            f"{name} expects input to have at least 3 dimensions, but got input with {self.dim()}"
            " dimension(s)"
        )
    if factor <= 0:
        raise RuntimeError(f"{name} expects a positive {argument}, but got {factor}")
    return factor


@composite("pixel_shuffle")
def pixel_shuffle(self, upscale_factor):
    r = _factor(self, "pixel_shuffle", "upscale_factor", upscale_factor)
    *batch, c, h, w = self.shape
    if c % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square"
            f" of upscale_factor, but input.size(-3)={c} is not divisible by {r * r}"
        )
    out = self.reshape((*batch, c // (r * r), r, r, h, w))
    rank = len(batch)
    out = out.permute((*range(rank), rank, rank + 3, rank + 1, rank + 4, rank + 2))
    return out.reshape((*batch, c // (r * r), h * r, w * r))


@composite("pixel_unshuffle")
def pixel_unshuffle(self, downscale_factor):
    r = _factor(self, "pixel_unshuffle", "downscale_factor", downscale_factor)
    *batch, c, h, w = self.shape
    for size, name, at in ((h, "height", -2), (w, "width", -1)):
        if size % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but"
                f" input.size({at})={size} is not divisible by {r}"
            )
    out = self.reshape((*batch, c, h // r, r, w // r, r))
    rank = len(batch)
    out = out.permute((*range(rank), rank, rank + 2, rank + 4, rank + 1, rank + 3))
    return out.reshape((*batch, c * r * r, h // r, w // r))


@composite("pad")
def pad(self, pad, mode="constant", value=None):
    if len(pad) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(pad) > 2 * self.dim():
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got"
            f" padding length {len(pad)} and input of dimension {self.dim()}"
        )
    if mode == "constant":
        return ops["constant_pad_nd"](self, pad, 0 if value is None else value)
    rank = len(pad) // 2
    if mode == "circular":
        return _circular(self, pad)
    kind = {"reflect": "reflection", "replicate": "replication"}.get(mode)
    if kind is None:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    if value not in (None, 0):
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    if self.dim() not in (rank + 1, rank + 2):
        raise NotImplementedError(
            f"Padding size {len(pad)} is not supported for {self.dim()}D input tensor.\n"
            "Supported combinations for non-constant padding:\n"
            "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
            "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
            "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)"
        )
    return ops[f"{kind}_pad{rank}d"](self, pad)


def _circular(self, pad):
    out = self
    for at in range(len(pad) // 2):
        dim = self.dim() - 1 - at
        before, after = pad[2 * at], pad[2 * at + 1]
        size = out.shape[dim]
        if max(before, after) > size:
            raise RuntimeError("Padding value causes wrapping around more than once.")
        parts = [out.narrow(dim, size - before, before)] if before else []
        parts.append(out)
        if after:
            parts.append(out.narrow(dim, 0, after))
        out = T().cat(parts, dim)
    return out


@composite("_pad_enum")
def _pad_enum(self, pad, mode, value=None):
    return pad_(self, pad, ("constant", "reflect", "replicate", "circular")[mode], value)


pad_ = pad


@composite("upsample_nearest2d.vec")
def upsample_nearest2d(input, output_size, scale_factors):
    return ops["upsample_nearest2d"](input, *_scaled(input, output_size, scale_factors, 2))


@composite("upsample_nearest1d.vec")
def upsample_nearest1d(input, output_size, scale_factors):
    return ops["upsample_nearest1d"](input, *_scaled(input, output_size, scale_factors, 1))


@composite("upsample_bilinear2d.vec")
def upsample_bilinear2d(input, output_size, align_corners, scale_factors):
    size, *scales = _scaled(input, output_size, scale_factors, 2)
    return ops["upsample_bilinear2d"](input, size, align_corners, *scales)


@composite("upsample_bicubic2d.vec")
def upsample_bicubic2d(input, output_size, align_corners, scale_factors):
    size, *scales = _scaled(input, output_size, scale_factors, 2)
    return ops["upsample_bicubic2d"](input, size, align_corners, *scales)


@composite("upsample_linear1d.vec")
def upsample_linear1d(input, output_size, align_corners, scale_factors):
    size, *scales = _scaled(input, output_size, scale_factors, 1)
    return ops["upsample_linear1d"](input, size, align_corners, *scales)


def _scaled(input, output_size, factors, rank):
    if output_size is not None:
        return [list(output_size), *[None] * rank]
    sizes = [math.floor(s * f) for s, f in zip(input.shape[2:], factors, strict=True)]
    return [sizes, *factors]
