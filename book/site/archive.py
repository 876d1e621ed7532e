"""`make zip` packs the built site into one file, to be read without a network."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from book import BUILD, ROOT, SITE

NAME = "neural-networks-live"
ARCHIVE = BUILD / f"{NAME}.zip"
README = """看得见的神经网络 / Neural Networks, Live

用浏览器打开 index.html。不需要网络，也不需要安装任何东西。
Open index.html in a browser. It needs no network, and nothing to install.

文字 / Prose: CC BY 4.0. 代码 / Code: MIT. MNIST: CC BY-SA 3.0, Yann LeCun, Corinna Cortes.
"""
# Only a host has a use for these.
_FOR_HOSTS = {"404.html", "robots.txt", "sitemap.xml"}
_TIME = (1980, 1, 1, 0, 0, 0)  # the same site gives the same bytes, whenever it is packed


def pack(site: Path, archive: Path) -> None:
    """Write a zip file of a site, in one folder with a readme.

    Raises:
        SystemExit: there is no site yet.
    """
    if not (site / "index.html").exists():
        raise SystemExit("There is no book to pack yet: run `make book` first.")
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and path.relative_to(site).as_posix() not in _FOR_HOSTS
    }
    files["README.txt"] = README.encode()
    with ZipFile(archive, "w") as packed:
        for name, content in sorted(files.items()):
            info = ZipInfo(f"{NAME}/{name}", _TIME)
            info.create_system = 3  # Unix, on every system
            info.external_attr = 0o644 << 16
            packed.writestr(info, content, ZIP_DEFLATED, 9)


def main() -> None:
    """Pack the site and say where it lies."""
    pack(SITE, ARCHIVE)
    size = ARCHIVE.stat().st_size / 1e6
    print(f"{ARCHIVE.relative_to(ROOT)} holds the book, in {size:.1f} MB.")


if __name__ == "__main__":
    main()
