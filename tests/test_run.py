"""run.py: the first minute of a newcomer, with and without luck."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import run

ROOT = Path(__file__).parents[1]


#: What runs, what the tests need, and what installs both.
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-installer.txt")


def _entries(text: str) -> list[str]:
    """Return the packages of a requirements file, each with its hashes on one line."""
    joined = re.sub(r" *\\\n *", " ", text)
    return [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]


def _pins(file: Path) -> set[str]:
    return {re.split(" ;| --", entry)[0] for entry in _entries(file.read_text(encoding="utf-8"))}


def test_an_old_python_can_still_read_the_file_that_tells_it_so() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_starts_with_nothing_but_python() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setattr(run.sys, "version_info", (3, 9, 18, "final", 0))
    assert run.main(["setup"]) == 1
    said = capsys.readouterr().out
    assert "3.11 or newer" in said
    assert "3.9.18" in said
    assert not run.too_old((3, 11, 0))
    assert not run.too_old((4, 0, 0))


def test_a_broken_environment_is_made_anew_even_in_a_folder_with_spaces(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    venv = tmp_path / "my folder مجلد" / ".venv"
    python = run.venv_python(venv)
    python.parent.mkdir(parents=True)
    python.write_text("gone")
    assert not run.works(venv)
    run.make_venv(venv)
    assert run.works(venv)
    assert "broken" in capsys.readouterr().out


class Installer:
    """Stands in for pip and uv: what was run, and what fails."""

    def __init__(self, failing: tuple[str, ...] = ()) -> None:
        self.ran: list[str] = []
        self.failing = failing

    def __call__(self, command: list[str]) -> tuple[bool, bytes]:
        line = " ".join(command[1:])
        self.ran.append(line)
        return not any(part in line for part in self.failing), b"line one\nERROR: no matching distribution\n"


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    file = tmp_path / "requirements.txt"
    file.write_text("pandas==3.1.1\n")
    return file


def test_packages_are_installed_once_and_again_only_when_they_change(
    tmp_path: Path, requirements: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer = Installer()
    monkeypatch.setattr(run, "run_quietly", installer)
    run.install(tmp_path, requirements)
    assert any("uv pip install" in line for line in installer.ran)
    installer.ran.clear()
    run.install(tmp_path, requirements)
    assert not installer.ran
    requirements.write_text("pandas==3.1.2\n")
    run.install(tmp_path, requirements)
    assert installer.ran


@pytest.mark.parametrize("failing", [("requirements-installer.txt",), ("uv pip install",)])
def test_without_uv_plain_pip_does_it(
    failing: tuple[str, ...], tmp_path: Path, requirements: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer = Installer(failing)
    monkeypatch.setattr(run, "run_quietly", installer)
    run.install(tmp_path, requirements)
    assert installer.ran[-1].startswith("-m pip ")
    assert installer.ran[-1].endswith(f"-r {requirements}")
    assert run.is_installed(tmp_path, requirements)


def test_a_failed_installation_says_what_to_do_and_is_tried_again(
    tmp_path: Path, requirements: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "run_quietly", Installer(("install",)))
    with pytest.raises(run.Trouble, match="internet connection") as trouble:
        run.install(tmp_path, requirements)
    assert "no matching distribution" in str(trouble.value)
    assert not run.is_installed(tmp_path, requirements)


def test_a_trouble_is_a_message_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def fail(dev: bool = False) -> None:
        raise run.Trouble("Could not install the packages.")

    monkeypatch.setattr(run, "set_up", fail)
    assert run.main(["setup"]) == 1
    assert run.main(["test"]) == 1
    assert "Traceback" not in capsys.readouterr().out


class Tools:
    """Stands in for what is run: every command, and the status of each that fails."""

    def __init__(self, **failing: int) -> None:
        self.ran: list[list[str]] = []
        self.failing = failing

    def __call__(self, command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        self.ran.append(command[2:])
        return subprocess.CompletedProcess(command, self.failing.get(command[2], 0))


def _run(tools: Tools, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(run, "set_up", lambda dev=False: None)
    monkeypatch.setattr(run.subprocess, "run", tools)
    return run.main(list(arguments))


def test_the_status_of_the_tests_is_the_status_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    tools = Tools(pytest=5)
    assert _run(tools, monkeypatch, "test", "-k", "nothing such", "--maxfail=1") == 5
    assert [command[0] for command in tools.ran] == ["pytest"]
    assert tools.ran[0][-3:] == ["-k", "nothing such", "--maxfail=1"]


def test_every_test_comes_with_a_check_of_the_code_and_has_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change with a wrong type must not pass where everything is tested."""
    for failing, status in ({}, 0), ({"mypy": 1}, 1), ({"ruff": 2, "pytest": 1}, 1):
        tools = Tools(**failing)
        assert _run(tools, monkeypatch, "test") == status
        assert [command[0] for command in tools.ran] == ["ruff", "ruff", "mypy", "pytest"]
    tools = Tools(pytest=1)
    assert _run(tools, monkeypatch, "check", "--quick") == 0
    assert [command[0] for command in tools.ran] == ["ruff", "ruff"]


def test_the_quick_tests_are_those_with_the_marker(monkeypatch: pytest.MonkeyPatch) -> None:
    tools = Tools()
    assert _run(tools, monkeypatch, "test", "--fast", "-x") == 0
    assert [command[-3:] for command in tools.ran] == [["-m", "fast", "-x"]]


def test_requirements_are_pinned_and_name_no_registry() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        for entry in _entries(text):
            assert re.fullmatch(r"[a-z0-9.-]+==[\w.]+( ; [^\\]*)?( --hash=sha256:[0-9a-f]{64})+", entry), entry


def test_hashes_cover_the_systems_that_people_use() -> None:
    """A lock written from one machine's wheels alone would stop everybody else's installation."""
    compiled = {entry.split("==")[0]: entry.count("--hash") for entry in _entries((ROOT / LOCKS[0]).read_text())}
    assert min(compiled[name] for name in ("numpy", "pandas", "pyarrow", "scipy", "lxml", "sqlalchemy")) > 15
    assert compiled["typst"] > 5


def test_what_tests_need_has_the_versions_of_what_runs() -> None:
    runs, tests = (set(_pins(ROOT / name)) for name in LOCKS[:2])
    assert runs <= tests


def test_requirements_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, wanted in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", project["optional-dependencies"]["dev"]),
    ):
        pinned = dict(pin.split("==") for pin in _pins(ROOT / name))
        for asked in map(Requirement, wanted):
            assert asked.specifier.contains(pinned[asked.name.lower()]), f"{name}: {asked}"
