"""Comms: what a widget here and its twin on the page, the front end, say to each other."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from page_shell.shell import Shell


def install() -> None:
    """Let the package `comm` make comms whose messages go to the page."""
    import comm
    from comm.base_comm import BaseComm
    from page_host import comm as say
    from pyodide.ffi import to_js

    from page_shell.shell import Shell

    class PageComm(BaseComm):
        def publish_msg(
            self,
            msg_type: str,
            data: dict[str, Any] | None = None,
            metadata: dict[str, Any] | None = None,
            buffers: list[Any] | None = None,
            **keys: Any,
        ) -> None:
            """See BaseComm."""
            content = {"data": data or {}, "metadata": metadata or {}, **keys}
            sent = to_js([memoryview(one).cast("B") for one in buffers or ()])
            Shell.current.flush()
            say(msg_type, self.comm_id, json.dumps(content), sent)
            _watch(Shell.current, self.comm_id, content["data"].get("state", {}))

    comm.create_comm = PageComm


def _watch(shell: Shell, comm_id: str, state: dict[str, Any]) -> None:
    """Hand outputs to an Output widget while it has a message's id, as Jupyter's pages do."""
    if "msg_id" not in state:
        return
    if state["msg_id"]:
        shell.outputs.append(_Output(comm_id))
    elif shell.outputs:
        shell.outputs.pop()


class _Output:
    """An Output widget that outputs go to."""

    def __init__(self, comm_id: str) -> None:
        self.widget = sys.modules["ipywidgets.widgets.widget"]._instances[comm_id]
        self.clears = False

    def take(self, output: dict[str, Any]) -> None:
        """Show an output in it."""
        if output["output_type"] == "clear_output":
            self.clears = output["wait"]
            if not self.clears:
                self.widget.outputs = ()
            return
        before = () if self.clears else self.widget.outputs
        self.clears = False
        last = before[-1] if before else {}
        kinds = [(one.get("output_type"), one.get("name")) for one in (last, output)]
        if kinds[0] == kinds[1] and "text" in output:
            output = {**output, "text": last["text"] + output["text"]}
            before = before[:-1]
        self.widget.outputs = (*before, output)


def receive(kind: str, comm_id: str, content: str, buffers: Any) -> None:
    """Hand a message of the page to the widget that it is for; one that has gone gets none."""
    import comm

    known = comm.get_comm_manager().get_comm(comm_id)
    if known is None:
        return
    message = {
        "content": {"comm_id": comm_id, **json.loads(content)},
        "buffers": [memoryview(one.to_bytes()) for one in buffers],
    }
    if kind == "comm_close":
        known.handle_close(message)
    else:
        known.handle_msg(message)
