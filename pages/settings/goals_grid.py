"""The grid in which goals are typed: the uploaded ones are there already, and nothing typed is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import streamlit as st

from coaching import store as kept
from coaching.access import known_reps
from coaching.store import Goal, Store
from coaching.words import Words, plain
from pages.kit import cards, changes
from pages.kit.escape import markdown
from pages.session import datasets, results
from pages.session.datasets import Held
from pages.settings import goal_rows
from pages.settings.goal_rows import COLUMNS, EVERY, EVERYBODY, Row, Wrong

PAGE, PART = "targets", "goals"
_SHOWN_WRONG = 6


@dataclass(frozen=True)
class _Base:
    """What the grid began with: it stays the same until it is kept, whatever happens to the data meanwhile."""

    of: tuple[str, str, str]
    rows: tuple[Row, ...]
    frame: pd.DataFrame
    typed: tuple[Goal, ...]


def show(held: Held, words: Words) -> None:
    """Show every goal in a grid, and keep what is typed there."""
    cards.lead(words("targets.goals.lead"))
    base = _base(held, words)
    names = _names(held, base.rows, words)
    edited = st.data_editor(
        base.frame,
        num_rows="dynamic" if changes.may_change(held) else "fixed",
        disabled=["source"] if changes.may_change(held) else True,
        hide_index=True,
        column_config=_columns(held, names, base.rows, words),
        column_order=list(reversed(_shown(held, base.rows))) if words.rtl else list(_shown(held, base.rows)),
        placeholder="",
        key=_key(held),
        alt=words("targets.goals"),
    )
    cards.small(words("targets.goals.help"))
    facts = results.facts(held.token)
    currency = facts.currencies[0] if facts and facts.currencies else None
    rows, wrong = goal_rows.read(edited, base.rows, currency)
    _problems(wrong, words)
    if not changes.may_change(held):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # What is typed arrives a moment after the key: a press before it must not save without it.
        nothing = not wrong and _told(goal_rows.to_keep(rows, base.rows)) == _told(base.typed)
        look = {"type": "primary", "icon": ":material/save:", "disabled": nothing}
        if st.button(words("targets.goals.save"), key="goals-save", **look):
            _keep(held, base, rows, wrong, words)
        _copy(held, base, rows, wrong, names, words)
    _away(held, base, words)


def _base(held: Held, words: Words) -> _Base:
    """Return what the grid begins with: what is kept, or what was when somebody began to type."""
    this = (_key(held), held.token, words.lang)
    base = st.session_state.get("_setup_goals")
    if base is None or base.of[0] != this[0] or (base.of != this and not _is_edited(held)):
        rows = goal_rows.rows_of(held.intake.tables.goals)
        typed = kept.goals(datasets.store(), held.dataset.id)
        base = st.session_state["_setup_goals"] = _Base(
            this, rows, goal_rows.frame_of(rows, words("targets.source.here")), typed
        )
    return base


def _key(held: Held) -> str:
    return f"goals-{held.link}-{changes.round_of(PART)}"


def _is_edited(held: Held) -> bool:
    return any(dict(st.session_state.get(_key(held)) or {}).values())


def _keep(
    held: Held, base: _Base, rows: Sequence[Row], wrong: Sequence[Wrong], words: Words, afresh: bool = False
) -> None:
    """Save the goals; the grid stays as it is unless it is to start ``afresh`` with rows that it does not hold.

    A grid that stays loses no cell whose edit is still on its way.
    """
    if wrong:
        st.error(words.count("targets.not_saved", len(wrong)))
        return
    now = kept.goals(datasets.store(), held.dataset.id)
    if _told(now) != _told(base.typed):
        st.session_state["_setup_goals"] = _Base(base.of, base.rows, base.frame, now)
        st.warning(words("targets.meanwhile"))
        return
    goals = goal_rows.to_keep(rows, base.rows)
    work, back = partial(_set, goals=goals), partial(_set, goals=now)
    if changes.change(held, PAGE, "set_goals", work, back=back, part=PART, afresh=afresh) and not afresh:
        st.session_state["_setup_goals"] = replace(base, typed=kept.goals(datasets.store(), held.dataset.id))
    st.rerun()


def _set(store: Store, dataset_id: int, by: str, goals: Sequence[Goal]) -> None:
    kept.set_goals(store, dataset_id, goals, by)


def _copy(
    held: Held, base: _Base, rows: Sequence[Row], wrong: Sequence[Wrong], names: Mapping[str, str], words: Words
) -> None:
    """Offer to give one rep's goal to all who have none for the same time."""
    of_reps = [row for row in rows if row.who.startswith("rep:") and row.amount]
    if not of_reps:
        return
    chosen = st.selectbox(
        words("targets.copy"),
        range(len(of_reps)),
        format_func=lambda at: _said(of_reps[at], names, words),
        key=f"goals-copy-{held.link}",
        width=460,
    )
    if st.button(words("targets.copy.button"), key="goals-copy-button", icon=":material/group_add:"):
        more = goal_rows.copied(of_reps[chosen], known_reps(held.intake.tables), rows)
        if more or wrong:
            _keep(held, base, [*rows, *more], wrong, words, afresh=True)
        else:
            st.info(words("targets.copy.nobody"))


def _away(held: Held, base: _Base, words: Words) -> None:
    """Say which uploaded goals were taken away here, and offer to bring them back."""
    away = [goal for goal in base.typed if not goal.amount]
    if not away:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        cards.small(words.count("targets.away", len(away)))
        if st.button(words("targets.away.back"), key="goals-back", type="tertiary", icon=":material/restore:"):
            now = kept.goals(datasets.store(), held.dataset.id)
            left = [goal for goal in now if goal.amount]
            changes.change(held, PAGE, "set_goals", partial(_set, goals=left), back=partial(_set, goals=now), part=PART)
            st.rerun()


def _names(held: Held, rows: Sequence[Row], words: Words) -> dict[str, str]:
    """Return whom a goal can be for, in the reader's words."""
    teams = sorted({team for team in results.teams(held.token).values() if team})
    names = {EVERYBODY: words("targets.everybody")}
    names |= {goal_rows.who_is(None, team): words("targets.team_of", team=plain(team)) for team in teams}
    names |= {goal_rows.who_is(rep, None): plain(rep) for rep in known_reps(held.intake.tables)}
    return names | {row.who: plain(row.who.partition(":")[2]) for row in rows if row.who not in names}


def _shown(held: Held, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the columns: that of currencies only where there are several."""
    return COLUMNS if len(_currencies(held, rows)) > 1 else tuple(name for name in COLUMNS if name != "currency")


def _currencies(held: Held, rows: Sequence[Row]) -> list[str]:
    facts = results.facts(held.token)
    return list(dict.fromkeys([*(facts.currencies if facts else ()), *(row.currency for row in rows if row.currency)]))


def _columns(held: Held, names: Mapping[str, str], rows: Sequence[Row], words: Words) -> dict[str, object]:
    column = st.column_config
    return {
        "who": column.SelectboxColumn(
            words("targets.who"), options=list(names), format_func=lambda who: names.get(who, who), width="medium"
        ),
        "every": column.SelectboxColumn(
            words("targets.every"), options=EVERY, format_func=lambda every: words(f"targets.every.{every}")
        ),
        "goal_from": column.DateColumn(words("targets.from"), format="YYYY-MM-DD"),
        "goal_to": column.DateColumn(words("targets.to"), format="YYYY-MM-DD"),
        "amount": column.NumberColumn(words("targets.amount"), min_value=0, format="localized"),
        "currency": column.SelectboxColumn(words("targets.currency"), options=_currencies(held, rows)),
        "source": column.TextColumn(words("targets.source"), disabled=True),
    }


def _problems(wrong: Sequence[Wrong], words: Words) -> None:
    if not wrong:
        return
    lines = [
        words(f"targets.wrong.{one.code}", row=words.number(one.row), other=words.number(one.other))
        for one in wrong[:_SHOWN_WRONG]
    ]
    if len(wrong) > _SHOWN_WRONG:
        lines.append(words.count("targets.wrong.more", len(wrong) - _SHOWN_WRONG))
    st.warning("  \n".join(map(markdown, lines)), icon=":material/warning:")


def _said(row: Row, names: Mapping[str, str], words: Words) -> str:
    days = words(f"targets.every.{row.every}")
    if row.goal_from and row.goal_to:
        days = words("report.period", start=words.date(row.goal_from), end=words.date(row.goal_to))
    amount = words.money(row.amount or 0, row.currency)
    return words("targets.said", who=names.get(row.who, ""), when=days, amount=amount)


def _told(goals: Sequence[Goal]) -> set[tuple[object, ...]]:
    return {tuple(value for name, value in vars(goal).items() if name != "id") for goal in goals}
