"""What is said of a network that the page cannot run as torch does: in English, then in Chinese."""

from __future__ import annotations

from dataclasses import dataclass


class _InBothLanguages(Exception):
    """One sentence in English and one in Chinese, which say the same."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english, chinese)
        self.english = english
        self.chinese = chinese

    def __str__(self) -> str:
        return f"{self.english} {self.chinese}"


class TapeError(_InBothLanguages, ValueError):
    """A network does something that the engine cannot run."""


class UnfitError(_InBothLanguages, RuntimeError):
    """Torch itself cannot run a network on an example of this shape."""


@dataclass(frozen=True)
class Place:
    """Who is at work: a module, the network, or the loss."""

    english: str
    chinese: str
