"""Which cells of a table keep a width."""

from docutils import nodes
from docutils.core import publish_doctree

from book.extension.tables import TableTransform

_TABLE = """
===== ==========================
C1    每张图连上一层的全部特征图
F5    全连接
S2    one sentence in English
===== ==========================
"""


def test_a_sentence_of_chinese_keeps_its_width() -> None:
    page = publish_doctree(_TABLE)
    TableTransform(page).apply()
    kept = [cell.astext() for cell in page.findall(nodes.entry) if "sentence" in cell["classes"]]
    assert kept == ["每张图连上一层的全部特征图"]
