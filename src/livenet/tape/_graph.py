"""Recordings as plain data: what nobody needs is left out, and values are numbered in order.

The state comes first, then input and target, then constants, then what is computed. So the
numbers of all that is not computed are the same in the training graph and in the evaluation graph.
"""

from __future__ import annotations

import base64
from typing import Any

from livenet.tape import _operations
from livenet.tape._errors import TapeError
from livenet.tape._recording import Constant, Op, Recording

FORMAT = "livenet-tape-2"


def plain(training: Recording, evaluation: Recording | None) -> dict[str, Any]:
    """Return the graph of a tape (see :class:`Tape`), sizes still numbers.

    Args:
        training: the network as it is.
        evaluation: the same network with its modules in evaluation mode, where that may differ.

    Raises:
        TapeError: there is an operation, or a dtype, that the engine has not.
    """
    if evaluation is not None and _forward(training) == _forward(evaluation):
        evaluation = None
    recordings = [training] if evaluation is None else [training, evaluation]
    parts = [_Part(recording, _named(recording)) for recording in recordings]
    constants = list(dict.fromkeys(c for part in parts for c in part.constants()))
    graph = parts[0].plain(constants)
    if evaluation is not None:
        graph["evaluation"] = parts[1].plain(constants)
    number = parts[0].number
    state = {name: number[value] for name, value in training.state.items()}
    inputs = {"input": training.input, "target": training.target}
    first = len(set(state.values())) + sum(value >= 0 for value in inputs.values())
    return {
        "format": FORMAT,
        "inputs": [
            {"name": name, "value": number[value]} for name, value in inputs.items() if value >= 0
        ],
        "parameters": [
            {
                "name": name,
                "value": value,
                "grad": number[training.grads[name]] if name in training.grads else None,
                **({"next": number[training.next[name]]} if name in training.next else {}),
            }
            for name, value in state.items()
        ],
        "constants": [
            {"value": first + i, "data": base64.b64encode(constant.data).decode()}
            for i, constant in enumerate(constants)
        ],
        **graph,
        "evaluation": graph.get("evaluation"),
    }


def _named(recording: Recording) -> dict[str, int]:
    """Return what a reader may ask for, by name."""
    names = {name: number for name, (_, number) in recording.named.items()} | recording.state
    ends = {"input": recording.input, "target": recording.target}
    ends |= {"output": recording.output, "loss": recording.loss}
    names |= {name: number for name, number in ends.items() if number >= 0}
    return names | {f"grad:{name}": number for name, number in recording.grads.items()}


def _forward(recording: Recording) -> dict[str, Any]:
    """Return what computes output and loss, to be compared; constants by what they hold."""
    part = _Part(recording, {}, forward=True)
    return part.plain(part.constants()) | {"constants": part.constants()}


class _Part:
    """The operations of one recording that something depends on."""

    def __init__(
        self, recording: Recording, names: dict[str, int], *, forward: bool = False
    ) -> None:
        self.recording = recording
        self.names = names
        needed = {recording.output, recording.loss, *names.values()} - {-1}
        if not forward:
            needed |= set(recording.next.values())
        self.ops: list[Op] = []
        for op in reversed(recording.ops):
            # a draw that nobody needs moves the generator all the same
            if op.random or not needed.isdisjoint(op.outputs):
                self.ops.insert(0, op)
                needed.update(op.reads())
        self.needed = needed
        self.number: dict[int, int] = {}
        self._refuse_unknown()

    def _refuse_unknown(self) -> None:
        values = self.recording.values
        for op in self.ops:
            if not _operations.has(op.name):
                advice = ("write it with other operations", "请改用别的运算来写")
                if op.random:
                    advice = (
                        "draw by torch.rand_like() or torch.randn_like()",
                        "请用 torch.rand_like() 或 torch.randn_like() 抽随机数",
                    )
                raise TapeError(
                    f"{op.place.english} calls aten.{op.called}, which the engine cannot run:"
                    f" {advice[0]}.",
                    f"{op.place.chinese}调用 aten.{op.called}，引擎不会这个运算：{advice[1]}。",
                )
            for output in op.outputs:
                if output is not None and values[output].described is None:
                    raise TapeError(
                        f"{op.place.english} makes a tensor of {values[output].dtype} by"
                        f" aten.{op.called}, and the engine knows float32, int64 and bool: convert"
                        " it by float() or long().",
                        f"{op.place.chinese}用 aten.{op.called} 得到 {values[output].dtype} 的张"
                        "量，"
                        "而引擎只认得 float32、int64 和 bool：请用 float() 或 long() 转换。",
                    )

    def constants(self) -> list[Constant]:
        """Return the constants that are needed, each once."""
        values = (self.recording.values[number].constant for number in sorted(self.needed))
        return list(dict.fromkeys(constant for constant in values if constant is not None))

    def plain(self, constants: list[Constant]) -> dict[str, Any]:
        """Return values, ops, loss, output and names, with these constants among the values."""
        recording = self.recording
        given = [*recording.state.values(), recording.input, recording.target]
        for number in given:
            if number >= 0:
                self.number.setdefault(number, len(self.number))
        values = [recording.values[number].described for number in self.number]
        first = len(values)
        place = {constant: first + i for i, constant in enumerate(constants)}
        for number, value in enumerate(recording.values):
            if value.constant in place:
                self.number[number] = place[value.constant]
        values += [{"shape": list(c.shape), "dtype": c.dtype} for c in constants]
        for op in self.ops:
            for output in op.outputs:
                if output is not None and output not in self.number:
                    self.number[output] = len(values)
                    values.append(recording.values[output].described)
        return {
            "values": values,
            "ops": [self._plain_op(op) for op in self.ops],
            "loss": self.number[recording.loss] if recording.loss >= 0 else None,
            "output": self.number[recording.output],
            "names": {name: self.number[number] for name, number in self.names.items()},
        }

    def _plain_op(self, op: Op) -> dict[str, Any]:
        return {
            "op": op.name,
            "inputs": {
                name: [None if v is None else self.number[v] for v in value]
                if isinstance(value, list)
                else self.number[value]
                for name, value in op.inputs.items()
            },
            "args": op.args,
            "outputs": [None if o is None else self.number[o] for o in op.outputs],
            "module": op.module,
        }
