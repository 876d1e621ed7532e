"""A term's first use on a page leads to the glossary: which words count, and where they don't."""

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from book.extension.glossary import explained, link, meant

GLOSSARY = """
术语表
======

Network
-------

loss
~~~~

**损失**：how wrong it is

kernel
~~~~~~

**卷积核**：sweeps

loss function
~~~~~~~~~~~~~

**损失函数**：what computes it

training and test set
~~~~~~~~~~~~~~~~~~~~~

**训练集、测试集**：apart

logits
~~~~~~

**未归一化的得分（logits）**：scores

step
~~~~

**步**：an update

batch
~~~~~

**批量**：a stack

batch normalisation
~~~~~~~~~~~~~~~~~~~

**批量归一化**：scales

dropout
~~~~~~~

**dropout**：shuts off

sample
~~~~~~

**样本**：one of many
"""


def links(text: str, language: str) -> list[tuple[str, str]]:
    """Return the words of a page that lead to the glossary, and where they lead."""
    page = publish_doctree(text)
    before = page.astext()
    link(page, explained(publish_doctree(GLOSSARY), language), "glossary.html")
    assert page.astext() == before
    return [
        (r.astext(), r["refuri"].removeprefix("glossary.html#"))
        for r in page.findall(nodes.reference)
        if "term" in r["classes"]
    ]


BATCH = ("batch", "batch")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The loss. A loss again.", [("loss", "loss")]),
        ("A loss function has a loss.", [("loss function", "loss-function"), ("loss", "loss")]),
        (
            "Losses of the Training set.",
            [("Losses", "loss"), ("Training set", SETS := "training-and-test-set")],
        ),
        ("The test set, then the training set.", [("test set", SETS)]),
        ("A lossless blossom.", []),
        ("With no kernel at all, then a kernel.", [("kernel", "kernel")]),
        ("With no kernel.", []),
        ("No batch norm for a batch.", [("batch norm", NORM := "batch-normalisation"), BATCH]),
        ("Batch normalisation, then batch norm.", [("Batch normalisation", NORM)]),
        ("``loss`` and `loss <https://example.org>`_ stay; a *loss* leads.", [("loss", "loss")]),
    ],
)
def test_english_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert links(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这个损失函数给出损失。", [("损失函数", "loss-function"), ("损失", "loss")]),
        ("测试集和训练集", [("测试集", SETS)]),
        ("未归一化的得分（logits）", [("未归一化的得分", "logits")]),
        ("loss", []),
        ("进步，异步，步子", []),
        ("走一步（step），再走一步", [("步", "step")]),
        ("这是一个样本。", [("样本", "sample")]),
        ("这是一个对抗样本。", []),
        ("没有 dropout 或批量归一化。", [("dropout", "dropout"), ("批量归一化", NORM)]),
    ],
)
def test_chinese_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert links(text, "zh_CN") == expected


def test_a_heading_stays_as_it_is() -> None:
    assert links("Loss\n====\n\nNone.\n\nlogits\n------\n\nThe loss.\n\nb\n-\n\nc", "en") == [
        ("loss", "loss")
    ]


def test_what_is_chosen_leads_nowhere() -> None:
    page = "Which loss?\n\n.. class:: choices\n\n1. Logits rise.\n2. They fall.\n\nThe logits."
    before_and_after = [("loss", "loss"), ("logits", "logits")]
    assert links(page, "en") == before_and_after


def test_a_word_that_means_something_else_on_a_page_is_none_of_the_glossarys() -> None:
    words = {"buffer": "buffer", "precision": "precision", "loss": "loss"}
    assert meant(words, "02-define").keys() == {"buffer", "loss"}
    assert meant(words, "05-update").keys() == {"loss"}  # it has momentum's buffer
    assert meant(words, "06-train").keys() == {"precision", "loss"}
    assert meant(words, "09-scale").keys() == {"loss"}  # it has that of a number
