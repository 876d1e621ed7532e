"""`python -m hub.classroom 8`: eight readers at once on a JupyterHub, each running a chapter."""

import subprocess
import tempfile
import time
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hub.memory import Watch, watch
from hub.reader import Reader
from hub.server import HERE, jupyterhub

CHAPTER = "chapters/zh/01-overview.ipynb"
BRANCH = "class"


@dataclass
class Lesson:
    """What a lesson came to: its readers, what they took, how long it lasted."""

    readers: list[Reader]
    seen: Watch
    seconds: float

    def failures(self) -> list[str]:
        """Return one line for each reader who did not finish."""
        return [f"{one.name}: {one.failure}" for one in self.readers if one.failure]

    def report(self) -> str:
        """Return a table in Markdown, a line for each reader."""
        lines = [
            "| reader | server up, s | files, s | cells | chapter, s | server, MiB | kernel, MiB |"
            " after, MiB | CPU, s |",
            "|-|-|-|-|-|-|-|-|-|",
        ]
        for one in self.readers:
            use, took = self.seen.readers[one.name], one.seconds
            lines.append(
                f"| {one.name} | {took['server']:.1f} | {took['files']:.1f} | {one.cells}"
                f" | {took['chapter']:.1f} | {use.server:.0f} | {use.kernel:.0f}"
                f" | {use.after:.0f} | {use.seconds:.1f} |"
            )
        lines.append(
            f"\nAll readers together, at their most: {self.seen.together:.0f} MiB;"
            f" the hub and its proxy: {self.seen.hub:.0f} MiB; from the first login to the last"
            f" cell: {self.seconds:.0f} s."
        )
        return "\n".join(lines)


def hold(count: int, repository: Path, notebook: str, home: Path) -> Lesson:
    """Let readers run a notebook of a repository's last commit at once, each on a server of theirs.

    Raises:
        RuntimeError: the hub or a server did not start, or something crossed between two readers.
    """
    copy = home / "book.git"
    for command in (
        ["git", "clone", "--quiet", "--bare", str(repository), str(copy)],
        ["git", "-C", str(copy), "branch", "--force", BRANCH, "HEAD"],
    ):
        subprocess.run(command, check=True)
    names = [f"reader{number}" for number in range(1, count + 1)]
    with (
        jupyterhub(home, names) as hub,
        watch(hub.pid) as seen,
        ThreadPoolExecutor(count) as at_once,
    ):
        if Reader(hub, names[0]).log_in("another password").ok:
            raise RuntimeError("The hub let a reader in with a wrong password.")
        readers = [Reader(hub, name) for name in names]
        begin = time.monotonic()
        list(at_once.map(lambda one: one.arrive(copy.as_uri(), BRANCH, notebook), readers))
        list(at_once.map(lambda one: one.run(notebook), readers))
        seconds = time.monotonic() - begin
        for one, found in zip(readers, at_once.map(Reader.marks, readers), strict=True):
            if found != {one.mark}:
                raise RuntimeError(f"{one.name} found {sorted(found)}.")
        for one in readers:
            for other in readers:
                if one is not other and (answers := one.knock(other)) != {403}:
                    raise RuntimeError(f"{one.name} asked {other.name}'s server: {answers}.")
        for one in readers:
            one.leave()
    return Lesson(readers, seen, seconds)


def main() -> None:
    """Hold a lesson and print what it came to.

    Raises:
        SystemExit: a reader failed.
    """
    asked = ArgumentParser(prog="hub.classroom", description="Hold a lesson on a JupyterHub.")
    asked.add_argument("readers", type=int, choices=range(1, 101), metavar="READERS (1 to 100)")
    asked.add_argument("chapter", nargs="?", default=CHAPTER)
    asked.add_argument("--repository", type=Path, default=HERE.parent)
    count, chapter, repository = vars(asked.parse_args()).values()
    with tempfile.TemporaryDirectory() as home:
        lesson = hold(count, repository, chapter, Path(home))
    print(lesson.report())
    failures = lesson.failures()
    print(f"{count - len(failures)} of {count} readers ran {chapter}; no state crossed.")
    if failures:
        raise SystemExit("\n".join(failures))


if __name__ == "__main__":
    main()
