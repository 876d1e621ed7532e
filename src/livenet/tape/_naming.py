"""The names of a tape: modules by their paths, values by the variables that hold them."""

from __future__ import annotations

import sys
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

if TYPE_CHECKING:
    from livenet.tape._recording import Recording


class ModuleWatch:
    """While it lasts, modules announce themselves and leave their outputs and local variables.

    A value gets the path of the module that returned it (``conv1``; a module called again:
    ``pool:2``) and the local variable of the ``forward`` that holds it when it returns (``c1``,
    in a module of the reader's own within the network ``block.c1``). Where both claim one name,
    the variable has it.

    A ``forward`` that has returned still has its local variables as long as its frame is held;
    each dispatched call looks down Python's stack for it. ``sys.setprofile`` would tell of the
    return itself, but there is only one such function, and a profiler may have taken it.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.handles: list[Any] = []
        self.calls: dict[str, int] = {}
        # One for each module that is running: the code of its forward, and the frame once seen.
        self.running: list[tuple[CodeType | None, FrameType | None]] = []

    def __enter__(self) -> None:
        for module in self.recording.paths:
            self.handles.append(module.register_forward_pre_hook(self._enter))
            self.handles.append(module.register_forward_hook(self._leave))
        self.recording.watch_call = self._find_frames

    def __exit__(self, *_: object) -> None:
        self.recording.watch_call = lambda: None
        for handle in self.handles:
            handle.remove()
        self.running.clear()

    def _enter(self, module: nn.Module, _args: Any) -> None:
        self.recording.stack.append(self.recording.paths[module])
        # torch's own forward methods hold nothing that a reader named
        own = not type(module).__module__.startswith("torch.")
        self.running.append(
            (getattr(type(module).forward, "__code__", None) if own else None, None)
        )

    def _leave(self, module: nn.Module, _args: Any, out: Any) -> None:
        path = self.recording.stack.pop()
        _, frame = self.running.pop()
        if frame is not None:
            for name, tensor in frame.f_locals.items():
                self._name(f"{path}.{name}" if path else name, tensor, keep=False)
        if path:
            self.calls[path] = self.calls.get(path, 0) + 1
            count = self.calls[path]
            self._name(path if count == 1 else f"{path}:{count}", out, keep=True)

    def _find_frames(self) -> None:
        """Find the frame of each forward that is running, the innermost first."""
        start: FrameType | None = sys._getframe(2)
        for depth in reversed(range(len(self.running))):
            code, known = self.running[depth]
            if known is not None:
                return  # and so are those around it
            frame = start if code is not None else None
            while frame is not None and frame.f_code is not code:
                frame = frame.f_back
            if frame is not None:
                self.running[depth] = (code, frame)
                start = frame.f_back

    def _name(self, name: str, tensor: Any, keep: bool) -> None:
        """Name a value, if it is one that the network computed."""
        recording = self.recording
        number = recording.number_of(tensor) if isinstance(tensor, Tensor) else None
        if number is None or number not in recording.computed:
            return
        if not (keep and name in recording.named):
            recording.named[name] = (tensor, number)
