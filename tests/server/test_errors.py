"""What goes wrong on the server is told without telling where the server keeps what.

What would be lost: the paths of a server, told to every visitor, show the next attack where to look.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from coaching.store import StoreProblem, open_store
from coaching.store.opening import DATABASE
from coaching.words import Words
from tests.server.conftest import ROOT, company, running


def damaged(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"no database at all" * 999)


def empty(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"")


def gone(folder: Path) -> None:
    (folder / DATABASE).unlink()


def no_folder(folder: Path) -> None:
    """A file stands where the folder was."""
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("")


def spoiled(tmp_path: Path, harm: Callable[[Path], None]) -> tuple[Path, str]:
    """Return a data folder whose database is spoiled, and the link of its data."""
    folder = tmp_path / "the-secret-place" / "memory"
    link = company(folder)
    for file in folder.glob(f"{DATABASE}-*"):
        file.unlink()
    harm(folder)
    return folder, link


@pytest.mark.parametrize("harm", [damaged, empty, gone, no_folder])
def test_no_problem_of_the_store_names_a_path(harm: Callable[[Path], None], tmp_path: Path) -> None:
    folder, _ = spoiled(tmp_path, harm)
    with pytest.raises(StoreProblem) as caught:
        open_store(folder=folder, env={})
    assert "the-secret-place" not in Words("en")(f"store.{caught.value.code}", **caught.value.values)


@pytest.mark.parametrize("harm", [damaged, no_folder])
def test_no_page_names_a_path_of_the_server(harm: Callable[[Path], None], tmp_path: Path) -> None:
    folder, link = spoiled(tmp_path, harm)
    with running(folder, link) as server, server.client.session() as session:
        sent = [session.open(page, f"data={link}") for page in ("team", "upload", "privacy")]
        sent.append(server.client.ask("/health").text.encode())
        sent.append(server.client.ask("/ready").text.encode())
    for said in sent:
        assert said
        assert b"the-secret-place" not in said
        assert b"site-packages" not in said
        assert b"Traceback" not in said
    assert sent[-1].startswith(b'{"status":"failing"')


def test_an_error_that_nobody_thought_of_shows_no_traceback() -> None:
    client = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["client"]
    assert client["showErrorDetails"] == "none"
