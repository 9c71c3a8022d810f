"""The form for a team's own tip in each language, its two needed and its optional parts, and its validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from coaching.advise import NEEDED_TEXTS, TEXTS, Problem, Tip, own_tip, problems
from coaching.report import kpi_label, tip_texts
from coaching.store import OwnTip, Store, remove_tip, set_tip, tips
from coaching.words import Words, language_name, languages, plain
from pages.kit import cards, changes
from pages.session.datasets import Scope
from pages.session.session_state import session

PAGE = "playbook"
#: The largest length of each part, and the parts with several lines.
_LONGEST = {"title": 80, "steps": 800}
_LONG_TEXT = 300
_LONGER = ("text", "steps", "practise")
_OPTIONAL = ("when", "steps", "ask", "say", "practise", "tell")
_RULES = ("missing_text", "miscounted_steps")


def begin(tip: OwnTip) -> None:
    """Open the form for a tip; a new one has the ``id`` 0."""
    session().tip = tip
    changes.fresh(PAGE)


def is_open(scope: Scope) -> bool:
    """Return whether the form is open for a tip of this data set."""
    tip = session().tip
    return tip is not None and tip.dataset_id == scope.dataset.id


def show(scope: Scope, words: Words) -> None:
    """Show the form, and save the tip if it is complete."""
    tip = session().tip
    if tip is None:
        return
    st.subheader(words("playbook.form.change" if tip.id else "playbook.form.new"), anchor=False)
    cards.lead(words("playbook.form.lead", kpi=kpi_label(words, tip.kpi)))
    with st.form(f"tip-{changes.round_of(PAGE)}"):
        product, segment = _limits(scope, tip, words)
        order = [words.lang, *(lang for lang in languages() if lang != words.lang)]
        tabs = st.tabs([language_name(lang) for lang in order])
        texts = {}
        for lang, tab in zip(order, tabs, strict=True):
            with tab:
                texts[lang] = _texts(lang, tip.texts.get(lang) or {}, words)
        with st.container(horizontal=True):
            saved = st.form_submit_button(words("setup.save"), type="primary", icon=":material/save:", key="tip-save")
            left = st.form_submit_button(words("setup.cancel"), key="tip-cancel")
    if left:
        _close()
    if saved:
        _keep(
            scope,
            tip,
            product,
            segment,
            {lang: fields for lang, fields in texts.items() if any(fields.values())},
            words,
        )


def texts_of(tip: Tip) -> dict[str, dict[str, Any]]:
    """Return the texts of a tip by language, in the form of ``OwnTip.texts``."""
    texts = {}
    for lang in languages():
        (tip_text,) = tip_texts(Words(lang), [tip.id], {tip.id: tip})
        texts[lang] = {name: getattr(tip_text, name) for name in TEXTS} | {"steps": list(tip_text.steps)}
    return texts


def _limits(scope: Scope, tip: OwnTip, words: Words) -> tuple[str | None, str | None]:
    """Show the choice of the product and the segment that the tip is limited to, and return them."""
    chosen: list[str | None] = []
    with st.container(horizontal=True):
        for name, now in (("product", tip.product), ("segment", tip.segment)):
            known = set(scope.intake.tables.deals[name].dropna().astype(str)) | ({now} if now else set())
            options = ["", *sorted(known)]
            if len(options) == 1:
                chosen.append(None)
                continue
            picked = st.selectbox(
                words(f"playbook.form.{name}"),
                options,
                options.index(now or ""),
                format_func=partial(_named, words, name),
                key=f"tip-{name}-{changes.round_of(PAGE)}",
                filter_mode="contains",
                width=280,
            )
            chosen.append(picked or None)
    return chosen[0], chosen[1]


def _named(words: Words, name: str, code: str) -> str:
    return plain(code) or words(f"playbook.form.{name}.all")


def _texts(lang: str, now: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Show the fields for a tip in one language, the optional ones folded, and return the texts."""
    typed = {name: _typed(lang, name, now, words) for name in NEEDED_TEXTS}
    with st.expander(words("playbook.form.more"), expanded=any(now.get(name) for name in _OPTIONAL)):
        typed |= {name: _typed(lang, name, now, words) for name in _OPTIONAL}
    return typed


def _typed(lang: str, name: str, now: Mapping[str, Any], words: Words) -> str | list[str]:
    kept_text = now.get(name) or ""
    draw = st.text_area if name in _LONGER else st.text_input
    typed = draw(
        _label(name, words),
        "\n".join(map(str, kept_text)) if isinstance(kept_text, list) else str(kept_text),
        max_chars=_LONGEST.get(name, _LONG_TEXT),
        placeholder=words(f"playbook.help.{name}"),
        key=f"tip-{lang}-{name}-{changes.round_of(PAGE)}",
    ).strip()
    return [step.strip() for step in typed.splitlines() if step.strip()] if name == "steps" else typed


def _label(name: str, words: Words) -> str:
    return words(f"playbook.form.{name}") if name in NEEDED_TEXTS else words(f"tip.{name}")


def _keep(
    scope: Scope, tip: OwnTip, product: str | None, segment: str | None, texts: Mapping[str, Any], words: Words
) -> None:
    tried = own_tip("own", tip.kpi, texts, product, segment)
    mistakes = [problem for problem in problems([tried]) if problem.rule in _RULES]
    if mistakes:
        _wrong(mistakes, tried.languages if texts else (words.lang,), words)
        return
    new = replace(tip, product=product, segment=segment, texts=texts)
    back = partial(_set, tip=tip) if tip.id else partial(_take_away, texts=texts)
    if changes.change(scope, PAGE, "set_tips", partial(_set, tip=new), back=back):
        _close()
    st.rerun()


def _wrong(mistakes: Sequence[Problem], languages: Sequence[str], words: Words) -> None:
    """Show what is missing, by language."""
    lines = []
    for lang in languages:
        missing = [mistake.where.partition(".")[0] for mistake in mistakes if mistake.where.endswith(f".{lang}")]
        if missing:
            names = words.listed([words("tip.quoted", text=_label(name, words)) for name in missing])
            lines.append(words("playbook.wrong.missing", language=language_name(lang), parts=names))
    if any(mistake.rule == "miscounted_steps" for mistake in mistakes):
        lines.append(words("playbook.wrong.steps"))
    st.error("  \n".join(lines), icon=":material/edit_note:")


def _close() -> None:
    session().tip = None
    st.rerun()


def _set(store: Store, dataset_id: int, by: str, tip: OwnTip) -> None:
    set_tip(store, tip, by)


def _take_away(store: Store, dataset_id: int, by: str, texts: Mapping[str, Any]) -> None:
    """Remove the latest tip with these texts."""
    same = [stored.id for stored in tips(store, dataset_id) if stored.texts == texts]
    remove_tip(store, same[-1], by)
