"""Two replicas, PostgreSQL and a proxy that ends TLS, under a sub-path: the parts of compose.yaml as plain processes.

The proxy runs the configuration that is shipped. What would be lost: uploads that arrive at the other replica, pages
that never connect, a health check that is green over a dead database.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from benchmarks.postgres import Server, binaries, new_database
from deploy import certificate
from tests.server.conftest import Running, free_port, running

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "deploy" / "nginx" / "coach.conf.template"


@dataclass(frozen=True)
class Site:
    """What runs: the proxy's address, the replicas behind it, the database server, and the certificate to trust."""

    address: str
    replicas: tuple[Running, Running]
    database: Server
    trust: ssl.SSLContext

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, verify=self.trust, timeout=60, trust_env=False)


def _nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None or binaries() is None:
        if os.environ.get("REQUIRE_NGINX"):
            pytest.fail("nginx and PostgreSQL are required and not installed")
        pytest.skip("nginx or PostgreSQL is not installed")
    return found


def _direct(replica: Running, path: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{replica.port}{path}", timeout=60, trust_env=False)


def _wait(ask, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if ask().status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    pytest.fail("nothing answers")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    nginx, folder, port = _nginx(), tmp_path_factory.mktemp("site"), free_port()
    certificate.make(folder / "tls", "localhost", dt.datetime.now(dt.UTC))
    with ExitStack() as until:
        database = Server()
        until.callback(database.stop)
        env = {"DATABASE_URL": new_database(database.address, "coach"), "STREAMLIT_SERVER_BASE_URL_PATH": "coach"}
        replicas = tuple(
            until.enter_context(running(folder / name / "data", "", sign_in=True, **env))
            for name in ("one", "two")
            if not (folder / name).mkdir()
        )
        text = TEMPLATE.read_text(encoding="utf-8")
        names = {
            "COACH_PORT": f"127.0.0.1:{port}",
            "COACH_HOST": "localhost",
            "COACH_PATH": "coach",
            "COACH_APP_1": f"127.0.0.1:{replicas[0].port}",
            "COACH_APP_2": f"127.0.0.1:{replicas[1].port}",
            "COACH_IDP": "127.0.0.1:9",
            "COACH_TLS": str(folder / "tls"),
        }
        for name, value in names.items():
            text = text.replace(f"${{{name}}}", value)
        (folder / "coach.conf").write_text(text, encoding="utf-8")
        kept = "".join(
            f"{what}_temp_path {folder}/{what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{kept}include {folder}/coach.conf;\n}}\n"
        )
        proxy = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        until.callback(lambda: (proxy.terminate(), proxy.wait(20)))
        trust = ssl.create_default_context(cafile=str(folder / "tls" / "server.crt"))
        made = Site(f"https://localhost:{port}", replicas, database, trust)  # type: ignore[arg-type]
        for replica in replicas:
            _wait(lambda replica=replica: _direct(replica, "/coach/_stcore/health"))
        with made.client() as client:
            _wait(lambda: client.get("/coach/_stcore/health"))
        for replica in replicas:
            _wait(lambda replica=replica: _direct(replica, "/ready"))
        yield made


def _visit(site: Site, cookie: str = "") -> None:
    """Open the websocket of a page and ask for it once."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    address = f"{site.address.replace('https', 'wss')}/coach/_stcore/stream"
    with connect(
        address, ssl=site.trust, origin=site.address, subprotocols=["streamlit"], additional_headers={"Cookie": cookie}
    ) as page:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        page.send(asked.SerializeToString())
        assert page.recv(timeout=60)


def test_the_front_page_leads_to_the_app_over_tls(site: Site) -> None:
    with site.client() as client:
        front = client.get("/")
        assert (front.status_code, front.headers["location"]) == (302, f"{site.address}/coach/")
        page = client.get("/coach/")
    assert page.status_code == 200
    assert "strict-transport-security" in page.headers
    cookies = page.headers.get_list("set-cookie")
    (route,) = (cookie for cookie in cookies if cookie.startswith("coach_route="))
    assert "Secure" in route
    assert "HttpOnly" in route


def test_another_name_is_refused(site: Site) -> None:
    with site.client() as client:
        assert client.get("/coach/", headers={"Host": "evil.example"}).status_code == 400


def test_a_browser_stays_with_one_replica_and_browsers_are_spread(site: Site) -> None:
    def served() -> list[int]:
        return [_direct(one, "/metrics").text.count("\n") and _answers(one) for one in site.replicas]

    first: set[int] = set()
    for number in range(12):
        with site.client() as client:
            client.cookies.set("coach_route", f"browser {number}".replace(" ", "-"))
            before = served()
            for _ in range(5):
                assert client.get("/coach/_stcore/health").status_code == 200
            # What asks for the figures counts as well, once a replica.
            more = [after - was for after, was in zip(served(), before, strict=True)]
            assert max(more) - min(more) == 5, "a browser was handed to and fro"
            first.add(more.index(max(more)))
    assert first == {0, 1}, "all browsers go to one replica"


def _answers(replica: Running) -> int:
    lines = _direct(replica, "/metrics").text.splitlines()
    return int(sum(float(line.split()[-1]) for line in lines if line.startswith("sales_coach_requests_total{")))


def test_a_page_connects_through_the_proxy(site: Site) -> None:
    for cookie in ("coach_route=a", "coach_route=bb", "coach_route=ccc"):
        _visit(site, cookie)


def test_health_is_for_everybody_and_figures_are_for_whoever_runs_it(site: Site) -> None:
    with site.client() as client:
        assert client.get("/coach/health").json() == {"status": "ok", "database": "ok"}
        for path in ("metrics", "ready", "_stcore/metrics"):
            assert client.get(f"/coach/{path}").status_code == 404
        claimed = client.get("/coach/metrics", headers={"X-Forwarded-For": "127.0.0.1", "Host": "localhost"})
        assert claimed.status_code == 404
    said = _direct(site.replicas[0], "/metrics").text
    assert "sales_coach_database_up 1.0" in said
    assert "process_resident_memory_bytes" in said


def test_a_large_upload_is_not_stopped_by_the_proxy(site: Site) -> None:
    """The app's own no comes back, not the proxy's 413."""
    with site.client() as client:
        answer = client.put("/coach/_stcore/upload_file/nobody/file", content=b"x" * 5_000_000)
    assert answer.status_code in (400, 401, 403)


def test_health_says_so_when_the_database_is_down(site: Site) -> None:
    site.database._run("pg_ctl", "-m", "immediate", "stop")
    with site.client() as client:
        answer = client.get("/coach/health")
    assert (answer.status_code, answer.json()) == (503, {"status": "failing", "database": "unreachable"})
    for replica in site.replicas:
        assert _direct(replica, "/ready").status_code == 503
        assert "sales_coach_database_up 0.0" in _direct(replica, "/metrics").text
    site.database._start()
    with site.client() as client:
        _wait(lambda: client.get("/coach/health"), 30)
