"""The chapters as they are written: twins, clean, complete, and readable everywhere."""

import ast
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import pytest
import yaml

from book import ROOT
from book.authoring.chinese_copy import complaints, texts
from book.editions import EDITIONS, contents, sources

PAGES = [entry["file"] for entry in contents("zh")["chapters"]]
NAMES = [name for name in PAGES if (sources("zh") / f"{name}.ipynb").is_file()]
NOTEBOOKS = [sources(edition) / f"{name}.ipynb" for edition in EDITIONS for name in NAMES]


def identify(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=identify)
each_chapter = pytest.mark.parametrize("name", NAMES)


def read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def cells(path: Path, kind: str) -> dict[str, str]:
    """Return {id: source} of a notebook's cells of one kind."""
    return {
        cell["id"]: "".join(cell["source"])
        for cell in read(path)["cells"]
        if cell["cell_type"] == kind
    }


def prose(path: Path) -> str:
    """Return all Markdown of a notebook without its code, inline or fenced."""
    text = "\n\n".join(cells(path, "markdown").values())
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def test_the_two_tables_of_contents_are_twins() -> None:
    assert contents("zh") == contents("en")


def test_every_chapter_is_in_the_contents() -> None:
    written = {p.stem for edition in EDITIONS for p in sources(edition).iterdir() if p.is_file()}
    assert written == {"index", *PAGES}


@each_chapter
def test_twins_have_the_same_cells_and_the_same_code(name: str) -> None:
    zh, en = (read(sources(edition) / f"{name}.ipynb")["cells"] for edition in ("zh", "en"))
    assert [(c["id"], c["cell_type"]) for c in zh] == [(c["id"], c["cell_type"]) for c in en]
    for key in ("tags", "livenet"):
        assert [c["metadata"].get(key) for c in zh] == [c["metadata"].get(key) for c in en]
    code = [[c["source"] for c in twin if c["cell_type"] == "code"] for twin in (zh, en)]
    assert code[0] == code[1]


@each_notebook
def test_a_source_holds_no_outputs(path: Path) -> None:
    notebook = read(path)
    assert "widgets" not in notebook["metadata"]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], cell["id"]
            assert cell["execution_count"] is None, cell["id"]


@each_notebook
def test_a_notebook_names_the_kernel_that_every_host_has(path: Path) -> None:
    assert read(path)["metadata"]["kernelspec"]["name"] == "python3"


MYST_ONLY = {
    "directive": r"^(`{3,}|:{3,})\s*\{",
    "role": r"\{[a-z:]+\}`",
    "target": r"^\([\w-]+\)=\s*$",
    "comment": r"^%\s",
    "block break": r"^\+\+\+",
    "attribute": r"\]\([^)]*\)\{",
    "substitution": r"\{\{.*\}\}",
}


@each_notebook
@pytest.mark.parametrize("syntax", MYST_ONLY)
def test_no_syntax_that_only_myst_knows(path: Path, syntax: str) -> None:
    for cell, text in cells(path, "markdown").items():
        assert not re.search(MYST_ONLY[syntax], text, flags=re.MULTILINE), cell


@each_notebook
def test_every_line_of_code_fits_a_laptops_page(path: Path) -> None:
    """In cells, in solutions and other listings: what `chapters/ruff.toml` cannot break, too."""
    listings = list(cells(path, "code").items())
    for cell, text in cells(path, "markdown").items():
        listings += [(cell, code) for code in re.findall(r"```.*?```", text, flags=re.DOTALL)]
    long = [(cell, line) for cell, code in listings for line in code.splitlines() if wide(line)]
    assert long == []


def wide(line: str) -> bool:
    return sum(2 if east_asian_width(mark) in "WF" else 1 for mark in line) > 72


@each_notebook
def test_a_heading_opens_its_cell(path: Path) -> None:
    for cell, text in cells(path, "markdown").items():
        body = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        headings = re.findall(r"^#{1,6}\s", body, flags=re.MULTILINE)
        assert len(headings) <= 1, cell
        assert not headings or body.startswith("#"), cell


@each_notebook
def test_what_a_colon_announces_comes_next(path: Path) -> None:
    """No question stands between a sentence that announces a cell and that cell."""
    parted = [
        before["id"]
        for before, after in pairwise(read(path)["cells"])
        if before["cell_type"] == after["cell_type"] == "markdown"
        and "".join(before["source"]).rstrip().endswith((":", "："))
    ]
    assert not parted


@each_notebook
def test_a_question_never_comes_just_before_a_code_cell(path: Path) -> None:
    """What a sentence says to look for comes next, or is asked to be predicted."""
    parted = [
        question["id"]
        for question, after in pairwise(read(path)["cells"])
        if question["id"].startswith("ask-") and after["cell_type"] == "code"
        if question["metadata"]["livenet"].get("predicts") != after["id"]
    ]
    assert not parted


@each_notebook
def test_what_was_seen_is_told_just_after_its_cell(path: Path) -> None:
    parted = [
        told["id"]
        for before, told in pairwise(read(path)["cells"])
        if re.search("^after-|-seen$", told["id"]) and before["cell_type"] != "code"
    ]
    assert not parted


@each_notebook
def test_a_chapter_opens_with_its_objectives(path: Path) -> None:
    first = next(iter(cells(path, "markdown").items()))
    need, time = {"zh": ("需要", "用时"), "en": ("You need", "Time")}[path.parent.name]
    assert first[0] == "objectives"
    assert first[1].startswith("# ")
    assert len(re.findall(r"^[-*] ", first[1], flags=re.MULTILINE)) >= 3
    assert need in first[1]
    assert time in first[1]


QUESTION = {"zh": ("**想一想** ", "答案"), "en": ("**Quick question** ", "Answer")}


@each_notebook
def test_a_question_is_told_by_its_id_its_metadata_and_its_words(path: Path) -> None:
    opening, answer = QUESTION[path.parent.name]
    for cell in read(path)["cells"]:
        text = "".join(cell["source"])
        told = cell["id"].startswith("ask-")
        assert told == ("question" in cell["metadata"].get("livenet", {})), cell["id"]
        assert told == text.startswith(opening), cell["id"]
        assert not told or f"<summary>{answer}</summary>" in text, cell["id"]


@each_notebook
def test_a_prediction_says_so_and_its_cell_follows(path: Path) -> None:
    opening = {"zh": "**想一想** 先猜：", "en": "**Quick question** Predict: "}[path.parent.name]
    listed = read(path)["cells"]
    predicted = 0
    for place, cell in enumerate(listed):
        cell_id = cell["metadata"].get("livenet", {}).get("predicts")
        assert "".join(cell["source"]).startswith(opening) == bool(cell_id), cell["id"]
        if cell_id:
            near = [c["id"] for c in listed[place + 1 : place + 4] if c["cell_type"] == "code"]
            assert cell_id in near, cell["id"]
            predicted += 1
    assert predicted >= 3 or path.stem[:2] not in [f"{n:02}" for n in range(1, 10)]


@each_notebook
def test_a_chapter_with_exercises_asks_four_questions(path: Path) -> None:
    found = cells(path, "markdown")
    if "exercises" in found:
        assert len([cell for cell in found if cell.startswith("ask-")]) >= 4


@each_notebook
def test_a_chapter_closes_with_what_to_remember(path: Path) -> None:
    last = read(path)["cells"][-1]
    text = "".join(last["source"])
    assert last["id"] == "remember"
    assert text.startswith({"zh": "## 记住", "en": "## What to remember"}[path.parent.name])
    assert len(re.findall(r"^[-*] ", text, flags=re.MULTILINE)) >= 4


@each_notebook
def test_every_image_has_an_alt_text_and_exists(path: Path) -> None:
    for alt, target in re.findall(
        r"!\[(.*?)\]\((.*?)\)", "\n".join(cells(path, "markdown").values())
    ):
        assert len(alt) > 10, target
        assert (path.parent / target).is_file(), target


@each_notebook
def test_alt_texts_and_captions_are_in_the_pages_language(path: Path) -> None:
    chinese = path.parent.name == "zh"
    for cell in read(path)["cells"]:
        if shown := cell["metadata"].get("mystnb"):
            words = (shown["image"]["alt"], shown["figure"]["caption"])
            assert all(words), cell["id"]
            assert all(bool(re.search("[\u4e00-\u9fff]", text)) == chinese for text in words), cell[
                "id"
            ]


@each_notebook
def test_links_within_the_book_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", prose(path)):
        if target.startswith("http"):
            continue
        file, _, anchor = target.partition("#")
        page = path.parent / file if file else path
        assert page.is_file(), target
        assert not anchor or anchor in cells(page, "markdown"), target


@each_notebook
def test_code_cells_are_short_and_in_english(path: Path) -> None:
    sizes = []
    for cell, text in cells(path, "code").items():
        sizes.append(text.count("\n") + (not text.startswith("%%writefile")))
        assert sizes[-1] <= 24, cell
        assert text.isascii(), cell
    assert sorted(sizes)[len(sizes) // 2] <= 8  # of 72 columns


# How America spells what this book spells as Britain does, "-ize" verbs of its prose among it.
AMERICAN = re.compile(
    r"\b(?:colors?|gray|center(?:ed|s)?|behavior|neighbors?|favorites?|learned|labeled|canceled"
    r"|(?:un|re)?normaliz\w+|initializ\w+|recogniz\w+|generaliz\w+|analyz\w+)\b"
)


@pytest.mark.parametrize("name", NAMES)
def test_english_prose_is_british_and_its_quotes_are_curly(name: str) -> None:
    text = re.sub(r"<[^>]*>", "", prose(sources("en") / f"{name}.ipynb"))
    own = re.sub("“[^”]*”", "", text)  # what others wrote, they spell
    assert AMERICAN.findall(own) == []
    assert '"' not in text


def test_chinese_copy_has_no_complaint() -> None:
    assert [line for where, text in texts() for line in complaints(where, text)] == []


_SLANTED = re.compile(r"(?<!\*)\*(?![*\s])[^*\n]*[\u4e00-\u9fff][^*\n]*(?<!\s)\*(?!\*)")


@pytest.mark.parametrize("path", [p for p in NOTEBOOKS if p.parent.name == "zh"], ids=identify)
def test_chinese_is_not_slanted(path: Path) -> None:
    """Its characters have no italics: a stress is bold."""
    assert _SLANTED.findall(prose(path)) == []


def test_the_chinese_linter_sees_a_missing_space() -> None:
    assert complaints("here", "一个tensor的形状") == [
        "here:1: 一个tensor的形状 -> 一个 tensor 的形状"
    ]


# 权重权重; but 一层一层, 一点一点 are words.
DOUBLED_CHINESE = re.compile(r"(?!一)([\u4e00-\u9fff]{2,})\1")
DOUBLED_ENGLISH = re.compile(r"\b([a-z]+) \1\b", flags=re.IGNORECASE)


def english_texts() -> Iterator[tuple[str, str]]:
    """Yield (where, Markdown) of the English pages, with a mark in the place of code and maths."""
    for path in sorted(sources("en").iterdir()):
        if path.suffix == ".md":
            found = {path.name: path.read_text(encoding="utf-8")}
        else:
            found = {f"{path.name}#{cell}": text for cell, text in cells(path, "markdown").items()}
        for where, text in found.items():
            yield where, re.sub(r"```.*?```|`[^`\n]*`|\$[^$]*\$", "·", text, flags=re.DOTALL)


def test_no_word_stands_twice_in_a_row() -> None:
    doubled = [(where, m[0]) for where, text in texts() for m in DOUBLED_CHINESE.finditer(text)]
    for where, text in english_texts():
        doubled += [(where, m[0]) for m in DOUBLED_ENGLISH.finditer(text)]
    assert doubled == []


# Each code cell of the seed and of its Markdown, and what must stand in a cell of the chapter
# that is its living descendant.
SEED = {
    "definition": ("02-define", r"class \w+\(nn\.Module\):[\s\S]*nn\.Conv2d\(1, 6, 5\)"),
    "print(net)": ("02-define", r"print\(net\)"),
    "parameters": ("02-define", r"list\(net\.parameters\(\)\)"),
    "first parameter's size": ("02-define", r"params\[0\]\.size\(\)"),
    "32×32 input": ("02-define", r"torch\.randn\(1, 1, 32, 32\)"),
    "random backward": ("04-backward", r"backward\(torch\.randn\(1, 10\)\)"),
    "zero_grad": ("04-backward", r"net\.zero_grad\(\)"),
    "dummy target": ("03-loss", r"torch\.randn\(10\)"),
    "target's shape": ("03-loss", r"\.view\(1, -1\)"),
    "MSELoss": ("03-loss", r"nn\.MSELoss\(\)"),
    "grad_fn": ("03-loss", r"loss\.grad_fn"),
    "grad_fn walk": ("03-loss", r"next_functions\[0\]\[0\]\.next_functions\[0\]\[0\]"),
    "conv1.bias.grad": ("04-backward", r"net\.conv1\.bias\.grad"),
    "loss.backward": ("04-backward", r"loss\.backward\(\)"),
    "hand-made SGD step": ("05-update", r"for \w+ in net\.parameters\(\)"),
    "torch.optim": ("05-update", r"optim\.SGD\(net\.parameters\(\), lr=0\.01\)"),
    "optimizer.step": ("05-update", r"optimizer\.step\(\)"),
}


@pytest.mark.parametrize("cell", SEED)
def test_every_cell_of_the_seed_has_its_living_descendant(cell: str) -> None:
    name, pattern = SEED[cell]
    code = cells(sources("en") / f"{name}.ipynb", "code").values()
    assert any(re.search(pattern, text) for text in code)


def forward_of(source: str, class_name: str) -> list[str]:
    """Return the statements of a network's layers and forward, without comments and types."""
    classes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ClassDef)]
    net = next(node for node in classes if node.name == class_name)
    functions = [node for node in net.body if isinstance(node, ast.FunctionDef)]
    return [
        ast.unparse(statement)
        for function in functions
        for statement in function.body
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
    ]


@pytest.mark.parametrize("name", ["01-overview", "02-define"])
def test_the_package_holds_the_network_that_the_chapters_define(name: str) -> None:
    package = forward_of((ROOT / "src/livenet/lenet.py").read_text(encoding="utf-8"), "LeNet")
    code = cells(sources("en") / f"{name}.ipynb", "code").values()
    cell = next(text for text in code if "class LeNet(" in text)
    assert forward_of(cell, "LeNet") == package


def bare(definition: ast.stmt) -> str:
    """Return a function or a class without types, docstrings and the check of its arguments."""
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            node.decorator_list = [
                d for d in node.decorator_list if not ast.unparse(d).startswith("checked(")
            ]
            for argument in node.args.args:
                argument.annotation = None
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            del node.body[0]
        if isinstance(node, ast.ClassDef):
            node.bases = [b.value if isinstance(b, ast.Subscript) else b for b in node.bases]
    return ast.unparse(definition)


def definitions(source: str) -> dict[str, str]:
    """Return {name: code} of the functions and classes that a module or a cell defines."""
    return {
        node.name: bare(node)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


@pytest.mark.parametrize("name", ["DigitSet", "progress", "train_epoch", "evaluate", "EarlyStop"])
def test_the_package_trains_with_the_code_of_chapter_6(name: str) -> None:
    package = definitions((ROOT / "src/livenet/train.py").read_text(encoding="utf-8"))
    code = cells(sources("en") / "06-train.ipynb", "code").values()
    shown = {k: v for text in code for k, v in definitions(text).items()}
    assert shown[name] == package[name]


def test_the_english_settings_say_only_what_differs() -> None:
    def leaves(tree: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
        if not isinstance(tree, dict):
            return {path: tree}
        return {k: v for key in tree for k, v in leaves(tree[key], (*path, key)).items()}

    zh, en = (
        leaves(yaml.safe_load((ROOT / file).read_text(encoding="utf-8")))
        for file in ("_config.yml", "_config.en.yml")
    )
    assert [key for key in en if key in zh and en[key] == zh[key]] == []
