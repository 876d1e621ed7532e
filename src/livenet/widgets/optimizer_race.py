"""OptimizerRace: five optimizers walk from one start over a surface that one can see."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import ipywidgets
import traitlets
from torch import Tensor

from livenet import _arguments
from livenet.widgets._instrument import Instrument

RATES = (1e-4, 1.0)
MOMENTA = (0.0, 0.99)
STEPS = (1, 200)
STRIDE = 0.01  # of the slider of the learning rate, in powers of ten


@dataclass(frozen=True)
class Surface:
    """A function of two numbers: ``f`` of a tensor (2,), and what of it is shown.

    ``formula`` is ``f`` in signs, ``x`` and ``y`` are the ranges of the picture, ``start`` is where
    the walks begin at first, and ``minimum`` is where ``f`` is least, if anywhere.
    """

    f: Callable[[Tensor], Tensor]
    formula: str
    x: tuple[float, float]
    y: tuple[float, float]
    start: tuple[float, float]
    minimum: tuple[float, float] | None


def _bowl(w: Tensor) -> Tensor:
    return (w[0] ** 2 + w[1] ** 2) / 2


def _ravine(w: Tensor) -> Tensor:
    return (w[0] ** 2 + 20 * w[1] ** 2) / 2


def _rosenbrock(w: Tensor) -> Tensor:
    x, y = w[0], w[1]
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _beale(w: Tensor) -> Tensor:
    x, y = w[0], w[1]
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def _saddle(w: Tensor) -> Tensor:
    return (w[0] ** 2 - w[1] ** 2) / 2


# Every picture is three wide and two high, so that a length means the same both ways.
SURFACES = {
    "bowl": Surface(
        _bowl, "(x² + y²) / 2", x=(-4.8, 4.8), y=(-3.2, 3.2), start=(-4, 1), minimum=(0, 0)
    ),
    "ravine": Surface(
        _ravine, "(x² + 20 y²) / 2", x=(-4.8, 4.8), y=(-3.2, 3.2), start=(-4, 1), minimum=(0, 0)
    ),
    "Rosenbrock": Surface(
        _rosenbrock,
        "(1 − x)² + 100 (y − x²)²",
        x=(-2.4, 2.4),
        y=(-0.8, 2.4),
        start=(-1.2, 1),
        minimum=(1, 1),
    ),
    "Beale": Surface(
        _beale,
        "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
        x=(-4.5, 4.5),
        y=(-3, 3),
        start=(1, 1),
        minimum=(3, 0.5),
    ),
    "saddle": Surface(
        _saddle, "(x² − y²) / 2", x=(-3, 3), y=(-2, 2), start=(-2.5, 0.05), minimum=None
    ),
}


class OptimizerRace(Instrument):
    """Let SGD, momentum, Nesterov, RMSprop and Adam walk over a surface from one start.

    They take the same steps as ``torch.optim`` on a tensor (2,) of ``torch.float64``, with the
    defaults of ``torch.optim`` beside what is set here; the page computes them, no kernel is asked.

    >>> race = OptimizerRace("ravine", start=(-4, 1), learning_rate=0.07, momentum=0.5)
    >>> w = torch.tensor(race.start, dtype=torch.float64, requires_grad=True)
    >>> race.f(w).backward()

    The surfaces, and where they come from:

    - ``bowl``: (x² + y²) / 2, the same both ways.
    - ``ravine``: (x² + 20 y²) / 2, the valley of chapter 5.
    - ``Rosenbrock``: (1 - x)² + 100 (y - x²)². H. H. Rosenbrock, An automatic method for finding
      the greatest or least value of a function, The Computer Journal 3 (1960).
    - ``Beale``: (1.5 - x + xy)² + (2.25 - x + xy²)² + (2.625 - x + xy³)². E. M. L. Beale, On an
      iterative method for finding a local minimum of a function of more than one variable,
      Technical Report 25, Princeton University (1958).
    - ``saddle``: (x² - y²) / 2, which falls without end.

    Args:
        surface: one of the five names above.
        start: x and y, within the picture of the surface; where it usually starts when None.
        learning_rate: of all five, from 0.0001 to 1.
        momentum: of momentum and Nesterov, from 0 to 0.99. With 0, Nesterov stays at home, for
            ``torch.optim.SGD`` refuses it.
        steps: how many steps each walks, from 1 to 200.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: there is no such surface, the start is not in its picture, or a number is out
            of its range; also when a trait is set later.
    """

    _view = "optimizer-race"
    _height = 700
    surfaces = traitlets.Dict().tag(sync=True)
    surface = traitlets.Unicode("ravine", help="The surface's name.").tag(sync=True)
    starts = traitlets.Dict(help="Where the walks start, x and y for each surface.").tag(sync=True)
    learning_rate = traitlets.Float(0.07, help="The learning rate of all five.").tag(sync=True)
    momentum = traitlets.Float(0.5, help="Of momentum and Nesterov.").tag(sync=True)
    steps = traitlets.Int(100, help="How many steps each walks.").tag(sync=True)

    def __init__(
        self,
        surface: str = "ravine",
        start: tuple[float, float] | None = None,
        *,
        learning_rate: float = 0.07,
        momentum: float = 0.5,
        steps: int = 100,
    ) -> None:
        _known(surface)
        learning_rate = _arguments.want_number("learning_rate", learning_rate, *RATES)
        momentum = _arguments.want_number("momentum", momentum, *MOMENTA)
        steps = _arguments.want_int("steps", steps, *STEPS)
        super().__init__(
            surfaces={
                name: {
                    "formula": known.formula,
                    "x": known.x,
                    "y": known.y,
                    "start": known.start,
                    "minimum": known.minimum,
                }
                for name, known in SURFACES.items()
            },
            surface=surface,
            starts={} if start is None else {surface: start},
            learning_rate=learning_rate,
            momentum=momentum,
            steps=steps,
        )
        # The slider's marks are so placed that the learning rate is one of them.
        power, low = math.log10(learning_rate), math.log10(RATES[0])
        low = power - STRIDE * math.floor((power - low) / STRIDE + 1e-9)
        self.controls = {
            "surface": ipywidgets.Dropdown(options=list(SURFACES), value=surface),
            "learning_rate": ipywidgets.FloatLogSlider(
                learning_rate,
                min=low,
                max=math.log10(RATES[1]),
                step=STRIDE,
                readout_format=".2g",
            ),
            "momentum": ipywidgets.FloatSlider(momentum, min=MOMENTA[0], max=MOMENTA[1], step=0.01),
        }

    @property
    def start(self) -> tuple[float, float]:
        """Where the walks start on the present surface, as set here or dragged on the page."""
        x, y = self.starts[self.surface]
        return x, y

    def f(self, w: Tensor) -> Tensor:
        """Return the height, a scalar, of the present surface at ``w``, a tensor (2,).

        Raises:
            TypeError: ``w`` is no tensor.
            ValueError: ``w`` has another shape.
        """
        _arguments.want_tensor("w", w, 2)
        return SURFACES[self.surface].f(w)

    @traitlets.validate("surface")
    def _check_surface(self, proposal: traitlets.Bunch) -> str:
        return _known(proposal.value)

    @traitlets.validate("starts")
    def _check_starts(self, proposal: traitlets.Bunch) -> dict[str, tuple[float, float]]:
        starts = {name: known.start for name, known in SURFACES.items()}
        return starts | {_known(name): _within(name, at) for name, at in proposal.value.items()}

    @traitlets.validate("learning_rate")
    def _check_rate(self, proposal: traitlets.Bunch) -> float:
        return _arguments.want_number("learning_rate", proposal.value, *RATES)

    @traitlets.validate("momentum")
    def _check_momentum(self, proposal: traitlets.Bunch) -> float:
        return _arguments.want_number("momentum", proposal.value, *MOMENTA)

    @traitlets.validate("steps")
    def _check_steps(self, proposal: traitlets.Bunch) -> int:
        return _arguments.want_int("steps", proposal.value, *STEPS)


def _known(name: str) -> str:
    return _arguments.want_choice("surface", name, SURFACES)


def _within(name: str, start: tuple[float, float]) -> tuple[float, float]:
    (left, right), (low, high) = SURFACES[name].x, SURFACES[name].y
    try:
        x, y = (float(number) for number in start)
    except (TypeError, ValueError):
        x = y = math.nan
    if not (left <= x <= right and low <= y <= high):
        raise ValueError(
            f"the start on {name} must be two numbers, x from {left:g} to {right:g} "
            f"and y from {low:g} to {high:g}, not {start!r}."
        )
    return x, y
