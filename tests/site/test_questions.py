"""Questions, hints and the record of a real chapter; test_every_page.py answers all questions."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from book import SITE
from book.extension.questions import WORDS
from book.extension.recall import WORDS as RECALL
from tests.site.axe import EVERY_SCHEME, violations, violations_now
from tests.site.pages import parse
from tests.site.questions import expect_progress
from tests.tools.browser import UNFOLD, Visits, show


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_record_is_kept_exported_and_cleared(
    open_page: Visits, shelf: dict[str, str], edition: str, tmp_path: Path
) -> None:
    file, words = f"{edition}/02-define.html", WORDS[edition]
    count = len(parse(SITE / file).select(".question"))
    page = open_page(f"{shelf[edition]}02-define.html", settled=False).page
    field = page.locator("#ask-size").get_by_label(words["answer"])
    line = page.locator(".questions")
    for value, right in (("13", 0), ("14", 1)):
        field.fill(value)
        field.press("Enter")
        expect_progress(page, file, right, of=count)
    page.reload()
    kept = page.locator("#ask-size").get_by_text(words["kept"])
    expect(kept).to_be_visible()
    field.fill("13")
    field.press("Enter")
    expect(kept).to_be_hidden()  # it would speak of the other answer
    with page.expect_download() as download:
        line.get_by_role("button", name=words["export"]).press("Enter")
    assert download.value.suggested_filename == "livenet-questions.json"
    download.value.save_as(tmp_path / "record.json")
    record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
    once = {"02-define": ["ask-size"]}
    assert record == {"answeredRight": once, "missed": once}
    line.get_by_role("button", name=words["clear"]).press("Enter")
    expect_progress(page, file, right=0, of=count)
    page.reload()
    expect_progress(page, file, right=0, of=count)


def test_a_record_that_is_none_stops_no_form(open_page: Visits, served: str) -> None:
    page = open_page(f"{served}en/02-define.html", settled=False).page
    for kept in ("null", "{", '{"02-define": 5}', '"ask-size"'):
        page.evaluate("kept => localStorage.setItem('livenet-questions', kept)", kept)
        page.reload()
        field = page.locator("#ask-size").get_by_label(WORDS["en"]["answer"])
        field.fill("14")
        field.press("Enter")
        line = page.locator(".questions").get_by_role("status")
        expect(line, kept).to_contain_text("right: 1 of")


def test_hints_come_one_after_another_and_a_solution_stays_folded(
    open_page: Visits, served: str
) -> None:
    page = open_page(f"{served}en/03-loss.html", settled=False).page
    exercise = page.locator("#try-cross-entropy")
    hints = [exercise.get_by_text(f"Hint {n}", exact=True) for n in (1, 2, 3)]
    for number, hint in enumerate(hints):
        expect(hint).to_be_visible()
        for later in hints[number + 1 :]:
            expect(later).to_be_hidden()
        hint.press("Enter")
    solutions = page.locator("details", has=page.get_by_text("Solution", exact=True))
    expect(solutions).to_have_count(3)
    expect(solutions.locator("pre").filter(visible=True)).to_have_count(0)


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_a_prediction_comes_before_what_the_cell_showed(
    open_page: Visits, shelf: dict[str, str], edition: str
) -> None:
    """By keyboard: a number that is near, one that is wrong, a choice, one that is passed over."""
    words = WORDS[edition]
    page = open_page(f"{shelf[edition]}01-overview.html", settled=False).page
    shifted = page.locator("#cell-shift-cell")
    outcome = shifted.get_by_text("4 px: accuracy 44%")
    asked = page.locator("svg.drawing [data-answer]")
    told = page.locator("#cell-shift-cell ~ p").first
    expect(outcome).to_be_hidden()
    expect(told).to_be_hidden()
    expect(shifted.get_by_text(words["cover"])).to_be_visible()
    field = page.locator("#ask-predict-shift").get_by_label(words["answer"])
    field.fill("３８")  # as a Chinese keyboard types it
    field.press("Enter")
    expect(outcome).to_be_visible()
    expect(shifted.get_by_role("status").first).to_have_text(
        words["near"].format(guess="３８", gap="6")
    )
    expect(told).to_be_visible()
    seen, numbers = page.locator("#cell-hands-cell"), page.locator("#ask-predict-numbers")
    expect(asked).to_have_text("?")
    for value in ("64", "1024"):  # the second, the outcome being seen, is no guess
        numbers.get_by_label(words["answer"]).fill(value)
        numbers.get_by_role("button", name=words["check"], exact=True).press("Enter")
    expect(numbers.get_by_role("status")).to_contain_text(words["right"])
    expect(asked).to_have_text("1,024")
    expect(seen.get_by_role("status").first).to_have_text(
        words["gap"].format(guess="64", gap="960")
    )
    question, exam = page.locator("#ask-predict-exam"), page.locator("#cell-exam-cell")
    mark = exam.get_by_text("accuracy 98")
    drawn = page.locator("#cell-reads-cell svg.drawing")  # of what it reads, just below
    expect(mark).to_be_hidden()
    expect(drawn).to_be_hidden()
    question.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    question.get_by_role("button", name=words["check"], exact=True).press("Enter")
    expect(mark).to_be_visible()
    expect(drawn).to_be_visible()
    expect(exam.get_by_role("status").first).to_contain_text(words["miss"].split("{guess}")[1])
    guess = page.locator("#cell-guess-cell")
    guess.get_by_role("button", name=words["pass"], exact=True).press("Enter")
    expect(guess.get_by_text("truth 0..9:  [980")).to_be_visible()
    expect(guess.locator(".cell_output").first).to_be_focused()


def test_fields_come_when_a_reader_does(open_page: Visits, shelf: dict[str, str]) -> None:
    """They stay out of sections that nobody sees: for a field a browser lays out its section."""
    address = f"{shelf['zh']}01-overview.html"
    page = open_page(address, settled=False).page
    first, far = page.locator("#ask-predict-numbers input"), page.locator("#ask-shift input")
    page.clock.install()  # nobody is at rest until we say so
    arrivals: list[Callable[[], object]] = [
        lambda: page.keyboard.press("Tab"),
        lambda: page.locator("#ask-shift").scroll_into_view_if_needed(),
        lambda: page.clock.run_for(6000),
    ]
    for arrive in arrivals:
        page.goto(address)
        expect(first).to_have_count(1)
        expect(far).to_have_count(0)
        arrive()
        expect(far).to_have_count(3)


def test_lines_are_put_in_order_by_mouse_and_by_a_finger(open_page: Visits, served: str) -> None:
    page = open_page(f"{served}en/01-overview.html", settled=False).page
    question, words = page.locator("#ask-loop"), WORDS["en"]
    show(question)
    lines = question.locator("fieldset > ol > li")
    touch = page.context.new_cdp_session(page)

    def place(part: Locator) -> tuple[float, float]:
        box = part.bounding_box()
        assert box
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def finger(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    def expect_order(*order: str) -> None:
        expect(lines.locator("code")).to_have_text(order)

    loss, step, data, back, net = [str(line) for line in lines.locator("code").all_inner_texts()]
    page.mouse.move(*place(lines.nth(2).locator("code")))
    page.mouse.down()
    x, y = place(lines.nth(0))
    page.mouse.move(x, y - 6, steps=6)  # past its middle
    page.mouse.up()
    expect_order(data, loss, step, back, net)
    expect(question.get_by_role("status")).to_have_text(words["place"].format(place=1, all=5))
    up = question.get_by_role("button", name=f"{words['up']}: {data}")
    expect(up).to_have_attribute("aria-disabled", "true")
    for moved, to in ((4, 1), (3, 4)):  # logits up to the second place, step down to the last
        x, y = place(lines.nth(moved).locator(".grip"))
        end = place(lines.nth(to))[1] + (6 if to > moved else -6)
        finger("touchStart", (x, y))
        for part in range(1, 7):
            finger("touchMove", (x, y + (end - y) * part / 6))
        finger("touchEnd")
    expect_order(data, net, loss, back, step)
    question.get_by_role("button", name=words["check"], exact=True).click()
    expect(question.get_by_role("status")).to_contain_text(words["right"])


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_what_was_missed_in_an_earlier_chapter_comes_back_first(
    open_page: Visits, served: str, edition: str
) -> None:
    """Until it is answered right where it came back; over http, as axe asks for stylesheets."""
    words, said = WORDS[edition], RECALL[edition]
    page = open_page(f"{served}{edition}/02-define.html").page
    field = page.locator("#ask-size").get_by_label(words["answer"])
    for value in ("13", "14"):
        field.fill(value)
        field.press("Enter")
    page.goto(f"{served}{edition}/05-update.html")
    page.get_by_text(said["missed"], exact=True).press("Enter")
    asked = page.locator(".recall .question")
    expect(asked).to_have_count(3)
    link = asked.first.get_by_role("link", name=said["from"].split("{")[0])
    expect(link).to_have_attribute("href", "02-define.html#ask-size")
    again = asked.first.get_by_label(words["answer"])
    again.fill("14")
    again.press("Enter")
    expect(asked.first.get_by_role("status")).to_contain_text(words["right"])
    assert violations_now(page, ".recall") == []
    page.goto(f"{served}{edition}/06-train.html")
    page.get_by_text(said["title"], exact=True).press("Enter")
    expect(asked).to_have_count(3)
    expect(page.locator(".recall a[href='02-define.html#ask-size']")).to_have_count(0)
    assert not parse(SITE / f"{edition}/01-overview.html").select(".recall")


def test_the_contents_of_the_book_tell_how_many_were_answered_right(
    open_page: Visits, served: str
) -> None:
    page = open_page(f"{served}en/02-define.html", settled=False).page
    contents = page.get_by_role("navigation", name="Contents of the book")
    count = len(parse(SITE / "en/02-define.html").select(".question"))
    link = contents.get_by_role("link", name="2 Define the network")
    expect(link).to_have_text("2 Define the network")
    field = page.locator("#ask-size").get_by_label(WORDS["en"]["answer"])
    field.fill("14")
    field.press("Enter")
    expect(link).to_have_text(f"2 Define the network1/{count}")
    page.goto(f"{served}en/05-update.html")
    expect(link).to_have_text(f"2 Define the network1/{count}")
    page.get_by_role("button", name=WORDS["en"]["clear"]).press("Enter")
    expect(link).to_have_text("2 Define the network")


@pytest.mark.parametrize("file", ["zh/03-loss.html", "en/01-overview.html"])
def test_axe_finds_nothing_in_answers(open_page: Visits, served: str, file: str) -> None:
    page = open_page(served + file, reduced_motion="reduce").page
    for part in page.locator(".exercise details summary").all():
        part.press("Enter")
    words = WORDS[file.split("/")[0]]
    page.keyboard.press("Tab")  # brings all fields
    for number, question in enumerate(page.locator(".question").all()):
        if question.get_by_role("radio").count():
            question.get_by_role("radio").nth(number % 2).check()
        elif question.get_by_label(words["answer"]).count():
            question.get_by_label(words["answer"]).fill("5")
        question.get_by_role("button", name=words["check"], exact=True).click()
    verdicts = page.locator("[data-verdict]").count()
    assert verdicts == page.locator(".question").count()
    page.evaluate(UNFOLD)
    assert violations(page, EVERY_SCHEME, ".question, .exercise, .questions") == []


def test_without_scripts_a_question_is_text_and_its_answers_unfold(
    open_page: Visits, served: str
) -> None:
    page = open_page(f"{served}zh/02-define.html", java_script_enabled=False).page
    question = page.locator("#ask-message")
    expect(question.locator(":scope > ol > li").first).to_be_visible()
    expect(page.locator(".question :is(form, button, input)")).to_have_count(0)
    expect(page.locator(".questions")).to_have_text("")
    expect(question.locator("details li").first).to_be_hidden()
    question.locator("summary").click()
    expect(question.locator("details li.right")).to_be_visible()
    hints = page.locator(".exercise > details > summary")
    expect(hints.first).to_be_visible()
    expect(hints.filter(visible=False)).to_have_count(0)
