"""`make book` builds both editions and lays them out as one site in `_build/site`.

`make linkcheck` asks every address that the chapters name whether it answers.

A warning is no error to someone who builds the book to read it: the book is laid out, and the
warning told at the end. To those who test it, and in CI, it is one.
"""

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from book import BUILD, ROOT, SITE, address
from book.editions import EDITIONS, contents, settings, sources
from book.extension import theme
from book.site.compose import compose
from book.site.execute import execute_stale_chapters, stderr_of_chapters
from book.wheel import Wheel, build_wheel

# How jupyter-book is called: not by its script, whose first line some names of folders spoil.
COMMAND = [
    *(sys.executable, "-P", "-c"),
    "from jupyter_book.cli.main import main; main(prog_name='jupyter-book')",
]
_WARNING = re.compile(r"^(?:(?P<place>[^\n]+?): )?(?:WARNING|ERROR|CRITICAL): ", re.MULTILINE)
_PLACE = re.compile(r"(?P<file>.+?\.\w+)(?::(?P<line>\d+))?$")
_TOLD_BY_US = "[mystnb."  # of stderr and of what raised, which `book.site.execute` knows better
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def is_strict() -> bool:
    """Whether a warning ends the build: in CI, and where ``BOOK_STRICT`` says so."""
    return any(os.environ.get(name, "") not in ("", "0", "false") for name in ("CI", "BOOK_STRICT"))


def build_edition(
    name: str, work: Path, builder: str = "html", installs: Wheel | None = None
) -> list[str]:
    """Execute an edition and let one of Sphinx's builders work on it, in ``work/_build/html``.

    Args:
        name: the edition's.
        work: the folder to work in.
        builder: Sphinx's name of what to make.
        installs: the wheel that the edition's notebooks install; without one, none are written.

    Returns:
        What Sphinx warns of, one line each. What warned is looked at again in the next build.

    Raises:
        SystemExit: jupyter-book failed, or warned in a strict build.
    """
    strict = is_strict() or builder != "html"
    command = prepare(name, work, builder, installs, strict=strict)
    # What was not built to its end is built anew: Sphinx would take for up to date what is not.
    unfinished = work / "unfinished"
    if unfinished.exists():
        (work / "_build" / ".doctrees" / "environment.pickle").unlink(missing_ok=True)
    unfinished.touch()
    ran = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    said = _COLOUR.sub("", ran.stderr)
    if ran.returncode:
        print(said, file=sys.stderr)
        raise SystemExit(f"The {name} edition was not built; the lines above say why.")
    unfinished.unlink()
    warnings = []
    found = list(_WARNING.finditer(said))
    print(said[: found[0].start() if found else None], end="", file=sys.stderr)
    bounds = [*(match.start() for match in found), len(said)]
    for match, end in zip(found, bounds[1:], strict=True):
        text = said[match.end() : end]
        if _TOLD_BY_US in text:
            continue
        place = _PLACE.fullmatch(match["place"] or "")
        if place:
            _forget(work, Path(place["file"]))
        warnings.append(_spelled(place) + textwrap.shorten(text, 300))
    return warnings


def _forget(work: Path, page: Path) -> None:
    """Let the next build of an edition read a chapter again although it stays as it is."""
    (work / "_build" / ".doctrees" / f"{page.stem}.doctree").unlink(missing_ok=True)


def _spelled(place: re.Match[str] | None) -> str:
    """Return where Sphinx warns of something, as an author looks for it, with a colon."""
    if not place:
        return ""
    file, line = Path(place["file"]), int(place["line"] or 0)
    where = str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else place["file"]
    if file.suffix == ".ipynb" and line:
        return f"{where}, cell {line // 10_000}: "  # which is how myst-nb counts
    return f"{where}, line {line}: " if line else f"{where}: "


def prepare(
    name: str,
    work: Path,
    builder: str = "html",
    installs: Wheel | None = None,
    *,
    strict: bool = True,
) -> list[str]:
    """Write an edition's settings into ``work`` and return the command that builds it there.

    The arguments are those of `build_edition`, and whether warnings are errors.
    """
    work.mkdir(parents=True, exist_ok=True)
    config = settings(name)
    config["sphinx"]["config"] |= {
        "book_pages": theme.fingerprint(),
        "book_wheel": installs._asdict() if installs else {},
        "book_surroundings": f"{address.site()} {address.hosted()} {address.branch()}",
    }
    _write_if_new(work / "_config.yml", yaml.safe_dump(config, allow_unicode=True))
    _write_if_new(work / "_toc.yml", yaml.safe_dump(contents(name), allow_unicode=True))
    return jupyter_book(sources(name), work, builder, strict=strict)


def jupyter_book(
    source: Path, work: Path, builder: str = "html", *, strict: bool = True
) -> list[str]:
    """Return the command that builds a folder of chapters with the settings in ``work``."""
    return [
        *COMMAND,
        *("build", str(source)),
        *("--config", str(work / "_config.yml")),
        *("--toc", str(work / "_toc.yml")),
        *("--path-output", str(work)),
        *("--builder", builder),
        *("-n", "-q"),
        *(("-W", "--keep-going") if strict else ()),
    ]


def _write_if_new(path: Path, text: str) -> None:
    """Write a file only when its text changes, as Sphinx looks at dates."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main() -> None:
    """Build the site and say how to look at it, or check the links to others.

    Raises:
        SystemExit: a chapter failed, though the book stands and its page shows where; or, in a
            strict build, a cell wrote to stderr.
    """
    if sys.argv[1:] == ["linkcheck"]:
        for name in EDITIONS:
            build_edition(name, BUILD / "linkcheck" / name, "linkcheck")
        return
    failed = execute_stale_chapters()
    told = stderr_of_chapters()
    if is_strict() and (failed or told):
        raise SystemExit(
            _list(
                "The book was not built, for chapters fail or write to stderr:",
                [*failed.values(), *told],
            )
        )
    wheel = build_wheel(BUILD / "wheel")

    def build(name: str) -> list[str]:
        return build_edition(name, BUILD / name, installs=Wheel.read(wheel))

    with ThreadPoolExecutor() as pool:
        told += [line for lines in pool.map(build, EDITIONS) for line in lines]
    for name in EDITIONS:
        for path in failed:
            _forget(BUILD / name, path)
    compose({name: BUILD / name / "_build" / "html" for name in EDITIONS}, SITE, wheel)
    print(f"The book stands in {SITE.relative_to(ROOT)}/. To look at it: make serve")
    if told:
        print(_list("Nothing of it hinders the book, but there were warnings:", told))
    if failed:
        raise SystemExit(
            _list("These chapters failed, and their pages show where:", failed.values())
        )


def _list(title: str, lines: Iterable[str]) -> str:
    return "\n- ".join([title, *lines])


if __name__ == "__main__":
    main()
