"""The shell: compiles a cell, runs it, shows what its last line gives."""

from __future__ import annotations
import __future__

import ast
import builtins
import inspect
import io
import json
import linecache
import sys
import tokenize
from collections.abc import Callable
from types import CodeType
from typing import Any

from page_shell import comms
from page_shell.asking import complete, explain
from page_shell.commands import Refused, find_command, write_file
from page_shell.display import bundle, display
from page_shell.streams import Stream
from page_shell.tracebacks import describe

_FUTURE = {name: getattr(__future__, name).compiler_flag for name in __future__.all_feature_names}


class Shell:
    """Runs cells one after another, in one namespace.

    Args:
        emit: is given each output, as the text of a JSON object.
    """

    current: Shell  # the one of this Python

    def __init__(self, emit: Callable[[dict[str, Any]], None]) -> None:
        Shell.current = self
        self._emit = emit
        self.outputs: list[Any] = []  # the Output widgets that stand open, the innermost last
        self.namespace = sys.modules["__main__"].__dict__
        self.namespace.setdefault("__builtins__", builtins)
        self.flags = 0  # of `from __future__`, which hold for the cells after
        self.files: dict[str, str] = {}  # the file of each cell that ran, and the cell's name
        self.count = 0
        self.file = ""  # of the cell that ran last
        sys.stdout = Stream("stdout", self.emit)
        sys.stderr = Stream("stderr", self.emit)
        sys.displayhook = self._show_result
        builtins.display = display(self.emit)  # type: ignore[attr-defined]
        builtins.input = _refuse_input
        self._quiet = False
        if "" not in sys.path:
            sys.path.append("")  # what %%writefile has written can be imported

    async def run(self, name: str, source: str) -> bool:
        """Run a cell; return whether it ended without an exception.

        Args:
            name: of the cell, which tracebacks call it by.
            source: its code.
        """
        self.count += 1
        file = self.file = f"<cell {self.count}>"
        self.files[file] = name
        # As IPython does: tracebacks and inspect.getsource find the lines of a cell here.
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        self._quiet = _ends_quietly(source)
        try:
            if write_file(source):
                source = ""
            for code in self._compile(source, file):
                if code.co_flags & inspect.CO_COROUTINE:
                    await eval(code, self.namespace)
                else:
                    exec(code, self.namespace)
            ended = True
        except BaseException as error:
            ended = self._fail(error)
        self.flush()
        try:
            _show_figures()
        except Exception as error:
            ended = self._fail(error)
        return ended

    def _fail(self, error: BaseException) -> bool:
        self.outputs.clear()
        self.show_error(error)
        return False

    def ask(self, before: str, after: str | None) -> str:
        """Answer the editor, as JSON: what could stand at the caret; with ``after``, what does."""
        if after is None:
            return json.dumps(complete(self.namespace, before))
        return json.dumps(explain(self.namespace, before, after))

    def receive(self, kind: str, comm_id: str, content: str, buffers: Any) -> None:
        """Answer a message of the page to a widget: comm_msg or comm_close."""
        try:
            comms.receive(kind, comm_id, content, buffers)
        except BaseException as error:
            self.outputs.clear()
            self.show_error(error)
        self.flush()

    def emit(self, output: dict[str, Any]) -> None:
        """Hand an output on, or give it to the Output widget that stands open."""
        if self.outputs:
            self.outputs[-1].take(output)
        else:
            self._emit(output)

    def show_error(self, error: BaseException | None) -> None:
        """Show an exception, by default the one that is being handled."""
        error = error or sys.exception()
        self.flush()
        if error is not None:
            self.emit(describe(error, self.files, self.file))

    def _compile(self, source: str, file: str) -> list[CodeType]:
        """Return the code of a cell: of all statements, and of a last expression for itself."""
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | self.flags
        try:
            tree = compile(source, file, "exec", flags | ast.PyCF_ONLY_AST, dont_inherit=True)
        except SyntaxError:
            if command := find_command(source):
                raise Refused(command) from None
            raise
        parts: list[ast.AST] = []
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        if tree.body:
            parts.append(tree)
        if last is not None:
            parts.append(ast.Interactive([last]))
        # A name of the future may stand in this very cell: it holds for the last line too.
        for statement in tree.body:
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                for alias in statement.names:
                    flags |= _FUTURE.get(alias.name, 0)
        codes = [
            compile(part, file, "single" if part is not tree else "exec", flags, dont_inherit=True)
            for part in parts
        ]
        self.flags = flags & ~ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        return codes

    def _show_result(self, value: object) -> None:
        """Stand in for sys.displayhook."""
        if value is None or self._quiet:
            return
        self.flush()
        data, metadata = bundle(value)
        self.namespace["_"] = value
        if data:
            self.emit(
                {
                    "output_type": "execute_result",
                    "execution_count": self.count,
                    "data": data,
                    "metadata": metadata,
                }
            )

    def flush(self) -> None:
        """Hand on what was printed."""
        sys.stdout.flush()
        sys.stderr.flush()


def _ends_quietly(source: str) -> bool:
    """Whether a semicolon ends the cell, which keeps its last value from being shown."""
    passed = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
    if ";" not in source:
        return False
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, tokenize.TokenError):
        return False
    last = next((token for token in reversed(tokens) if token.type not in passed), None)
    return last is not None and last.string == ";"


def _show_figures() -> None:
    """Show what a cell drew, as IPython does when it ends."""
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.show()


def _refuse_input(prompt: object = "") -> str:
    raise NotImplementedError(
        "input() cannot wait for a reader on a page: write the value into the cell, "
        "or take the notebook and run it in Jupyter."
    )
