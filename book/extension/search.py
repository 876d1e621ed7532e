"""Search that finds Chinese: a run of characters is indexed as its characters and its pairs."""

import itertools
import re
from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

_CJK = "\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W{_CJK}]+")

# The same on the page, where Sphinx has a `var` of this name already. A query asks for its
# pairs only: 特征图 asks for 特征 and 征图.
_SPLIT_QUERY = (
    """
var splitQuery = (query) =>
  (query.match(/[CJK]+|[\\p{Letter}\\p{Number}_]+?(?=[CJK]|[^\\p{Letter}\\p{Number}_]|$)/gu) ?? [])
    .flatMap((run) =>
      /[CJK]/.test(run) && run.length > 1
        ? [...run].slice(1).map((character, i) => run[i] + character)
        : [run]);
"""
).replace("CJK", _CJK)


class SearchChinese(SearchEnglish):
    """Sphinx's English search, with Chinese runs cut into single characters and pairs."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = _SPLIT_QUERY

    def split(self, input: str) -> list[str]:
        """Return the terms of a text."""
        return list(terms(input))


def terms(text: str) -> Iterator[str]:
    """Yield Latin words as they are, and of each Chinese run every character and pair.

    >>> list(terms("C1 特征图"))
    ['C1', '特', '征', '图', '特征', '征图']
    """
    for run in _TOKEN.findall(text):
        if re.match(f"[{_CJK}]", run):
            yield from run
            yield from map("".join, itertools.pairwise(run))
        else:
            yield run


def setup(app: Sphinx) -> None:
    """Take the place of Sphinx's Chinese search."""
    app.add_search_language(SearchChinese)
