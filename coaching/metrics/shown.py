"""Which losses the data as a whole shows. Without any, a ratio could only be 100 % and is not measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from coaching.metrics.model import Reason

#: Number of losses with a known gate from which at least one is expected at each gate.
_FEWEST_GATED = 10


@dataclass(frozen=True)
class Shown:
    """Which kinds of losses the data shows for anybody on any day.

    Attributes
    ----------
    sets : bool
        Whether the data distinguishes appointments set from appointments held.
    losses : mapping of column to float
        Losses of any period: ``ever_lost``, and of those whose gate is shown ``ever_lost_early`` (before the next
        step) and ``ever_lost_late``.
    appointments : bool
        Whether any first appointment is known to have been held.
    """

    sets: bool
    losses: Mapping[str, float]
    appointments: bool = True

    @classmethod
    def of(cls, sums: Mapping[str, float]) -> Shown:
        """Return what the sums over all reps show; events alone know only the losses of their own days."""
        columns = {"ever_lost": "lost", "ever_lost_early": "gate_failed", "ever_lost_late": "closings_lost"}
        losses = {name: max(sums.get(name, 0.0), sums.get(event, 0.0)) for name, event in columns.items()}
        return cls(sums.get("appointments_set", 0) > 0, losses, sums.get("known_appointments", 0) > 0)

    @classmethod
    def by(cls, events: pd.DataFrame) -> Shown:
        """Return what a table of events shows."""
        names = ("appointments_set", "known_appointments", "lost", "gate_failed", "closings_lost")
        return cls.of({name: float(events[name].sum()) for name in names})

    def cannot_fall(self, falls_by: str) -> Reason | None:
        """Return why a ratio could only be 100 %: the data has no losses, or only losses at the other gate.

        ``falls_by`` names the losses without which it cannot fall (``Kpi.falls_by``).
        """
        if not falls_by or self.losses[falls_by]:
            return None
        if not self.losses["ever_lost"]:
            return Reason("no_losses_shown")
        gated = int(self.losses["ever_lost_early"] + self.losses["ever_lost_late"])
        return Reason("losses_at_one_gate", {"count": gated}) if gated >= _FEWEST_GATED else None
