"""A missing program is installed where the machine lets us, else one sentence says how."""

import subprocess
from typing import Any

import pytest

from book import programs


def test_a_present_program_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", None)
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
    assert ran[-1] == ["apt-get", "install", "-y", "-qq", "graphviz"]


def test_an_old_node_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(step: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(step, 0, stdout="v18.20.4\n")

    present = {"node": "/usr/bin/node", "npm": "/usr/bin/npm"}
    monkeypatch.setattr("shutil.which", present.get)
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(
        SystemExit, match=r"Node\.js 20 or newer.*apt install nodejs npm.*brew"
    ) as caught:
        programs.see_to("node")
    assert "\n" not in str(caught.value)
