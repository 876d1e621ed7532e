"""Answers the questions of a page as a reader would, wrong and right, by mouse and by keyboard."""

from bs4 import Tag
from playwright.sync_api import Locator, Page, expect

from book import SITE
from book.extension.questions import WORDS
from tests.site.pages import parse


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
        # "light" as a question has no shadow root: to look for one, Playwright goes through the
        # whole page each time.
        question = page.locator(f"css:light=#{built['id']}")
        GIVE[str(built["data-kind"])](question, built, words)
        expect(question.get_by_text(words["kept"], exact=True)).to_be_visible()
    return len(found)


def expect_progress(page: Page, file: str, right: int, of: int) -> None:
    """Check what the page says of its questions: how many were answered right."""
    exercises = len(parse(SITE / file).select(".cell.tag_exercise"))
    sentence = WORDS[file.split("/")[0]]["progress"].format(
        right=right, all=of, book=right, exercises=exercises, solved=0
    )
    expect(page.locator(".questions").get_by_role("status")).to_have_text(sentence)
