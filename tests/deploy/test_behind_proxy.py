"""Two replicas, PostgreSQL and a proxy that ends TLS, under a sub-path: the parts of compose.yaml as plain processes.

The proxy runs the configuration that is shipped, and people sign in at an identity provider of the tests' own. What
would be lost: uploads that arrive at the other replica, pages that never connect, a sign-in that ends on one replica
alone, a health check that is green over a dead database.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from benchmarks.postgres import Server, binaries, new_database
from coaching.words import Words
from deploy import certificate
from tests.access.idp import SECRET, Provider
from tests.access.world import NAMES, TEAMS
from tests.browser.conftest import Site as Window
from tests.server.conftest import Running, company, free_port, running
from tests.titles import team_titles

ROOT = Path(__file__).parents[2]
words = Words("en")
TEMPLATE = ROOT / "deploy" / "nginx" / "coach.conf.template"


@dataclass(frozen=True)
class Site:
    """What runs: the proxy's address, the replicas behind it, what else they need, and the certificate to trust.

    ``link`` names the data of a company of two teams, ``again`` stops a replica and starts it anew.
    """

    address: str
    replicas: tuple[Running, Running]
    database: Server
    provider: Provider
    trust: ssl.SSLContext
    link: str
    again: Callable[[Running], None]

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
        provider = until.enter_context(Provider())
        url = new_database(database.address, "coach")
        link = company(folder, url)
        auth = {
            "redirect_uri": f"https://localhost:{port}/coach/oauth2callback",
            "client_secret": SECRET,
            "server_metadata_url": f"{provider.address}/.well-known/openid-configuration",
        }
        env = {
            "DATABASE_URL": url,
            "STREAMLIT_SERVER_BASE_URL_PATH": "coach",
            "SALES_COACH_GROUPS": "north-leads=manager:North",
            **dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1"),
        }
        processes: dict[int, ExitStack] = {}

        def start(name: str, at: int = 0) -> Running:
            process = until.enter_context(ExitStack())
            (folder / name).mkdir(exist_ok=True)
            replica = process.enter_context(
                running(folder / name / "data", link, sign_in=True, port=at, auth=auth, **env)
            )
            processes[replica.port] = process
            return replica

        def again(replica: Running) -> None:
            processes[replica.port].close()
            start(replica.folder.parent.name, replica.port)
            _wait(lambda: _direct(replica, "/ready"))

        replicas = (start("one"), start("two"))
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
        made = Site(f"https://localhost:{port}", replicas, database, provider, trust, link, again)
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
        address,
        ssl=site.trust,
        origin=site.address,
        subprotocols=["streamlit"],
        additional_headers={"Cookie": cookie},
        open_timeout=60,
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


def _routes(site: Site) -> tuple[str, str]:
    """Return for each replica a cookie that the proxy sends to it."""
    found: dict[int, str] = {}
    for number in range(32):
        with site.client() as client:
            client.cookies.set("coach_route", f"route-{number}")
            before = [_answers(one) for one in site.replicas]
            for _ in range(5):
                client.get("/coach/_stcore/health")
            more = [_answers(one) - was for one, was in zip(site.replicas, before, strict=True)]
        found.setdefault(more.index(max(more)), f"route-{number}")
        if len(found) == 2:
            return found[0], found[1]
    pytest.fail("all browsers go to one replica")


@pytest.mark.browser
def test_signed_out_at_one_replica_is_signed_out_at_the_other_and_after_a_restart(site: Site, browser) -> None:
    """The role comes from a group of the identity provider; the sign-in is carried to the other replica as a cookie."""
    one, two = _routes(site)
    at_one, at_two = (browser.new_context(ignore_https_errors=True, locale="en-GB") for _ in range(2))

    def stay(context, route: str) -> None:
        context.clear_cookies(name="coach_route")
        cookie = {"name": "coach_route", "value": route, "domain": "localhost", "path": "/coach/", "secure": True}
        context.add_cookies([cookie])

    def opened(context) -> Window:
        window = Window(context.new_page(), f"{site.address}/coach")
        window.go("team", data=site.link)
        return window

    stay(at_one, one)
    window = opened(at_one)
    assert window.heading() == words("access.sign_in.title")
    site.provider.claims = {"email": "lead@example.com", "name": "A Lead", "groups": ["north-leads", "others"]}
    window.page.get_by_role("button", name=words("access.sign_in")).click()
    window.page.wait_for_timeout(1500)
    window.settle()
    window.go("team", data=site.link)
    assert window.heading() in team_titles()
    shown = window.page.locator("body").inner_text()
    assert {name for name in NAMES if name in shown} == set(TEAMS["North"])
    cookies = at_one.cookies()
    assert all(cookie["secure"] for cookie in cookies)

    at_two.add_cookies(cookies)
    stay(at_two, two)
    elsewhere = opened(at_two)
    assert elsewhere.heading() in team_titles(), "a sign-in holds on every replica"

    window.page.get_by_role("button", name=words("access.sign_out")).click()
    window.page.wait_for_timeout(1500)
    window.settle()
    assert window.heading() == words("access.sign_in.title")
    at_two.add_cookies(cookies)
    stay(at_two, two)
    ended = words("access.ended.title")
    assert opened(at_two).heading() == ended, "signed out at the first, let in at the second"
    site.again(site.replicas[1])
    at_two.add_cookies(cookies)
    stay(at_two, two)
    assert opened(at_two).heading() == ended, "a restart revives a sign-in"
    for context in (at_one, at_two):
        context.close()


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
