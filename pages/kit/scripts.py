"""Every script that the app puts on its pages; the content security policy allows these and no others.

A script is a fixed text: a value that is known only at run time would change its hash.
"""

from __future__ import annotations

import streamlit as st

from coaching.words import Words, languages

#: Tables that are wider than a small screen, by the key of their container.
_WIDE_TABLES = ("leaders-table", "behind-table", "goals-table")

_TO_THE_RIGHT = """(() => {
  let calm = 0;
  const go = () => {
    const grid = document.querySelector('.st-key-%s .dvn-scroller');
    const end = grid ? grid.scrollWidth - grid.clientWidth : 0;
    if (end <= 0) return false;  // the table has no width yet, or all of it is on show
    if (grid.scrollLeft >= end - 1) return ++calm > 2;
    grid.scrollLeft = end;
    calm = 0;
    return false;
  };
  const tries = setInterval(() => go() && clearInterval(tries), 100);
  setTimeout(() => clearInterval(tries), 20000);
})()"""

#: Streamlit pushes two history entries for a page, without its parameters and with them, and one more for each choice,
#: which going back does not restore. With one entry for each page, one step back is one page back.
_ONE_STEP_A_PAGE = """;(() => {
  if (window.scOneStepAPage) return;
  window.scOneStepAPage = true;
  const push = history.pushState.bind(history);
  history.pushState = (state, title, address) => {
    const isSamePage = new URL(address, location.href).pathname === location.pathname;
    return isSamePage ? history.replaceState(state, title, address) : push(state, title, address);
  };
})()"""

#: A table on a canvas chooses its first cell once it has the focus, and a chosen row of the ranking opens that rep:
#: whoever only passes by with the Tab key would be led away. The choice of a rep below the table is for the keyboard.
_TAB_OPENS_NOBODY = """;(() => {
  if (window.scTabOpensNobody) return;
  window.scTabOpensNobody = true;
  window.addEventListener('focusin', event => {
    const at = event.target;
    if (at.matches('.st-key-leaders-table canvas') && at.matches(':focus-visible')) event.stopImmediatePropagation();
  }, true);
})()"""


def direction(words: Words) -> str:
    """Return the script that sets the language and the direction of the page, and what holds for every page.

    Each page gets one history entry, and the Tab key opens no rep.
    """
    side = "rtl" if words.rtl else "ltr"
    here = f"document.documentElement.dir='{side}';document.documentElement.lang='{words.lang}'"
    return f"{here}{_ONE_STEP_A_PAGE}{_TAB_OPENS_NOBODY}"


def to_the_right(key: str) -> str:
    """Return the script that scrolls a wide table to its right end; raises ``ValueError`` for an unknown key."""
    if key not in _WIDE_TABLES:
        raise ValueError(f"no wide table has the key {key!r}")
    return _TO_THE_RIGHT % key


def every() -> tuple[str, ...]:
    """Return all scripts."""
    return (*map(to_the_right, _WIDE_TABLES), *(direction(Words(lang)) for lang in languages()))


def run(script: str, html: str = "") -> None:
    """Put a script on the page, after some HTML."""
    st.html(f"{html}<script>{script}</script>", unsafe_allow_javascript=True)
