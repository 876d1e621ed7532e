"""`make durations` prints the 25 slowest tests of the last run of each of make's targets."""

import sys
from pathlib import Path
from xml.etree import ElementTree

MOST = 25


def slowest(reports: Path) -> list[tuple[float, str]]:
    """Return (seconds, name) of the slowest tests that JUnit files in a folder tell of."""
    tests = [
        (float(case.get("time", 0)), f"{case.get('classname')}::{case.get('name')}")
        for file in reports.glob("*.xml")
        for case in ElementTree.parse(file).iter("testcase")
    ]
    return sorted(tests, reverse=True)[:MOST]


def main() -> None:
    """Print one line a test, with what its fixtures took.

    Raises:
        SystemExit: no test was run yet.
    """
    lines = slowest(Path(sys.argv[1]))
    if not lines:
        raise SystemExit("No test was run here yet: `make check` or `make test` does.")
    for seconds, name in lines:
        print(f"{seconds:7.1f} s  {name}")


if __name__ == "__main__":
    main()
