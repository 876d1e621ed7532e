"""What a reader does with the cells of chapter 2 in another browser, step by step."""

from book import SITE
from tests.site.pages import parse
from tests.site.test_cells import PAGE
from tests.site.test_cells import WORDS as CELLS
from tests.site.test_cells_widgets import HEAD, MEASURED, READ_BACK, SCORE, SHARDS, TRAIN, widened
from tests.site.test_draw_digit import WORDS as DRAWN
from tests.site.test_train_lab import WORDS as TRAINED

Step = tuple[str, ...]
ENDLESS = "kept = 1\nprint('begun', flush=True)\nwhile True:\n    pass"


def tour(edition: str) -> list[Step]:
    """Return the steps, as ``other_browsers/cells.mjs`` takes them.

    A text is printed, an endless loop stopped, an exercise wrong, then right; LeNet gets twelve
    channels, batch norm and dropout, is trained in TrainLab, read back, measured, and reads a
    digit; last the notebook is taken.
    """
    words, trained, drawn = CELLS[edition], TRAINED[edition], DRAWN[edition]
    page = parse(SITE / edition / f"{PAGE}.html")
    cells = [str(cell["id"]) for cell in page.select(".cell[id]")]
    first, lenet = cells[2], cells.index("cell-lenet")
    solution = page.select_one("#cell-do-same-size ~ details pre")
    code = page.select_one("#cell-lenet pre")
    assert solution
    assert code
    right = solution.get_text()

    def run(cell: str, source: str) -> list[Step]:
        return [("write", cell, source, words["edit"]), ("run",)]

    lab, back, sheet = cells[lenet + 1 : lenet + 4]
    return [
        *run(first, "print('one')\n3 + 4"),
        ("says", first, "^one\\s+7$"),
        *run(first, ENDLESS),
        ("says", first, "^begun$"),
        ("press", first, words["stop"]),
        *run(first, "print('kept' in globals())"),
        ("says", first, "^False$"),
        *run("cell-do-same-size", right.replace("padding=2", "padding=1")),
        ("says", "cell-do-same-size", f"^{words['wrong']}[^\n]+$"),
        *run("cell-do-same-size", right),
        ("says", "cell-do-same-size", f"^{words['right']}$"),
        *run("cell-lenet", HEAD + widened(code.get_text())),
        *run(lab, TRAIN.format(shards=SHARDS[edition])),
        ("press", lab, trained["run"], "[role=log]"),
        ("says", lab, f"^{trained['more']}$", "[role=log] .livenet-main"),
        *run(back, READ_BACK),
        ("says", back, f"^{MEASURED}$"),
        ("agrees", back, lab, SCORE),
        *run(sheet, "DrawDigit(net)"),
        ("draw", sheet),
        ("says", sheet, drawn["reads"]),
        ("take", first, words["more"], words["take"]),
    ]
