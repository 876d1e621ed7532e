"""What shows instruments and graphs cannot yet run on a page: it can be imported and named.

Calling it is refused by name, so that a cell runs as far as it can.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

_NAMES = (
    *("torchviz", "graphviz"),
    *("livenet.drawing", "livenet.grad_graph"),
)


class StandIn:
    """Something of a module that is not there: any part of it can be named, none called."""

    def __init__(self, name: str) -> None:
        self.__name__ = self.__qualname__ = name

    def __getattr__(self, name: str) -> StandIn:
        """Name a part of it."""
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}")

    def __call__(self, *args: object, **kwargs: object) -> None:
        """Refuse.

        Raises:
            NotImplementedError: whatever is asked of it.
        """
        raise NotImplementedError(
            f"{self.__name__} is not there in a page's Python yet: "
            "take the notebook to run this in Jupyter."
        )

    def __repr__(self) -> str:
        """Say what it is."""
        return f"<{self.__name__}, which this page has not>"


class _Module(ModuleType):
    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if not any(name == one or name.startswith(f"{one}.") for one in _NAMES):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def install() -> None:
    """Let what is named here be imported."""
    sys.meta_path.insert(0, _Finder())
