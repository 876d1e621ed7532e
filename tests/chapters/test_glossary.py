"""The glossary holds the words that CONTRIBUTING decides on, and leads to where they are shown."""

import json
import re
from collections.abc import Iterator

import pytest

from book import ROOT
from book.authoring.chinese_copy import texts
from book.editions import EDITIONS, sources


def rules() -> str:
    """Return what CONTRIBUTING says of words."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.split("\n## Words\n")[1].split("\n## ")[0]


def decided() -> dict[str, str]:
    """Return {term: Chinese} of CONTRIBUTING's list."""
    return dict(re.findall(r"([a-z][a-z ,-]*?) ([\u4e00-\u9fff][^,.\n]*)", rules()))


def left_in_english() -> set[str]:
    """Return the words that have no Chinese, but for the names of code."""
    return set(
        re.findall(r"Left in English are (.+?) and the names of code", rules())[0].split(", ")
    )


def explained(edition: str) -> dict[str, str]:
    """Return {term: Chinese} of an edition's glossary: a heading, then the word and a sentence."""
    text = (sources(edition) / "glossary.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^### (.+)\n\n\*\*(.+?)\*\*(?:：|: )\S.+[。.]$", text, re.MULTILINE))


def test_the_list_of_words_is_read_whole() -> None:
    words = decided()
    assert len(words) > 50
    assert words["logits"] == "未归一化的得分（logits）"
    assert words["training, validation and test set"] == "训练集、验证集、测试集"
    assert {"GPU", "logits", "softmax"} <= left_in_english()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_word_is_in_the_glossary_as_decided(edition: str) -> None:
    found = explained(edition)
    english = {term for term, word in found.items() if term == word}
    assert english == {"`state_dict`", *left_in_english() - {"GPU", "logits"}}
    assert {term: word for term, word in found.items() if term not in english} == decided()


PLACE = re.compile(
    r"^### (.+)\n\n\*\*(.+?)\*\*.+\n\n"
    r"(?:见\[第|Shown in \[chapter) (\d)(?: 章)?\]\((.+)\.ipynb#(.+)\)[。.]$",
    re.MULTILINE,
)


def places(edition: str) -> list[tuple[str, ...]]:
    """Return (term, Chinese, chapter, page, anchor) of all terms, in their order."""
    return PLACE.findall((sources(edition) / "glossary.md").read_text(encoding="utf-8"))


def section(edition: str, page: str, anchor: str) -> str:
    """Return the source of a section of a chapter, from its heading to the next as high."""
    cells = json.loads((sources(edition) / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    text = [("".join(cell["source"]), cell["cell_type"], cell["id"]) for cell in cells]
    depths = [
        len(source) - len(source.lstrip("#")) if kind == "markdown" else 0
        for source, kind, _ in text
    ]
    start = next(i for i, (_, _, name) in enumerate(text) if name == anchor and depths[i])
    later = range(start + 1, len(text))
    end = next((i for i in later if 0 < depths[i] <= depths[start]), None)
    return "\n".join(source for source, _, _ in text[start:end])


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_term_leads_to_a_section_that_has_it(edition: str) -> None:
    found = places(edition)
    assert [term for term, *_ in found] == list(explained(edition))
    for term, chinese, chapter, page, anchor in found:
        assert page.startswith(f"0{chapter}-"), term
        shown = section(edition, page, anchor).lower().replace("-", " ")
        # One of the sets stands for three, and a bracket says no more.
        words = chinese.split("、") if edition == "zh" else term.split(", ")
        word = re.sub("（.*|`", "", words[0]).lower().replace("-", " ")
        assert word in shown, (term, page, anchor)


def test_both_editions_lead_to_the_same_places() -> None:
    assert [place[:1] + place[2:] for place in places("zh")] == [
        place[:1] + place[2:] for place in places("en")
    ]


# Phrases that lost to another, and are no terms of the glossary.
PHRASES = {
    "参与者": "操作数",
    "算子": "运算",
    "走法": "更新规则",
    "读法": "预测，说的是网络的答案",
    "梯度的长度": "梯度的范数",
    "显卡": "GPU",
    "加速卡": "加速器",
    "批量为": "批量大小为",
    "损失镜": "损失透镜",
    "层镜": "层透镜",
    "仪器": "互动演示",
    "真相": "正确答案",
    "no_grad` 之下": "在 `no_grad` 里",
    "no_grad()` 之下": "在 `torch.no_grad()` 里",
    "no_grad() 之下": "在 torch.no_grad() 里",
    "no_grad()` 之内": "在 `torch.no_grad()` 里",
    "no_grad()` **之内": "在 `torch.no_grad()` **里",
    "一声不响": "悄悄，或没有任何提示",
    "叫一次": "调用一次",
    "只收": "只接受",
    "收的是": "接受的是",
    "第一章": "第 1 章",
    "坡度": "斜率",
    "截短": "裁剪，说的是梯度",
    "参数值": "实参，说的是传给函数的",
}
# A number of a layer is 激活值; 激活 alone is the verb, which nothing here says.
_BARE = re.compile("激活(?!值|函数)")
_REFUSED = re.compile("本书不用((?:“[^”]+”)+)。")


def losers() -> set[str]:
    """Return the phrases above, and the words that the Chinese glossary says it does not use."""
    refused = _REFUSED.findall((sources("zh") / "glossary.md").read_text(encoding="utf-8"))
    return {*PHRASES, *re.findall("“([^”]+)”", "".join(refused))}


def read_in_chinese() -> Iterator[tuple[str, str]]:
    """Yield (where, text) of all Chinese that readers see: pages, checks, instruments, editors."""
    for where, text in texts():
        yield where, _REFUSED.sub("", text)
    for room in ("src/livenet", "book", "web", "assets/site"):
        for path in sorted((ROOT / room).rglob("*")):
            inside = path.relative_to(ROOT).parts
            if path.suffix in {".py", ".ts", ".html", ".json"} and not {"node_modules", "dist"} & {
                *inside
            }:
                yield "/".join(inside), path.read_text(encoding="utf-8")


def test_the_glossary_refuses_words() -> None:
    assert {"子采样", "降采样", "汇聚", "推断"} <= losers()


def test_a_word_that_lost_stands_nowhere() -> None:
    words = losers()
    found = [(where, word) for where, text in read_in_chinese() for word in words if word in text]
    bare = [where for where, text in read_in_chinese() if _BARE.search(text)]
    assert (found, bare) == ([], [])
