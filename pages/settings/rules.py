"""Editing the targets of KPIs, for everybody or for one team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from coaching.compare import rule_of
from coaching.metrics import Kpi, OwnRule, load_kpis, with_rules
from coaching.report import kpi_label, rule_sentence
from coaching.store import Rule, Store, set_rules
from coaching.store import rules as stored_rules
from coaching.words import Words, plain
from pages.kit import cards, changes
from pages.kit.escape import text
from pages.session import choices, results
from pages.session.datasets import Scope, store

PAGE, PART = "targets", "rules"
_LARGEST = 1e9


def show(scope: Scope, words: Words) -> None:
    """Show the target of each KPI, for everybody or for one team, with a button to save the changes."""
    cards.lead(words("targets.rules.lead"))
    team = _team(scope, words)
    own = {rule.kpi: rule for rule in stored_rules(store(), scope.dataset.id) if rule.team == team}
    if any(rule.weight is not None for rule in own.values()):
        cards.small(words("assumption.weights_no_longer_act"))
    declared = _declared(scope, team)
    currency = results.assessment(scope.token, choices.current()).currency
    with st.form(f"rules-{team}", border=False):
        typed = [
            _row(kpi, declared, own.get(key), team, currency, words)
            for key, kpi in declared.items()
            if kpi.kind.is_judged
        ]
        with st.container(horizontal=True):
            locked = not changes.may_change(scope)
            saved = st.form_submit_button(
                words("targets.rules.save"), type="primary", icon=":material/save:", disabled=locked, key="rules-save"
            )
            reset = st.form_submit_button(
                words("targets.rules.reset"),
                icon=":material/restart_alt:",
                disabled=locked or not own,
                key="rules-reset",
            )
    if saved or reset:
        _keep(scope, team, [rule for rule in typed if rule is not None] if saved else [])


def _team(scope: Scope, words: Words) -> str | None:
    """Show the choice of the team whose targets are edited and return it; None means everybody."""
    teams = sorted({team for team in results.teams(scope.token).values() if team})
    if not teams:
        return None
    chosen = st.selectbox(
        words("targets.rules.for"),
        ["", *teams],
        format_func=lambda team: plain(team) or words("targets.everybody"),
        key=f"rules-team-{scope.link}",
        filter_mode="contains",
        width=320,
    )
    return chosen or None


def _declared(scope: Scope, team: str | None) -> Mapping[str, Kpi]:
    """Return the KPIs with the rules that hold unless they are overridden: for a team, those for everybody."""
    if team is None:
        return load_kpis()
    everybody = [rule for rule in stored_rules(store(), scope.dataset.id) if rule.team is None]
    return with_rules(load_kpis(), [OwnRule(rule.kpi, rule.limit) for rule in everybody])


def _row(
    kpi: Kpi, declared: Mapping[str, Kpi], own: Rule | None, team: str | None, currency: str | None, words: Words
) -> Rule | None:
    """Show the field for the target of one KPI; return the rule, or None if the field is empty."""
    about, limit = st.columns([5, 2], vertical_alignment="center")
    label, holds = kpi_label(words, kpi.key), rule_sentence(kpi, declared, words, currency)
    about.html(f'<p><b>{text(label)}</b><br><span class="sc-small sc-muted">{text(holds)}</span></p>')
    scale, key = scale_of(kpi), f"{team}-{kpi.key}-{changes.round_of(PART)}"
    usual = rule_of(kpi, declared)
    typed = limit.number_input(
        words(f"targets.limit.{_typed_as(kpi)}"),
        min_value=0.0,
        max_value=most(kpi),
        value=None if own is None or own.limit is None else round(own.limit * scale, 6),
        format="%g",
        placeholder=words("targets.no_limit") if usual is None else words.number(usual * scale, 2),
        key=f"limit-{key}",
        help=words("targets.limit.help", kpi=label),
    )
    return None if typed is None else Rule(team, kpi.key, typed / scale, None)


def scale_of(kpi: Kpi) -> float:
    """Return the factor of a target as it is typed: 100 for ratios and for shares off the peers' figure."""
    return 100.0 if _is_off_peers(kpi) else kpi.units.typed


def most(kpi: Kpi) -> float:
    """Return the largest sensible target, as it is typed."""
    if _is_off_peers(kpi):
        return 100.0 if kpi.better == "higher" else 1000.0
    if kpi.kind.is_ratio:
        return 100.0
    return 10 * kpi.units.typed if kpi.units.typed > 1 else _LARGEST


def _is_off_peers(kpi: Kpi) -> bool:
    """Return whether the rule of a KPI is a share off the peers' figure."""
    return kpi.rule is not None and kpi.rule.kind == "peers"


def _typed_as(kpi: Kpi) -> str:
    """Return the code of what people type for a limit (``targets.limit.<code>``)."""
    return "peers" if _is_off_peers(kpi) else kpi.units.typed_as


def fit(scope: Scope, offered: OwnRule) -> None:
    """Set a KPI's target to the offered one, such as the team's median."""
    now = stored_rules(store(), scope.dataset.id)
    rest = [rule for rule in now if (rule.team, rule.kpi) != (offered.team, offered.kpi)]
    _replace(scope, now, [*rest, Rule(offered.team, offered.kpi, offered.threshold, None)])


def _keep(scope: Scope, team: str | None, rules: Sequence[Rule]) -> None:
    now = stored_rules(store(), scope.dataset.id)
    _replace(scope, now, [*(rule for rule in now if rule.team != team), *rules])
    st.rerun()


def _replace(scope: Scope, before: Sequence[Rule], after: Sequence[Rule]) -> None:
    work, back = partial(_set, rules=after), partial(_set, rules=before)
    changes.change(scope, PAGE, "set_rules", work, back=back, part=PART)


def _set(store: Store, dataset_id: int, by: str, rules: Sequence[Rule]) -> None:
    set_rules(store, dataset_id, rules, by)
