"""What the search finds on a built page: the sentences and the lines of code of its sections.

Left out are answers, solutions and hints, what a question lets choose between, which may be wrong,
what differs from run to run, the glossary's links to chapters, and whatever is no text: menus,
instruments, formulas on their own lines. Of code a page has the first line with each name, and of
what was printed the sentences, as errors are: more would not fit in 150 KB. A formula within a
sentence is told in signs of Unicode, between two word joiners: web/page/found.ts passes over it
where it looks for the sentence on its page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from bs4 import BeautifulSoup, Tag

from book.extension.glossary import WHERE

JOINER = "\u2060"
GAP = "\u2003"  # between the cells of a row: it is seen, and white space to whoever compares

_ARTICLE = re.compile(r'<article class="bd-article.*</article>', re.DOTALL)
# Of a page of 700 KB these leave 100, which BeautifulSoup takes apart in a tenth of a second.
_NO_TEXT = re.compile(r"<(script|style|svg|template|noscript)\b.*?</\1>", re.DOTALL)
_CODE = re.compile(r"(<(pre|code)\b[^>]*>)(.*?)(</\2>)", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_SPAN = re.compile(r"<(/?)span\b")
_SET = '<span class="katex-html"'

_APART = (
    ".headerlink, div.math, .live, .questions, .recall, .chapter, .question :is(ol, ul, details),"
    f" .tag_timing .cell_output, .{WHERE}"
)
_FOLDED = re.compile(r"答案|解答|提示 \d|Answers?|Solutions?|Hint \d|.*[?？]")
_BLOCKS = "h1, h2, h3, h4, h5, h6, dt, p, tr, pre, summary"
_END = re.compile(r"(?<=[。！？])(?![”」）])|(?<=[.!?])(?<!e\.g\.)\s+(?=[A-Z“(])")
# What a line of code calls, or takes out of something; what is quoted or a comment names nothing.
_NAME = re.compile(r"(?<=\.)[A-Za-z_]\w{2,}|\b[A-Za-z_]\w{2,}(?=\()")
_NO_CODE = re.compile(r"""#.*|"[^"]*"|'[^']*'""")
_WORD = re.compile(r"[A-Za-z]{2,}")
_RELATIONS = set("=≈←≤≥<>→∼≠∝")
_RAISED = str.maketrans("0123456789+−-()nit′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱᵗ′")
_LOWERED = str.maketrans("0123456789+−-()it", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎ᵢₜ")


@dataclass
class Section:
    """A section without those within it.

    anchor: its id. title: its heading. prose: its sentences. code: lines of code.
    """

    anchor: str
    title: str
    prose: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)


def sections(page: str) -> list[Section]:
    """Return the sections of a built page's HTML, in order; what a function does is one too."""
    article = _ARTICLE.search(page)
    soup = BeautifulSoup(_reduced(article[0]) if article else "", "html.parser")
    for part in soup.select(_APART):
        part.decompose()
    for fold in soup.select("details"):
        summary = fold.summary
        if summary and _FOLDED.fullmatch(summary.get_text().strip()):
            fold.decompose()
    found: list[Section] = []
    named = {"print"}  # what the page's code has named so far
    for block in soup.select(_BLOCKS):
        text = _text(block)
        if block.name.startswith("h") and block.parent:
            found.append(Section(str(block.parent.get("id", "")), text))
        elif block.name == "dt" and block.get("id"):
            found.append(Section(str(block["id"]), str(block["id"]), code=[text]))
        elif found and block.name == "pre":
            tells = _is_sentence if block.find_parent(class_="cell_output") else _names_more
            lines = (line.strip() for line in block.get_text().split("\n"))
            found[-1].code += [line for line in lines if tells(line, named)]
        elif found and not block.find_parent("tr"):
            found[-1].prose += filter(None, _END.split(text))
    return found


def _names_more(line: str, named: set[str]) -> bool:
    """Tell whether a line of code has a name that was not `named` yet, and note it."""
    names = set(_NAME.findall(_NO_CODE.sub("", line))) - named
    named |= names
    return bool(names)


def _is_sentence(line: str, named: set[str]) -> bool:
    """Tell whether a printed line is more words than numbers."""
    letters = sum(sign.isalpha() or sign == " " for sign in line)
    return len(_WORD.findall(line)) >= 6 and letters > 0.8 * len(line)


def _reduced(html: str) -> str:
    """Return HTML whose code has no tags within, and whose formulas are text."""
    html = _CODE.sub(lambda code: code[1] + _TAG.sub("", code[3]) + code[4], _NO_TEXT.sub("", html))
    return _FORMULA.sub(lambda formula: _told(formula[0]), "".join(_without_set(html)))


def _without_set(html: str) -> Iterator[str]:
    """Yield HTML without formulas as they are set; beside each stands its MathML."""
    rest = 0
    while (at := html.find(_SET, rest)) >= 0:
        yield html[rest:at]
        depth = 0
        for span in _SPAN.finditer(html, at):
            depth += -1 if span[1] else 1
            if depth == 0:
                rest = html.index(">", span.end()) + 1
                break
    yield html[rest:]


def _told(formula: str) -> str:
    """Return a formula of MathML in signs of Unicode.

    >>> _told("<math><msup><mn>10</mn><mn>3</mn></msup></math>").strip(JOINER)
    '10³'
    """
    root = ElementTree.fromstring(re.sub(r"&nbsp;| xmlns=\"[^\"]*\"", " ", formula))
    return f"{JOINER}{_signs(root)}{JOINER}"


def _signs(part: ElementTree.Element) -> str:
    children = [child for child in part if child.tag != "annotation"]
    told = [_signs(child) for child in children]
    match part.tag:
        case "msup":
            return told[0] + _small(told[1], _RAISED, "^")
        case "msub":
            return told[0] + _small(told[1], _LOWERED, "_")
        case "msubsup":
            return told[0] + _small(told[1], _LOWERED, "_") + _small(told[2], _RAISED, "^")
        case "mover" if told[1] == "^":
            return f"{told[0]}\u0302"
        case "mfrac":
            return "/".join(map(_grouped, told))
        case "msqrt":
            return f"√{_grouped(''.join(told))}"
        case "mo" if part.text and part.text in _RELATIONS:
            return f" {part.text} "
        case "mrow" if len(told) > 1:  # there a fraction has neighbours
            told = [
                f"({one})" if child.tag == "mfrac" else one
                for child, one in zip(children, told, strict=True)
            ]
    return (part.text or "").replace("\u2061", " ").strip("\n") + "".join(told)


def _grouped(text: str) -> str:
    return text if len(text) < 3 else f"({text})"


def _small(text: str, signs: dict[int, int], mark: str) -> str:
    """Return what is raised or lowered: in small signs where there are such, else behind a mark."""
    if all(ord(sign) in signs for sign in text):
        return text.translate(signs)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}({text})"


def _text(block: Tag) -> str:
    cells = block.find_all(["td", "th"]) or [block]
    return GAP.join(" ".join(cell.get_text().split()) for cell in cells)
