"""Say at the end of `make page` how many cells ran, how many texts are torch's, and memory."""

import json

from tests.page.machine import RESULTS


def main() -> None:
    """Print one line for each chapter and one for all."""
    total: dict[str, float] = {}
    for path in sorted(RESULTS.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        del told["wrong"]
        for key, value in told.items():
            so = total.get(key, 0)
            total[key] = max(so, value) if key == "held" else so + value
        print(f"{path.stem:14} {line(told)}")
    print(f"{'the book':14} {line(total)}")


def line(told: dict[str, float]) -> str:
    """Return in words how many cells ran and texts are torch's, and what memory held at most."""
    return (
        f"{told['ran']:.0f} of {told['cells']:.0f} cells ran,"
        f" {told['equal']:.0f} of {told['texts']:.0f} texts are torch's"
        f" ({told['seconds']:.0f} s, {told['held']:.0f} MB)"
    )


if __name__ == "__main__":
    main()
