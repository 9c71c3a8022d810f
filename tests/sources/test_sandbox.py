"""The cage: what crosses it, and what cannot get out of it.

What would be lost: a file that reaches the network or another program, or tables that change after they were checked.
"""

from __future__ import annotations

import fcntl
import io
import json
import mmap
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pytest

from coaching.sources.sandbox import host as cage
from coaching.sources.sandbox.limits import DEFAULT, Limits
from coaching.sources.sandbox.model import Grid, Parsed, Refused
from coaching.sources.sandbox.protocol import receive, send, unpack
from coaching.sources.sandbox.shared_buffer import Lent
from tests.importing.made import csv_bytes

ROOT = Path(__file__).parents[2]
ROWS = [["Deal ID", "Sales rep", "Amount"], *([f"D-{n}", f"Rep {n % 4}", str(n)] for n in range(300))]
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="memory that can be sealed, and seccomp, are Linux'")


def confined(code: str) -> str:
    """Return what a confined process prints."""
    start = (
        "import json, sys\nfrom coaching.sources.sandbox.confine import confine\nfrom coaching.sources.sandbox.limits"
        f" import Limits\nconfine(Limits(**json.loads({json.dumps(asdict(DEFAULT))!r})))\n"
    )
    done = subprocess.run([sys.executable, "-c", start + code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def tried(code: str) -> str:
    return f"try:\n    {code}\n    print('done')\nexcept OSError as error:\n    print(type(error).__name__)\n"


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import socket; socket.socket(socket.AF_UNIX)",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.system('true')",
        "import os; os.kill(os.getppid(), 0)",
    ],
)
def test_there_is_no_network_and_no_other_program_inside(code: str) -> None:
    assert confined(tried(code)) in ("PermissionError", "URLError")


@on_linux
@pytest.mark.skipif(os.uname().machine not in ("x86_64", "aarch64"), reason="the filter knows these two")
@pytest.mark.parametrize(
    "call",
    [
        "socket(2, 1, 0)",
        "socketpair(1, 1, 0, (ctypes.c_int * 2)())",
        "execv(b'/bin/true', (ctypes.c_char_p * 2)(b'true', None))",
        "ptrace(0, 0, 0, 0)",
    ],
)
def test_the_kernel_refuses_whoever_asks(call: str) -> None:
    code = f"import ctypes\nlib = ctypes.CDLL(None, use_errno=True)\nprint(lib.{call}, ctypes.get_errno())"
    assert confined(code) == "-1 1"


def test_no_file_grows_inside(tmp_path: Path) -> None:
    ignore = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    code = ignore + f"open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'1')"
    assert confined(tried(code)) == "OSError"


def grids(parsed: Parsed) -> list[dict]:
    return [grid.table.to_pydict() for grid in parsed.grids]


def test_tables_are_the_same_with_lent_memory_and_without(monkeypatch: pytest.MonkeyPatch) -> None:
    data = csv_bytes(ROWS)
    lent = cage.parse_caged(data, DEFAULT)
    monkeypatch.delattr(os, "memfd_create", raising=False)
    through_pipes = cage.parse_caged(data, DEFAULT)
    assert grids(lent) == grids(through_pipes)
    assert next(iter(grids(lent)[0].values()))[:2] == ["Deal ID", "D-0"]


def test_without_lent_memory_a_refusal_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    with pytest.raises(Refused) as refusal:
        cage.parse_caged(b"%PDF-1.7 and so on", DEFAULT)
    assert refusal.value.code == "pdf_file"


@on_linux
def test_lent_memory_is_given_back() -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        cage.parse_caged(csv_bytes(ROWS), DEFAULT)
    assert len(os.listdir("/proc/self/fd")) == before


@on_linux
def test_a_table_that_does_not_fit_on_the_shelf_is_refused() -> None:
    memory = Lent(1, 4096)
    try:
        parsed = Parsed((Grid(pa.table({"0": ["x" * 9000]}), None, "text"),))
        with pytest.raises(MemoryError):
            send(parsed, io.BytesIO(), memory.shelf)
    finally:
        memory.close()


@on_linux
def test_what_lies_on_the_shelf_cannot_be_changed_or_cut_off_once_it_is_taken_back() -> None:
    memory = Lent(1, 8192)
    try:
        with pytest.raises(OSError):
            os.ftruncate(memory.shelf, 10)
        os.pwrite(memory.shelf, b"tables", 0)
        taken = memory.taken_back(6)
        with pytest.raises(OSError):
            os.pwrite(memory.shelf, b"others", 0)
        assert taken.to_pybytes() == b"tables"
    finally:
        memory.close()


@on_linux
def test_a_copy_is_taken_while_somebody_could_still_write() -> None:
    memory = Lent(1, 8192)
    left_behind = mmap.mmap(memory.shelf, 8192)
    try:
        left_behind[:6] = b"tables"
        taken = memory.taken_back(6)
        left_behind[:6] = b"others"
        assert taken.to_pybytes() == b"tables"
        assert not fcntl.fcntl(memory.shelf, fcntl.F_GET_SEALS) & fcntl.F_SEAL_WRITE
    finally:
        left_behind.close()
        memory.close()


@on_linux
@pytest.mark.parametrize("size", [-1, 8193])
def test_a_child_that_lies_about_the_size_is_not_believed(size: int) -> None:
    memory = Lent(1, 8192)
    try:
        with pytest.raises(ValueError):
            memory.taken_back(size)
    finally:
        memory.close()


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"0": [1, 2]}),
        pa.table({"0": ["a", None]}),
        pa.table({"0": pa.array(["a"]).dictionary_encode().cast(pa.dictionary(pa.int64(), pa.string()))}),
    ],
    ids=["numbers", "a gap", "wide codes"],
)
def test_what_parsing_never_makes_is_not_taken_from_the_child(table: pa.Table) -> None:
    out = io.BytesIO()
    send(Parsed((Grid(table, None, "text"),)), out)
    out.seek(0)
    manifest = receive(out)
    with pytest.raises(pa.ArrowInvalid):
        unpack(manifest, out)


def test_a_child_that_dies_is_a_refusal() -> None:
    with pytest.raises(Refused) as refusal:
        cage.parse_caged(csv_bytes(ROWS * 2000), Limits(memory_bytes=60 * 2**20))
    assert refusal.value.code in ("too_much_to_read", "damaged_file")


@on_linux
def test_pages_made_ready_and_not_needed_are_given_back() -> None:
    def taken() -> int:
        return os.fstat(memory.shelf).st_blocks * 512

    memory = Lent(64 * 2**20, 128 * 2**20)
    try:
        memory.make_ready()
        assert taken() == 32 * 2**20
        os.pwrite(memory.shelf, b"tables", 0)
        assert memory.taken_back(6).to_pybytes() == b"tables"
        assert taken() < 2**20
    finally:
        memory.close()
