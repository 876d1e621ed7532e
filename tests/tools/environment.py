"""Environments of readers: what this one has but for some packages, which pip then installs.

No index is asked: what is installed comes from wheels that are packed here.
"""

import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

_HERE = Path(sys.prefix)


def environment(folder: Path, *missing: str) -> Path:
    """Make an environment that lacks some packages; return its Python."""
    made = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made], check=True)
    files = {file for name in missing for file in distribution(name).files or ()}
    left_out = {file.parts[0] for file in files} | {".."}
    view = folder / "packages"
    view.mkdir()
    (here,) = _HERE.glob("lib/python*/site-packages")
    for entry in here.iterdir():
        if entry.name not in left_out and entry.suffix != ".pth":
            (view / entry.name).symlink_to(entry)
    (packages,) = made.glob("lib/python*/site-packages")
    (packages / "here.pth").write_text(f"{view}\n", encoding="utf-8")
    (made / "etc").symlink_to(_HERE / "etc")  # JupyterLab's own settings
    share = {file.parts[6] for file in files if file.parts[:3] == ("..", "..", "..")}
    for entry in (_HERE / "share" / "jupyter").glob("*"):
        target = made / "share" / "jupyter" / entry.name
        if entry.name == "labextensions":
            for extension in entry.iterdir():
                if extension.name not in share:
                    target.mkdir(parents=True, exist_ok=True)
                    (target / extension.name).symlink_to(extension)
        elif entry.name != "kernels":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(entry)
    return made / "bin" / "python"


def pack(name: str, folder: Path) -> Path:
    """Pack a package that is installed here into a wheel again."""
    packed = distribution(name)
    wheel = folder / f"{name}-{packed.version}-py3-none-any.whl"
    data = f"{name}-{packed.version}.data/data"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in packed.files or ():
            if file.suffix == ".pyc" or file.name in ("INSTALLER", "REQUESTED", "direct_url.json"):
                continue
            outside = file.parts[:3] == ("..", "..", "..")
            at = "/".join((data, *file.parts[3:])) if outside else str(file)
            archive.write(str(packed.locate_file(file)), at)
    return wheel


def tiny(folder: Path, text: str = "", version: str = "0.1.0") -> Path:
    """Pack a livenet of one line that needs nothing, as far as an installer can tell."""
    wheel = folder / f"livenet-{version}-py3-none-any.whl"
    info = f"livenet-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("livenet.py", text)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: livenet\nVersion: {version}\n"
        )
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", f"livenet.py,,\n{info}/METADATA,,\n{info}/RECORD,,\n")
    return wheel
