"""Variations of the magic number: single levers, the table of both ratios, and the reverse question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from coaching.metrics import load_kpis
from coaching.report import NOTHING, kpi_label
from coaching.words import Words
from pages.calculator.inputs import FEWEST_APPOINTMENTS, Inputs, Start
from pages.kit import cards
from pages.kit.escape import text
from pages.session import url

_UPLIFT = 1.2
_AROUND = (-0.10, -0.05, 0.0, 0.05, 0.10)
_MOST_APPOINTMENTS = 500.0
_NEARLY = 1e-6


@dataclass(frozen=True)
class Lever:
    """One change of the inputs; ``kpi`` is empty where it is more than one."""

    kpi: str
    label: str
    after: Inputs


def show(inputs: Inputs, start: Start | None, words: Words) -> None:
    """Show by how much each lever lowers the magic number when it reaches its target."""
    levers = _levers(inputs, start, words)
    now = inputs.result.magic_number
    rows = []
    for lever in levers:
        after = lever.after.result
        saved = (
            words.signed_percent(after.magic_number / now - 1)
            if after.magic_number < now
            else words("calculator.no_change")
        )
        needed = words.number(after.first_appointments_needed, 1, fixed=True)
        rows.append((lever.label, words.number(after.magic_number, 2, fixed=True), needed, saved))
    changing = [row for row in rows if row[-1] != words("calculator.no_change")]
    if not changing:
        cards.small(words("calculator.all_there"))
        return
    head = (
        words("calculator.lever"),
        words("calculator.a_week"),
        words("calculator.for_the_goal"),
        words("calculator.change"),
    )
    cards.table(head, changing, figures=[1, 2, 3])


def ratios(inputs: Inputs, words: Words) -> None:
    """Show the magic number for ratios around the present ones, as a table."""
    down, across = _around(inputs.next_step_ratio), _around(inputs.closing_ratio)
    head = "".join(f'<th scope="col" class="sc-figure">{text(_share(share, words))}</th>' for share in across)
    body = "".join(
        f'<tr><th scope="row">{text(_share(share, words))}</th>'
        + "".join(_crossing(inputs, share, other, words) for other in across)
        + "</tr>"
        for share in down
    )
    closing, next_step = (text(kpi_label(words, key)) for key in ("closing_ratio", "next_step_ratio"))
    st.html(
        f'<div class="sc-scroll" tabindex="0"><table class="sc-table sc-ratios"><thead>'
        f'<tr><td></td><th colspan="{len(across)}" scope="colgroup">{closing}</th></tr>'
        f'<tr><th scope="col">{next_step}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def reverse(inputs: Inputs, start: Start | None, words: Words) -> None:
    """Show a field for a number of appointments, and the sales and revenue that they lead to."""
    result = inputs.result
    have = url.number(
        words("calculator.have"),
        "m_have",
        float(result.magic_number_rounded_up),
        least=FEWEST_APPOINTMENTS,
        most=_MOST_APPOINTMENTS,
        step=1.0,
        format="%.1f",
        width=320,
    )
    url.write(m_have=have)
    sales = inputs.sales(have)
    currency = start.currency if start else None
    revenue = sales * inputs.average_sale
    lines = [
        (words("calculator.sales"), words.number(sales, 1)),
        (words("calculator.revenue"), words.money(revenue, currency, 0)),
        (words("calculator.of_goal"), words.percent(revenue / inputs.goal)),
    ]
    likely = start.likely() if start and start.is_kept(inputs) else None
    if likely:
        low, high = (words.money(inputs.goal * have / edge, currency, 0) for edge in reversed(likely))
        lines.append((words("calculator.revenue.range"), words("calculator.revenue.between", low=low, high=high)))
    cards.table((words(f"calculator.in.{inputs.goal_period}"), ""), lines, figures=[1])


def _levers(inputs: Inputs, start: Start | None, words: Words) -> list[Lever]:
    kpis = load_kpis()

    def to_rule(key: str, value: float) -> float:
        rule = kpis[key].rule
        return max(value, rule.threshold) if rule is not None and rule.threshold is not None else value

    next_step, closing = (
        to_rule("next_step_ratio", inputs.next_step_ratio),
        to_rule("closing_ratio", inputs.closing_ratio),
    )
    levers = []
    if not (start and start.chance_only):
        changed = replace(inputs, next_step_ratio=next_step), replace(inputs, closing_ratio=closing)
        for key, name, target, inside in (
            ("next_step_ratio", "next_step", next_step, changed[0]),
            ("closing_ratio", "closing", closing, changed[1]),
        ):
            label = words(f"calculator.if.{name}", share=_share(target, words))
            levers.append(Lever(key, label, inside))
        both = replace(inputs, next_step_ratio=next_step, closing_ratio=closing)
        levers.append(Lever("", words("calculator.if.both"), both))
    return [*levers, _average_sale(inputs, start, words)]


def _average_sale(inputs: Inputs, start: Start | None, words: Words) -> Lever:
    """Return the lever of the average sale: the peers' average if it is known and higher, else a fifth more."""
    peers = start.card.marks["average_sale"].peer_average if start else None
    if start is not None and peers is not None:
        sale = max(peers, inputs.average_sale)
        label = words("calculator.if.peers_sale", amount=words.money(sale, start.currency, 0))
    else:
        sale = inputs.average_sale * _UPLIFT
        label = words("calculator.if.average_sale", share=words.percent(_UPLIFT - 1))
    return Lever("average_sale", label, replace(inputs, average_sale=sale))


def _share(ratio: float, words: Words) -> str:
    return words.percent(ratio, 0 if abs(ratio * 100 - round(ratio * 100)) < _NEARLY else 1)


def _around(ratio: float) -> Sequence[float]:
    return sorted({round(min(max(ratio + by, 0.01), 1.0), 6) for by in _AROUND})


def _crossing(inputs: Inputs, next_step: float, closing: float, words: Words) -> str:
    moved = replace(inputs, next_step_ratio=next_step, closing_ratio=closing)
    is_now = abs(next_step - inputs.next_step_ratio) < _NEARLY and abs(closing - inputs.closing_ratio) < _NEARLY
    shown = text(words.number(moved.result.magic_number, 1, fixed=True)) or NOTHING
    return f'<td class="sc-figure">{f"<mark>{shown}</mark>" if is_now else shown}</td>'
