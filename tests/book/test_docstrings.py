"""The Chinese of the page of reference: whole, and of the docstrings as they are now."""

import re

import pytest

from book.authoring.docstrings import catalogue, messages

_LITERAL = re.compile("``.+?``")
_ROLE = re.compile("[:{]func[:}](`.+?`)")


@pytest.mark.slow  # autodoc imports torch
def test_the_catalogue_says_in_chinese_what_the_docstrings_say() -> None:
    translated = {str(m.id): m for m in catalogue() if m.id}
    told = messages()
    advice = "run `python -m book.authoring.docstrings` and translate"
    assert told.keys() - translated.keys() == set(), advice
    assert translated.keys() - told.keys() == set(), advice
    for text, message in translated.items():
        chinese = str(message.string)
        assert chinese not in ("", text), f"without a translation: {text}"
        assert not message.fuzzy, f"look again, and take the mark away: {text}"
        assert set(_LITERAL.findall(text)) <= set(_LITERAL.findall(chinese)), text
        assert _ROLE.findall(text) == _ROLE.findall(chinese), text
