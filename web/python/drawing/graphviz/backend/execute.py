"""Runs Graphviz on a page: there it is no program but wasm, which the worker hands over.

Takes the place of graphviz's own module of this name, which starts the program.
"""

import re
import subprocess

__all__ = ["CalledProcessError", "ExecutableNotFound", "run_check"]

# A page cannot end what its Python waits for, and so refuses what would take this many seconds.
# Measured: dot takes about as long as its arrows times their surplus over boxes says.
_PER_SECOND = 100_000
_TEXTS = ("svg", "json", "json0", "dot", "xdot", "plain", "canon", "gv")


class ExecutableNotFound(RuntimeError):
    """Graphviz has not come to the page."""

    def __init__(self, args):
        super().__init__(
            "Graphviz has not come to this page: it comes with a cell that has make_dot(…),"
            " GraphLens(…) or Digraph(…) in it."
        )


class CalledProcessError(subprocess.CalledProcessError):
    """Graphviz did not understand a graph."""

    def __str__(self):
        return f"{super().__str__()} [stderr: {self.stderr!r}]"


def run_check(cmd, *, input_lines=None, input=None, encoding=None, timeout=None,
              **of_program):  # fmt: skip
    """Lay a graph out as the command says: `dot -Tsvg`; the graph is what comes in.

    What only a program needs (`cwd`, `quiet`, `capture_output`) is not looked at.

    Raises:
        ExecutableNotFound: it has not come to the page.
        CalledProcessError: Graphviz's own, of a graph that it does not understand.
        NotImplementedError: the command wants a file, or a picture that is no text.
        TimeoutExpired: it would take longer than `timeout` seconds.
    """
    engine, form = _wanted([str(word) for word in cmd])
    parts = [input] if input_lines is None else input_lines
    text = "".join(part.decode() if isinstance(part, bytes) else part for part in parts)
    if timeout is not None and _seconds(text) > timeout:
        raise subprocess.TimeoutExpired(cmd, timeout)
    try:
        from page_graphviz import lay_out
    except ImportError:
        raise ExecutableNotFound(cmd) from None
    try:
        drawn = lay_out(text, engine, form)
    except Exception as error:
        raise CalledProcessError(1, cmd, "", str(error)) from None
    return subprocess.CompletedProcess(cmd, 0, drawn if encoding else drawn.encode(), "")


def _wanted(words):
    """Return the engine and the form that a command names."""
    engine, form, rest = words[0].rsplit("/", 1)[-1], "dot", []
    for word in words[1:]:
        if word.startswith("-K"):
            engine = word[2:]
        elif word.startswith("-T"):
            form = word[2:]
        else:
            rest.append(word)
    if rest or form not in _TEXTS:
        raise NotImplementedError(
            f"`{' '.join(words)}` is not there on this page, which draws graphs as"
            f" {', '.join(_TEXTS)} and into no file: take the notebook, for in Jupyter or Colab it"
            " runs."
        )
    return engine, form


def _seconds(text):
    """Return about how long dot takes for a graph, in seconds."""
    arrows = len(re.findall(r"->|--", text))
    boxes = text.count("\n") - arrows
    return arrows * max(arrows - boxes, 0) / _PER_SECOND
