"""`python draw.py [FOLDER] < PROGRAMS` draws programs (JSON, by name) in the book's style.

With FOLDER, what lies there is imported first, and its matplotlib draws; without, the real one.
Prints the SVG of each program's figures by name, or the error that ended it.
"""

import io
import json
import math
import sys

programs = json.load(sys.stdin)
ours = len(sys.argv) > 1
if ours:
    sys.path.insert(0, sys.argv[1])
import matplotlib  # noqa: E402

if not ours:
    matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
import torch  # noqa: E402

plt.style.use("livenet.book")
if not ours:
    matplotlib.rcParams["path.simplify"] = False


def svg(figure: object) -> str:
    """Return the SVG of a figure as a notebook shows it."""
    if ours:
        return figure._repr_svg_()
    file = io.StringIO()
    figure.savefig(file, format="svg", bbox_inches="tight")
    return file.getvalue()


drawn = {}
for name, program in programs.items():
    try:
        exec(program, {"plt": plt, "math": math, "torch": torch})
        drawn[name] = [svg(plt.gcf())]
    except Exception as error:
        drawn[name] = f"{type(error).__name__}: {error}"
    plt.close("all")
json.dump(drawn, sys.stdout)
