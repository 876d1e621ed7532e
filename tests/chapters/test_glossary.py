"""The glossary holds the words that CONTRIBUTING decides on, each translated as decided."""

import re

import pytest

from book import ROOT
from book.authoring.chinese_copy import texts
from book.editions import EDITIONS, sources


def decided() -> dict[str, str]:
    """Return {term: Chinese} of CONTRIBUTING's list."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    words = text.split("\n## Words\n")[1].split("\n## ")[0]
    return dict(re.findall(r"([a-z][a-z ,-]*?) ([\u4e00-\u9fff][^,.\n]*)", words))


def explained(edition: str) -> dict[str, str]:
    """Return {term: Chinese} of an edition's glossary: a heading, then the word and a sentence."""
    text = (sources(edition) / "glossary.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^### (.+)\n\n\*\*(.+?)\*\*(?:：|: )\S.+[。.]$", text, re.MULTILINE))


def test_the_list_of_words_is_read_whole() -> None:
    words = decided()
    assert len(words) > 50
    assert words["logits"] == "未归一化的得分（logits）"
    assert words["training, validation and test set"] == "训练集、验证集、测试集"


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_word_is_in_the_glossary_as_decided(edition: str) -> None:
    assert explained(edition) == decided()


# What else each of these is called, which would be a second word for one thing.
LOSERS = {
    "子采样": "下采样",
    "推断": "推理",
    "权数": "权重",
    "滑动平均": "指数加权平均",
    "参与者": "操作数",
    "no_grad` 之下": "在 `no_grad` 里",
    "no_grad()` 之下": "在 `torch.no_grad()` 里",
    "一声不响": "悄悄，或没有任何提示",
}


def test_a_word_that_lost_stands_nowhere() -> None:
    found = [(where, loser) for where, text in texts() for loser in LOSERS if loser in text]
    assert not found
