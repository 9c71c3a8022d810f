"""Whatever leaves the server, searched for names: pages with all that they send, and the files they offer."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pypdf
from streamlit.testing.v1 import AppTest

from tests.access.world import NAMES


def sent(app: AppTest) -> bytes:
    """All that a page sends to the browser: every element with its data, and the menu."""
    return b"\n".join(_elements(app._tree))


def _elements(node: Any) -> Iterator[bytes]:
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield proto.SerializeToString() if hasattr(proto, "SerializeToString") else repr(proto).encode()
    for child in getattr(node, "children", {}).values():
        yield from _elements(child)


def contents(name: str, data: bytes) -> Iterator[bytes]:
    """A file's name and all the text in it: pages of PDFs, sheets and parts of archives."""
    yield name.encode()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                yield from contents(entry.filename, archive.read(entry))
    elif data.startswith(b"%PDF"):
        reader = pypdf.PdfReader(io.BytesIO(data))
        yield repr(reader.metadata).encode()
        yield "\n".join(page.extract_text() for page in reader.pages).encode()
    else:
        yield data


def found_in(*texts: bytes, names: Iterable[str] = NAMES) -> set[str]:
    """Which names occur, as they are or as JSON or UTF-16 spell them."""
    return {
        name
        for name in names
        if any(
            spelled in text
            for text in texts
            for spelled in (name.encode(), json.dumps(name)[1:-1].encode(), name.encode("utf-16-le"))
        )
    }


def made(make: bytes | Callable[[], bytes]) -> bytes:
    """Make a file as the server does: outside of the page's run."""
    if not callable(make):
        return bytes(make)
    done: list[bytes | BaseException] = []

    def work() -> None:
        try:
            done.append(make())
        except BaseException as problem:
            done.append(problem)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if isinstance(done[0], BaseException):
        raise done[0]
    return done[0]
