"""One commit of a small book, published for two invented owners, and built for nobody.

Each is published as `make publish` does it, into a bare repository, where every link of a page to
the repository must find its file.
"""

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from book import ROOT
from book.site import python
from tests.tools import onepage

pytestmark = pytest.mark.slow

OWNERS = ("Ada/live-nets", "grace/grace.github.io")
HOMES = ("https://ada.github.io/live-nets/", "https://grace.github.io/")
WRITTEN = "drafts"  # the branch where the book is written
TITLES = {"zh": "标题", "en": "Title"}
CODE = """import ipywidgets
from livenet import plot
import matplotlib.pyplot as plt
plot.use_book_style()
plt.plot([1, 2]);"""
WIDGET = 'ipywidgets.HBox([ipywidgets.IntSlider(description="one"), ipywidgets.Text()])'


class Published(NamedTuple):
    """What was published for an owner, and the bare repository that holds it."""

    owner: str
    home: str
    bare: Path
    site: Path

    def files(self, branch: str) -> set[str]:
        return set(git(self.bare, "ls-tree", "-r", "--name-only", branch).decode().split())

    def read(self, branch: str, path: str) -> bytes:
        return git(self.bare, "show", f"{branch}:{path}")

    def page(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.read("gh-pages", path), "html.parser")

    def notebook(self, path: str) -> nbformat.NotebookNode:
        text = self.read("notebooks", path).decode()
        notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)
        return notebook


def git(folder: Path, *command: str) -> bytes:
    return subprocess.run(["git", *command], cwd=folder, check=True, stdout=subprocess.PIPE).stdout


def chapter(edition: str) -> nbformat.NotebookNode:
    """Return a chapter with all that a notebook is published without, or with other links."""
    title = TITLES[edition]
    shown = {"figure": {"caption": f"{title} 1"}, "image": {"alt": f"{title} 2"}}
    return onepage.notebook(
        nbformat.v4.new_markdown_cell(
            f"# {title}\n\n[one](words.md) [two](a.ipynb#part) [three](#part)", id="objectives"
        ),
        nbformat.v4.new_code_cell(CODE, id="curve", metadata={"mystnb": shown}),
        nbformat.v4.new_code_cell(WIDGET, id="widget"),
        nbformat.v4.new_markdown_cell(
            "## Part\n\n> [!NOTE]\n> Mind.\n\n![lenet](../../assets/images/lenet.svg)", id="part"
        ),
    )


@pytest.fixture(scope="module", autouse=True)
def quick_git(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let git make nothing small: nobody asks how much is pushed, and it took half of the time."""
    config = tmp_path_factory.mktemp("git") / "config"
    config.write_text(
        "[include]\n\tpath = ~/.config/git/config\n\tpath = ~/.gitconfig\n"
        "[core]\n\tcompression = 0\n[pack]\n\twindow = 0\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(config))
        yield


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout of this repository as it is, with one chapter and one page of words."""
    folder = tmp_path_factory.mktemp("publish") / "book"
    named = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").decode()
    for name in filter(None, named.split("\0")):
        if not name.startswith(("chapters/", "tests/")) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for edition in TITLES:
        source = folder / "chapters" / edition
        source.mkdir(parents=True)
        nbformat.write(chapter(edition), source / "a.ipynb")
        (source / "words.md").write_text("# Words\n", encoding="utf-8")
        toc = {"format": "jb-book", "root": f"chapters/{edition}/words"}
        toc["chapters"] = [{"file": f"chapters/{edition}/a"}]  # type: ignore[assignment]
        name = "_toc.yml" if edition == "zh" else "_toc.en.yml"
        (folder / name).write_text(yaml.safe_dump(toc), encoding="utf-8")
    (folder / "web" / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    (folder / "web" / "dist").symlink_to(ROOT / "web" / "dist")
    # What the pages' Python boots from is the same as here, and takes long to pack.
    python.pack()
    shutil.copytree(python.PACK, folder / "_build" / "python")
    git(folder, "init", "--quiet", "--initial-branch", WRITTEN)
    git(folder, "add", "--all")
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    git(folder, *who, "commit", "--quiet", "--message", "A small book")
    git(folder, "branch", "notebooks")  # somebody's own, of the name of one that is published
    return folder


def run(book: Path, module: str, *words: str, **surroundings: str) -> str:
    """Run a module of the book; return what it said to standard error."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "BOOK_"))}
    known["PYTHONPATH"] = str(book / "src")
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(
        command, cwd=book, env=known | surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


@pytest.fixture(scope="module", params=zip(OWNERS, HOMES, strict=True), ids=OWNERS)
def published(request: pytest.FixtureRequest, book: Path) -> Published:
    owner, home = request.param
    bare = book.parent / owner.replace("/", "+")
    git(book, "init", "--quiet", "--bare", str(bare))
    git(book, "push", "--quiet", str(bare), WRITTEN)
    run(book, "book.site.build", GITHUB_REPOSITORY=owner)
    for _ in range(2 if owner == OWNERS[0] else 1):  # again, over what was published before
        run(book, "book.site.deploy", str(bare), GITHUB_REPOSITORY=owner)
    return Published(owner, home, bare, book / "_build" / "site")


@pytest.fixture(scope="module")
def unknown(book: Path) -> Path:
    """Return the site that is built where nobody says whose it is: git refuses, and tells once."""
    said = run(book, "book.site.build", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert said.count("dubious ownership") == 1
    assert said.count("git does not tell whose book this is") == 1
    return book / "_build" / "site"


def links(page: BeautifulSoup) -> Iterator[str]:
    for link in page.select("a[href]"):
        yield str(link["href"])


def find(address: str) -> tuple[str, str, str] | None:
    """Return the repository, branch and path that an address on the web means, if any."""
    path = unquote(urlsplit(address).path)
    asked = parse_qs(urlsplit(address).query)
    if urlsplit(address).netloc == "kaggle.com":
        assert path == "/kernels/welcome"
        return find(asked["src"][0])
    for host, form in {
        "colab.research.google.com": r"/github/([^/]+/[^/]+)/blob/([^/]+)/(.+)",
        "modelscope.cn": r"/notebook/share/github/([^/]+/[^/]+)/blob/([^/]+)/(.+)",
        "github.com": r"/([^/]+/[^/]+)/(?:edit|blob)/([^/]+)/(.+)",
        "mybinder.org": r"/v2/gh/([^/]+/[^/]+)/([^/]+)()",
    }.items():
        if urlsplit(address).netloc == host and (match := re.fullmatch(form, path)):
            return match[1], match[2], match[3] or asked["labpath"][0]
    return None


@pytest.mark.parametrize("edition", TITLES)
def test_each_link_of_a_chapter_finds_its_file(published: Published, edition: str) -> None:
    found = [
        target for link in links(published.page(f"{edition}/a.html")) if (target := find(link))
    ]
    branches = [*["notebooks"] * 3, WRITTEN, WRITTEN]  # Colab, ModelScope, Kaggle; Binder, edit
    assert [target[:2] for target in found] == [(published.owner, branch) for branch in branches]
    for _, branch, path in found:
        assert path.endswith("/a.ipynb")
        assert f"{edition}/" in path
        assert path in published.files(branch)


@pytest.mark.parametrize("edition", TITLES)
def test_a_page_without_code_is_edited_and_reported_on(published: Published, edition: str) -> None:
    menu = [str(a["href"]) for a in published.page(f"{edition}/words.html").select(".menu a")]
    assert menu.pop(0) == "words.md"  # the page as Markdown
    assert [find(link) for link in menu] == [
        (published.owner, WRITTEN, f"chapters/{edition}/words.md"),
        None,
    ]
    assert f"chapters/{edition}/words.md" in published.files(WRITTEN)
    assert menu[1].startswith(f"https://github.com/{published.owner}/issues/new?")


def test_a_report_names_the_page_and_the_version(published: Published) -> None:
    report = next(link for link in links(published.page("en/a.html")) if "/issues/new" in link)
    commit = git(published.bare, "rev-parse", WRITTEN).decode()[:9]
    said = parse_qs(urlsplit(report).query)
    assert said["title"] == ["a"]
    assert "Page: en/a\n" in said["body"][0]
    assert f"Version: {commit}\n" in said["body"][0]


def test_no_link_is_of_another_owner(published: Published) -> None:
    others = [owner for owner in OWNERS if owner != published.owner]
    for branch in ("gh-pages", "notebooks"):
        for path in published.files(branch):
            text = published.read(branch, path).decode(errors="ignore")
            assert not [owner for owner in others if owner in text], path


def test_the_table_of_the_notebooks_opens_them(published: Published) -> None:
    table = published.read("notebooks", "README.md").decode()
    entries = re.findall(r"\[(\S+)\]\((\S+)\)", table)
    services = ["Colab", "ModelScope", "Kaggle"]
    assert [name for name, _ in entries] == [TITLES["zh"], *services, TITLES["en"], *services]
    for edition, row in zip(TITLES, (entries[:4], entries[4:]), strict=True):
        path = f"{edition}/a.ipynb"
        assert path in published.files("notebooks")
        assert row[0][1] == path
        for _, place in row[1:]:
            assert find(place) == (published.owner, "notebooks", path)


def test_a_notebook_installs_what_the_site_carries(published: Published) -> None:
    cells = [published.notebook(f"{edition}/a.ipynb").cells[1] for edition in TITLES]
    assert cells[0] == cells[1]
    called = re.search(r"^install\((.*)\)$", cells[0].source, re.DOTALL | re.MULTILINE)
    assert called
    file, sha256, folders, _ = ast.literal_eval(f"({called[1]})")
    assert folders[0] == f"{published.home}wheels/"
    wheel = published.read("gh-pages", f"wheels/{file}")
    assert hashlib.sha256(wheel).hexdigest() == sha256
    command = published.page("en/a.html").select_one(".menu pre")
    assert command
    assert f'"livenet @ {folders[0]}{file}#sha256={sha256}"' in command.get_text()


@pytest.mark.parametrize("edition", TITLES)
def test_a_notebook_is_executed_and_reads_well_elsewhere(
    published: Published, edition: str
) -> None:
    notebook = published.notebook(f"{edition}/a.ipynb")
    nbformat.validate(notebook)
    first, _, curve, caption, widget, part = notebook.cells
    page = f"{published.home}{edition}/"
    assert re.findall(r"\]\((.*?)\)", first.source) == [
        *(f"{page}words.html", f"{page}a.html#part", f"{page}a.html#part", f"{page}a.html")
    ]
    assert any("image/svg+xml" in output.get("data", {}) for output in curve.outputs)
    assert curve.metadata.mystnb.image.alt == f"{TITLES[edition]} 2"
    assert caption.source == f"*{TITLES[edition]} 1*"
    state = notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    view = widget.outputs[0].data["application/vnd.jupyter.widget-view+json"]["model_id"]
    shown = [one.removeprefix("IPY_MODEL_") for one in state[view]["state"]["children"]]
    assert [state[one]["model_name"] for one in shown] == ["IntSliderModel", "TextModel"]
    assert "[!NOTE]" not in part.source
    assert f"> **{'备注**：' if edition == 'zh' else 'Note**: '}Mind." in part.source
    picture = re.findall(r"!\[lenet\]\((.*?)\)", part.source)
    assert picture == [f"{page}notebooks/lenet.svg"]
    assert picture[0].removeprefix(published.home) in published.files("gh-pages")


def test_a_text_that_is_copied_tells_its_page(published: Published) -> None:
    text = published.read("gh-pages", "zh/a.md").decode()
    assert f"]({published.home}zh/a.html)" in text
    assert "](words.md) [two](a.md#part)" in text
    assert "## Part {#part}" in text
    listed = published.read("gh-pages", "llms.txt").decode().splitlines()
    for edition, title in TITLES.items():  # a page of no more than a heading has no summary
        assert f"- [Words]({edition}/words.md)" in listed
        assert any(line.startswith(f"- [{title}]({edition}/a.md): one two") for line in listed)


def test_the_download_is_the_notebook_of_the_branch(published: Published) -> None:
    page = published.page("zh/a.html")
    download = next(str(a["href"]) for a in page.select(".menu a[download]"))
    assert published.read("gh-pages", f"zh/{download}") == published.read("notebooks", "zh/a.ipynb")


def test_what_is_published_has_no_past(published: Published) -> None:
    for branch in ("gh-pages", "notebooks"):
        assert git(published.bare, "rev-list", "--count", branch).strip() == b"1"


def test_the_checkout_stays_as_it_was(published: Published, book: Path) -> None:
    assert git(book, "status", "--porcelain") == b""
    assert git(book, "branch", "--format", "%(refname:short)").decode().split() == [
        WRITTEN,
        "notebooks",
    ]
    assert git(book, "rev-parse", "notebooks") == git(book, "rev-parse", WRITTEN)


def test_unknown_means_no_dead_button(unknown: Path) -> None:
    for page in unknown.rglob("*.html"):
        shown = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for link in links(shown):
            assert find(link) is None, (page, link)
            if not urlsplit(link).netloc and urlsplit(link).path:
                start = unknown if link.startswith("/") else page.parent
                named = unquote(urlsplit(link).path).lstrip("/")
                assert (start / named).is_file(), (page, link)


def test_unknown_means_that_livenet_comes_from_the_same_folder(unknown: Path) -> None:
    place = unknown / "zh" / "notebooks"
    cells = json.loads((place / "a.ipynb").read_text(encoding="utf-8"))["cells"]
    source = "".join(cells[1]["source"])
    called = re.search(r"^install\((.*)\)$", source, re.DOTALL | re.MULTILINE)
    assert called
    file, _, folders, _ = ast.literal_eval(f"({called[1]})")
    assert (place / folders[0] / file).is_file()
    assert file.endswith(".whl")


@pytest.mark.parametrize(
    ("words", "said"),
    [(["origin", "master"], "not master"), (["nowhere"], "git failed")],
)
def test_what_cannot_be_published_is_told(unknown: Path, words: list[str], said: str) -> None:
    command = [sys.executable, "-m", "book.site.deploy", *words]
    done = subprocess.run(
        command, cwd=unknown.parents[1], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert said in done.stderr.splitlines()[-1]


def test_a_book_within_another_repository_is_not_published_to_it(
    unknown: Path, tmp_path: Path
) -> None:
    """Its `origin` is the other one's, whose branches a push would overwrite."""
    bare, inner = tmp_path / "theirs.git", tmp_path / "theirs" / "book"
    git(tmp_path, "init", "--quiet", "--bare", str(bare))
    inner.mkdir(parents=True)
    git(inner.parent, "init", "--quiet")
    git(inner.parent, "remote", "add", "origin", str(bare))
    shutil.copytree(unknown.parents[1] / "book", inner / "book")
    shutil.copytree(unknown, inner / "_build" / "site")
    command = [sys.executable, "-m", "book.site.deploy"]
    done = subprocess.run(command, cwd=inner, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Clone the book with git" in done.stderr
    assert git(bare, "for-each-ref") == b""
