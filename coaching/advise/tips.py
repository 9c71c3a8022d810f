"""The playbook: what to do about each KPI that falls short, read from ``playbook/*.yaml`` and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from coaching.metrics import Kpi, load_kpis

LANGUAGES = ("en", "ar")
FEWEST_STEPS, MOST_STEPS = 2, 4

Text = Mapping[str, str]


@dataclass(frozen=True)
class Tip:
    """One piece of advice for one KPI, every text in both languages.

    Attributes
    ----------
    title, text : texts
        The advice in short.
    when : texts
        When it applies.
    steps : texts
        Two to four, what to do.
    ask, say, practise, tell : texts
        A question to the rep in the one-to-one, an example sentence for the rep to say, how to practise it, how to
        tell that it works.
    product, segment : str or None
        It is only for reps with deals of this product, or in this segment.
    replaces : str or None
        Id of the tip of the playbook that a team's own one stands in for.
    active : bool
        False for one that is switched off; it still hides the tip that it ``replaces``.
    languages : tuple of str
        In which it was written; in the other one stands the text of the first.
    cause : str or None
        What it answers, where a shortfall can have several causes: for appointments, ``ratio`` (few conversations
        lead to one) or ``count`` (there are few conversations).
    for_manager : bool
        Only the company can carry it out: it is told to the manager.
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
    product: str | None = None
    segment: str | None = None
    replaces: str | None = None
    active: bool = True
    languages: tuple[str, ...] = LANGUAGES
    cause: str | None = None
    for_manager: bool = False


@dataclass(frozen=True)
class Problem:
    """What is wrong with a tip: the rule it breaks, and where."""

    tip: str
    rule: str
    where: str = ""


#: The texts of a tip besides its steps, in the order in which they are read.
TEXTS = ("title", "text", "when", "ask", "say", "practise", "tell")

Rule = Callable[[Sequence[Tip], Mapping[str, Kpi]], Iterable[Problem]]


def missing_texts(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """Every text stands in each language of its tip."""
    for tip in tips:
        for name in TEXTS:
            texts = getattr(tip, name)
            for lang in tip.languages:
                if not str(texts.get(lang, "")).strip():
                    yield Problem(tip.id, "missing_text", f"{name}.{lang}")


def miscounted_steps(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """There are two to four steps, none empty, as many in each language."""
    for tip in tips:
        counts = {len([step for step in tip.steps.get(lang, ()) if step.strip()]) for lang in tip.languages}
        lengths = {len(tip.steps.get(lang, ())) for lang in tip.languages}
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
    texts: dict[str, Any] = {name: MappingProxyType(dict(entry.get(name) or {})) for name in TEXTS}
    return Tip(
        str(entry.get("id", "")),
        str(entry.get("kpi", "")),
        steps=MappingProxyType(steps),
        cause=entry.get("cause"),
        for_manager=bool(entry.get("for_manager")),
        **texts,
    )


def own_tip(
    id: str,
    kpi: str,
    texts: Mapping[str, Mapping[str, Any]],
    product: str | None = None,
    segment: str | None = None,
    replaces: str | None = None,
    active: bool = True,
) -> Tip:
    """Return a team's own tip from its texts by language; one language stands in for the other where that is empty.

    A tip of no language at all has none of its texts, for ``problems`` to find.
    """
    told = {lang: texts.get(lang) or {} for lang in LANGUAGES}
    written = tuple(lang for lang in LANGUAGES if any(_is_said(told[lang].get(name)) for name in (*TEXTS, "steps")))
    source = {lang: told[lang if lang in written or not written else written[0]] for lang in LANGUAGES}
    said: dict[str, Any] = {name: {lang: str(source[lang].get(name) or "") for lang in LANGUAGES} for name in TEXTS}
    steps = {lang: tuple(map(str, source[lang].get("steps") or ())) for lang in LANGUAGES}
    return Tip(
        id,
        kpi,
        steps=steps,
        product=product,
        segment=segment,
        replaces=replaces,
        active=active,
        languages=written or LANGUAGES,
        **said,
    )


def with_own(playbook: Mapping[str, Tip], own: Sequence[Tip]) -> Mapping[str, Tip]:
    """Return the playbook as a team uses it: its own tips first, without those it hides or replaces."""
    hidden = {tip.replaces for tip in own}
    chosen = [tip for tip in own if tip.active] + [tip for tip in playbook.values() if tip.id not in hidden]
    return MappingProxyType({tip.id: tip for tip in chosen})


def tips_for(
    kpi: str,
    playbook: Mapping[str, Tip] | None = None,
    sold: Collection[tuple[str, str]] | None = None,
    causes: Collection[str] | None = None,
) -> tuple[str, ...]:
    """Return the ids of the tips that answer a shortfall of ``kpi``, in order.

    With ``sold``, what a rep sells as pairs (``product`` or ``segment``, its name), tips for anything else are left
    out; with ``causes``, those that answer another cause.
    """
    tips = (load_playbook() if playbook is None else playbook).values()
    return tuple(
        tip.id
        for tip in tips
        if tip.kpi == kpi
        and (sold is None or scope(tip) <= set(sold))
        and (causes is None or tip.cause is None or tip.cause in causes)
    )


def scope(tip: Tip) -> frozenset[tuple[str, str]]:
    """Return what a tip is only for, as pairs (``product`` or ``segment``, its name); empty where it is for all."""
    pairs = (("product", tip.product), ("segment", tip.segment))
    return frozenset((attribute, name) for attribute, name in pairs if name is not None)


def _is_said(value: object) -> bool:
    return any(_is_said(one) for one in value) if isinstance(value, (list, tuple)) else bool(str(value or "").strip())


# The fast loader, where the machine has it, is as safe as the slow one.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
