"""What whoever runs the server has decided, read from the environment once, at the start."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass

_MB = 2**20


@dataclass(frozen=True)
class Settings:
    """Settings of the server.

    Attributes
    ----------
    hosts : tuple of str
        Names under which the server may be reached besides those of this machine (``SALES_COACH_HOSTS``).
    is_open : bool
        Whether everybody who reaches the server counts as whoever runs it (``SALES_COACH_OPEN``).
    files_per_session, bytes_per_session, bytes_in_all : int
        How much may be uploaded and not yet let go of, by one browser tab and by all together.
    security_log : str
        A file, ``stderr``, ``off``, or ``""`` for stderr where people sign in.
    metrics_token : str
        What opens ``/metrics`` from another machine (``SALES_COACH_METRICS_TOKEN``); nothing does where it is empty.
    session_hours, idle_minutes : float
        After how long one signs in again, and after how long without use.
    """

    hosts: tuple[str, ...] = ()
    is_open: bool = False
    files_per_session: int = 20
    bytes_per_session: int = 400 * _MB
    bytes_in_all: int = 2000 * _MB
    security_log: str = ""
    metrics_token: str = ""
    session_hours: float = 12
    idle_minutes: float = 60


def settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that the environment holds; a number that cannot be read raises ``ValueError``."""

    def whole(name: str, default: int) -> int:
        text = env.get(name, "").strip() or str(default)
        if not text.isdecimal():
            raise ValueError(f"{name} must be a whole number, not {text!r}")
        return int(text)

    def number(name: str, default: float) -> float:
        text = env.get(name, "").strip() or str(default)
        try:
            found = float(text)
        except ValueError:
            found = math.nan
        if not 0 < found < math.inf:
            raise ValueError(f"{name} must be a number above 0, not {text!r}")
        return found

    return Settings(
        hosts=tuple(host for part in env.get("SALES_COACH_HOSTS", "").split(",") if (host := part.strip().lower())),
        is_open=env.get("SALES_COACH_OPEN", "").strip().casefold() == "yes",
        files_per_session=whole("SALES_COACH_UPLOAD_FILES", 20),
        bytes_per_session=whole("SALES_COACH_UPLOAD_MB", 400) * _MB,
        bytes_in_all=whole("SALES_COACH_UPLOAD_ALL_MB", 2000) * _MB,
        security_log=env.get("SALES_COACH_SECURITY_LOG", "").strip(),
        metrics_token=env.get("SALES_COACH_METRICS_TOKEN", "").strip(),
        session_hours=number("SALES_COACH_SESSION_HOURS", 12),
        idle_minutes=number("SALES_COACH_IDLE_MINUTES", 60),
    )
