"""The sandbox: what leaves it, and what cannot.

What would be lost: a file that reaches the network or another program, or tables that change after they were checked.
"""

from __future__ import annotations

import json
import mmap
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pytest

from coaching.sources.sandbox.exchange import tables_file, take_tables
from coaching.sources.sandbox.host import parse_in_sandbox
from coaching.sources.sandbox.limits import DEFAULT, Limits
from coaching.sources.sandbox.model import Grid, Parsed, Refused
from coaching.sources.sandbox.protocol import send, unpack
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
@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="the filter knows these two")
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


def test_tables_are_the_same_through_files_in_memory_and_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    data = csv_bytes(ROWS)
    in_memory = parse_in_sandbox(data, DEFAULT)
    monkeypatch.delattr(os, "memfd_create", raising=False)
    on_disk = parse_in_sandbox(data, DEFAULT)
    assert grids(in_memory) == grids(on_disk)
    assert next(iter(grids(in_memory)[0].values()))[:2] == ["Deal ID", "D-0"]


def test_a_refusal_comes_out_with_its_code() -> None:
    with pytest.raises(Refused) as refusal:
        parse_in_sandbox(b"%PDF-1.7 and so on", DEFAULT)
    assert refusal.value.code == "pdf_file"


def test_the_child_is_a_module_that_loads_no_more_than_parsing_takes() -> None:
    code = "import sys, coaching.sources.sandbox.child, coaching.sources.sandbox.parser; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr


@on_linux
def test_files_in_memory_are_given_back() -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        parse_in_sandbox(csv_bytes(ROWS), DEFAULT)
    assert len(os.listdir("/proc/self/fd")) == before


@on_linux
def test_tables_that_do_not_fit_are_refused() -> None:
    parsed = Parsed((Grid(pa.table({"0": ["x" * 9000]}), None, "text"),))
    with tables_file(4096) as file, pytest.raises(MemoryError):
        send(parsed, file.fileno(), -1)


@on_linux
def test_tables_cannot_be_changed_or_cut_off_once_they_are_taken() -> None:
    with tables_file(8192) as file:
        with pytest.raises(OSError):
            os.ftruncate(file.fileno(), 10)
        os.pwrite(file.fileno(), b"tables", 0)
        taken = take_tables(file, 6)
        with pytest.raises(OSError):
            os.pwrite(file.fileno(), b"others", 0)
        assert taken.to_pybytes() == b"tables"


@on_linux
def test_a_copy_is_taken_while_somebody_could_still_write() -> None:
    import fcntl  # Windows has none.

    with tables_file(8192) as file, mmap.mmap(file.fileno(), 8192) as left_behind:
        left_behind[:6] = b"tables"
        taken = take_tables(file, 6)
        left_behind[:6] = b"others"
        assert taken.to_pybytes() == b"tables"
        assert not fcntl.fcntl(file.fileno(), fcntl.F_GET_SEALS) & fcntl.F_SEAL_WRITE


@pytest.mark.parametrize("size", [-1, 8193])
def test_a_child_that_lies_about_the_size_is_not_believed(size: int) -> None:
    with tables_file(8192) as file, pytest.raises(ValueError):
        take_tables(file, size)


@pytest.mark.parametrize(
    "table",
    [
        pa.table({"0": [1, 2]}),
        pa.table({"0": ["a", None]}),
        pa.table({"0": pa.array(["a"]).dictionary_encode().cast(pa.dictionary(pa.int64(), pa.string()))}),
    ],
    ids=["numbers", "a gap", "wide codes"],
)
def test_what_parsing_never_makes_is_not_taken_from_the_child(table: pa.Table, tmp_path: Path) -> None:
    messages = tmp_path / "messages"
    with tables_file(2**20) as file, messages.open("wb") as pipe:
        send(Parsed((Grid(table, None, "text"),)), file.fileno(), pipe.fileno())
        answer = json.loads(messages.read_text())
        with pytest.raises(pa.ArrowInvalid):
            unpack(answer, take_tables(file, answer["size"]))


def test_a_child_that_dies_is_a_refusal() -> None:
    with pytest.raises(Refused) as refusal:
        parse_in_sandbox(csv_bytes(ROWS * 2000), Limits(memory_bytes=60 * 2**20))
    assert refusal.value.code in ("too_much_to_read", "damaged_file")


@pytest.mark.parametrize(
    "prints",
    [
        "",
        "not JSON",
        '["a list"]',
        '{"grids": 3}',
        '{"size": 1e999}',
        '{"size": 10, "grids": [{"sheet": "a", "kind": "text"}], "notes": []}',
    ],
)
def test_a_child_that_makes_no_sense_is_a_refusal(prints: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{prints}\nEND\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(Refused) as refusal:
        parse_in_sandbox(csv_bytes(ROWS), DEFAULT)
    assert refusal.value.code in ("too_much_to_read", "damaged_file")


@on_linux
def test_the_child_is_given_no_secret_of_the_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever takes over the parser with a file would else read the password of the database there."""
    seen = tmp_path / "environment"
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\nenv > {seen}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    for name in ("DATABASE_URL", "SALES_COACH_GROUPS", "STREAMLIT_AUTH_COOKIE_SECRET", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "hunter2")
    with pytest.raises(Refused):
        parse_in_sandbox(csv_bytes(ROWS), DEFAULT)
    given = seen.read_text()
    assert "PYTHONPATH=" in given
    assert "hunter2" not in given
