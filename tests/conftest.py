"""Every run of the tests has a memory of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what tests bring away from the memory of whoever runs them."""
    folder = tmp_path_factory.mktemp("memory")
    before = {name: os.environ.pop(name, None) for name in ("SALES_COACH_DATA", "DATABASE_URL", "SALES_COACH_WARM_UP")}
    os.environ["SALES_COACH_DATA"] = str(folder)
    # Servers that tests start answer sooner without.
    os.environ["SALES_COACH_WARM_UP"] = "no"
    yield folder
    for name, value in before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
