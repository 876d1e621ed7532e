"""Finds the numbers in a notebook's prose, and those that its cells write down or print.

A number is what is written in digits: 61,706, 98.18%, 6 万, 1/3, $10^{-6}$. Digits that belong to a
name (C1, float64, LeNet-5) are none, nor are words (sixty thousand, 六万). Signs are left aside:
"falls by 0.3" is told by -0.3.

Prose is what Markdown cells and the captions of figures say. Not what stands in code; nor what a
question, an exercise or a task folds away, which speaks of wrong answers and of code that the
reader writes; nor alternative texts, which read a drawing for those who do not see it.
"""

import html
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from book import ROOT

# Integers up to this count, order or label (three steps, the digit 7, x squared): they need no
# cell, nor does a fraction of two (1/10). Whatever else has a decimal point, a percent sign or a
# unit such as 万 needs one.
TINY = 10

SCALES: dict[str, int | Fraction] = {
    "thousand": 10**3,
    "万": 10**4,
    "million": 10**6,
    "亿": 10**8,
    "billion": 10**9,
    "%": Fraction(1, 100),
    "per cent": Fraction(1, 100),
}
_WRITTEN = re.compile(
    r"""(?<![A-Za-z0-9_.\\]) (?<![A-Za-z]-)  # not within a name, not the end of a number
    (?P<whole> \d{1,3}(?:,\d{3})+(?!\d) | \d+(?:_\d{3})* )
    (?P<decimals> \.\d+ )?
    (?: e(?P<e>[-+]?\d+) | (?:\s?×\s?10)\^(?P<times>-?\d+) | (?:\^|\*\*)(?P<power>-?\d+) )?
    (?: \s?(?P<scale> SCALES ) )?""".replace("SCALES", "|".join(SCALES).replace(" ", r"\s")),
    re.VERBOSE,
)
_FRACTION = re.compile(r"(?<![A-Za-z0-9./])(\d+)/(\d+)(?![A-Za-z0-9/])")


class Number(NamedTuple):
    """A number as it is written.

    text: its characters.
    value: what it says, without its sign; of 98% this is 0.98.
    place: what 1 in its last digit is worth; of 98% this is 0.01.
    start: where in the text it begins.
    """

    text: str
    value: Fraction
    place: Fraction
    start: int = 0

    @property
    def tiny(self) -> bool:
        """Whether it needs no cell."""
        parts = self.text.split("/")
        return all(part.isdecimal() and int(part) <= TINY for part in parts)


_DETAILS = re.compile(r"<details>.*?</details>", re.DOTALL)
_SPAN = r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)"


def prose(markdown: str) -> str:
    """Return what a reader reads as words: no code, no address of a link, no HTML."""
    text = re.sub(r"^(```|~~~).*?^\1", " ", markdown, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(_SPAN, " ` ", text)
    text = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^<>]+>", " ", text)
    return html.unescape(text).replace("**", "")


def _plain(text: str) -> str:
    """Write what LaTeX and typography write as a program would."""
    text = text.replace("{,}", ",").replace(r"\%", "%").replace("−", "-")
    text = re.sub(r"\\[td]?frac\{(\d+)\}\{(\d+)\}", r"\1/\2", text)
    text = re.sub(r"\^\{([^{}]*)\}", r"^\1", text)
    text = re.sub(r"_(\{[^{}]*\}|[A-Za-z0-9])", " ", text) if "$" in text else text
    text = re.sub(r"\\(times|cdot)\b", "×", text)
    return re.sub(r"(?<=\d)x(?=\d)", "×", text)


def numbers(text: str) -> list[Number]:
    """Return the numbers of a text, in order.

    A fraction of whole numbers is one number; "28×28" is two.
    """
    text = _plain(text)
    matches = []
    for match in _FRACTION.finditer(text):
        over, under = int(match[1]), int(match[2])
        if under:
            matches.append(Number(match[0], Fraction(over, under), Fraction(0), match.start()))
            text = text[: match.start()] + " " * len(match[0]) + text[match.end() :]
    for match in _WRITTEN.finditer(text):
        digits = re.sub("[,_]", "", match["whole"])
        value = Fraction(digits + (match["decimals"] or ""))
        place = Fraction(1, 10 ** (len(match["decimals"] or ".") - 1))
        factor = Fraction(SCALES[match["scale"]] if match["scale"] else 1)
        if match["e"] or match["times"]:
            factor *= Fraction(10) ** int(match["e"] or match["times"])
        if match["power"]:
            if not value or abs(int(match["power"])) > 400:
                continue  # no number that prose would name
            value, place = value ** int(match["power"]), Fraction(0)
        matches.append(Number(match[0], value * factor, place * factor, match.start()))
    return sorted(matches, key=lambda number: number.start)


def code_of(cell: dict[str, Any]) -> str:
    """Return a code cell's code, without what only decides how a figure looks."""
    return re.sub(
        r"#[0-9A-Fa-f]{6}\b|figsize=\([^)]*\)|linewidth=[\d.]+", " ", "".join(cell["source"])
    )


def shown_text(output: dict[str, Any]) -> str:
    """Return the text of an output, of a table or of a picture that is drawn with SVG."""
    data = output.get("data", {})
    if "image/svg+xml" in data:
        return words_of_svg("".join(data["image/svg+xml"]))
    if "text/html" in data:
        return re.sub(r"<[^<>]+>", " ", "".join(data["text/html"]))
    if any(kind.endswith("widget-view+json") or kind.startswith("image/") for kind in data):
        return ""
    return "".join(output.get("text") or data.get("text/plain", ""))


def words_of_svg(picture: str) -> str:
    """Return what is written in a picture, a line for each text."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", picture, re.DOTALL)
    return "\n".join(re.sub(r"<[^<>]+>", " ", text) for text in texts)


def explained(number: Number, known: list[Number]) -> bool:
    """Return whether one of the numbers told is this one, or is this one when rounded.

    98% is told by 0.9818, 98.18% and 98.18; 1/3 by 0.333.
    """
    if "/" in number.text:
        precise = [n for n in known if 0 < n.place <= Fraction(1, 100)]
        return any(abs(n.value - number.value) <= n.place / 2 for n in precise)
    values = [n.value for n in known]
    if number.text.endswith(("%", "per cent")):
        values += [value / 100 for value in values]
    return any(abs(value - number.value) <= number.place / 2 for value in values)


def numbers_of(cells: list[dict[str, Any]]) -> list[Number]:
    """Return the numbers that code cells hold and show, and those in drawings of the book."""
    texts = []
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            texts += [code_of(cell), *map(shown_text, cell["outputs"])]
        for drawing in re.findall(r"!\[.*?\]\(\.\./\.\./(assets/.*?\.svg)\)", source):
            texts.append(words_of_svg((ROOT / drawing).read_text(encoding="utf-8")))
    whole = [number for text in texts for number in numbers(text)]
    # "56/64" also tells 56 and 64.
    return whole + [
        part for n in whole if "/" in n.text for part in numbers(n.text.replace("/", " "))
    ]


def premises(cells: list[dict[str, Any]], place: int) -> list[Number]:
    """Return the numbers that a question or an exercise sets.

    A question's are explained by its answers and by what it quotes as code, an exercise's by the
    module that checks it.
    """
    source = "".join(cells[place]["source"])
    if cells[place]["id"].startswith("ask-"):
        quoted = " ".join(span[1] for span in re.findall(_SPAN, source))
        return numbers(" ".join([quoted, *_DETAILS.findall(source)]))
    if cells[place]["id"].startswith("try-"):
        chapter = re.search(r'check\("(\d\d)-', "".join(cells[place + 1]["source"]))
        assert chapter, cells[place]["id"]
        module = ROOT / "src" / "livenet" / "exercises" / f"ch{chapter[1]}.py"
        return numbers(module.read_text(encoding="utf-8"))
    return []


def in_view(cells: list[dict[str, Any]], place: int) -> list[dict[str, Any]]:
    """Return what a reader of a cell sees: its section, and the code cells before and after.

    The chapter's opening and its summary speak of the whole chapter.
    """
    if cells[place]["id"] in ("objectives", "remember"):
        return cells
    opens = [i for i, cell in enumerate(cells) if _opens(cell)]
    first = max((i for i in opens if i <= place), default=0)
    last = min((i for i in opens if i > place), default=len(cells))
    code = [i for i, cell in enumerate(cells) if cell["cell_type"] == "code"]
    first = min(first, max((i for i in code if i < place), default=first))
    last = max(last, min((i + 1 for i in code if i > place), default=last))
    return cells[first:last]


def _opens(cell: dict[str, Any]) -> bool:
    return cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("#")


def prose_of(cell: dict[str, Any]) -> str:
    """Return a cell's prose, LaTeX made plain; of a code cell, its caption."""
    if cell["cell_type"] == "code":
        return _plain(cell["metadata"].get("mystnb", {}).get("figure", {}).get("caption", ""))
    source = "".join(cell["source"])
    if re.match(r"(ask|try|solve)(-|$)", cell["id"]):
        source = _DETAILS.sub(" ", source)
    return _plain(prose(source))


class Unexplained(NamedTuple):
    """A number that nothing in view explains: the cell's id, the cell's prose, the number."""

    cell: str
    prose: str
    number: Number

    def __str__(self) -> str:
        """Return the cell's id and the number among its neighbours."""
        start, end = self.number.start, self.number.start + len(self.number.text)
        around = self.prose[max(0, start - 30) : end + 30]
        return f"{self.cell}: {self.number.text} in … {' '.join(around.split())} …"


def unexplained(cells: list[dict[str, Any]]) -> Iterator[Unexplained]:
    """Yield the numbers in the prose of an executed notebook that no cell in view explains."""
    for place, cell in enumerate(cells):
        text = prose_of(cell)
        if questionable := [number for number in numbers(text) if not number.tiny]:
            known = numbers_of(in_view(cells, place)) + premises(cells, place)
            for number in questionable:
                if not explained(number, known):
                    yield Unexplained(cell["id"], text, number)
