"""Where the engine runs in these tests: a Node process, or a page in Chromium."""

from __future__ import annotations

import json
import struct
import subprocess
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Browser, Page

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class Machine(Protocol):
    """Runs a call of ``harness.ts``: JSON and buffers in, JSON and buffers out."""

    name: str

    def call(self, name: str, args: Any, buffers: Sequence[bytes] = ()) -> tuple[Any, list[bytes]]:
        """Call by name; an error on the other side is an AssertionError here."""
        ...


def pack(name: str, args: Any, buffers: Sequence[bytes]) -> bytes:
    """A request as ``frames.ts`` reads it."""
    head = json.dumps({"name": name, "args": args, "sizes": [len(b) for b in buffers]}).encode()
    return b"".join([struct.pack("<I", len(head)), head, *buffers])


def unpack(frame: bytes) -> tuple[Any, list[bytes]]:
    """An answer of ``frames.ts``."""
    (length,) = struct.unpack_from("<I", frame)
    head = json.loads(frame[4 : 4 + length])
    assert head.get("error") is None, head["error"]
    buffers, at = [], 4 + length
    for size in head["sizes"]:
        buffers.append(frame[at : at + size])
        at += size
    return head.get("result"), buffers


def bundle(entry: Path, outfile: Path, form: str = "esm") -> None:
    """Bundle a TypeScript file together with the engine."""
    script = ROOT / "web" / "scripts" / "bundle.mjs"
    subprocess.run(["node", script, entry, outfile, form], check=True)


class Node:
    """A Node process that answers frames; ``flags`` are Node's own."""

    name = "node"

    def __init__(self, harness: Path, *flags: str) -> None:
        command = ["node", *flags, str(HERE / "node.mjs"), str(harness)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def call(self, name: str, args: Any, buffers: Sequence[bytes] = ()) -> tuple[Any, list[bytes]]:
        """See Machine."""
        assert self.process.stdin
        assert self.process.stdout
        frame = pack(name, args, buffers)
        self.process.stdin.write(struct.pack("<I", len(frame)))
        self.process.stdin.write(frame)
        self.process.stdin.flush()
        (length,) = struct.unpack("<I", self.process.stdout.read(4))
        return unpack(self.process.stdout.read(length))

    def close(self) -> None:
        """Let the process end."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=10)


class Chromium:
    """A page that fetches a frame from this process and posts the answer."""

    name = "chromium"

    def __init__(self, browser: Browser, harness: Path) -> None:
        machine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/harness.js":
                    self.send(harness.read_bytes(), "text/javascript")
                elif self.path == "/request":
                    self.send(machine.request, "application/octet-stream")
                else:
                    self.send(b"<!doctype html><title>lockstep</title>", "text/html")

            def do_POST(self) -> None:
                machine.answer = self.rfile.read(int(self.headers["Content-Length"]))
                self.send(b"", "text/plain")

            def send(self, body: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Be quiet."""

        self.request = b""
        self.answer = b""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.page: Page = browser.new_page()
        self.page.set_default_timeout(120_000)
        self.page.goto(f"http://127.0.0.1:{self.server.server_port}/")

    def call(self, name: str, args: Any, buffers: Sequence[bytes] = ()) -> tuple[Any, list[bytes]]:
        """See Machine."""
        self.request = pack(name, args, buffers)
        self.page.evaluate(
            """async () => {
              const { handle } = await import("/harness.js");
              const request = await (await fetch("/request")).arrayBuffer();
              const body = await handle(new Uint8Array(request));
              await fetch("/answer", { method: "POST", body });
            }"""
        )
        return unpack(self.answer)

    def close(self) -> None:
        """Close the page and the server."""
        self.page.close()
        self.server.shutdown()
        self.server.server_close()
