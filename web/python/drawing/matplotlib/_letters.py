"""How wide texts are in DejaVu Sans, and matplotlib's mathtext as far as labels use it."""

import re

from matplotlib._refusal import refuse
from matplotlib._tables import ASCENT, DESCENT, WIDTHS

_SYMBOLS = {
    **{"times": "×", "cdot": "⋅", "pm": "±", "leq": "≤", "geq": "≥", "infty": "∞", "to": "→"},
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "eta": "η"},
    **{"theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ"},
    **{"phi": "ϕ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ", "nabla": "∇", "partial": "∂"},
    **{",": "\N{THIN SPACE}", " ": " ", "%": "%", "$": "$", "_": "_", "{": "{", "}": "}"},
}
_UPRIGHT = ("mathdefault", "mathrm", "text", "mathregular")
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|(.)", re.DOTALL)
_SMALL = 0.7
_LIFT = 0.065  # matplotlib draws formulas so much above their baseline, in parts of an em
_BINARY = "×+\N{MINUS SIGN}=<>±⋅≤≥→"


def advance(text, size):
    """Return the width of a line of text, in points."""
    return size * sum(WIDTHS.get(letter, 1.0 if ord(letter) > 0x2E7F else 0.6) for letter in text)


class Line:
    """One line of text, ready to be drawn; `gap` is what lies between it and the next.

    runs: (text, dx, dy, size, italic); width, ascent and descent are in points.
    """

    def __init__(self, text, size, gap=0.0):
        self.width = 0.0
        self.ascent, self.descent = ASCENT * size + gap / 2, DESCENT * size + gap / 2
        self.runs = []
        for i, part in enumerate(re.split(r"(?<!\\)\$", text) if _is_math(text) else [text]):
            if i % 2:
                self._math(part, size)
            else:
                self._put(part.replace(r"\$", "$"), size, 0.0, False)
        self.runs = self.runs or [("", 0.0, 0.0, size, False)]

    def _put(self, text, size, rise, italic):
        if not text:
            return
        self.runs.append((text, self.width, rise, size, italic))
        self.width += advance(text, size)

    def _math(self, source, size):
        tokens = [(named or letter, bool(named)) for named, letter in _TOKEN.findall(source)]
        self._tokens(tokens, size, _LIFT * size, True)
        self.width += 0.036 * size

    def _tokens(self, tokens, size, rise, italic):
        at = 0
        while at < len(tokens):
            token, named = tokens[at]
            at += 1
            if named and token in _UPRIGHT:
                group, at = _group(tokens, at)
                self._tokens(group, size, rise, False)
            elif named and token in _SYMBOLS:
                self._letter(_SYMBOLS[token], size, rise, False, at > 1)
            elif named:
                refuse(f"\\{token} in a formula")
            elif token in "^_":
                group, at = _group(tokens, at)
                up = token == "^"
                self.width += 0.0096 * size
                self._tokens(group, _SMALL * size, rise + (0.413 if up else -0.15) * size, italic)
                if up:  # what is raised makes room above
                    self.ascent = max(self.ascent, rise + 0.875 * size)
            elif token == "{":
                group, at = _group(tokens, at - 1)
                self._tokens(group, size, rise, italic)
            elif token != " ":
                letter = "\N{MINUS SIGN}" if token == "-" else token
                self._letter(letter, size, rise, italic and letter.isalpha(), at > 1)

    def _letter(self, letter, size, rise, italic, between):
        """Put one sign of a formula, with room around what joins two others."""
        room = 0.2 * size if between and letter in _BINARY else 0.0
        self.width += room
        self._put(letter, size, rise, italic)
        self.width += room


def _group(tokens, at):
    """Return what belongs together from a place on, a letter or what is in braces, and the end."""
    if at >= len(tokens) or tokens[at] != ("{", False):
        return tokens[at : at + 1], at + 1
    depth, begin = 1, at + 1
    while depth and at + 1 < len(tokens):
        at += 1
        depth += {("{", False): 1, ("}", False): -1}.get(tokens[at], 0)
    return tokens[begin:at], at + 1


def _is_math(text):
    dollars = text.count("$") - text.count(r"\$")
    return dollars > 0 and dollars % 2 == 0
