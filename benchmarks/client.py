"""The app as a browser sees it, without the browser: a server of its own, and visitors who speak to its websocket.

A click's time runs from the message that asks for it to the one that says the script has ended; what a browser then
takes to draw comes on top. The list of pages is the one that the app sends,
without the addresses of earlier versions, so that it is never out of date.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from pages.registry import MOVED

ROOT = Path(__file__).parents[1]
_LONGEST = 600.0
_KIB = 1024.0


@dataclass(frozen=True)
class Page:
    """One entry of the menu: the end of its address, and what asks for it."""

    path: str
    script: str


@dataclass(frozen=True)
class Click:
    """What one run of a page took and sent; ``troubles`` are tracebacks and error boxes in it."""

    seconds: float
    sent_bytes: int
    troubles: tuple[str, ...]


@dataclass
class Visitor:
    """One browser window: a session of the app that keeps what its widgets and address hold."""

    address: str
    query: str = ""
    pages: tuple[Page, ...] = ()
    _socket: ClientConnection = field(init=False, repr=False)

    def __enter__(self) -> Visitor:
        stream = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = connect(
            stream,
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(self.address),
            max_size=None,
            proxy=None,
            open_timeout=_LONGEST,
            ping_interval=None,
        )
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()

    def open(self, page: Page | None = None, **query: str) -> Click:
        """Open a page by its address, or the first one."""
        self.query = urlencode(query)
        return self.click(page)

    def click(self, page: Page | None = None) -> Click:
        """Go to a page with a click on the menu, and wait until it has been sent whole."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.context_info.url = f"{self.address}/{page.path if page else ''}"
        if page is not None:
            asked.rerun_script.page_script_hash = page.script
        start = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        return self._until_finished(start)

    def _until_finished(self, start: float) -> Click:
        troubles, sent = [], 0
        while True:
            raw = self._socket.recv(timeout=_LONGEST)
            sent += len(raw)
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "delta":
                troubles += trouble_in(message)
            elif kind == "navigation":
                self.pages = tuple(
                    Page(one.url_pathname, one.page_script_hash)
                    for one in message.navigation.app_pages
                    if not one.is_hidden and one.url_pathname not in MOVED
                )
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return Click(time.perf_counter() - start, sent, tuple(troubles))


def trouble_in(message: ForwardMsg) -> list[str]:
    """Return what a message shows of things gone wrong: the text of a traceback or of an error box."""
    element = message.delta.new_element
    kind = element.WhichOneof("type") if message.delta.WhichOneof("type") == "new_element" else None
    if kind == "exception":
        return [f"{element.exception.type}: {element.exception.message}"]
    if kind == "alert" and element.alert.format == Alert.ERROR:
        return [element.alert.body]
    return []


@dataclass(frozen=True)
class Server:
    """The app on a port of its own; what its process has used is read from the system."""

    address: str
    pid: int

    def processor_seconds(self) -> float:
        """Return the processor time that the process has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self) -> float:
        """Return the memory that the process holds now."""
        return self._status("VmRSS")

    def peak_mib(self) -> float:
        """Return the most memory that the process ever held."""
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name)) / _KIB


@contextmanager
def served(folder: Path, env: Mapping[str, str] | None = None, options: tuple[str, ...] = ()) -> Iterator[Server]:
    """Run the app over the database in ``folder`` until it is not needed any more."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    command += ["--server.address=localhost", "--server.headless=true", *options]
    around = {**os.environ, "SALES_COACH_DATA": str(folder), **(env or {})}
    process = subprocess.Popen(command, cwd=ROOT, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://localhost:{port}"
        _wait_for(address, process)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while process.poll() is None:
        try:
            direct.open(f"{address}/_stcore/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the app ended with status {process.returncode} before it was ready")
