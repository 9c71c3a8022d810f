"""What probes and scrapers are told.

What would be lost: an alarm that should have rung, or figures of the company in the hands of a stranger.
"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.testclient import TestClient

from coaching.store import StoreProblem, open_store
from coaching.store.opening import DATABASE
from server.health import Health
from server.metrics import CountRequests, Metrics
from server.routes import routes


def _client(folder: Path, peer: str = "127.0.0.1", token: str = "") -> TestClient:
    metrics = Metrics()
    health = Health(lambda: open_store(folder=folder, env={}))
    own = routes(health, metrics, (), "/coach/", token)
    app = Starlette(routes=own, middleware=[Middleware(CountRequests, metrics=metrics)])
    return TestClient(app, base_url="http://localhost", client=(peer, 5000))


@pytest.mark.parametrize("path", ["/health", "/coach/health", "/ready"])
def test_a_server_with_its_database_is_well(path: str, tmp_path: Path) -> None:
    answer = _client(tmp_path).get(path)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})


@pytest.mark.parametrize(("damage", "code"), [(b"", "lost"), (b"damaged" * 999, "corrupt")])
def test_a_database_that_is_lost_or_damaged_is_told_before_and_while_the_server_runs(
    damage: bytes, code: str, tmp_path: Path
) -> None:
    running = _client(tmp_path)
    assert running.get("/health").status_code == 200
    for file in tmp_path.glob(f"{DATABASE}*"):
        if not file.name.endswith(".marker"):
            file.unlink()
    (tmp_path / DATABASE).write_bytes(damage)
    for client in (running, _client(tmp_path)):
        for path in ("/health", "/ready"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["database"]) == (503, code)
        assert "sales_coach_database_up 0.0" in client.get("/metrics").text


def test_a_problem_is_told_without_a_path(tmp_path: Path) -> None:
    def fail() -> NoReturn:
        raise StoreProblem("unreachable", place="secret")

    answer = Health(fail).health(Request({"type": "http"}))
    assert b"secret" not in answer.body


def test_figures_are_for_this_machine_or_for_who_knows_the_token(tmp_path: Path) -> None:
    assert _client(tmp_path).get("/metrics").status_code == 200
    stranger = _client(tmp_path, "10.0.0.7", token="a long word")
    assert stranger.get("/metrics").status_code == 404
    assert stranger.get("/metrics", headers={"Authorization": "Bearer a long wor"}).status_code == 404
    assert stranger.get("/metrics", headers={"Authorization": "Bearer a long word"}).status_code == 200
    assert _client(tmp_path, "10.0.0.7").get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert _client(tmp_path).get("/metrics", headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404


def test_requests_are_counted(tmp_path: Path) -> None:
    client = _client(tmp_path)
    for _ in range(3):
        client.get("/ready")
    client.request("STRANGE", "/ready")
    said = client.get("/metrics").text
    assert 'sales_coach_requests_total{method="GET",status="200"} 3.0' in said
    assert 'method="other"' in said
    assert "STRANGE" not in said
