"""What is asked of one page's paper alone; test_every_page.py asks the rest of each."""

import re

import pytest

from book.editions import EDITIONS
from tests.tools.browser import Visits


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_cheat_sheet_is_one_sheet_of_paper(
    open_page: Visits, served: str, edition: str
) -> None:
    page = open_page(f"{served}{edition}/cheatsheet.html").page
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
