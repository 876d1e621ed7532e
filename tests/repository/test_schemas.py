"""What GitHub and reference managers read has the form that they ask for."""

import subprocess
import sys
import tomllib

import pytest
import yaml

from book import ROOT

FORMS = sorted(
    path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"
)
FILES = {
    "vendor.github-issue-config": [ROOT / ".github/ISSUE_TEMPLATE/config.yml"],
    "vendor.github-issue-forms": FORMS,
    "vendor.github-workflows": sorted((ROOT / ".github/workflows").glob("*.yml")),
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}


@pytest.mark.parametrize("schema", FILES)
def test_a_file_has_the_form_asked_for(schema: str) -> None:
    assert FILES[schema]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    command += ["--default-filetype", "yaml", *map(str, FILES[schema])]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"]
    assert project["license"] in citation["license"]
