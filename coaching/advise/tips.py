"""The playbook: what to do about each KPI that falls short, read from ``playbook/*.yaml`` and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml


@dataclass(frozen=True)
class Tip:
    """One piece of advice for one KPI, in both languages."""

    id: str
    kpi: str
    title: Mapping[str, str]
    text: Mapping[str, str]


@cache
def load_playbook() -> Mapping[str, Tip]:
    """Return every tip by id, in the order of the files.

    Raises ``ValueError`` where an id is used twice or a language is missing.
    """
    tips: dict[str, Tip] = {}
    folder = resources.files("coaching.advise") / "playbook"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
            tip = Tip(entry["id"], entry["kpi"], entry["title"], entry["text"])
            if tip.id in tips:
                raise ValueError(f"tip {tip.id!r} stands twice in the playbook")
            for text in (tip.title, tip.text):
                if not all(text.get(lang, "").strip() for lang in ("en", "ar")):
                    raise ValueError(f"tip {tip.id!r} is not in both languages")
            tips[tip.id] = tip
    return MappingProxyType(tips)


def tips_for(kpi: str) -> tuple[str, ...]:
    """Return the ids of the tips that answer a shortfall of ``kpi``, in order."""
    return tuple(tip.id for tip in load_playbook().values() if tip.kpi == kpi)
