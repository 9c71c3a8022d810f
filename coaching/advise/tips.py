"""The playbook: which tips answer a KPI that falls short, as ``playbook.yaml`` lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from coaching.metrics import Kpi, load_kpis

FEWEST_STEPS, MOST_STEPS = 2, 4


@dataclass(frozen=True)
class Tip:
    """One piece of advice for one KPI.

    Attributes
    ----------
    product, segment : str or None
        It is only for reps with deals of this product, or in this segment.
    replaces : str or None
        Id of the playbook's tip that a team's own tip replaces.
    active : bool
        False for one that is switched off; it still hides the tip that it ``replaces``.
    cause : str or None
        What it answers, where a shortfall can have several causes: for appointments, ``ratio`` (few conversations
        lead to one) or ``count`` (there are few conversations).
    for_manager : bool
        Only the company can carry it out: it is shown to the manager.
    is_own : bool
        A team has written it. The texts of the playbook's own tips are in the catalogues.
    texts : mapping
        The texts of a team's own tip by language, each a mapping of ``TEXTS`` to text and of ``steps`` to up to four
        texts.
    """

    id: str
    kpi: str
    product: str | None = None
    segment: str | None = None
    replaces: str | None = None
    active: bool = True
    cause: str | None = None
    for_manager: bool = False
    is_own: bool = False
    texts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which a team has written any text of its own tip."""
        return tuple(lang for lang, texts in self.texts.items() if any(_is_filled(texts[name]) for name in texts))


@dataclass(frozen=True)
class Problem:
    """What is wrong with a tip: the rule it breaks, and where."""

    tip: str
    rule: str
    where: str = ""


#: The texts of a tip besides its steps, in the order in which they are read: the advice in short, when it applies, a
#: question to the rep in the one-to-one, an example sentence for the rep to say, how to practise it, and how to tell
#: that it works.
TEXTS = ("title", "text", "when", "ask", "say", "practise", "tell")
#: Those without which a team's own tip says nothing; it may do without the others, and without steps.
NEEDED_TEXTS = ("title", "text")

Rule = Callable[[Sequence[Tip], Mapping[str, Kpi]], Iterable[Problem]]


def missing_texts(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """A team's own tip has a title and the advice in short in each language in which it is written."""
    for tip in tips:
        for name in NEEDED_TEXTS if tip.is_own else ():
            for lang in tip.languages or ("",):
                if not str(tip.texts.get(lang, {}).get(name, "")).strip():
                    yield Problem(tip.id, "missing_text", f"{name}.{lang}")


def miscounted_steps(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """A team's own tip has at most four steps, none empty, as many in each language."""
    for tip in tips:
        steps = [tip.texts[lang].get("steps", ()) for lang in tip.languages] or [()]
        filled = {sum(bool(step.strip()) for step in written) for written in steps}
        counts = {len(written) for written in steps}
        if tip.is_own and (filled != counts or len(counts) != 1 or max(counts) > MOST_STEPS):
            yield Problem(tip.id, "miscounted_steps", "steps")


def repeated_ids(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """No id is used twice."""
    counted = Counter(tip.id for tip in tips)
    return [Problem(id, "repeated_id") for id, count in counted.items() if count > 1 or not id.strip()]


def unreachable(tips: Sequence[Tip], kpis: Mapping[str, Kpi]) -> Iterable[Problem]:
    """A KPI leads to each tip, and a KPI that names tips finds some."""
    asked, covered = {kpi.tips for kpi in kpis.values() if kpi.tips}, {tip.kpi for tip in tips}
    yield from (Problem(tip.id, "unreachable", tip.kpi) for tip in tips if tip.kpi not in asked)
    yield from (Problem("", "no_tips", key) for key in sorted(asked - covered))


RULES: tuple[Rule, ...] = (missing_texts, miscounted_steps, repeated_ids, unreachable)


def problems(tips: Iterable[Tip], kpis: Mapping[str, Kpi] | None = None) -> tuple[Problem, ...]:
    """Return everything that is wrong with a playbook: nothing, if it can be used."""
    tips, kpis = tuple(tips), load_kpis() if kpis is None else kpis
    return tuple(problem for rule in RULES for problem in rule(tips, kpis))


@cache
def load_playbook() -> Mapping[str, Tip]:
    """Return every tip of the playbook by id, in its order.

    Raises ``ValueError`` where the playbook has a problem.
    """
    text = (resources.files("coaching.advise") / "playbook.yaml").read_text(encoding="utf-8")
    tips = [Tip(**entry) for entry in yaml.safe_load(text)]
    mistakes = problems(tips)
    if mistakes:
        raise ValueError(
            "; ".join(f"tip {mistake.tip!r}: {mistake.rule} {mistake.where}".rstrip() for mistake in mistakes)
        )
    return MappingProxyType({tip.id: tip for tip in tips})


def own_tip(
    id: str,
    kpi: str,
    texts: Mapping[str, Mapping[str, Any]],
    product: str | None = None,
    segment: str | None = None,
    replaces: str | None = None,
    active: bool = True,
) -> Tip:
    """Return a team's own tip from its texts by language.

    What its texts lack is empty, for ``problems`` to find.
    """
    written = {
        lang: {name: str(given.get(name) or "") for name in TEXTS}
        | {"steps": tuple(str(step) for step in given.get("steps") or ())}
        for lang, given in texts.items()
    }
    return Tip(id, kpi, product, segment, replaces, active, is_own=True, texts=written)


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


def _is_filled(value: object) -> bool:
    return (
        any(_is_filled(part) for part in value) if isinstance(value, (list, tuple)) else bool(str(value or "").strip())
    )
