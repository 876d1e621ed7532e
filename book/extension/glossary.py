"""The first use of a glossary's term in each chapter leads to where the glossary explains it."""

import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from book.editions import edition_of
from book.extension.questions import CHOICES

GLOSSARY = "glossary"
WHERE = "shown-in"  # the class of a line that leads to where a term is shown
# Where a word of the glossary means something else: Jupyter's kernel, the steps of a list, the
# shapes of curves, a function's arguments, an adversarial example.
_OTHERWISE = re.compile(
    r"(?:no|ready-made) kernels?|(?:three|five|which) steps|step by step|the shapes(?=\.)"
    "|(?:第一个|其余的)参数|对抗样本",
    re.I,
)
# Terms whose word means something else on most pages (momentum's buffer, the precision of a
# number): the page on which it means what the glossary says.
_ONLY_ON = {"buffer": "02-define", "precision": "06-train"}
_SHORT = {"batch normalisation": "batch norm"}
# What is no running text of the chapter's own, or leads somewhere already.
_APART = (
    nodes.title,
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.caption,
    nodes.image,
)


def explained(glossary: nodes.document, language: str) -> dict[str, str]:
    """Return {word: anchor} of a glossary: the innermost sections are terms, the Chinese first."""
    words = {}
    for section in glossary.findall(nodes.section):
        if any(isinstance(part, nodes.section) for part in section.children):
            continue
        chinese = edition_of(language) == "zh"
        text = next(section.findall(nodes.strong)).astext() if chinese else section[0].astext()
        for word in _alternatives(text):
            words[word] = section["ids"][0]
            if word in _SHORT:
                words[_SHORT[word]] = section["ids"][0]
    return words


def meant(words: dict[str, str], page: str) -> dict[str, str]:
    """Return those of a glossary's words that mean on a page what the glossary says."""
    return {word: anchor for word, anchor in words.items() if _ONLY_ON.get(anchor, page) == page}


def _alternatives(term: str) -> list[str]:
    """Return the words that a heading stands for: "training and test set" for both sets."""
    chinese = re.sub("（.*）", "", term).split("、")
    if len(chinese) > 1 or "set" not in term.split():
        return chinese
    *parts, head = re.split(", | and | ", term)
    return [f"{part} {head}" for part in parts] if parts else [term]


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Return what finds any of the words, the longest first; English ones in the plural as well.

    One Chinese character is part of many other words, as 步 is of 进步: it counts where English
    follows in brackets.
    """
    ordered = sorted(words, key=len, reverse=True)
    english = [re.escape(word) + "(?:e?s)?" for word in ordered if word.isascii()]
    chinese = [
        re.escape(word) + "(?=（[a-z])" * (len(word) == 1) for word in ordered if not word.isascii()
    ]
    return re.compile("|".join(chinese + [rf"\b(?:{'|'.join(english)})\b"] * bool(english)), re.I)


def _running_text(page: nodes.document) -> Iterator[nodes.Text]:
    for text in list(page.findall(nodes.Text)):
        above, apart = text.parent, False
        while above is not None and not apart:
            # what is chosen or moved is a control: a link in it would take its tap, and its Tab
            apart = isinstance(above, _APART) or CHOICES in above["classes"]
            above = above.parent
        if not apart:
            yield text


def link(page: nodes.document, words: dict[str, str], address: str) -> None:
    """Make the first use of each term on a page a link to ``address#anchor``, in place."""
    anchors = {word.lower(): anchor for word, anchor in words.items()}
    pattern = _pattern(list(words))
    linked: set[str] = set()
    for text in _running_text(page):
        parts: list[nodes.Node] = []
        rest = 0
        source = text.astext()
        otherwise = [phrase.span() for phrase in _OTHERWISE.finditer(source)]
        for match in pattern.finditer(source):
            word = match[0].lower()
            anchor = next(anchors[w] for w in (word, word[:-1], word[:-2]) if w in anchors)
            if anchor in linked or any(a <= match.start() < b for a, b in otherwise):
                continue
            linked.add(anchor)
            uri = f"{address}#{anchor}"
            parts += [
                nodes.Text(source[rest : match.start()]),
                nodes.reference("", match[0], refuri=uri, internal=True, classes=["term"]),
            ]
            rest = match.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(source[rest:])])


def link_terms(app: Sphinx, page: nodes.document, name: str) -> None:
    """Link the terms of a chapter; the glossary itself and pages of no notebook have none."""
    env = app.env
    if GLOSSARY not in env.found_docs or Path(env.doc2path(name)).suffix != ".ipynb":
        return
    words = meant(explained(env.get_doctree(GLOSSARY), app.config.language), name)
    link(page, words, app.builder.get_relative_uri(name, GLOSSARY))


def note_glossary(app: Sphinx, page: nodes.document) -> None:
    """Have a chapter built again when the glossary changes."""
    if GLOSSARY in app.env.found_docs:
        app.env.note_dependency(app.env.doc2path(GLOSSARY))


def mark_places(app: Sphinx, page: nodes.document) -> None:
    """Mark the glossary's lines that lead to where a term is shown: no meaning, nor to be found."""
    if app.env.docname == GLOSSARY:
        for section in page.findall(nodes.section):
            for line in [part for part in section if isinstance(part, nodes.paragraph)][1:]:
                line["classes"].append(WHERE)


def setup(app: Sphinx) -> None:
    """Link when all pages are read."""
    app.connect("doctree-read", note_glossary)
    app.connect("doctree-read", mark_places)
    app.connect("doctree-resolved", link_terms)
