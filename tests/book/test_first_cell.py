"""The first cell of a published notebook, in kernels of environments as readers have them."""

import json
import shutil
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from book import wheel
from book.extension import notebooks
from book.wheel import Wheel
from tests.tools.environment import environment, tiny
from tests.tools.host import serve

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

WHERE = (
    "import importlib.metadata as m; print(m.distribution('livenet').read_text('direct_url.json'))"
)


class Reader:
    """A reader's machine: an environment without livenet, and a folder for notebooks."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.python = environment(folder, "livenet")
        self.folder = folder / "读者 notebooks"
        self.folder.mkdir()
        spec = folder / "data" / "kernels" / "reader"
        spec.mkdir(parents=True)
        command = [str(self.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        (spec / "kernel.json").write_text(
            json.dumps({"argv": command, "display_name": "Reader", "language": "python"})
        )
        monkeypatch.setenv("JUPYTER_DATA_DIR", str(folder / "data"))
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        for name in ("PIP_FIND_LINKS", "PYTHONPATH", "BOOK_SITE", "BOOK_WHEELS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr("book.address.repository", lambda: "")

    def pip(self, *arguments: str | Path) -> None:
        command = [self.python, "-m", "pip", "install", "--quiet", *arguments]
        subprocess.run(command, check=True, capture_output=True)

    def where(self) -> str | None:
        """Return where the livenet that is installed came from."""
        told = subprocess.run([self.python, "-c", WHERE], capture_output=True, text=True)
        return str(json.loads(told.stdout)["url"]) if told.returncode == 0 else None

    def run(self, installs: Wheel, *before: str) -> str:
        """Run some cells and then the first one of a notebook; return what that shows."""
        cells = [nbformat.v4.new_code_cell(code) for code in before]
        first = nbformat.v4.new_code_cell(notebooks.install(installs))
        NotebookClient(
            nbformat.v4.new_notebook(cells=[*cells, first]),
            kernel_name="reader",
            timeout=600,
            allow_errors=True,
            resources={"metadata": {"path": str(self.folder)}},
        ).execute()
        said = ["".join(o.get("text", o.get("traceback", ""))) for o in first.outputs]
        return "\n".join(said)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    return Reader(tmp_path, monkeypatch)


def test_it_says_nothing_where_the_pages_two_commands_were_followed(
    reader: Reader, tmp_path: Path
) -> None:
    """The site has no address, and no network is there."""
    file = tiny(tmp_path)
    reader.pip(file)
    assert reader.run(Wheel.read(file), "import livenet") == ""


def test_it_takes_the_wheel_that_lies_beside_the_notebook(reader: Reader, tmp_path: Path) -> None:
    file = Path(shutil.move(tiny(tmp_path), reader.folder))
    said = reader.run(Wheel.read(file))
    assert reader.where() == file.as_uri()
    assert "F5" not in said  # for no page shows this kernel; tests/lab sees one that does


def test_it_tells_what_to_do_without_one(reader: Reader, tmp_path: Path) -> None:
    said = reader.run(Wheel.read(tiny(tmp_path)))
    assert "download livenet-0.1.0-py3-none-any.whl from the menu of its page" in said
    assert "请从网页的菜单里下载 livenet-0.1.0-py3-none-any.whl" in said
    assert "Traceback" not in said


def test_the_second_host_is_asked_when_the_first_does_not_answer(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wheels").mkdir()
    file = tiny(tmp_path / "wheels")
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))  # and does not listen
        monkeypatch.setenv("BOOK_SITE", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        with serve(tmp_path / "wheels") as second:
            monkeypatch.setenv("BOOK_WHEELS", second)
            said = reader.run(Wheel.read(file))
            assert reader.where() == f"{second}{file.name}"
    assert "Traceback" not in said


def test_it_says_so_where_nobody_answers(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.socket()) as silent:
        silent.bind(("127.0.0.1", 0))
        monkeypatch.setenv("BOOK_SITE", f"http://127.0.0.1:{silent.getsockname()[1]}/")
        monkeypatch.setenv("PIP_RETRIES", "0")
        said = reader.run(Wheel.read(tiny(tmp_path)))
    assert "mend that (the network, a proxy), and run this cell again." in said
    assert "请先解决（网络、代理），再运行这个单元格。" in said
    assert "Traceback" not in said


def test_another_hash_is_refused_and_the_second_host_not_asked(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wheels").mkdir()
    file = tiny(tmp_path / "wheels", "another = True")
    right = Wheel.read(tiny(tmp_path))
    with serve(tmp_path / "wheels") as first, serve(tmp_path) as second:
        monkeypatch.setenv("BOOK_SITE", first.removesuffix("wheels/"))
        monkeypatch.setenv("BOOK_WHEELS", second)
        (tmp_path / "wheels" / "wheels").mkdir()
        shutil.copy(file, tmp_path / "wheels" / "wheels")
        said = reader.run(right)
    assert right.sha256 in said
    assert "was not installed: download the notebook again" in said
    assert "没有安装：请从网页上重新下载这本笔记本。" in said
    assert reader.where() is None


def test_another_livenet_of_the_same_version_is_replaced_and_a_restart_asked_for(
    reader: Reader, tmp_path: Path
) -> None:
    reader.pip(tiny(tmp_path, "another = True"))
    file = Path(shutil.move(tiny(tmp_path), reader.folder))
    said = reader.run(Wheel.read(file), "import livenet")
    assert "restart it, then run all cells" in said
    assert "请重启内核，再运行全部单元格" in said
    assert reader.where() == file.as_uri()
    # Restarted, there is nothing to say.
    assert (
        reader.run(Wheel.read(file), "import livenet; assert not hasattr(livenet, 'another')") == ""
    )


def test_it_says_what_to_do_without_pip(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packages" / "pip").unlink()
    monkeypatch.setenv("PATH", "/usr/bin:/bin")  # without uv
    shutil.move(tiny(tmp_path), reader.folder)
    said = reader.run(Wheel.read(next(reader.folder.glob("*.whl"))))
    assert f"{reader.python} -m ensurepip" in said
    assert "这个内核的环境里没有 pip" in said
    assert "Traceback" not in said


def test_a_python_that_is_too_old_is_told(reader: Reader, tmp_path: Path) -> None:
    old = "import sys; sys.version_info, sys.version = (3, 10, 12), '3.10.12 (main)'"
    said = reader.run(Wheel.read(tiny(tmp_path)), old)
    assert "needs Python 3.11 or newer, and this kernel is Python 3.10.12" in said
    assert "而这个内核是 Python 3.10.12：请换一个内核。" in said


def test_distutils_comes_without_setuptools(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 3.12 on Python has none, and setuptools brings it only to a Python that starts."""
    assert "setuptools" not in notebooks.install(Wheel("a-1-py3-none-any.whl", "1"))
    needed = wheel.others()
    assert needed["distutils"].startswith("standard-distutils==")
    command = wheel.requirements(Wheel("a-1-py3-none-any.whl", "1"))
    assert f"\"{needed['distutils']}; python_version >= '3.12'\"" in command
