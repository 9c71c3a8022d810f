"""What keeps the project itself in order: hosted checks, hooks, the change log, the documentation's pages.

What would be lost: a workflow that no host understands, or one that no longer runs what a contributor is told to run;
a page of the documentation that nobody finds.
"""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import FAST

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _yaml(name: str) -> dict[str, Any]:
    found = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("schema", "name"),
    [("vendor.github-workflows", ".github/workflows/ci.yml"), ("vendor.gitlab-ci", ".gitlab-ci.yml")],
)
def test_hosts_understand_the_checks(schema: str, name: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(ROOT / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_both_hosts_run_the_same_commands_on_every_system_and_python() -> None:
    github = _yaml(".github/workflows/ci.yml")["jobs"]
    matrix = github["test"]["strategy"]["matrix"]
    assert {name.split("-")[0] for name in matrix["os"]} == {"ubuntu", "macos", "windows"}
    gitlab = _yaml(".gitlab-ci.yml")
    assert matrix["python"] == gitlab["test:linux"]["parallel"]["matrix"][0]["PYTHON"]
    assert matrix["python"][0] == PROJECT["project"]["requires-python"].removeprefix(">=")
    assert {f"test:{name}" for name in ("linux", "macos", "windows")} <= gitlab.keys()
    for job in ("check", "docs", "everything", "coverage", "package"):
        assert job in github
        assert job in gitlab


def test_hooks_run_what_everybody_runs() -> None:
    hooks = [hook for repo in _yaml(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    assert {hook["entry"].split(" --")[0] for hook in hooks} == {"python3 run.py check"}


#: Packages whose modules are called otherwise.
CALLED = {"pyyaml": "yaml", "pillow": "PIL", "odfpy": "odf"}
#: What others need: Streamlit signs people in with Authlib, which asks the provider through httpx.
FOR_OTHERS = {"Authlib", "httpx"}
#: What is called by its name on a command line, not imported.
COMMANDS = {
    *("pytest-xdist", "pytest-cov", "ruff", "mypy", "pandas-stubs", "types-PyYAML", "hatchling", "pre-commit"),
    *("check-jsonschema", "scriv", "mkdocs-material", "cyclonedx-bom"),
}


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", one)[0] for one in requirements}


def _imported(*folders: str) -> set[str]:
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))] + [ROOT / "app.py"]
    texts = (file.read_text(encoding="utf-8") for file in files)
    return {name for text in texts for name in re.findall(r"^\s*(?:import|from) (\w+)", text, re.MULTILINE)}


def test_what_is_installed_is_used() -> None:
    """A package that nobody imports is downloaded, trusted and kept up to date for nothing."""
    project = PROJECT["project"]
    wanted = _names(project["dependencies"]) - FOR_OTHERS
    for_tests = _names(project["optional-dependencies"]["dev"]) - COMMANDS
    app, tests = _imported("coaching", "pages", "server"), _imported("coaching", "tests", "benchmarks", "deploy")
    assert {one for one in wanted if CALLED.get(one, one.replace("-", "_")) not in app} == set()
    assert {one for one in for_tests if CALLED.get(one, one.replace("-", "_")) not in tests} == set()


#: Files that the documentation has its readers make, or that only look like paths.
MADE_BY_READERS = {
    "coaching/metrics/declarations/45_loss_rate.yaml",
    "pages/team/workload.py",
    ".streamlit/secrets.toml",
}
NO_PATHS = {"../../etc/passwd"}


def test_the_files_that_the_documentation_names_are_there() -> None:
    """A page that names a file that was moved sends its reader looking."""
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
    missing = set()
    for page in pages:
        for path in re.findall(r"`([\w.-]+/[\w./-]+)`", page.read_text(encoding="utf-8")):
            # Some pages name the core's files without the folder `coaching`.
            places = [ROOT / path, ROOT / "coaching" / path, ROOT / "coaching" / "sources" / path, page.parent / path]
            is_date = not re.search("[^0-9/dmy]", path)
            if not is_date and not any(place.exists() for place in places):
                missing.add(path)
    assert missing - NO_PATHS <= MADE_BY_READERS


def test_what_is_called_quick_is_there() -> None:
    assert [place for place in FAST if not (ROOT / place).exists()] == []


def test_every_page_of_the_documentation_is_in_its_menu() -> None:
    def files(entry: Any) -> list[str]:
        if isinstance(entry, str):
            return [entry]
        return [name for part in (entry.values() if isinstance(entry, dict) else entry) for name in files(part)]

    listed = files(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    there = {file.relative_to(ROOT / "docs").as_posix() for file in (ROOT / "docs").rglob("*.md")}
    assert sorted(listed) == sorted(there)


def test_the_tour_of_the_code_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    exec(textwrap.dedent(code), {})
    assert "Omar Nasser" in capsys.readouterr().out
