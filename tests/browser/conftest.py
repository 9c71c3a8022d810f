"""A real Chromium and a real server on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Site:
    """An opened browser page of the app, with the requests it sent elsewhere and what the browser complained of."""

    page: object
    address: str
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str = "", **query: str) -> None:
        """Open a page of the app and wait until it stands still."""
        self.begin(path, **query)
        self.settle()

    def begin(self, path: str = "", **query: str) -> None:
        """Ask for a page of the app and do not wait for it."""
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        self.page.goto(f"{self.address}/{path}?{asked}", wait_until="commit")

    def settle(self) -> None:
        """Wait until the app has finished running and drawing."""
        self.page.wait_for_timeout(200)
        self.page.wait_for_selector("[data-testid=stMain] h1", timeout=60_000)
        self.page.wait_for_selector('[data-testid=stApp][data-test-script-state="notRunning"]', timeout=60_000)
        self.page.wait_for_timeout(300)

    def heading(self) -> str:
        """Return the title of the page that is shown."""
        return self.page.locator("[data-testid=stMain] h1").first.inner_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(*options: str, port: int = 0, **env: str) -> Iterator[str]:
    """Start the app on a port (0: a free one), with more options and variables, and stop it again."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    command += ["--server.address=localhost", "--server.headless=true", *options]
    around = {**os.environ, **env}
    server = subprocess.Popen(command, cwd=ROOT, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    address = f"http://localhost:{port}"
    for _ in range(150):
        try:
            direct.open(f"{address}/_stcore/health", timeout=2).close()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    server.terminate()
    server.wait(timeout=20)


@pytest.fixture(scope="session")
def server(browser: object) -> Iterator[str]:
    yield from serve()


@pytest.fixture
def fresh_server(browser: object) -> Iterator[str]:
    """A server that nobody has visited yet."""
    yield from serve()


@pytest.fixture
def open_site(browser) -> Iterator[Callable[..., Site]]:
    """Return a function that opens a browser window on a server, of a width, in a theme and a language."""
    contexts = []

    def start(address: str, width: int = 1440, theme: str = "light", locale: str = "en-GB") -> Site:
        height = 900 if width > 600 else 844
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, locale=locale, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        site = Site(page, address)
        own = (address, address.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda request: None if request.url.startswith(own) else site.elsewhere.append(request.url))
        note = site.complaints.append
        page.on("console", lambda one: note(f"{page.url}: {one.text}") if one.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: note(f"{page.url}: {error}"))
        page.on("response", lambda one: note(f"{one.status} {one.url}") if one.status >= 400 else None)
        page.on("websocket", lambda socket: None if socket.url.startswith(own) else site.elsewhere.append(socket.url))
        return site

    yield start
    for context in contexts:
        context.close()
