"""Confining a process: limits of memory and time, and no network, other programs or other processes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys

from .limits import Limits

#: Prefixes of the audit events that are forbidden to Python code, on every system.
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system", "os.kill", "pty.")

#: System calls that Linux refuses, also to native code, by machine: sockets and io_uring (the network), execve and
#: execveat (other programs), ptrace, process_vm_* and pidfd_getfd (the memory of other processes).
_REFUSED_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 59, 101, 310, 311, 322, 425, 438)),
    "aarch64": (0xC00000B7, (198, 199, 117, 221, 270, 271, 281, 425, 438)),
}
_LOAD, _EQUAL, _AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001
#: The first call of x86_64's second numbering (x32), which nothing needs.
_SECOND_NUMBERING = 0x40000000
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _FILTER = 22, 38, 2


def confine(limits: Limits) -> None:
    """Confine this process irreversibly, as far as the system supports it.

    Call it while the process has a single thread; threads started later are confined too.
    """
    _limit(limits)
    sys.addaudithook(_forbid)
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            _refuse_calls()


def _limit(limits: Limits) -> None:
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


def _forbid(event: str, _: tuple[object, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"not here: {event}")


def _refuse_calls() -> None:
    """Make the kernel refuse system calls (seccomp, which needs no privileges); does nothing on unknown machines."""
    known = _REFUSED_CALLS.get(os.uname().machine)
    if known is None or sys.maxsize < 2**32:
        return
    program = _program(*known)
    code = ctypes.create_string_buffer(program)
    pointer = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    prctl = ctypes.CDLL(None).prctl
    nothing = ctypes.c_ulong(0)
    prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), nothing, nothing, nothing)
    prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_FILTER), pointer, nothing, nothing)


def _program(machine: int, calls: tuple[int, ...]) -> bytes:
    """Return the seccomp filter, which refuses ``calls`` and calls in the numbering of another machine."""
    refuse = len(calls) + 4
    steps = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, refuse - 1, machine),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, refuse - 3, 0, _SECOND_NUMBERING),
        *((_EQUAL, refuse - 4 - at, 0, call) for at, call in enumerate(calls)),
        (_ANSWER, 0, 0, _ALLOW),
        (_ANSWER, 0, 0, _NOT_PERMITTED),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
