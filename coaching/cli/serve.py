"""The command ``run``: serve the pages on this machine until the user stops them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from argparse import Namespace
from pathlib import Path

import coaching
from coaching.cli.errors import CliError
from coaching.settings import read_settings
from coaching.words import Words, plain

FIRST_PORT = 8501
_PORTS = 100
_PACKAGE = Path(coaching.__file__).parent


def run(options: Namespace, words: Words) -> None:
    """Serve the pages until Ctrl-C, SIGTERM, or the end of the server.

    Raises ``CliError`` if the port cannot be used or the server ends with an error.
    """
    port = choose_port(options.port)
    _say(words("cli.starting"))
    command = [sys.executable, "-m", "streamlit", "run", str(app_folder() / "app.py"), "--server.headless=true"]
    command += ["--server.address=localhost", f"--server.port={port}", *_upload_limit()]
    signal.signal(signal.SIGTERM, _interrupt)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        threading.Thread(target=_announce, args=(server, port, not options.no_browser, words), daemon=True).start()
        try:
            status = server.wait()
        except KeyboardInterrupt:
            _stop(server)
            _say(words("cli.stopped"))
            return
    if status:
        raise CliError("ended_by_itself", status=status)


def app_folder() -> Path:
    """Return the folder of ``app.py``: inside the installed package, or the top of the repository."""
    inside = _PACKAGE / "app"
    return inside if (inside / "app.py").is_file() else _PACKAGE.parent


def choose_port(wanted: int | None) -> int:
    """Return the port asked for, or the first free one from 8501; raises ``CliError`` if there is none."""
    if wanted is not None:
        if not 1 <= wanted <= 65535:
            raise CliError("port_out_of_range", port=wanted)
        if not is_free(wanted):
            raise CliError("port_taken", port=wanted)
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + _PORTS):
        if is_free(port):
            return port
    raise CliError("no_free_port", first=FIRST_PORT, last=FIRST_PORT + _PORTS - 1)


def is_free(port: int) -> bool:
    """Return whether no program listens on ``port`` of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _upload_limit() -> list[str]:
    """Return the server's option for the largest upload, if that limit is set."""
    settings = read_settings()
    is_set = "limit_file_mb" in settings.model_fields_set
    return [f"--server.maxUploadSize={settings.limit_file_mb}"] if is_set else []


def _announce(server: subprocess.Popen[bytes], port: int, open_browser: bool, words: Words) -> None:
    """Wait until the app answers, then print its address and open a browser."""
    address = f"http://localhost:{port}"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while server.poll() is None:
        try:
            with direct.open(address + "/_stcore/health", timeout=2):
                break
        except OSError:
            time.sleep(0.2)
    else:
        return
    _say(f"\n  {words('cli.ready', address=address)}\n")
    has_screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if open_browser and has_screen and sys.stdout.isatty():
        webbrowser.open(address)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Terminate the server, and kill it after five seconds; a second Ctrl-C does not interrupt that."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _interrupt(*_: object) -> None:
    """Treat SIGTERM like Ctrl-C, so that the server is never left running."""
    raise KeyboardInterrupt


def _say(text: str) -> None:
    """Print a line and flush it, so that it also arrives at once in a pipe."""
    print(plain(text), flush=True)
