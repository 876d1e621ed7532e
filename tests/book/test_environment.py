"""What `make` says of the machine, and which environments it makes anew, before it installs.

The Makefile runs as a reader runs it, in a copy, with Pythons on the PATH that are scripts: they
tell a version, and make folders that look like environments.
"""

import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

import pytest

from book import ROOT, programs

# Answers as a Python does whose version is VERSION and which lacks LACKS. In an environment that
# it made lies a copy of it, and that one has pip if the file `pip` lies beside.
PYTHON = """#!/bin/bash
version=VERSION lacks=LACKS
case "$*" in
  --version) echo "Python $version" ;;
  *"import pip"*) [ -e "${0%/*}/pip" ] ;;
  *realpath*) echo "/lib/$version" ;;
  *ensurepip*) [ -z "$lacks" ] || { echo "No module named '$lacks'" >&2; exit 1; } ;;
  "-m venv "*)
    mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/bin/pip"
    echo "command = $0 -m venv $PWD/$3" > "$3/pyvenv.cfg" ;;
  *"-m pip install"*) echo "$*" >> installed; PIP ;;
  *"book.site.build"*) echo "path: $PYTHONPATH home: $HOME" ;;
esac
"""
TOOLS = "awk bash cat cp df dirname env find grep ls make mkdir mktemp rm sed tail tee touch tr"
NAMES = ["the book", "书 $PATH #1", '50% "off" it\'s', "a&b;(c)"]


class Machine:
    """A copy of what `make` reads, and a PATH of its own."""

    def __init__(self, folder: Path, name: str = "book") -> None:
        self.book, self.path = folder / name, folder / "bin"
        self.user: int | None = None
        self.book.mkdir()
        self.path.mkdir()
        for tool in TOOLS.split():
            program = shutil.which(tool)
            assert program, tool
            (self.path / tool).symlink_to(program)
        for file in (
            "Makefile",
            "book/environment.sh",
            "web/package.json",
            "web/package-lock.json",
            "web/.npmrc",
        ):
            (self.book / file).parent.mkdir(exist_ok=True)
            if (ROOT / file).exists():
                shutil.copy(ROOT / file, self.book / file)
        for file in ("requirements.txt", "constraints.txt", "pyproject.toml"):
            (self.book / file).touch()
        self.have("npm", "#!/bin/bash\n[ $1 != install ] || touch node_modules/.package-lock.json")
        (self.book / "web" / "node_modules").mkdir()
        (self.book / "web" / "dist").mkdir()

    def have(self, name: str, text: str) -> Path:
        """Put a program on the PATH."""
        program = self.path / name
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
        return program

    def have_python(self, name: str, version: str, lacks: str = "", pip: str = ":") -> Path:
        """Put a Python on the PATH."""
        text = PYTHON.replace("VERSION", version).replace("LACKS", f"'{lacks}'")
        return self.have(name, text.replace("PIP", pip))

    def make(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run make, by default for the target `book`."""
        environment = {"PATH": str(self.path), "HOME": str(self.book), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            ["make", *(words or ["book"])],
            cwd=self.book,
            env=environment | variables,
            capture_output=True,
            text=True,
            check=False,
            user=self.user,
        )

    def environment(self) -> str:
        """Return the version of the environment's Python, or nothing."""
        python = self.book / ".venv" / "bin" / "python"
        if not python.exists():
            return ""
        return subprocess.check_output([python, "--version"], text=True).split()[1]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def told(ran: subprocess.CompletedProcess[str]) -> str:
    """Return the only sentence of a make that failed."""
    assert ran.returncode == 2, ran.stdout + ran.stderr
    sentence, error = ran.stderr.splitlines()
    assert error.startswith("make: ***")
    assert ran.stdout == ""
    return sentence


def test_a_python_that_is_too_old_is_named_before_anything_is_made(machine: Machine) -> None:
    machine.have_python("python3", "3.10.12")
    sentence = told(machine.make())
    assert "needs Python 3.11 to 3.13, and python3 is Python 3.10.12" in sentence
    assert "apt install python3.11-venv" in sentence
    assert not (machine.book / ".venv").exists()
    machine.have_python("python3.12", "3.12.3")
    assert "`make book PYTHON=python3.12`" in told(machine.make())


def test_a_python_that_is_not_there_or_does_not_run_is_named(machine: Machine) -> None:
    assert "there is no python3 on this machine" in told(machine.make())
    assert "there is no python3.99" in told(machine.make("book", "PYTHON=python3.99"))
    machine.have("python3", "#!/bin/bash\necho pyenv: python3: command not found >&2; exit 127")
    assert "does not run (pyenv: python3: command not found)" in told(machine.make())


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ("ensurepip", "sudo apt install python3.11-venv"),
        ("_ssl", "was built without what the book needs"),
        ("_sqlite3", "No module named '_sqlite3'"),
    ],
)
def test_what_a_python_lacks_is_named(machine: Machine, lacks: str, says: str) -> None:
    machine.have_python("python3", "3.11.2", lacks)
    assert says in told(machine.make())
    assert not (machine.book / ".venv").exists()


def test_a_newer_python_is_tried_and_told_of(machine: Machine) -> None:
    machine.have_python("python3", "3.15.0")
    ran = machine.make()
    assert ran.returncode == 0
    assert "tried with Python 3.11 to 3.13, not with 3.15.0" in ran.stderr
    assert machine.environment() == "3.15.0"


def test_an_environment_that_works_is_kept_whatever_python3_is(machine: Machine) -> None:
    machine.have_python("python3.11", "3.11.9")
    assert machine.make("book", "PYTHON=python3.11").returncode == 0
    machine.have_python("python3", "3.10.12")
    kept = machine.make()
    assert (kept.returncode, kept.stderr) == (0, "")
    assert machine.environment() == "3.11.9"
    assert kept.stdout == f"path:  home: {machine.book}\n"  # nothing was set up again


def test_another_python_that_is_named_makes_it_anew(machine: Machine) -> None:
    for name, version in (("python3", "3.11.9"), ("python3.12", "3.12.3")):
        machine.have_python(name, version)
    machine.make()
    for words, variables in (
        (["book", "PYTHON=python3.12"], {}),
        (["book"], {"PYTHON": "python3"}),
    ):
        ran = machine.make(*words, **variables)
        assert ran.returncode == 0
        assert ".venv is made anew" in ran.stderr
        assert "Setting up .venv" in ran.stdout
    assert machine.environment() == "3.11.9"
    # One that will not do leaves it alone.
    machine.have_python("python3.10", "3.10.12")
    told(machine.make("book", "PYTHON=python3.10"))
    assert machine.environment() == "3.11.9"


def test_what_an_older_python_left_is_made_anew(machine: Machine) -> None:
    old = machine.have_python("python3", "3.10.12")
    subprocess.run([old, "-m", "venv", ".venv"], cwd=machine.book, check=True)
    machine.have_python("python3", "3.11.9")
    assert ".venv is made anew: its Python is 3.10.12." in machine.make().stderr
    assert machine.environment() == "3.11.9"


@pytest.mark.parametrize("broken", ["bin/pip", "bin/python"])
def test_an_environment_that_cannot_work_is_made_anew(machine: Machine, broken: str) -> None:
    machine.have_python("python3", "3.11.9")
    machine.make()
    (machine.book / ".venv" / broken).unlink()
    ran = machine.make()
    assert ran.returncode == 0
    assert ".venv is made anew" in ran.stderr
    assert (machine.book / ".venv" / broken).exists()
    assert machine.make().stderr == ""


@pytest.mark.parametrize("how", ["moved", "copied"])
def test_a_folder_with_another_name_has_its_environment_made_anew(
    machine: Machine, how: str
) -> None:
    machine.have_python("python3", "3.11.9")
    machine.make()
    place = machine.book.with_name("elsewhere")
    if how == "moved":
        machine.book.rename(place)
    else:
        shutil.copytree(machine.book, place)
    before, machine.book = machine.book, place
    assert f".venv is made anew: it was made in {before}/.venv." in machine.make().stderr
    assert machine.make().stderr == ""
    machine.book = place.with_name("link")
    machine.book.symlink_to(place)
    assert machine.make().stderr == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    machine = Machine(tmp_path, name)
    machine.have_python("python3", "3.11.9")
    for _ in range(2):
        ran = machine.make()
        assert (ran.returncode, ran.stderr) == (0, "")


def test_a_folder_of_someone_else_is_named() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        machine = Machine(Path(folder))
        machine.have_python("python3", "3.11.9")
        machine.book.chmod(0o555)
        # Root may write everywhere.
        machine.user = 65534 if os.geteuid() == 0 else None
        assert f"cannot be written to ({machine.book}): copy it" in told(machine.make())
        machine.book.chmod(0o777)
        (machine.book / ".venv").mkdir(mode=0o555)
        machine.user = machine.user or os.geteuid()
        assert ".venv cannot be written to, for it belongs to" in told(machine.make())


def test_an_installation_that_stopped_goes_on(machine: Machine) -> None:
    machine.have_python("python3", "3.11.9", pip="exit 1")
    assert "pip says why above" in machine.make().stderr
    machine.have_python("python3", "3.11.9")
    shutil.copy(machine.path / "python3", machine.book / ".venv" / "bin" / "python")
    ran = machine.make()
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("WARNING: Retrying (...) after connection broken by 'NewConnectionError", "the network"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space",
            "disk is full",
        ),
        ("ERROR: ResolutionImpossible", "pip says why above"),
    ],
)
def test_why_nothing_was_installed_is_said_last(machine: Machine, said: str, meant: str) -> None:
    machine.have_python("python3", "3.11.9", pip=f'echo "{said}" >&2; exit 1')
    *_, sentence, error = machine.make().stderr.splitlines()
    assert meant in sentence
    assert error.startswith("make: ***")


def test_the_readers_own_settings_stay_outside(machine: Machine) -> None:
    told_pip = 'echo "$PIP_USER $PIP_TARGET $PIP_INDEX_URL" >> settings'
    machine.have_python("python3", "3.11.9", pip=told_pip)
    ran = machine.make(
        PYTHONPATH="/somewhere",
        PYTHONHOME="/nowhere",
        PIP_USER="1",
        PIP_TARGET="/elsewhere",
        PIP_INDEX_URL="https://mirror.example.org/",
    )
    assert f"path:  home: {machine.book}\n" in ran.stdout
    settings = (machine.book / "settings").read_text(encoding="utf-8").splitlines()
    assert set(settings) == {"0  https://mirror.example.org/"}


@pytest.mark.parametrize("home", ["/nonexistent", ""])
def test_who_has_no_home_gets_one(machine: Machine, home: str) -> None:
    machine.have_python("python3", "3.11.9")
    assert f"home: {machine.book}/_build/home\n" in machine.make(HOME=home).stdout


def test_line_ends_of_windows_are_no_matter(machine: Machine) -> None:
    machine.have_python("python3", "3.11.9")
    for file in ("Makefile", "book/environment.sh", "requirements.txt"):
        path = machine.book / file
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (machine.book / "requirements.txt").write_bytes(b"torch==2.13.0\r\n")
    ran = machine.make("book", "TORCH_INDEX=https://mirror.example.org/")
    assert (ran.returncode, ran.stderr) == (0, "")
    installed = (machine.book / "installed").read_text(encoding="utf-8")
    assert "--index-url https://mirror.example.org/ torch==2.13.0\n" in installed


def test_the_readmes_name_what_is_looked_for() -> None:
    script = (ROOT / "book" / "environment.sh").read_text(encoding="utf-8")
    oldest, newest = re.findall(r"^oldest=(\d+) newest=(\d+)", script, re.MULTILINE)[0]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">=3.{oldest}"
    node = ".".join(map(str, programs.oldest_node()))
    for name, to in (("README.md", "to"), ("README.zh.md", "到")):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert f"| Python 3.{oldest} {to} 3.{newest}" in text
        assert f"| Node.js {node} " in text
        for program in ("Graphviz", "bash", "git", "Chromium"):
            assert re.search(rf"^\| {program}\b", text, re.MULTILINE)


def test_git_leaves_line_ends_and_bytes_alone() -> None:
    """Whatever `core.autocrlf` is, text has line ends of Unix, and all else stays as it is."""
    told = subprocess.check_output(["git", "ls-files", "--eol"], cwd=ROOT, text=True)
    for line in told.splitlines():
        facts, _, name = line.partition("\t")
        index, _, attribute = facts.split(maxsplit=2)
        wanted = "attr/-text" if index == "i/-text" else "attr/text=auto eol=lf"
        assert attribute.strip() == wanted, name
        assert index != "i/crlf", name
