"""An edition's pages as one document to be printed: every link to a page of it leads within it.

What is folded on the site (answers, hints, solutions) stands at the end of its chapter, and an
instrument is a still, with the way to the live one.
"""

import re
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import segno
from bs4 import BeautifulSoup, Tag

from book import ROOT, address
from book.editions import EDITIONS, contents, settings

WORDS = {
    "zh": {
        "contents": "目录",
        "answers": "答案、提示与解答",
        "live": "这是一张静止的图。在网页上可以动手试：",
        "unknown": "这是一张静止的图。在本书的网页版里可以动手试。",
    },
    "en": {
        "contents": "Contents",
        "answers": "Answers, hints and solutions",
        "live": "This is a still. The live one, to be tried, is at ",
        "unknown": "This is a still. On the book's pages one can try it.",
    },
}
_ANSWERS = re.compile(r"答案|提示 \d|解答|Answer|Hint \d|Solution")
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
_URL = re.compile(r"url\([\"']?#")


def pages(edition: str) -> list[str]:
    """Return the names of an edition's pages in the order of its contents."""
    return ["index", *(entry["file"] for entry in contents(edition)["chapters"])]


class Paper:
    """One edition, bound.

    Args:
        edition: "zh" or "en".
        folder: its built pages.
        names: which of them, in order.
        stills: for each page the HTML of its instruments, in order, and the styles these need.
    """

    def __init__(
        self,
        edition: str,
        folder: Path,
        names: list[str],
        stills: dict[str, tuple[list[str], list[str]]],
    ) -> None:
        self.edition = edition
        self.folder = folder
        self.names = names
        self.stills = stills
        self.words = WORDS[edition]
        self.styles: dict[str, None] = {}  # in order, each once
        self.titles: dict[str, str] = {}
        self.articles = [self._article(name) for name in names]

    def html(self, numbers: dict[str, int]) -> str:
        """Return the document.

        Args:
            numbers: the number of the sheet on which each page begins, as far as known.
        """
        entries = "".join(
            f'<li><a href="#{name}"><span>{escape(title)}</span>'
            f"<span>{numbers.get(name, '')}</span></a></li>"
            for name, title in self.titles.items()
        )
        styles = "".join(f'<link rel="stylesheet" href="{href}">' for href in self.styles)
        own = dict.fromkeys(style for name in self.names for style in self.stills[name][1])
        styles += "".join(f"<style>{style}</style>" for style in own)
        title = escape(settings(self.edition)["title"])
        logo = (ROOT / "assets" / "images" / "logo.svg").as_uri()
        home = address.site() and f"{address.site()}{self.edition}/index.html"
        link = f'<p><a href="{home}">{home}</a></p>{_qr(home)}' if home else ""
        return (
            f'<!DOCTYPE html><html lang="{EDITIONS[self.edition].language}" data-theme="light">'
            f'<head><meta charset="utf-8"><title>{title}</title>{styles}'
            f"<style>{Path(__file__).with_name('document.css').read_text()}</style></head>"
            '<body><main class="bd-main"><div class="bd-content"><div class="bd-article-container">'
            f'<div class="cover"><img src="{logo}" alt=""><p>{title}</p>{link}</div>'
            f'<nav class="contents"><p>{self.words["contents"]}</p><ol>{entries}</ol></nav>'
            f"{''.join(map(str, self.articles))}</div></div></main></body></html>"
        )

    def _article(self, name: str) -> Tag:
        text = (self.folder / f"{name}.html").read_text(encoding="utf-8")
        soup = BeautifulSoup(text, "html.parser")
        for style in soup.select("head > link[rel=stylesheet]"):
            href = (self.folder / urlsplit(str(style["href"])).path).as_uri()
            self.styles[href] = None
        article = _one(soup, "article.bd-article")
        for part in article.select("script, .headerlink, .questions, .live-note"):
            part.decompose()
        self._still(article, name)
        self.titles[name] = _one(article, "h1").get_text()
        self._gather(soup, article)
        if foot := soup.select_one(".executed"):
            article.append(foot)
        for part in article.find_all(True):
            self._lead(part, name)
        article["id"] = name
        return article

    def _still(self, article: Tag, name: str) -> None:
        """Put stills where instruments would come, each with the way to the live one."""
        places = [
            place for place in article.select(".live") if not place.find_parent(class_="live")
        ]
        for place, still in zip(places, self.stills[name][0], strict=True):
            section = place.find_parent("section")
            anchor = section["id"] if section else ""
            if address.site():
                href = f"{address.site()}{self.edition}/{name}.html#{anchor}"
                note = f'{_qr(href)}<p>{self.words["live"]}<a href="{href}">{href}</a></p>'
            else:
                note = f"<p>{self.words['unknown']}</p>"
            soup = BeautifulSoup(still, "html.parser")
            _one(soup, ".live").insert(0, _new(soup, f'<div class="to-live">{note}</div>'))
            place.replace_with(soup)

    def _gather(self, soup: BeautifulSoup, article: Tag) -> None:
        """Move answers, hints and solutions to the end; open all else that is folded."""
        answers = [
            part
            for part in article.select("details")
            if part.summary and _ANSWERS.fullmatch(part.summary.get_text())
        ]
        for part in article.select("details"):
            part["open"] = ""
        if not answers:
            return
        end = _new(soup, f"<section><h2>{self.words['answers']}</h2></section>")
        for number, part in enumerate(answers, 1):
            label = f"[{number}] {part.summary.get_text() if part.summary else ''}"
            see = f'<p class="see" id="see-{number}"><a href="#told-{number}">{label}</a></p>'
            back = f'<p class="see"><a href="#see-{number}">{label}</a></p>'
            entry = _new(soup, f'<div class="told" id="told-{number}">{back}</div>')
            part.replace_with(_new(soup, see))
            if part.summary:
                part.summary.decompose()
            entry.extend(list(part.children))
            end.append(entry)
        article.append(end)

    def _lead(self, part: Tag, name: str) -> None:
        """Make ids of a page unique in the document, and links lead where they can from paper."""
        if "id" in part.attrs:
            part["id"] = f"{name}--{part['id']}"
        for key, value in list(part.attrs.items()):
            if key in _REFERENCES:
                part[key] = " ".join(f"{name}--{anchor}" for anchor in str(value).split())
            elif key == "href":
                self._link(part, name, str(value))
            elif key == "src" and not urlsplit(str(value)).scheme:
                part[key] = (self.folder / str(value)).resolve().as_uri()
            elif isinstance(value, str) and "url(" in value:
                part[key] = _URL.sub(f"url(#{name}--", value)

    def _link(self, part: Tag, name: str, href: str) -> None:
        split = urlsplit(href)
        if split.scheme:
            return
        target = unquote(split.path).removesuffix(".html") if split.path else name
        if target in self.names:
            part["href"] = f"#{target}--{split.fragment}" if split.fragment else f"#{target}"
        elif address.site():
            place = (self.folder / split.path).resolve().relative_to(self.folder.parent)
            part["href"] = (
                f"{address.site()}{place.as_posix()}{split.fragment and '#'}{split.fragment}"
            )
        else:
            del part["href"]  # on the site only, and where that is we do not know


def _qr(text: str) -> str:
    return segno.make(text, error="m").svg_inline(scale=1, border=0, omitsize=True, svgclass="qr")


def _one(soup: Tag, selector: str) -> Tag:
    element = soup.select_one(selector)
    if element is None:
        raise ValueError(f"a built page has no {selector}")
    return element


def _new(soup: BeautifulSoup, html: str) -> Tag:
    element = BeautifulSoup(html, "html.parser").find(True)
    assert isinstance(element, Tag)
    return element.extract()
