"""A page asks no other host, says nothing, and weighs little, gzipped as a host sends it."""

import gzip
import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Response

from book import SITE
from tests.site.pages import FILES, parse
from tests.tools.browser import visit

MOST_BYTES = 600_000
MOST_REQUESTS = 30

STATE = 'script[type="application/vnd.jupyter.widget-state+json"]'


def weights(answers: list[Response]) -> dict[str, int]:
    """Return the gzipped bytes of each file that was asked for."""
    return {
        answer.url: len(gzip.compress(answer.body()))
        for answer in answers
        if answer.url.startswith("http") and answer.request.method == "GET"
    }


def digits(file: str) -> set[str]:
    """Return the files of MNIST's digits that a page's widgets need; they are not counted."""
    state = parse(SITE / file).select_one(STATE)
    models = json.loads(state.get_text())["state"].values() if state else ()
    buffers = [buffer for model in models for buffer in model.get("buffers", ())]
    return {
        buffer["data"].split("/")[-1]
        for buffer in buffers
        if buffer["encoding"] == "file" and buffer["path"][-1].endswith("_images")
    }


@pytest.mark.parametrize(
    "file", ["index.html", "404.html", *FILES, "zh/search.html", "en/search.html"]
)
def test_a_page_is_quiet_and_light(
    browser: Browser, served: str, file: str, record_property: Callable[[str, object], None]
) -> None:
    answers: list[Response] = []
    with browser.new_context() as context:
        context.on("response", lambda answer: answers.append(answer))
        seen = visit(context, served + file)
        found = weights(answers)
    if file != "404.html":  # which asks where the site begins, see test_missing.py
        assert (seen.foreign, seen.failed, seen.said) == ([], [], [])
    assert served + file in found
    apart = digits(file)
    counted = {url: size for url, size in found.items() if url.split("/")[-1] not in apart}
    record_property("requests", len(counted))
    record_property("gzipped bytes", sum(counted.values()))
    assert len(counted) <= MOST_REQUESTS, sorted(counted)
    assert sum(counted.values()) <= MOST_BYTES, counted
