"""The list of tips on the page *Playbook*: the team's own and the documented ones, to be changed or hidden."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from coaching.advise import Tip, load_playbook
from coaching.metrics import load_kpis
from coaching.report import TipText, kpi_label, tip_texts
from coaching.store import OwnTip, Store, remove_tip, set_tip, tips
from coaching.words import Words
from pages.kit import cards, changes, tip_details
from pages.kit.escape import markdown
from pages.session import choices, datasets, results, url
from pages.session.datasets import Scope
from pages.settings import tip_form

PAGE = tip_form.PAGE


def pick(scope: Scope, words: Words) -> str:
    """Show the choice of the figure that the tips are for, first the one to coach most, and return it."""
    kpis = load_kpis()
    parts = list(dict.fromkeys(kpi.tips for kpi in kpis.values() if kpi.tips))
    talks = results.assessment(scope.token, choices.current()).talks
    first = next((key for talk in talks if (key := kpis[talk.kpi].tips) in parts), parts[0])
    return url.select(
        words("playbook.kpi"),
        parts,
        "kpi",
        first or parts[0],
        always=True,
        format_func=lambda key: kpi_label(words, key),
        width=420,
    )


def show(scope: Scope, kpi: str, words: Words) -> None:
    """Show the tips for a figure: the team's own, those of the playbook in use, and the hidden ones."""
    own = [stored for stored in tips(datasets.store(), scope.dataset.id) if stored.kpi == kpi]
    written = {stored.id: tip for stored in own for tip in datasets.tips(scope.token) if tip.id == f"own.{stored.id}"}
    hidden = {stored.replaces: stored for stored in own if stored.replaces and not stored.active}
    documented = [tip for tip in load_playbook().values() if tip.kpi == kpi]
    replaced = {stored.replaces for stored in own if stored.replaces}
    st.subheader(words("playbook.own"), anchor=False)
    shown = [stored for stored in own if stored.id in written and stored not in hidden.values()]
    for stored in shown:
        _own(scope, stored, written[stored.id], words)
    if not shown:
        cards.small(words("playbook.own.none"))
    if st.button(
        words("playbook.new"),
        icon=":material/add:",
        key="tip-new",
        disabled=not changes.may_change(scope),
        type="primary",
    ):
        tip_form.begin(OwnTip(0, scope.dataset.id, kpi, None, None, {}))
        st.rerun()
    st.subheader(words("playbook.documented"), anchor=False)
    for tip in documented:
        if tip.id not in replaced:
            _documented(scope, tip, words)
    if hidden:
        st.subheader(words("playbook.hidden"), anchor=False)
        for stored in hidden.values():
            _hidden(scope, stored, words)


def _own(scope: Scope, stored: OwnTip, tip: Tip, words: Words) -> None:
    (texts,) = tip_texts(words, [tip.id], {tip.id: tip})
    status = "" if stored.active else f" · {words('playbook.off')}"
    with st.container(border=True):
        st.markdown(f"**{markdown(texts.title)}**{status}  \n{markdown(texts.text)}")
        if stored.replaces and stored.replaces in load_playbook():
            (instead,) = tip_texts(words, [stored.replaces])
            cards.small(words("playbook.instead", title=instead.title))
        _details(texts, words)
        actions: list[tuple[str, str, Callable[[], None]]] = [
            ("edit", "edit", partial(tip_form.begin, stored)),
            ("remove", "delete", partial(_remove, scope, stored)),
        ]
        if not stored.replaces:
            label, icon = ("off", "visibility_off") if stored.active else ("on", "visibility")
            actions.insert(1, (f"turn_{label}", icon, partial(_turn, scope, stored)))
        _actions(scope, f"own-{stored.id}", actions, words)


def _documented(scope: Scope, tip: Tip, words: Words) -> None:
    (texts,) = tip_texts(words, [tip.id])
    with st.container(border=True):
        st.markdown(f"**{markdown(texts.title)}**  \n{markdown(texts.text)}")
        _details(texts, words)
        in_place = OwnTip(0, scope.dataset.id, tip.kpi, None, None, tip_form.texts_of(tip), replaces=tip.id)
        actions = [
            ("replace", "edit_note", partial(tip_form.begin, in_place)),
            ("hide", "visibility_off", partial(_hide, scope, in_place)),
        ]
        _actions(scope, tip.id, actions, words)


def _hidden(scope: Scope, stored: OwnTip, words: Words) -> None:
    texts = tip_texts(words, [stored.replaces or ""])
    title = texts[0].title if texts else words("playbook.gone")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(markdown(title))
        _actions(scope, f"hidden-{stored.id}", [("show", "visibility", partial(_remove, scope, stored))], words)


def _details(texts: TipText, words: Words) -> None:
    with st.expander(words("plan.how")):
        st.html(tip_details.details([texts], words))


def _actions(scope: Scope, key: str, actions: Sequence[tuple[str, str, Callable[[], None]]], words: Words) -> None:
    with st.container(horizontal=True):
        for label, icon, work in actions:
            st.button(
                words(f"playbook.{label}"),
                icon=f":material/{icon}:",
                key=f"tip-{label}-{key}",
                type="tertiary",
                on_click=work,
                disabled=not changes.may_change(scope),
            )


def _remove(scope: Scope, stored: OwnTip) -> None:
    message = "playbook.removed" if stored.active or not stored.replaces else "setup.saved"
    changes.change(
        scope, PAGE, "set_tips", partial(_away, id=stored.id), message, back=partial(_set, tip=replace(stored, id=0))
    )


def _hide(scope: Scope, in_place: OwnTip) -> None:
    hides = replace(in_place, texts={}, active=False)
    changes.change(scope, PAGE, "set_tips", partial(_set, tip=hides), back=partial(_unhide, replaces=hides.replaces))


def _turn(scope: Scope, stored: OwnTip) -> None:
    turned = replace(stored, active=not stored.active)
    changes.change(scope, PAGE, "set_tips", partial(_set, tip=turned), back=partial(_set, tip=stored))


def _set(store: Store, dataset_id: int, by: str, tip: OwnTip) -> None:
    set_tip(store, tip, by)


def _away(store: Store, dataset_id: int, by: str, id: int) -> None:
    remove_tip(store, id, by)


def _unhide(store: Store, dataset_id: int, by: str, replaces: str | None) -> None:
    for stored in tips(store, dataset_id):
        if stored.replaces == replaces and not stored.active:
            remove_tip(store, stored.id, by)
