"""What chapters hold on to: `python -m tests.page.memory [ROUNDS [CHAPTER ...]]`, ten of 1 to 8.

One Python runs them one after another, again and again, and all names stay. A page has a Python of
its own, so what a reader's browser needs is told by one chapter alone: `... 10 01-overview`. The
most that the process has had must not come to more than `MOST`. Ten rounds of all take the better
part of an hour, and are no part of `make test`; `make page` looks at each chapter once.
"""

import sys

from tests.page.machine import code_cells, run

CHAPTERS = (
    *("01-overview", "02-define", "03-loss", "04-backward", "05-update", "06-train", "07-inside"),
    "08-break",
)
#: Bytes of the process: Node.js, CPython and tensors.
MOST = 1_500_000_000
KINDS = ("process", "python", "tensors", "living")


def main(rounds: int, chapters: tuple[str, ...]) -> None:
    """Print by round and chapter the most megabytes at the end of a cell; exit 1 over `MOST`."""
    cells = [
        {"id": f"{turn} {name}", "source": cell["source"]}
        for turn in range(1, rounds + 1)
        for name in chapters
        for cell in code_cells(name)
    ]
    most: dict[str, dict[str, int]] = {}
    for result in run(cells, timeout=7200):
        held = most.setdefault(result["id"], dict.fromkeys(KINDS, 0))
        for kind in KINDS:
            held[kind] = max(held[kind], result["memory"][kind])
    print("MB at most        ", *(f"{kind:>8}" for kind in KINDS))
    for chapter, held in most.items():
        print(f"{chapter:18}", *(f"{held[kind] / 1e6:8.0f}" for kind in KINDS))
    top = max(held["process"] for held in most.values())
    print(f"in all at most {top / 1e6:.0f} MB of {MOST / 1e6:.0f}")
    sys.exit(top > MOST)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10, tuple(sys.argv[2:]) or CHAPTERS)
