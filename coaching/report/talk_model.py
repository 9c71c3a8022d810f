"""What stands in front: the names to talk to, as finished text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Who = Literal["rep", "colleagues", "rule"]


@dataclass(frozen=True)
class Bar:
    """One of the bars under a verdict: whose figure, as text, and as a share of the largest of them (0 to 1)."""

    who: Who
    value: str
    share: float


@dataclass(frozen=True)
class TalkText:
    """One rep to talk to.

    ``rep`` is the name as the data has it. ``verdict`` says the weak step in words, ``bars`` show it, ``remark`` says
    where the evidence is thin or nothing stands out. ``aim`` is what to aim for, ``worth`` what that is worth a week;
    both are ``""`` where unknown.
    """

    rep: str
    group: str
    kpi: str
    verdict: str
    bars: tuple[Bar, ...]
    remark: str = ""
    aim: str = ""
    worth: str = ""
