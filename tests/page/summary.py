"""Say at the end of `make page` how many cells ran, and how many texts are torch's."""

import json

from tests.page.machine import RESULTS


def main() -> None:
    """Print one line for each chapter and one for all."""
    total: dict[str, float] = {}
    for path in sorted(RESULTS.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        del told["wrong"]
        for key, value in told.items():
            total[key] = total.get(key, 0) + value
        print(f"{path.stem:14} {line(told)}")
    print(f"{'the book':14} {line(total)}")


def line(told: dict[str, float]) -> str:
    """Return how many cells ran and texts are torch's, in words."""
    return (
        f"{told['ran']:.0f} of {told['cells']:.0f} cells ran,"
        f" {told['equal']:.0f} of {told['texts']:.0f} texts are torch's"
        f" ({told['seconds']:.0f} s)"
    )


if __name__ == "__main__":
    main()
