"""The palette and the optimizers' lines: written in six files and three languages, and the same."""

import re
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex, to_rgb

from book import ROOT
from book.extension import figures
from livenet import drawing, plot

_TOKENS = (ROOT / "assets/css/tokens.css").read_text(encoding="utf-8")
_LIGHT, _DARK = (
    dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(
        r"^(?::root|html\[.*?\]) \{$(.*?)^\}$", _TOKENS, re.DOTALL | re.MULTILINE
    )
)
_TURN = "--rubric"  # which no figure has
_LINE = re.compile(
    r'^  (\w+): \{ token: "(--[a-z]+)", width: ([\d.]+), dash: \[([\d, ]*)\] \},$', re.MULTILINE
)
# Each optimizer as the widgets draw it: token, width in px, dashes and gaps in px.
_LINES = {
    name: (token, float(width), [int(part) for part in dash.split(",") if part])
    for name, token, width, dash in _LINE.findall(
        (ROOT / "web/widgets/shared/optimizers.ts").read_text(encoding="utf-8")
    )
}


@pytest.fixture
def style() -> dict[str, Any]:
    with mpl.rc_context():
        plt.style.use("livenet.book")
        return dict(mpl.rcParams.items())


def test_both_themes_name_the_same_colours() -> None:
    assert len(_LIGHT) > 15
    assert _LIGHT.keys() == _DARK.keys()


def test_what_the_site_replaces_in_figures_is_the_palette() -> None:
    for colour, token in figures.TOKENS.items():
        assert _LIGHT[token] == colour, token
    # Every colour that a figure may have is replaced, under one name or another.
    assert set(figures.TOKENS) == set(_LIGHT.values()) - {_LIGHT[_TURN]}


@pytest.mark.parametrize(("theme", "least"), [(_LIGHT, 4.5), (_DARK, 7)])
@pytest.mark.parametrize("ground", ["--paper", "--panel"])
def test_the_readers_turn_is_read_on_its_ground(
    theme: dict[str, str], least: float, ground: str
) -> None:
    assert contrast(theme[_TURN], theme[ground]) >= least


def test_red_means_the_readers_turn_and_nothing_else() -> None:
    rooms = ("assets", *(f"web/{room}" for room in ("cell", "front", "host", "page", "widgets")))
    using = {
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in (ROOT / room).rglob("*")
        if path.suffix in {".css", ".ts"} and _TURN in path.read_text(encoding="utf-8")
    }
    assert using == {"assets/css/tokens.css", "assets/css/questions.css"}
    for theme in (_LIGHT, _DARK):
        assert list(theme.values()).count(theme[_TURN]) == 1


def test_graphs_are_drawn_in_the_palette() -> None:
    fills = {kind: colour.lower() for kind, colour in drawing.FILLS.items()}
    assert fills == {
        "node": _LIGHT["--panel"],
        "leaf": _LIGHT["--blue-tint"],
        "saved": _LIGHT["--orange-tint"],
        "output": _LIGHT["--green-tint"],
        "base": _LIGHT["--green-deep-tint"],
    }
    assert (drawing.INK.lower(), drawing.MUTED.lower()) == (_LIGHT["--ink"], _LIGHT["--muted"])


def test_pictures_are_drawn_in_the_palette() -> None:
    ends = (to_hex(plot.SIGNED(0.0)), to_hex(plot.SIGNED(1.0)))
    assert ends == (_LIGHT["--negative"], _LIGHT["--positive"])
    assert (plot._MUTED.lower(), plot._ACCENT.lower()) == (_LIGHT["--muted"], _LIGHT["--accent"])


def test_no_file_of_livenet_has_a_colour_that_the_palette_lacks() -> None:
    for path in (ROOT / "src/livenet").rglob("*.py"):
        for colour in re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8")):
            assert colour.lower() in _LIGHT.values(), (path.name, colour)


def test_figures_are_drawn_in_the_palette(style: dict[str, Any]) -> None:
    for key, token in {
        "figure.facecolor": "--paper",
        "axes.facecolor": "--paper",
        "savefig.facecolor": "--paper",
        "legend.facecolor": "--paper",
        "text.color": "--ink",
        "axes.labelcolor": "--ink",
        "axes.edgecolor": "--muted",
        "xtick.color": "--muted",
        "ytick.color": "--muted",
        "grid.color": "--line",
        "legend.edgecolor": "--line",
    }.items():
        assert to_hex(style[key]) == _LIGHT[token], key


def test_an_optimizer_has_one_line_in_figures_and_in_instruments(style: dict[str, Any]) -> None:
    assert len(_LINES) == 6
    cycle = list(style["axes.prop_cycle"])
    for (name, (token, width, dash)), line in zip(_LINES.items(), cycle, strict=True):
        assert to_hex(line["color"]) == _LIGHT[token], name
        assert line["linewidth"] == width, name
        # matplotlib counts dashes in line widths, the page in whole px.
        assert dash == [round(part * width) for part in dashes(line["linestyle"], style)], name


def dashes(line_style: object, style: dict[str, Any]) -> list[float]:
    """Return dashes and gaps in line widths, as matplotlib's settings have them."""
    if isinstance(line_style, tuple):
        return list(line_style[1])
    names = {"-": None, "--": "dashed", "-.": "dashdot", ":": "dotted"}
    name = names[str(line_style)]
    return list(style[f"lines.{name}_pattern"]) if name else []


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG has it."""

    def luminance(colour: str) -> float:
        parts = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in to_rgb(colour)
        )
        return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
