"""Where the money goes: the difference of a rep's weekly revenue from the colleagues', split into its causes."""

from __future__ import annotations

import streamlit as st

from coaching.report import as_text, money_text
from pages.calculator.inputs import open_with
from pages.kit import cards
from pages.kit.escape import text
from pages.workspace import Workspace


def show(work: Workspace, rep: str) -> None:
    """Show each part of the difference; negative parts are revenue lost against the colleagues."""
    words, money = work.words, money_text(work.assessment().card(rep), work.words, work.assessment().currency)
    if money is None:
        return
    with st.container(border=True):
        st.subheader(words("money.title"), anchor=False)
        cards.lead(money.sentence)
        lines = "".join(
            f"<dt>{text(part.label)}</dt>"
            f'<dd class="{"sc-below" if part.is_loss else "sc-good"}">'
            f'<span class="sc-two" aria-hidden="true"><i class="{"sc-left" if part.is_loss else "sc-right"}" '
            f'style="width:{part.share / 2:.1%}"></i></span><b>{text(as_text(part.value, words))}</b></dd>'
            for part in money.parts
        )
        st.html(f'<dl class="sc-bars sc-money">{lines}</dl>')
        if st.button(words("calculator.open"), icon=":material/calculate:", key="to-magic", type="tertiary"):
            open_with(rep)
