"""The types that PyTorch's files name."""

from typing import Any

DeviceLikeType = Any
