"""A missing program is installed where the machine lets us, else one sentence says how."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from book import ROOT, node_modules, programs


def test_a_present_program_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_installers", None)
    programs.see_to("dot")


def test_a_machine_that_lets_no_one_install_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=r"apt install graphviz.*brew.*winget") as caught:
        programs.see_to("dot")
    assert "\n" not in str(caught.value)


def test_a_browser_without_a_display_of_its_own_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=r"apt install webkit2gtk-driver xvfb"):
        programs.see_to("webkit")


def test_a_machine_without_chinese_characters_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="apt install fontconfig fonts-noto-cjk"):
        programs.see_to("chinese")


def test_root_installs_with_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    present = {"apt-get": "/usr/bin/apt-get"}
    ran: list[list[str]] = []

    def run(step: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(step)
        if "install" in step:
            present["dot"] = "/usr/bin/dot"
        return subprocess.CompletedProcess(step, 0)

    monkeypatch.setattr("shutil.which", present.get)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(subprocess, "run", run)
    programs.see_to("dot")
    assert ran[1] == ["apt-get", "install", "-y", "-qq", "graphviz"]


def program(folder: Path, name: str, says: str) -> None:
    """Put a program into a folder that says something, whatever it is asked."""
    (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("installed", "says"),
    [
        ({}, "Node.js is not installed"),
        ({"npm": "11.0.0"}, r"Node.js is not installed \(only .*/npm is\)"),
        ({"node": "v18.20.4", "npm": "10.7.0"}, r"/node is 18\.20\.4"),
        ({"node": "v20.11.0", "npm": "10.7.0"}, r"/node is 20\.11\.0"),
        ({"node": "v22.1.0"}, r"npm is not installed, though Node.js is \(.*/node\)"),
        ({"node": "cannot execute", "npm": "1"}, r"/node does not run \(cannot execute\)"),
    ],
)
def test_what_is_wrong_with_node_is_said_as_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, installed: dict[str, str], says: str
) -> None:
    for name, answer in installed.items():
        program(tmp_path, name, answer)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        SystemExit, match=rf"Node.js 20.19 or newer and npm, and .*{says}"
    ) as caught:
        programs.see_to("node")
    sentence = str(caught.value)
    assert re.search(r"apt install nodejs npm.*nodejs.org.*brew", sentence)
    assert "\n" not in sentence


def test_a_node_that_will_do_is_let_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for version in ("v20.19.0", "v24.1.0"):
        program(tmp_path, "node", version)
        program(tmp_path, "npm", "11.0.0")
        monkeypatch.setenv("PATH", str(tmp_path))
        programs.see_to("node")


def test_the_npm_of_windows_is_none_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    present = {"node": "/usr/bin/node", "npm": "/mnt/c/Program Files/nodejs/npm"}
    monkeypatch.setattr("shutil.which", present.get)
    monkeypatch.setattr(programs, "_ask", lambda *_: "v22.1.0\n")
    with pytest.raises(SystemExit, match=r"the only npm is that of Windows \(/mnt/c/"):
        programs.see_to("node")


@pytest.mark.parametrize(
    ("manager", "way"),
    [
        ("dnf", "on Fedora run `sudo dnf install graphviz`"),
        ("pacman", "on Arch Linux run `sudo pacman -S graphviz`"),
        ("brew", "on macOS run `brew install graphviz`"),
        ("conda", "with conda run `conda install -c conda-forge graphviz`"),
    ],
)
def test_the_way_is_the_one_that_this_machine_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, manager: str, way: str
) -> None:
    program(tmp_path, manager, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(SystemExit) as caught:
        programs.see_to("dot")
    assert str(caught.value).endswith(f"which is not installed: {way}, then try again.")


def test_a_graphviz_that_does_not_draw_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "dot").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"and .*/dot does not draw"):
        programs.see_to("dot")


def test_only_what_publishes_and_reproduces_asks_git() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asking = set(re.findall(r"^([a-z-]+): git ", makefile, re.MULTILINE))
    testing = {"test", "from-source"}  # which run what `unit` does
    assert asking == {"publish", "reproducible", "classroom", "hub", "unit"} | testing


def test_packages_are_installed_again_where_they_are_of_no_use(tmp_path: Path) -> None:
    modules = tmp_path / "node_modules"
    lock = {"": {}, "node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"optional": True}}
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": lock}), encoding="utf-8")
    (tmp_path / ".npmrc").touch()

    def install(version: str = "1.0.0", esbuild: str = "") -> bool:
        (modules / "a").mkdir(parents=True, exist_ok=True)
        package = json.dumps({"version": version})
        (modules / "a" / "package.json").write_text(package, encoding="utf-8")
        (modules / ".package-lock.json").touch()
        (modules / ".bin").mkdir(exist_ok=True)
        if esbuild:
            (modules / ".bin" / "esbuild").write_bytes(esbuild.encode())
            (modules / ".bin" / "esbuild").chmod(0o755)
        return node_modules.stands(tmp_path)

    assert not node_modules.stands(tmp_path)
    assert install()
    assert install(esbuild="#!/bin/sh\n")
    # An update that was interrupted, a package that was removed, another machine's program.
    assert not install(version="0.9.0")
    assert not modules.exists()
    assert install()
    (modules / "a" / "package.json").unlink()
    assert not node_modules.stands(tmp_path)
    assert not install(esbuild="\x7fELF of another machine")
    # What asks for them has changed: npm changes what is there.
    assert install()
    later = (modules / ".package-lock.json").stat().st_mtime + 1
    os.utime(tmp_path / "package-lock.json", (later, later))
    assert not node_modules.stands(tmp_path)
    assert modules.exists()


def test_what_lies_in_web_is_built_anew_when_any_of_it_changes() -> None:
    """A room that Make does not look at would show its old self on every page."""
    asked = ["make", "--print-data-base", "--question", "web/dist/built"]
    told = subprocess.run(asked, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout
    found = re.search(r"^web/dist/built: (.+)$", told, re.MULTILINE)
    assert found
    tracked = subprocess.run(
        ["git", "ls-files", "web"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.split()
    assert set(tracked) - set(found[1].split()) == set()
