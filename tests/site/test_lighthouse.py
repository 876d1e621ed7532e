"""What Lighthouse says of pages and does not have to measure; `make lighthouse` measures."""

import pytest

from tests.site.lighthouse import LEAST, SAID, ask


@pytest.mark.parametrize("form", LEAST)
def test_every_point_is_given(served: str, form: str) -> None:
    pages = [f"{served}zh/index.html", f"{served}en/05-update.html"]
    for answer in ask(form, SAID, pages):
        assert answer["scores"] == dict.fromkeys(SAID, 100), answer
