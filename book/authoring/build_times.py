"""Times `make book`: cold, unchanged, and with one chapter edited; a part of `make bench`."""

import json
import shutil
import time
from collections.abc import Callable

from book import BUILD
from book.editions import sources
from book.site.build import main


def timed(action: Callable[[], None]) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def edit_and_build() -> None:
    """Build with one code cell of one chapter changed in both editions, and mend it again."""
    paths = [sources(name) / "02-define.ipynb" for name in ("zh", "en")]
    before = [path.read_bytes() for path in paths]
    try:
        for path in paths:
            notebook = json.loads(path.read_text(encoding="utf-8"))
            code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
            code["source"] = [*code["source"], "\n# edited by make bench"]
            path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1), encoding="utf-8")
        main()
    finally:
        for path, content in zip(paths, before, strict=True):
            path.write_bytes(content)


def bench() -> None:
    """Print each time and its ratio to the cold one, since machines differ."""
    for name in ("zh", "en", "site", ".jupyter_cache"):
        shutil.rmtree(BUILD / name, ignore_errors=True)
    cold = timed(main)
    times = {"cold": cold, "unchanged": timed(main), "one chapter edited": timed(edit_and_build)}
    for name, seconds in times.items():
        print(f"make book, {name:<20} {seconds:7.1f} s  {seconds / cold:6.3f}")


if __name__ == "__main__":
    bench()
