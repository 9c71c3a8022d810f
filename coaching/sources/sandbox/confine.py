"""Give up what parsing a file never needs: much memory and time, the network, other programs and processes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys

from .limits import Limits

#: What Python code may no longer do, by its audit event; this holds on every system.
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system", "os.kill", "pty.")

#: System calls that Linux refuses from then on, whoever makes them, by machine: sockets and io_uring (the network),
#: execve and execveat (other programs), ptrace, process_vm_* and pidfd_getfd (the memory of other processes).
_REFUSED_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 59, 101, 310, 311, 322, 425, 438)),
    "aarch64": (0xC00000B7, (198, 199, 117, 221, 270, 271, 281, 425, 438)),
}
_LOAD, _EQUAL, _AT_LEAST, _ANSWER = 0x20, 0x15, 0x35, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001
#: The calls of x86_64's second numbering begin here; nothing needs them.
_SECOND_NUMBERING = 0x40000000
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _FILTER = 22, 38, 2


def confine(limits: Limits) -> None:
    """Confine this process for good, as far as the system can: it cannot take any of it back.

    To be called while the process has one thread; those it starts later are confined as well.
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
    """Have the kernel refuse system calls (seccomp, which any user may ask for); does nothing on other machines."""
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
    """Return the filter: a call of another machine's numbering, or one of ``calls``, is not permitted."""
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
