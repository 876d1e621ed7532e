"""`make book` builds both editions and lays them out as one site in `_build/site`.

`make linkcheck` asks every address that the chapters name whether it answers.
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import yaml

from book import BUILD, ROOT, SITE, address
from book.editions import EDITIONS, contents, settings, sources
from book.extension import theme
from book.site.compose import compose
from book.site.execute import execute_stale_chapters
from book.wheel import Wheel, build_wheel


def build_edition(
    name: str, work: Path, builder: str = "html", installs: Wheel | None = None
) -> Path:
    """Execute an edition and let one of Sphinx's builders work on it; return what that made.

    Args:
        name: the edition's.
        work: the folder to work in.
        builder: Sphinx's name of what to make.
        installs: the wheel that the edition's notebooks install; without one, none are written.

    Raises:
        SystemExit: jupyter-book warned or failed.
    """
    if subprocess.run(prepare(name, work, builder, installs), check=False).returncode:
        raise SystemExit(f"The {name} edition was not built; the lines above say why.")
    return work / "_build" / "html"


def prepare(
    name: str, work: Path, builder: str = "html", installs: Wheel | None = None
) -> list[str]:
    """Write an edition's settings into ``work`` and return the command that builds it there.

    The arguments are those of `build_edition`.
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
    return jupyter_book(sources(name), work, builder)


def jupyter_book(source: Path, work: Path, builder: str = "html") -> list[str]:
    """Return the command that builds a folder of chapters with the settings in ``work``."""
    return [
        str(Path(sys.executable).with_name("jupyter-book")),
        *("build", str(source)),
        *("--config", str(work / "_config.yml")),
        *("--toc", str(work / "_toc.yml")),
        *("--path-output", str(work)),
        *("--builder", builder),
        *("-W", "-n", "--keep-going", "-q"),
    ]


def _write_if_new(path: Path, text: str) -> None:
    """Write a file only when its text changes, as Sphinx looks at dates."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main() -> None:
    """Build the site and say how to look at it, or check the links to others."""
    if sys.argv[1:] == ["linkcheck"]:
        for name in EDITIONS:
            build_edition(name, BUILD / "linkcheck" / name, "linkcheck")
        return
    execute_stale_chapters()
    wheel = build_wheel(BUILD / "wheel")

    def build(name: str) -> Path:
        return build_edition(name, BUILD / name, installs=Wheel.read(wheel))

    with ThreadPoolExecutor() as pool:
        pages = dict(zip(EDITIONS, pool.map(build, EDITIONS), strict=True))
    compose(pages, SITE, wheel)
    print(f"The book stands in {SITE.relative_to(ROOT)}/. To look at it: make serve")


if __name__ == "__main__":
    main()
