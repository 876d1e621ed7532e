"""The two editions: what each is called and which settings build it."""

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from book import ROOT


class Edition(NamedTuple):
    """One language's book.

    language: its tag, as HTML spells it.
    locale: the same, as social cards spell it.
    name: what its readers call their language.
    config: the settings, of which later files change earlier ones.
    toc: the contents.
    """

    language: str
    locale: str
    name: str
    config: tuple[str, ...]
    toc: str


EDITIONS = {
    "zh": Edition("zh-CN", "zh_CN", "中文", ("_config.yml",), "_toc.yml"),
    "en": Edition("en", "en_US", "English", ("_config.yml", "_config.en.yml"), "_toc.en.yml"),
}


def edition_of(language: str) -> str:
    """Return the name of the edition in a language, as Sphinx spells it ("zh_CN", "en")."""
    return "zh" if language.startswith("zh") else "en"


def settings(name: str) -> dict[str, Any]:
    """Return the whole `_config.yml` of an edition, as the site is built with it."""
    config: dict[str, Any] = {}
    for file in EDITIONS[name].config:
        _overlay(config, yaml.safe_load((ROOT / file).read_text(encoding="utf-8")))
    config["sphinx"]["local_extensions"] = {"book": str(ROOT)}
    config["sphinx"]["config"]["book_edition"] = name
    return config


def contents(name: str) -> dict[str, Any]:
    """Return the `_toc.yml` of an edition, seen from its own folder of chapters.

    `jupyter-book build .` needs paths from the root; the site's addresses are shorter.
    """
    text = (ROOT / EDITIONS[name].toc).read_text(encoding="utf-8")
    toc: dict[str, Any] = yaml.safe_load(text.replace(f"chapters/{name}/", ""))
    return toc


def sources(name: str) -> Path:
    """Return the folder of an edition's chapters."""
    return ROOT / "chapters" / name


def _overlay(base: dict[str, Any], change: dict[str, Any]) -> None:
    """Lay the values of ``change`` over those of ``base``, mapping by mapping."""
    for key, value in change.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _overlay(base[key], value)
        else:
            base[key] = value
