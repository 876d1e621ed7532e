"""Tensors as an instrument shows them: shape, dtype, range, a few numbers, a small picture."""

import json
import math
from typing import Any

import torch
from torch import Tensor

_NUMBERS = 12  # a tensor of so many values or fewer is written out
_SIDE = 32  # rows and columns of a map, at most
_MAPS = 6


class TensorSummaries:
    """Describes tensors, each once however often it is met; pictures are one byte a value.

    ``tensors`` is plain data, an entry for each:

    - ``shape``, ``dtype``;
    - ``low``, ``high``, ``norm`` (Euclidean), where there are real numbers; a number that is not
      finite is text;
    - ``values``, all of them, where there are at most 12;
    - ``picture``, of the first maps, rows and columns: where it is ``at`` in ``pictures``, how
      many ``maps``, ``rows`` and ``columns``, its ``scale``, and whether it is ``signed``. A byte
      is 255 · value / scale, or where signed the two's complement of 127 · value / scale.

    Args:
        cells: values in one picture, at most.
    """

    def __init__(self, cells: int) -> None:
        self.tensors: list[dict[str, Any]] = []
        self.pictures = bytearray()
        self._cells = cells
        self._numbers: dict[tuple[str, bytes], int] = {}

    def add(self, tensor: Tensor, *, gradient: bool = False) -> int:
        """Return the number of a tensor in ``tensors``; a gradient is always drawn signed."""
        entry: dict[str, Any] = {
            "shape": list(tensor.shape),
            "dtype": str(tensor.dtype).removeprefix("torch."),
        }
        picture = b""
        if tensor.numel() and not tensor.is_complex() and tensor.layout == torch.strided:
            values = tensor.detach().cpu().double()  # not every device has doubles
            digits = 9 if tensor.dtype != torch.float64 else 17
            ends = {"low": values.min(), "high": values.max(), "norm": values.norm()}
            entry |= {name: _number(value.item(), digits) for name, value in ends.items()}
            if values.numel() <= _NUMBERS:
                entry["values"] = [_number(v, digits) for v in values.flatten().tolist()]
            if values.numel() > 1:
                description, picture = self._picture(values, gradient)
                entry["picture"] = description
        key = (json.dumps(entry), picture)
        if key not in self._numbers:
            if picture:
                entry["picture"]["at"] = len(self.pictures)
                self.pictures += picture
            self._numbers[key] = len(self.tensors)
            self.tensors.append(entry)
        return self._numbers[key]

    def _picture(self, values: Tensor, gradient: bool) -> tuple[dict[str, Any], bytes]:
        signed = gradient or bool((values < 0).any())
        maps = values.reshape((-1, *values.shape[-2:]) if values.dim() > 1 else (1, 1, -1))
        side = _SIDE if values.dim() > 1 else 2 * _SIDE
        columns = min(side, self._cells, maps.shape[2])
        rows = min(_SIDE, self._cells // columns, maps.shape[1])
        maps = maps[: max(1, min(_MAPS, self._cells // (rows * columns))), :rows, :columns]
        maps = maps.nan_to_num(0, posinf=0, neginf=0)
        scale = maps.abs().max().item() or 1.0
        bytes_ = (maps / scale * (127 if signed else 255)).round()
        entry = {"maps": len(maps), "rows": rows, "columns": columns, "signed": signed}
        return entry | {"scale": _number(scale, 9)}, (
            bytes_.to(torch.int16).to(torch.uint8).contiguous().numpy().tobytes()
        )


def _number(value: float, digits: int) -> float | str:
    """Return a number for JSON, with the digits that its dtype has."""
    return float(f"{value:.{digits}g}") if math.isfinite(value) else str(value)
