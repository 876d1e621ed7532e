"""Runs a pure module of an instrument in Node over many cases at once."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.lockstep import machine

RUN = """
const [file, name] = process.argv.slice(1);
const { [name]: call } = await import(file);
let text = "";
for await (const chunk of process.stdin) text += chunk;
process.stdout.write(JSON.stringify(JSON.parse(text).map((given) => call(...given))));
"""


def answers(module: str, name: str, cases: list[list[Any]], folder: Path) -> list[Any]:
    """Return what a function of a file of ``web/widgets`` gives for each list of arguments.

    The file is bundled into ``folder`` the first time. Infinity and NaN arrive as None.
    """
    outfile = folder / f"{Path(module).stem}.mjs"
    if not outfile.exists():
        machine.bundle(machine.ROOT / "web" / "widgets" / module, outfile)
    result = subprocess.run(
        ["node", "--input-type=module", "-e", RUN, outfile.as_uri(), name],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        check=True,
    )
    made: list[Any] = json.loads(result.stdout)
    return made
