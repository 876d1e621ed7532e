"""Binder, a class's image and a devcontainer describe the environment that the book has."""

import json
import os
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from book import ROOT
from book.programs import PROGRAMS

BINDER = ROOT / ".binder"


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def pins(path: Path) -> dict[str, str]:
    """Return {package: version} of a file of requirements and of those that it refers to."""
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"-r (\S+)$", line):
            found |= pins(path.parent / match[1])
        elif match := re.match(r"-c (\S+)$", line):
            assert (path.parent / match[1]).is_file(), f"{path.name}: {line}"
        elif line and not line.lstrip().startswith("#"):
            requirement = Requirement(line)
            (pin,) = requirement.specifier
            assert pin.operator == "==", f"{path.name}: {line}"
            found[canonicalize_name(requirement.name)] = pin.version
    return found


@cache
def devcontainer() -> dict[str, object]:
    parsed: dict[str, object] = json.loads(read(".devcontainer/devcontainer.json"))
    return parsed


def test_binder_has_the_books_requirements_and_the_classes_servers() -> None:
    binder = pins(BINDER / "requirements.txt")
    assert pins(ROOT / "requirements.txt").items() <= binder.items()
    assert pins(ROOT / "hub" / "image.txt").items() <= binder.items()


def test_the_measured_hub_is_that_of_the_image() -> None:
    image, hub = pins(ROOT / "hub" / "image.txt"), pins(ROOT / "hub" / "requirements.txt")
    assert image.items() <= hub.items()


def test_the_lock_has_the_pins_and_leaves_torch_to_each_machine() -> None:
    """A torch in it would be the same on all systems, and would bring gigabytes of CUDA."""
    lock = pins(ROOT / "constraints.txt")
    for path in ("requirements-dev.txt", "hub/requirements.txt"):
        named = pins(ROOT / path)
        named.pop("torch", None)
        assert named.items() <= lock.items(), f"run `make lock` after changing {path}"
    assert not [name for name in lock if re.match("torch$|triton|nvidia|cuda", name)]


def test_the_newest_is_tried_of_packages_that_the_book_has() -> None:
    known = pins(ROOT / "constraints.txt").keys() | {"torch"}
    freed = [line for line in read("requirements-next.txt").splitlines() if line[0] != "#"]
    assert {"torch", "sphinx", "myst-nb", "sphinx-book-theme"} <= set(map(str.lower, freed))
    assert {canonicalize_name(name) for name in freed} <= known


def test_binder_installs_the_programs_that_the_book_needs() -> None:
    assert read(".binder/apt.txt").split() == PROGRAMS["dot"].packages


def test_every_place_has_the_same_python() -> None:
    jobs = yaml.safe_load(read(".github/workflows/test.yml"))["jobs"].values()
    (python,) = {
        step["with"]["python-version"]
        for job in jobs
        for step in job["steps"]
        if "python-version" in step.get("with", {})
    }
    assert read(".binder/runtime.txt").strip() == f"python-{python}"
    assert str(devcontainer()["image"]).startswith(f"python:{python}-")
    wanted = tomllib.loads(read("pyproject.toml"))["project"]["requires-python"]
    assert wanted == f">={python}"


def test_post_build_is_a_program_that_bash_understands() -> None:
    script = BINDER / "postBuild"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    for folder in re.findall(r"\bcd (\w+)", script.read_text(encoding="utf-8")):
        assert (ROOT / folder / "package.json").is_file()
    assert "pip install --no-cache-dir --no-deps .\n" in script.read_text(encoding="utf-8")


def test_the_devcontainer_runs_targets_that_make_has() -> None:
    command = str(devcontainer()["postCreateCommand"]).split()
    assert command[0] == "make"
    subprocess.run([*command, "--dry-run"], cwd=ROOT, capture_output=True, check=True)


def test_the_hub_is_told_where_a_class_is_told_of() -> None:
    for name in ("hub/README.md", "hub/README.zh.md"):
        text = read(name)
        links = re.findall(r"\]\(((?!https?:)[^)#]+)", text)
        assert links
        for link in links:
            assert (ROOT / "hub" / link).exists(), f"{name}: {link}"


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_what_the_readme_says_is_kept_is_what_scripts_keep(name: str) -> None:
    """Each key that a script of ours writes is one line of the section on privacy."""
    folders = ("page", "host", "shared", "widgets", "engine")
    scripts = {
        path.relative_to(ROOT / "web").as_posix(): path.read_text(encoding="utf-8")
        for folder in folders
        for path in (ROOT / "web" / folder).rglob("*.ts")
    }
    # The stand-in is there where the browser refuses to keep anything, and keeps nothing itself.
    users = sorted(name for name, text in scripts.items() if "localStorage" in text)
    assert users == ["page/stand-in.ts", "shared/storage.ts"]
    text = "\n".join(scripts.values())
    names = set(re.findall(r'\bkeepItem\("(\w+)",', text))
    assert names == {"edition", "missed", "mode", "network", "questions"}, (
        "tell of it in both files' section on privacy"
    )
    assert not re.search(r"document\.cookie|sessionStorage|indexedDB|sendBeacon", text)
    section = re.split(r"^## ", read(name), flags=re.MULTILINE)
    (privacy,) = (part for part in section if re.match("Privacy|隐私", part))
    for words in (
        "language|语言",
        "light or dark|深色",
        "right|答对",
        "missed|没答对|答错",
        "network|网络",
    ):
        assert re.search(words, privacy)
