"""What is installed is whole: the wheel holds the pages, the server, the styles and the samples beside the engine.

What would be lost: ``pipx install`` gives a command that starts nothing, or one without fonts, words or sample.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import coaching

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: Kinds of files that the app needs; others (caches, people's own settings) stay out.
SHIPPED = {".py", ".po", ".yaml", ".typ", ".ttf", ".woff2", ".css", ".png", ".csv", ".xlsx", ".txt", ".toml", ".typed"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build the wheel with what is installed, without a network."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the package, is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def sources() -> set[str]:
    """Where the wheel must have each file of the repository that the app needs."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    at_the_top = ("pages/", "server/", "static/", "sample_data/")
    wanted = {name for name in tracked if name.startswith("coaching/")}
    wanted |= {f"coaching/app/{name}" for name in tracked if name.startswith(at_the_top) or name == "app.py"}
    return {name for name in wanted if Path(name).suffix in SHIPPED} | {"coaching/app/.streamlit/config.toml"}


def test_the_wheel_holds_all_that_the_app_needs_under_one_package(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    if (ROOT / ".git").exists():
        assert not sources() - names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"coaching"}
    assert not [name for name in names if "secrets" in Path(name).name or "__pycache__" in name or name.endswith(".db")]
    assert "coaching/py.typed" in names
    assert "coaching/words/catalogues/ar/messages.mo" in names


def test_the_wheel_gives_a_command_and_asks_for_ranges(wheel: zipfile.ZipFile) -> None:
    info = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    told = Parser().parsestr(wheel.read(info).decode())
    assert told["Version"] == coaching.__version__
    assert told["License-Expression"] == "Apache-2.0"
    assert b"sales-coach = coaching.cli:main" in wheel.read(info.replace("METADATA", "entry_points.txt"))
    asked = [line for line in told.get_all("Requires-Dist") or () if "extra ==" not in line]
    assert len(asked) == len(PROJECT["dependencies"])
    assert all(">=" in line and "<" in line and "==" not in line for line in asked)
