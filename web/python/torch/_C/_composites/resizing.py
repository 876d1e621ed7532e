"""Padding and images of another size, composed of others."""

import math

from ._register import T, composite, ops


@composite("pixel_shuffle")
def pixel_shuffle(self, upscale_factor):
    *batch, c, h, w = self.shape
    r = upscale_factor
    out = self.reshape((*batch, c // (r * r), r, r, h, w))
    rank = len(batch)
    out = out.permute((*range(rank), rank, rank + 3, rank + 1, rank + 4, rank + 2))
    return out.reshape((*batch, c // (r * r), h * r, w * r))


@composite("pixel_unshuffle")
def pixel_unshuffle(self, downscale_factor):
    *batch, c, h, w = self.shape
    r = downscale_factor
    out = self.reshape((*batch, c, h // r, r, w // r, r))
    rank = len(batch)
    out = out.permute((*range(rank), rank, rank + 2, rank + 4, rank + 1, rank + 3))
    return out.reshape((*batch, c * r * r, h // r, w // r))


@composite("pad")
def pad(self, pad, mode="constant", value=None):
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
            "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now"
        )
    return ops[f"{kind}_pad{rank}d"](self, pad)


def _circular(self, pad):
    out = self
    for at in range(len(pad) // 2):
        dim = self.dim() - 1 - at
        before, after = pad[2 * at], pad[2 * at + 1]
        size = out.shape[dim]
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
