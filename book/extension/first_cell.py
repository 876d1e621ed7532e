"""What the first cell of a published notebook runs; `notebooks.install` copies its source.

So it stands alone, leaves one name, and speaks both languages. A Python of 3.8 can read it, to be
told that it is too old.
"""


def install(wheel: str, sha256: str, folders: "list[str]", others: "dict[str, str]") -> None:
    """Install what this notebook needs and lacks; say in one sentence what stands in the way.

    Args:
        wheel: the name of livenet's file.
        sha256: its hash; a file with another is refused.
        folders: where it lies: addresses, tried in turn, then folders seen from the notebook's.
        others: what to install for a module that is missing.
    """
    import importlib.metadata
    import importlib.util
    import json
    import os
    import shutil
    import subprocess
    import sys
    from pathlib import Path

    from IPython import get_ipython

    class Refused(Exception):
        def _render_traceback_(self) -> "list[str]":  # all that IPython shows of it
            return list(self.args)

    def has(module: str) -> bool:
        return importlib.util.find_spec(module) is not None

    def loaded() -> "list[str]":
        """Return what is on the disk of the packages that this kernel has imported."""
        names = {"livenet", "torch", "numpy"} & set(sys.modules)
        packages = [p for p in importlib.metadata.distributions() if p.metadata["Name"] in names]
        return sorted(p.version + (p.read_text("direct_url.json") or "") for p in packages)

    def is_here() -> bool:
        try:
            livenet = importlib.metadata.distribution("livenet")
        except importlib.metadata.PackageNotFoundError:
            return has("livenet")  # a checkout on the path
        origin = json.loads(livenet.read_text("direct_url.json") or "{}")
        known = origin.get("archive_info", {}).get("hashes", {}).get("sha256")
        known = known or origin.get("url", "").partition("#sha256=")[2]  # as uv keeps it
        alike = known == sha256 if known else livenet.version == wheel.split("-")[1]
        return bool(alike or "dir_info" in origin)

    def run(*arguments: str, retries: str = "5") -> str:
        """Return what pip says if it fails, else nothing."""
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
        if not has("pip"):
            pip = [shutil.which("uv") or "", "pip", "install", "--python", sys.executable]
        if not pip[0]:
            command = f"{sys.executable} -m ensurepip"
            raise Refused(
                "This kernel's environment has no pip: run this cell again after this command in a"
                " terminal.\n这个内核的环境里没有 pip：请先在终端里运行下面这条命令，"
                f"再运行这个单元格。\n{command}"
            )
        done = subprocess.run(
            [*pip, "--quiet", *arguments],
            env={"PIP_RETRIES": retries, **os.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        importlib.invalidate_caches()
        return done.stdout or "pip" if done.returncode else ""

    if sys.version_info < (3, 11):
        number = sys.version.split()[0]
        raise Refused(
            f"This notebook needs Python 3.11 or newer, and this kernel is Python {number}: choose"
            f" another kernel.\n这本笔记本需要 Python 3.11 或更新的版本，而这个内核是 Python"
            f" {number}：请换一个内核。"
        )
    if sys.platform == "emscripten":
        raise Refused(
            "The Python in a browser has no PyTorch: open this notebook in Colab, JupyterLab or"
            " VS Code.\n浏览器里的 Python 没有 PyTorch：请在 Colab、JupyterLab 或 VS Code 里打开"
            "这本笔记本。"
        )
    shell = get_ipython()
    asked = shell.get_parent() if hasattr(shell, "get_parent") else {}
    session = asked.get("header", {}).get("session")
    missing = [requirement for module, requirement in others.items() if not has(module)]
    had_anywidget, had_livenet, before = has("anywidget"), is_here(), loaded()
    said = ""
    if had_livenet and missing:
        said = run(*missing)
    elif not had_livenet:
        places = [folder + wheel for folder in folders if "://" in folder]
        files = [Path(folder, wheel).resolve() for folder in folders if "://" not in folder]
        places += [file.as_uri() for file in files if file.is_file()]
        if not places:
            raise Refused(
                f"The livenet of this notebook is not installed: download {wheel} from the menu of"
                " its page into its folder, and run this cell again.\n还没有安装这本笔记本的"
                f" livenet：请从网页的菜单里下载 {wheel}，放进笔记本所在的文件夹，"
                "再运行这个单元格。"
            )
        print("Installing what this notebook needs … 正在安装这本笔记本需要的东西……")
        for place in places:
            livenet = f"livenet @ {place}#sha256={sha256}"
            said = run(*missing, livenet, retries="5" if place == places[-1] else "1")
            if not said and not is_here():  # pip passes over another one of the same version
                said = run("--force-reinstall", "--no-deps", livenet)
            if not said or "HASH" in said.upper():
                break
    if said:
        print(*said.strip().splitlines()[-8:], sep="\n")
    if "HASH" in said.upper():
        raise Refused(
            f"{wheel} is not the one that this notebook was made with, and was not installed:"
            f" download the notebook again from its page.\n{wheel} 和这本笔记本不配套，没有安装："
            "请从网页上重新下载这本笔记本。"
        )
    if any(word in said for word in ("externally", "Permission denied", "Read-only file system")):
        raise Refused(
            "This Python may not be added to: make an environment (`python3 -m venv .venv`), choose"
            " it as the kernel, and run this cell again.\n这个 Python 不许安装东西：请建一个环境"
            "（`python3 -m venv .venv`），选它作内核，再运行这个单元格。"
        )
    if said:
        raise Refused(
            "Not everything could be installed, and the lines above say why: mend that (the"
            " network, a proxy), and run this cell again.\n没有全部装好，原因见上面几行：请先解决"
            "（网络、代理），再运行这个单元格。"
        )
    if loaded() != before or not has("livenet"):
        raise Refused(
            "Installed. This kernel still holds what was there before: restart it, then run all"
            " cells.\n装好了，但这个内核里还是原来的东西：请重启内核，再运行全部单元格。"
        )
    elsewhere = {"VSCODE_PID", "PYCHARM_HOSTED", "KAGGLE_KERNEL_RUN_TYPE"} & set(os.environ)
    elsewhere |= {"__vsc_ipynb_file__"} & set(shell.user_ns) | {"google.colab"} & set(sys.modules)
    if not had_anywidget and not elsewhere and "JPY_SESSION_NAME" in os.environ:
        shell.livenet_session = session  # another one once the page is loaded again
    if session and getattr(shell, "livenet_session", None) == session:
        print(
            "Load this page again in the browser (F5) before you go on, or no instrument shows:"
            " anywidget came after the page of Jupyter was opened. If that does not help, install"
            " anywidget where Jupyter itself runs.\n请先在浏览器里重新载入本页（F5），再往下走，"
            "否则部件显示不出来：anywidget 是在打开 Jupyter 的网页之后才装上的。如果还是不行，"
            "请在运行 Jupyter 的环境里也装上 anywidget。"
        )
