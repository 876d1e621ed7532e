"""Questions, hints and the record of a real chapter, by role and label, with mouse and keyboard."""

import json
from pathlib import Path

import pytest
from bs4 import Tag
from playwright.sync_api import Browser, Locator, Page, expect

from book import SITE
from book.extension.questions import WORDS
from tests.site.axe import violations
from tests.site.pages import FILES, parse
from tests.tools.browser import visit

ASKING = [file for file in FILES if parse(SITE / file).select(".question")]


def plain(part: Tag) -> str:
    """Return the text of a part of a built page, on one line."""
    return " ".join(part.get_text().split())


def expect_said(question: Locator, text: str) -> None:
    """Check what is told of an answer; a formula says its TeX too, which is not seen."""
    said = question.get_by_role("status").text_content()
    assert " ".join((said or "").split()) == text


def is_right(item: Tag) -> bool:
    return "right" in item.get("class", [])


def give_choices(question: Locator, built: Tag, words: dict[str, str]) -> None:
    """Choose each in turn by mouse, and at last the right one by keyboard."""
    page = question.page
    answers = built.select("details > ol > li")
    for radio, item in zip(question.get_by_role("radio").all(), answers, strict=True):
        radio.check()
        question.get_by_role("button", name=words["check"], exact=True).click()
        expect_said(question, plain(item))
    right = next(number for number, item in enumerate(answers) if is_right(item))
    question.get_by_role("radio").nth(len(answers) - 1).focus()
    for _ in range(right + 1):
        page.keyboard.press("ArrowDown")  # from the last it goes round to the first
    page.keyboard.press("Tab")
    expect(question.get_by_role("button", name=words["check"], exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect_said(question, plain(answers[right]))


def give_values(question: Locator, built: Tag, words: dict[str, str]) -> None:
    """Write each value that has an answer, one that has none, nonsense, and at last the right."""
    field = question.get_by_label(words["answer"], exact=True)
    kind = str(built["data-kind"])
    question.get_by_role("button", name=words["check"], exact=True).click()
    expect_said(question, words["write"])
    field.fill("x?")
    field.press("Enter")
    expect_said(question, words[kind])
    answers = built.select("details > ul > li")
    values = [str(code.get_text()) for item in answers[:-1] if (code := item.find("code"))]
    given = [*zip(values, answers[:-1], strict=True), ("987654.5", answers[-1])]
    if kind == "shape":
        given[-1] = ("torch.Size([9, 8, 7, 6, 5])", answers[-1])
    for value, item in sorted(given, key=lambda one: is_right(one[1])):
        field.fill(value)
        field.press("Enter")
        expect_said(question, plain(item))


def give_order(question: Locator, built: Tag, words: dict[str, str]) -> None:
    """Check the lines as they stand, then move each up to its place by keyboard."""
    page = question.page
    check = question.get_by_role("button", name=words["check"], exact=True)
    right = [plain(item) for item in built.select("details > ol > li")]
    lines = [plain(item) for item in built.select(".question > ul > li")]
    check.click()
    wrong = next(n for n, (a, b) in enumerate(zip(lines, right, strict=True)) if a != b)
    expect_said(question, f"{words['wrong']} {words['first'].format(line=wrong + 1)}")
    for place, line in enumerate(right):
        up = question.get_by_role("button", name=f"{words['up']}: {line}", exact=True)
        up.focus()
        for now in range(lines.index(line) - 1, place - 1, -1):
            page.keyboard.press("Enter")
            expect(up).to_be_focused()
            expect_said(question, words["place"].format(place=now + 1, all=len(lines)))
        lines.remove(line)
        lines.insert(place, line)
    # Down and up again by mouse changes nothing.
    for word in ("down", "up"):
        question.get_by_role("button", name=f"{words[word]}: {right[0]}", exact=True).click()
    expect(up).to_have_attribute("aria-disabled", "false")
    check.press("Enter")
    why = " ".join(plain(part) for part in built.select("details > p"))
    expect_said(question, f"{words['right']} {why}")


GIVE = {"choice": give_choices, "number": give_values, "shape": give_values, "order": give_order}


def answer_all(page: Page, file: str) -> int:
    """Give wrong and right answers to every question of a page; return how many there are."""
    words = WORDS[file.split("/")[0]]
    found = parse(SITE / file).select(".question")
    for built in found:
        question = page.locator(f"#{built['id']}")
        GIVE[str(built["data-kind"])](question, built, words)
        expect(question.get_by_text(words["kept"], exact=True)).to_be_visible()
    return len(found)


def progress(file: str, right: int, every: int) -> str:
    return WORDS[file.split("/")[0]]["progress"].format(right=right, all=every, book=right)


def test_the_first_chapters_ask_in_both_editions() -> None:
    pages = {"01-overview", "02-define", "03-loss"}
    assert {f"{e}/{page}.html" for e in ("zh", "en") for page in pages} <= set(ASKING)


@pytest.mark.parametrize("file", ASKING)
def test_every_answer_gets_its_own_feedback(browser: Browser, served: str, file: str) -> None:
    with browser.new_context() as context:
        found = visit(context, served + file)
        page = found.page
        every = answer_all(page, file)
        assert every >= 4
        line = page.locator(".questions").get_by_role("status")
        expect(line).to_have_text(progress(file, every, every))
        assert (found.foreign, found.failed, found.said) == ([], [], [])


@pytest.mark.parametrize("edition", ["zh", "en"])
def test_the_record_is_kept_exported_and_cleared(
    browser: Browser, shelf: dict[str, str], edition: str, tmp_path: Path
) -> None:
    file, words = f"{edition}/02-define.html", WORDS[edition]
    every = len(parse(SITE / file).select(".question"))
    with browser.new_context() as context:
        found = visit(context, f"{shelf[edition]}02-define.html")
        page = found.page
        field = page.locator("#ask-size").get_by_label(words["answer"])
        line = page.locator(".questions")
        for value, right in (("13", 0), ("14", 1)):
            field.fill(value)
            field.press("Enter")
            expect(line.get_by_role("status")).to_have_text(progress(file, right, every))
        page.reload()
        expect(page.locator("#ask-size").get_by_text(words["kept"])).to_be_visible()
        with page.expect_download() as download:
            line.get_by_role("button", name=words["export"]).press("Enter")
        assert download.value.suggested_filename == "livenet-questions.json"
        download.value.save_as(tmp_path / "record.json")
        record = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))
        assert record == {"answeredRight": {"02-define": ["ask-size"]}}
        line.get_by_role("button", name=words["clear"]).press("Enter")
        expect(line.get_by_role("status")).to_have_text(progress(file, 0, every))
        page.reload()
        expect(line.get_by_role("status")).to_have_text(progress(file, 0, every))
        assert (found.foreign, found.failed, found.said) == ([], [], [])


@pytest.mark.parametrize("kept", ["null", "{", '{"02-define": 5}', '"ask-size"'])
def test_a_record_that_is_none_stops_no_form(browser: Browser, served: str, kept: str) -> None:
    with browser.new_context() as context:
        context.add_init_script(f"localStorage.setItem('livenet-questions', {json.dumps(kept)})")
        found = visit(context, f"{served}en/02-define.html")
        field = found.page.locator("#ask-size").get_by_label(WORDS["en"]["answer"])
        field.fill("14")
        field.press("Enter")
        line = found.page.locator(".questions").get_by_role("status")
        expect(line).to_contain_text("right: 1 of")
        assert found.said == []


def test_hints_come_one_after_another_and_a_solution_stays_folded(
    browser: Browser, served: str
) -> None:
    with browser.new_context() as context:
        page = visit(context, f"{served}en/03-loss.html").page
        exercise = page.locator("#try-cross-entropy")
        hints = [exercise.get_by_text(f"Hint {n}", exact=True) for n in (1, 2, 3)]
        for number, hint in enumerate(hints):
            expect(hint).to_be_visible()
            for later in hints[number + 1 :]:
                expect(later).to_be_hidden()
            hint.press("Enter")
        solutions = page.locator("details", has=page.get_by_text("Solution", exact=True))
        expect(solutions).to_have_count(3)
        for solution in solutions.all():
            expect(solution.locator("pre")).to_be_hidden()


@pytest.mark.parametrize("file", ["zh/03-loss.html", "en/01-overview.html"])
def test_axe_finds_nothing_in_answers(browser: Browser, served: str, file: str) -> None:
    with browser.new_context(bypass_csp=True, reduced_motion="reduce") as context:
        page = visit(context, served + file).page
        for part in page.locator(".exercise details summary").all():
            part.press("Enter")
        words = WORDS[file.split("/")[0]]
        for number, question in enumerate(page.locator(".question").all()):
            if question.get_by_role("radio").count():
                question.get_by_role("radio").nth(number % 2).check()
            elif question.get_by_label(words["answer"]).count():
                question.get_by_label(words["answer"]).fill("5")
            question.get_by_role("button", name=words["check"], exact=True).click()
        verdicts = page.locator("[data-verdict]").count()
        assert verdicts == page.locator(".question").count()
        assert violations(page, {1280: "light", 390: "dark"}) == []


@pytest.mark.parametrize("file", ["zh/02-define.html"])
def test_without_scripts_a_question_is_text_and_its_answers_unfold(
    browser: Browser, served: str, file: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(served + file)
        question = page.locator("#ask-message")
        expect(question.locator(":scope > ol > li").first).to_be_visible()
        expect(page.locator(".question :is(form, button, input)")).to_have_count(0)
        expect(page.locator(".questions")).to_have_text("")
        expect(question.locator("details li").first).to_be_hidden()
        question.locator("summary").click()
        expect(question.locator("details li.right")).to_be_visible()
        for hint in page.locator(".exercise > details > summary").all():
            expect(hint).to_be_visible()
