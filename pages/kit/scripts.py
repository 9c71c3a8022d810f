"""Every script that the app puts on its pages; the content security policy allows these and no others.

A script is a fixed text: a value that is known only at run time would change its hash.
"""

from __future__ import annotations

import json

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
#: which going back does not restore. With one entry for each page, one step back is one page back. A new page begins at
#: its top, also where the one before was left further down.
_ONE_STEP_A_PAGE = """;(() => {
  if (window.scOneStepAPage) return;
  window.scOneStepAPage = true;
  const push = history.pushState.bind(history);
  history.pushState = (state, title, address) => {
    const isSamePage = new URL(address, location.href).pathname === location.pathname;
    if (isSamePage) return history.replaceState(state, title, address);
    document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0);
    return push(state, title, address);
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

#: What a button unfolds over the page stands at the end of the document, where the Tab key comes last. Opened by a key,
#: it takes the focus and keeps it, as a dialog does, and gives it back when Escape closes it.
_UNFOLDED_TAKES_FOCUS = """;(() => {
  if (window.scUnfoldedTakesFocus) return;
  window.scUnfoldedTakesFocus = true;
  const opened = () => document.querySelector('[data-testid=stPopoverBody]');
  const stops = box => [...box.querySelectorAll('input, button, a[href], textarea, [tabindex="0"]')]
    .filter(one => !one.disabled && one.tabIndex >= 0 && one.offsetParent);
  let opener = null;
  window.addEventListener('keydown', event => {
    const button = event.target.closest?.('[data-testid=stPopover] button');
    const isInside = opened()?.contains(event.target);
    if (button && ['Enter', ' '].includes(event.key) && !opened()) {
      opener = button;
      let tries = 0;
      const waiting = setInterval(() => {
        const [first] = opened() ? stops(opened()) : [];
        first?.focus();
        if (first || ++tries > 40) clearInterval(waiting);
      }, 50);
    } else if (isInside && event.key === 'Tab') {
      const all = stops(opened());
      const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
      // Buttons side by side are one stop.
      if ((edge?.closest('[data-testid=stButtonGroup]') || edge)?.contains(event.target)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        other.focus();
      }
    } else if (isInside && event.key === 'Escape') {
      setTimeout(() => opened() || opener?.focus(), 100);
    }
  }, true);
})()"""

#: Charts and tables on a canvas are pictures as wide as the screen: they shrink to the paper (A4 or letter).
_FIT_PAPER = """;(() => {
  if (window.scFitPaper) return;
  window.scFitPaper = true;
  const pictures = () => document.querySelectorAll('.js-plotly-plot, [data-testid=stDataFrame]');
  const shrink = one => { one.style.zoom = Math.min(1, 700 / one.offsetWidth); };
  window.addEventListener('beforeprint', () => pictures().forEach(shrink));
  window.addEventListener('afterprint', () => pictures().forEach(one => { one.style.zoom = ''; }));
})()"""

#: What a "?" says lies over the page, so that it goes as it came: with a click elsewhere, another "?" or Escape.
_HELP_GOES = """;(() => {
  if (window.scHelpGoes) return;
  window.scHelpGoes = true;
  const close = kept => document.querySelectorAll('.sc-help[open]')
    .forEach(one => one.contains(kept) || one.removeAttribute('open'));
  window.addEventListener('click', event => close(event.target), true);
  window.addEventListener('keydown', event => event.key === 'Escape' && close(null), true);
})()"""

#: Streamlit's link past the menu, the first stop of the Tab key, is in English.
_SKIP_LINK = """;(() => {
  const link = document.querySelector('[data-testid=stSkipToContent]');
  if (link) link.textContent = %s;
})()"""


def direction(words: Words) -> str:
    """Return the script that sets the language and the direction of the page, and what holds for every page.

    Each page gets one history entry, the link past the menu is in the reader's language, the Tab key opens no rep,
    what a key unfolds takes the focus, what a "?" says goes with a click elsewhere, and what is printed fits the paper.
    """
    side = "rtl" if words.rtl else "ltr"
    set_direction = f"document.documentElement.dir='{side}';document.documentElement.lang='{words.lang}'"
    skip = _SKIP_LINK % json.dumps(words("skip.link"), ensure_ascii=False).replace("<", "")
    every_page = _ONE_STEP_A_PAGE + _TAB_OPENS_NOBODY + _UNFOLDED_TAKES_FOCUS + _HELP_GOES + _FIT_PAPER
    return f"{set_direction}{every_page}{skip}"


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
