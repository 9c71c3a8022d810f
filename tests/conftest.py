"""Every run of the tests has a store of its own; and which tests are quick."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something of the machine and nothing of the code.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")

#: How a browser of the tests is started, and what it may be called.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
ROOT = Path(__file__).parents[1]
#: What `python3 run.py test --fast` runs: the core without its large tables, and the rules of the house. Measured at
#: 36 seconds of one processor when they were twice as many.
FAST = (
    "tests/compare",
    "tests/importing/test_currency.py",
    "tests/importing/test_deals.py",
    "tests/importing/test_id_columns.py",
    "tests/importing/test_mapping.py",
    "tests/importing/test_periods.py",
    "tests/importing/test_values.py",
    "tests/importing/test_vocabulary.py",
    "tests/metrics/test_gates.py",
    "tests/metrics/test_kpi.py",
    "tests/metrics/test_published.py",
    "tests/metrics/test_stage_durations.py",
    "tests/metrics/test_trend.py",
    "tests/report/test_codes.py",
    "tests/report/test_phrases.py",
    "tests/test_architecture.py",
    "tests/test_catalogues.py",
    "tests/test_settings.py",
    "tests/words",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is quick."""
    for item in items:
        place = item.path.relative_to(ROOT).as_posix()
        if place.startswith(FAST):
            item.add_marker(pytest.mark.fast)


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what tests bring away from the store of the person who runs them."""
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


_PARSED: dict[tuple[bytes, Any], Any] = {}


@pytest.fixture
def parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse a file once for all tests that ask for this; each time takes a process, and parsing has its own tests."""
    from coaching.sources.files import reader
    from coaching.sources.sandbox import host

    def parse(data: bytes, limits: Any, *others: Any) -> Any:
        key = hashlib.sha256(data).digest(), limits
        if key not in _PARSED:
            _PARSED[key] = host.parse_in_sandbox(data, limits, *others)
        return _PARSED[key]

    monkeypatch.setattr(reader, "parse_in_sandbox", parse)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Return Chromium; without one the test is skipped, or fails where REQUIRE_BROWSER=1 asks for it."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if not found:
        missing = "no Chromium found: install chromium, or name it in the variable CHROMIUM"
        pytest.fail(missing) if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield chromium
        chromium.close()
