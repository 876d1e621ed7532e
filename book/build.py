"""`python -m book.build` builds both editions and lays them out as one site in `_build/site`."""

import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from book import ROOT, address, policy
from book.editions import EDITIONS, contents, settings, sources

BUILD = ROOT / "_build"
SITE = BUILD / "site"


def build_edition(name: str) -> Path:
    """Execute and render one edition; return the folder of its pages.

    Raises:
        SystemExit: jupyter-book warned or failed.
    """
    work = BUILD / name
    work.mkdir(parents=True, exist_ok=True)
    _write_if_new(work / "_config.yml", yaml.safe_dump(settings(name), allow_unicode=True))
    _write_if_new(work / "_toc.yml", yaml.safe_dump(contents(name), allow_unicode=True))
    if subprocess.run(jupyter_book(sources(name), work), check=False).returncode:
        raise SystemExit(f"The {name} edition was not built; the lines above say why.")
    return work / "_build" / "html"


def jupyter_book(source: Path, work: Path) -> list[str]:
    """Return the command that builds a folder of chapters with the settings in ``work``."""
    return [
        str(Path(sys.executable).with_name("jupyter-book")),
        *("build", str(source)),
        *("--config", str(work / "_config.yml")),
        *("--toc", str(work / "_toc.yml")),
        *("--path-output", str(work)),
        *("-W", "-n", "--keep-going", "-q"),
    ]


def compose(pages: dict[str, Path]) -> None:
    """Lay the editions side by side, with a first page where the reader chooses."""
    shutil.rmtree(SITE, ignore_errors=True)
    for name, folder in pages.items():
        shutil.copytree(
            folder,
            SITE / name,
            ignore=shutil.ignore_patterns(".buildinfo", "objects.inv", "genindex.html"),
        )
    shutil.copytree(ROOT / "assets" / "site", SITE, dirs_exist_ok=True)
    for file in ("css/tokens.css", "images/favicon.svg", "images/card.png"):
        shutil.copy(ROOT / "assets" / file, SITE)
    if address.site():
        write_sitemap()
    policy.state(SITE)


def write_sitemap() -> None:
    """Name every page of the published site for those who index it."""
    pages = sorted(page.relative_to(SITE).as_posix() for page in SITE.glob("*/*.html"))
    places = "".join(f"<url><loc>{address.site()}{page}</loc></url>" for page in pages)
    (SITE / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>\n',
        encoding="utf-8",
    )


def _write_if_new(path: Path, text: str) -> None:
    """Write a file only when its text changes, as Sphinx looks at dates."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main() -> None:
    """Build the site and say how to look at it."""
    compose({name: build_edition(name) for name in EDITIONS})
    print(f"The book stands in {SITE.relative_to(ROOT)}/. To look at it: make serve")


if __name__ == "__main__":
    main()
