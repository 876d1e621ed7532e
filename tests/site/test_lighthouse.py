"""What Lighthouse says of pages and does not have to measure; `make lighthouse` measures.

That asks of every page in both forms, and axe of each in test_every_page.py.
"""

import pytest

from tests.site.lighthouse import SAID, ask


@pytest.mark.parametrize(
    ("form", "file"), [("desktop", "zh/index.html"), ("mobile", "en/05-update.html")]
)
def test_every_point_is_given(served: str, form: str, file: str) -> None:
    (answer,) = ask(form, SAID, [served + file])
    assert answer["scores"] == dict.fromkeys(SAID, 100), answer
