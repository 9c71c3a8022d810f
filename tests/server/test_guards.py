"""Attacks on the running server: another host, another's messages, what tells about the server.

What would be lost: another site reads the team's figures through a visitor's browser, or anybody throws away what the
server has worked out for everybody.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus

from coaching.words import Words, languages
from server.guards import MessageGuard, foreign
from tests.access.leaks import found_in
from tests.server.client import Client
from tests.server.conftest import ROOT, Running, free_port

words = Words("en")
PATHS = ("/", "/leaderboard", "/_stcore/health", "/_stcore/host-config", "/media/x.zip", "/app/static/icon.png")
FOREIGN = ("clear_cache", "debug_shutdown_runtime", "debug_disconnect_websocket", "load_git_info", "set_run_on_save")
CLOSED = ("/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/openapi.json", "/_stcore/script-health-check")


@pytest.mark.parametrize(
    "path", ["/", "/leaderboard", "/_stcore/health", "/_stcore/host-config", "/media/x.zip", "/app/static/icon.png"]
)
def test_a_rebound_host_gets_nothing_over_http(open_server: Running, path: str) -> None:
    evil = Client(open_server.port, host=f"evil.example:{open_server.port}")
    answer = evil.ask(path)
    assert answer.status == 400
    assert "SALES_COACH_HOSTS" in answer.text
    assert open_server.client.ask("/").status == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "0.0.0.0"])
def test_a_rebound_host_gets_nothing_over_a_websocket(open_server: Running, host: str) -> None:
    honest = open_server.client.with_token()
    evil = Client(open_server.port, f"{host}:{open_server.port}", honest.cookies)
    with pytest.raises(InvalidStatus), evil.session() as session:
        session.open()
    with pytest.raises(InvalidStatus), honest.session(origin=f"http://{host}:{open_server.port}") as session:
        session.open()


def test_the_address_that_a_page_sends_is_not_believed(open_server: Running) -> None:
    """Behind a proxy on the same machine the peer is the machine itself, and the page says what it likes."""
    behind = Client(open_server.port, headers={"X-Forwarded-For": "203.0.113.9"})
    with behind.session() as session:
        sent = session.open("privacy", f"data={open_server.link}", url="http://localhost/privacy")
    assert words("access.network.title").encode() in sent
    assert not found_in(sent)
    assert words("privacy.backup.button").encode() not in sent
    with open_server.client.session() as session:
        assert words("privacy.backup.button").encode() in session.open("privacy", f"data={open_server.link}")


def test_what_tells_about_the_server_is_not_for_strangers(open_server: Running) -> None:
    stranger = Client(open_server.port, headers={"X-Forwarded-For": "203.0.113.9"})
    for path in CLOSED:
        assert stranger.ask(path).status == 404
    assert '"allowedOrigins":[]' in stranger.ask("/_stcore/host-config").text


def test_pages_say_what_may_run_and_be_shown_in_them(open_server: Running) -> None:
    headers = open_server.client.ask("/").headers
    policy = headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert "unsafe-eval" not in scripts.replace("wasm-unsafe-eval", "")
    assert "frame-ancestors 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_behind_tls_cookies_are_secure_and_the_browser_stays_with_it(open_server: Running) -> None:
    behind = Client(open_server.port, headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"})
    headers = behind.ask("/_stcore/health").headers
    assert "max-age" in headers["strict-transport-security"]
    assert all(cookie.endswith("; Secure") for cookie in headers.get_all("set-cookie"))
    plain = open_server.client.ask("/_stcore/health").headers
    assert not any("Secure" in cookie for cookie in plain.get_all("set-cookie"))


def message(**fields: object) -> bytes:
    return BackMsg(**fields).SerializeToString()


@pytest.mark.parametrize("kind", FOREIGN)
def test_messages_that_act_on_more_than_their_session_are_left_out(kind: str) -> None:
    assert foreign(message(**{kind: True})) == kind


def test_operations_on_the_server_are_left_out_and_the_page_s_own_messages_go_through() -> None:
    install = BackMsg()
    install.backend_operation_request.install_skills.SetInParent()
    assert foreign(install.SerializeToString()) == "install_skills"
    download = BackMsg()
    download.backend_operation_request.deferred_file.file_id = "x"
    assert foreign(download.SerializeToString()) is None
    assert foreign(message(stop_script=True)) is None
    assert foreign(b"\xff no message") is None


def test_no_visitor_can_throw_away_what_the_server_has_worked_out(open_server: Running) -> None:
    with open_server.client.session() as session:
        session.open("leaderboard", f"data={open_server.link}")
        session.send(BackMsg(clear_cache=True))
        assert found_in(session.open("leaderboard", f"data={open_server.link}"))
    assert open_server.events()[-1]["event"] == "message_refused"


def test_a_message_larger_than_any_page_sends_is_left_out() -> None:
    own = {"type": "websocket.receive", "bytes": message(stop_script=True)}
    coming: list[Message] = [{"type": "websocket.receive", "bytes": b"x" * 5 * 2**20}, own]
    seen: list[Message] = []

    async def receive() -> Message:
        return coming.pop(0)

    async def send(_: Message) -> None:
        raise AssertionError("nothing is answered")

    async def app(_: Scope, receive: Receive, __: Send) -> None:
        seen.append(await receive())

    guarded = MessageGuard(app)({"type": "websocket", "headers": []}, receive, send)
    # A thread of its own: the browser of other tests keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, guarded).result()
    assert seen == [own]


def test_a_refused_host_is_told_in_both_languages(open_server: Running) -> None:
    answer = Client(open_server.port, host="evil.example").ask("/")
    assert all(Words(lang)("access.host") in answer.text for lang in languages())


@pytest.mark.parametrize(("name", "text"), [("SALES_COACH_UPLOAD_MB", "many"), ("SALES_COACH_IDLE_MINUTES", "-3")])
def test_a_setting_that_cannot_be_read_is_said_and_nothing_starts(name: str, text: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={free_port()}"]
    env = {**os.environ, "SALES_COACH_DATA": str(tmp_path), name: text}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert name in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
