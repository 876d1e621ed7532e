"""What each reader's server and kernel take of the machine, looked at while they run."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

MIB = 2**20


@dataclass
class Use:
    """The most that one reader took.

    Memory is in MiB and a proportional share (PSS): a page that several processes share counts
    for each by its part. ``after`` is what the kernel still held when it was last seen, and
    ``seconds`` the CPU time of the kernel and what it started.
    """

    server: float = 0
    kernel: float = 0
    after: float = 0
    seconds: float = 0


@dataclass
class Watch:
    """The most that was seen: of each reader, of all together, of the hub and its proxy."""

    readers: dict[str, Use] = field(default_factory=dict)
    together: float = 0
    hub: float = 0

    def look(self, hub: int) -> None:
        """Look at all processes under the hub's once."""
        parent = psutil.Process(hub)
        own, together = _share(parent), 0.0
        for child in parent.children():
            try:
                name = child.environ().get("JUPYTERHUB_USER")
                kernels = child.children(recursive=True)
            except psutil.Error:
                continue
            if name is None:
                own += _share(child)
                continue
            use = self.readers.setdefault(name, Use())
            server, kernel = _share(child), sum(map(_share, kernels))
            use.server, use.kernel = max(use.server, server), max(use.kernel, kernel)
            use.after = kernel or use.after
            use.seconds = max(use.seconds, sum(map(_seconds, kernels)))
            together += server + kernel
        self.hub, self.together = max(self.hub, own), max(self.together, together)


@contextmanager
def watch(hub: int, every: float = 1.0) -> Iterator[Watch]:
    """Look at the processes under a hub's every so many seconds."""
    seen, over = Watch(), threading.Event()

    def look() -> None:
        while not over.wait(every):
            seen.look(hub)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()


def _share(process: psutil.Process) -> float:
    """Return a process's PSS in MiB, 0 if it has just ended."""
    try:
        with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as lines:
            kib = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0
    return kib * 1024 / MIB


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0
    return float(sum(times[:4]))  # its own and its ended children's, user and system
