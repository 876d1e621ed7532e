"""Which pages are chapters with a number."""

import pytest

from book.extension.chapter_numbers import chapter_number


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("05-update", "5"),
        ("chapters/zh/01-overview", "1"),
        ("12-more", "12"),
        ("draw", None),
        ("index", None),
        ("live-2", None),
    ],
)
def test_a_chapters_number_is_in_its_name(page: str, number: str | None) -> None:
    assert chapter_number(page) == number
