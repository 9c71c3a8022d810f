"""The playbook: what to do about each KPI that falls short, read from ``playbook/*.yaml`` and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from coaching.measure import Kpi, load_kpis

LANGUAGES = ("en", "ar")
FEWEST_STEPS, MOST_STEPS = 2, 4

Text = Mapping[str, str]


@dataclass(frozen=True)
class Tip:
    """One piece of advice for one KPI, every text in both languages.

    ``title`` and ``text`` are the advice in short. ``when`` says when it applies, ``steps`` (two to four) what to do,
    ``ask`` is a question to the rep in the one-to-one, ``say`` an example sentence for the rep to say, ``practise``
    how to practise it, ``tell`` how to tell that it works.
    """

    id: str
    kpi: str
    title: Text
    text: Text
    when: Text
    steps: Mapping[str, tuple[str, ...]]
    ask: Text
    say: Text
    practise: Text
    tell: Text


@dataclass(frozen=True)
class Problem:
    """What is wrong with a tip: the rule it breaks, and where."""

    tip: str
    rule: str
    where: str = ""


_TEXTS = tuple(field.name for field in fields(Tip) if field.name not in ("id", "kpi", "steps"))

Rule = Callable[[Sequence[Tip], Mapping[str, Kpi]], Iterable[Problem]]


def missing_texts(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """Every text stands in both languages."""
    for tip in tips:
        for name in _TEXTS:
            texts = getattr(tip, name)
            for lang in LANGUAGES:
                if not str(texts.get(lang, "")).strip():
                    yield Problem(tip.id, "missing_text", f"{name}.{lang}")


def miscounted_steps(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """There are two to four steps, none empty, as many in each language."""
    for tip in tips:
        counts = {len([step for step in tip.steps.get(lang, ()) if step.strip()]) for lang in LANGUAGES}
        lengths = {len(tip.steps.get(lang, ())) for lang in LANGUAGES}
        if counts != lengths or len(counts) != 1 or not FEWEST_STEPS <= min(counts) <= MOST_STEPS:
            yield Problem(tip.id, "miscounted_steps", "steps")


def repeated_ids(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """No id is used twice."""
    counted = Counter(tip.id for tip in tips)
    return [Problem(id, "repeated_id") for id, count in counted.items() if count > 1 or not id.strip()]


def unreachable(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """A KPI leads to each tip, and a KPI that names tips finds some."""
    asked, given = {kpi.tips for kpi in kpis.values() if kpi.tips}, {tip.kpi for tip in tips}
    yield from (Problem(tip.id, "unreachable", tip.kpi) for tip in tips if tip.kpi not in asked)
    yield from (Problem("", "no_tips", key) for key in sorted(asked - given))


RULES: tuple[Rule, ...] = (missing_texts, miscounted_steps, repeated_ids, unreachable)


def problems(tips: Iterable[Tip], kpis: Mapping[str, Kpi] | None = None) -> tuple[Problem, ...]:
    """Return everything that is wrong with a playbook: nothing, if it can be used."""
    tips, kpis = tuple(tips), load_kpis() if kpis is None else kpis
    return tuple(problem for rule in RULES for problem in rule(tips, kpis))


@cache
def load_playbook() -> Mapping[str, Tip]:
    """Return every tip by id, in the order of the files.

    Raises ``ValueError`` where the playbook has a problem.
    """
    tips: list[Tip] = []
    folder = resources.files("coaching.advise") / "playbook"
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            tips += [read_tip(entry) for entry in yaml.load(file.read_text(encoding="utf-8"), _LOADER)]
    found = problems(tips)
    if found:
        raise ValueError("; ".join(f"tip {one.tip!r}: {one.rule} {one.where}".rstrip() for one in found))
    return MappingProxyType({tip.id: tip for tip in tips})


def read_tip(entry: Mapping[str, Any]) -> Tip:
    """Return a tip from a playbook's entry; what it lacks is empty, for ``problems`` to find."""
    steps = {lang: tuple(map(str, listed)) for lang, listed in (entry.get("steps") or {}).items()}
    texts = {name: MappingProxyType(dict(entry.get(name) or {})) for name in _TEXTS}
    return Tip(str(entry.get("id", "")), str(entry.get("kpi", "")), steps=MappingProxyType(steps), **texts)


def tips_for(kpi: str) -> tuple[str, ...]:
    """Return the ids of the tips that answer a shortfall of ``kpi``, in order."""
    return tuple(tip.id for tip in load_playbook().values() if tip.kpi == kpi)


# The fast loader, where the machine has it, is as safe as the slow one.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
