"""What the workflows run is what anyone can run: targets of the Makefile."""

import re
import subprocess
from typing import Any

import pytest
import yaml

from book import ROOT
from tests.tools import schedule

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def commands(workflow: dict[str, Any]) -> list[str]:
    """Return what the steps of a workflow run, its matrix filled in."""
    found = []
    for job in workflow["jobs"].values():
        matrix = job.get("strategy", {}).get("matrix", {})
        targets = matrix.get("target", [""]) + [one["target"] for one in matrix.get("include", ())]
        for step in job.get("steps", ()):
            found += [step.get("run", "").replace('"$TARGET"', target) for target in targets]
    return list(filter(None, found))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_step_makes_a_target_or_asks_github(path: Any) -> None:
    said = commands(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert said
    for command in said:
        if "gh " in command:
            continue
        program, *words = command.split()
        assert program == "make"
        targets = [word for word in words if "=" not in word]
        assert targets
        assert set(targets) <= set(TARGETS), command


def rooms(*targets: str) -> set[str]:
    """Return the folders and files that targets give to pytest, and whether they run vitest."""
    command = ["make", "--dry-run", "--old-file=book", *sorted(targets)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = [line for line in told.splitlines() if " -m pytest " in line or "npm test" in line]
    words = {word.rstrip(";") for line in lines for word in line.split()}
    return {word for word in words if word.startswith(("tests/", ".executed", "npm"))}


def test_a_push_is_tested_by_all_that_make_test_tests() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    made = {command.split()[-1] for command in commands(workflow)}
    assert {"book", "lint"} <= made
    tested = rooms("test")
    assert tested == rooms(*made - {"book", "lint"})
    written = {str(path.parent.relative_to(ROOT)) for path in ROOT.glob("tests/*/test_*.py")}
    assert written - tested == {"tests/hub"}  # which weekly.yml runs


def test_what_is_scheduled_by_its_name_is_there() -> None:
    named = {*schedule.LONG, *schedule.BY_PARAMETER, *schedule.APART, *schedule.TOGETHER}
    files = {re.split(r"\[|::", name)[0].replace(".executed", "chapters") for name in named}
    missing = {name for name in files if not (ROOT / name).is_file()}
    assert missing <= set(schedule.TOGETHER.values())


def test_what_no_push_tries_is_tried_weekly() -> None:
    """Each target that checks something: what no workflow runs rots unseen."""
    run = {
        word
        for path in WORKFLOWS
        for command in commands(yaml.safe_load(path.read_text(encoding="utf-8")))
        for word in command.split()
    }
    checks = {
        "audit",
        "elsewhere",
        "hub",
        "lighthouse",
        "linkcheck",
        "next",
        "reproducible",
        "test",
    }
    assert checks <= run


def test_a_token_may_do_what_its_job_does_and_no_more() -> None:
    granted = {
        (path.stem, name): job["permissions"]
        for path in WORKFLOWS
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items()
    }
    may_write = {
        where: {scope for scope, right in rights.items() if right == "write"}
        for where, rights in granted.items()
    }
    assert {where: scopes for where, scopes in may_write.items() if scopes} == {
        ("publish", "pages"): {"pages", "id-token"},
        ("publish", "notebooks"): {"contents"},
        ("weekly", "tell"): {"issues"},
        ("release", "release"): {"contents"},
    }
