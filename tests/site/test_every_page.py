"""Every page of both editions, visited once for all that is asked of it.

What a check changes (the medium, the width, what is folded) it puts back, or it comes after those
that want it as it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site import checks
from tests.site.axe import SCHEMES, violations
from tests.site.pages import FILES, PAGES
from tests.site.questions import answer_all, expect_progress
from tests.tools.browser import LAZILY, UNFOLD, WITHOUT_WORKER, Visit, resize, visit

Answers = dict[checks.Ask, dict[int, Any]]

# What is asked of a page in which windows, by their widths, as it opens and once it is unfolded.
OPENING = ((390, 844), (1280, 900))
AS_IT_OPENS: dict[checks.Ask, set[int]] = {
    checks.tall_instruments: {1280},
    checks.first_screen: {390, 1280},
    checks.idle_screens: {390, 1280},
    checks.cut_contents: {1280},
}
UNFOLDING = ((1280, 800), (390, 800), (320, 800))
UNFOLDED: dict[checks.Ask, set[int]] = {
    checks.page_width: {1280, 390, 320},
    checks.spoilt_figures: {1280},
    checks.small_type: {390},
    checks.spilt_words: {1280, 390, 320},
    checks.broken_words: {390},
    checks.cut_lines: {1280, 390},
}


@dataclass
class Opened:
    """A page of the site that is open: its file, the visit, and what it weighs when it is read."""

    file: str
    visit: Visit
    weights: dict[str, int]

    @property
    def page(self) -> Page:
        return self.visit.page

    @property
    def edition(self) -> str:
        return self.file.split("/")[0]


@pytest.fixture(
    scope="module",
    params=[
        # The pages that `make check` visits, one a laptop's and one a phone's.
        pytest.param(file, marks=quick)
        for file in FILES
        for quick in [[pytest.mark.quick] if file in ("zh/02-define.html", "en/index.html") else []]
    ],
)
def opened(request: pytest.FixtureRequest, browser: Browser, served: str) -> Iterator[Opened]:
    """Visit a page once for all that is asked of it here."""
    with browser.new_context(reduced_motion="reduce", **WITHOUT_WORKER) as context:
        seen = visit(context, served + request.param)
        yield Opened(request.param, seen, checks.weigh(seen.answers))


@pytest.fixture(scope="module")
def as_it_opens(opened: Opened) -> Answers:
    """Return what was found in each window before the page was unfolded."""
    return checks.answers(opened.page, OPENING, AS_IT_OPENS)


@pytest.fixture(scope="module")
def paper(opened: Opened) -> dict[str, Any]:
    """Return what was found of the page on paper."""
    return checks.on_paper(opened.page)


@pytest.fixture(scope="module")
def unfolded(opened: Opened) -> Page:
    """Return the page with all that is folded open, from here on."""
    opened.page.evaluate(UNFOLD)
    return opened.page


@pytest.fixture(scope="module")
def at_widths(unfolded: Page) -> Answers:
    """Return what was found at each width of the page as unfolded."""
    return checks.answers(unfolded, UNFOLDING, UNFOLDED)


@pytest.fixture(scope="module")
def lazily(unfolded: Page) -> Page:
    """Return the page as unfolded, and laid out where one reads alone."""
    unfolded.evaluate(LAZILY)
    return unfolded


def test_a_page_is_light(opened: Opened, record_property: Callable[[str, object], None]) -> None:
    apart = checks.digit_files(opened.page)
    counted = {url: size for url, size in opened.weights.items() if url.split("/")[-1] not in apart}
    assert opened.page.url in counted
    record_property("requests", len(counted))
    record_property("gzipped bytes", sum(counted.values()))
    assert len(counted) <= checks.MOST_REQUESTS, sorted(counted)
    more = checks.MORE_BYTES.get(opened.page.url.split("/")[-1], 0)
    assert sum(counted.values()) <= checks.MOST_BYTES + more, counted


def test_the_scroll_bar_does_not_lie(opened: Opened) -> None:
    told, real = checks.heights(opened.page)
    assert abs(told - real) <= 0.25 * real + 100


def test_an_instrument_is_one_screen(as_it_opens: Answers) -> None:
    assert as_it_opens[checks.tall_instruments] == {1280: {}}


def test_a_chapter_opens_with_something_to_do(opened: Opened, as_it_opens: Answers) -> None:
    name = opened.file.split("/")[1]
    if name[0].isdigit() or name == "live.html":
        first = as_it_opens[checks.first_screen]
        assert first[390]
        assert first[1280]


def test_there_is_something_to_do_every_eight_screens(
    opened: Opened, as_it_opens: Answers, record_property: Callable[[str, object], None]
) -> None:
    if opened.file.split("/")[1][0].isdigit():
        idle = {width: most for width, (most, _) in as_it_opens[checks.idle_screens].items()}
        _, idle[0] = as_it_opens[checks.idle_screens][1280]  # 0: without a cell counted
        record_property("screens without something to do", idle)
        assert max(idle.values()) <= 8, idle


def test_the_contents_make_room_for_an_instrument(as_it_opens: Answers) -> None:
    assert as_it_opens[checks.cut_contents] == {1280: []}


def test_paper_shows_the_text_and_nothing_to_press(paper: dict[str, Any]) -> None:
    assert paper == {"pressed": [], "headings": 1, "hidden": [], "wider": paper["wider"]}


def test_nothing_is_wider_than_the_paper(paper: dict[str, Any]) -> None:
    assert paper["wider"] == []


def test_printing_is_light_and_unfolds_and_then_all_is_as_before(opened: Opened) -> None:
    before, printed, after = checks.print_in_the_dark(opened.page)
    assert before["theme"] == "dark"
    assert printed == {"theme": "light", "folded": 0, "paper": "rgb(255, 255, 255)"}
    assert after == before


def test_nothing_moves_for_whoever_asks_for_stillness(unfolded: Page) -> None:
    assert checks.moving_parts(unfolded) == []


def test_a_page_does_not_scroll_sideways(at_widths: Answers) -> None:
    widths = at_widths[checks.page_width]
    assert set(widths) == {1280, 390, 320}
    assert {width: wide for width, wide in widths.items() if wide > width} == {}


def test_what_a_figure_says_is_whole(at_widths: Answers) -> None:
    assert at_widths[checks.spoilt_figures] == {1280: []}


def test_what_a_picture_says_can_be_read_on_a_phone(at_widths: Answers) -> None:
    assert at_widths[checks.small_type] == {390: []}


def test_words_stay_in_their_cells(at_widths: Answers) -> None:
    assert at_widths[checks.spilt_words] == {1280: [], 390: [], 320: []}


def test_nothing_is_broken_where_nobody_would(at_widths: Answers) -> None:
    assert at_widths[checks.broken_words] == {390: []}


def test_every_line_is_seen(at_widths: Answers) -> None:
    assert at_widths[checks.cut_lines] == {1280: [], 390: []}


def test_axe_finds_nothing(opened: Opened, unfolded: Page) -> None:
    # Twins have the same parts: of width and scheme, each is looked at in what the other is not,
    # and from page to page in other pairs.
    page = opened.file.split("/")[1].removesuffix(".html")
    schemes = SCHEMES[PAGES.index(page) % len(SCHEMES)][opened.edition]
    assert violations(unfolded, schemes) == []


def test_tab_reaches_everything_in_order_with_a_ring(opened: Opened, unfolded: Page) -> None:
    # One twin is tried as a laptop shows it, the other as a phone does.
    width = 390 if opened.edition == "en" else 1280
    resize(unfolded, width)
    missed, ringless, reached = checks.tab_through(unfolded)
    assert (missed, ringless) == ([], [])
    assert reached == sorted(reached)


def test_every_answer_gets_its_own_feedback(opened: Opened, lazily: Page) -> None:
    count = answer_all(lazily, opened.file)
    if opened.file.split("/")[1][0].isdigit():  # a chapter
        assert count >= 4
    if count:
        expect_progress(opened.page, opened.file, right=count, of=count)
        # What is done is red no more.
        expect(opened.page.locator(".question:not(.recall *, [data-done])")).to_have_count(0)


def test_a_page_asks_no_other_host_and_says_nothing(opened: Opened) -> None:
    """Through all that was done to it above."""
    opened.visit.expect_quiet()
