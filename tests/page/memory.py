"""What chapters 1 to 8 hold on to: `python -m tests.page.memory [ROUNDS]`, ten rounds of them all.

One Python runs them one after another, again and again, where a page would begin anew with each
chapter; what it holds must not grow from round to round, nor come to more than `MOST` at any cell.
It takes the better part of an hour, and is no part of `make test`.
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


def main(rounds: int) -> None:
    """Print by round and chapter the most megabytes at the end of a cell; exit 1 over `MOST`."""
    cells = [
        {"id": f"{turn} {name}", "source": cell["source"]}
        for turn in range(1, rounds + 1)
        for name in CHAPTERS
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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
