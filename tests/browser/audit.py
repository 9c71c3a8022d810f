"""What a page owes its reader, asked of the page itself: axe-core's rules, nothing sticking out, no text cut off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found = await axe.run(document, {resultTypes: ['violations'], runOnly: rules});
  return found.violations
    .filter(one => ['serious', 'critical'].includes(one.impact))
    .flatMap(one => one.nodes.map(node => ({
      rule: one.id,
      html: node.html.slice(0, 300),
      inside: (document.querySelector(node.target[0])?.closest('[data-testid]') || document.body).dataset.testid || '',
      why: (node.any[0] || node.all[0] || node.none[0] || {}).message || '',
    })));
}"""
_KNOWN = """
  const main = document.querySelector('[data-testid=stMain]');
  const onScreen = e => { const r = e.getBoundingClientRect(); return r.left >= -1 && r.right <= innerWidth + 1; };
  const scrolls = e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth;
  // What scrolls is on the screen itself, and the keyboard gets to what is out of sight.
  const isScrolledTo = e => {
    const stop = e.closest('a[href], button:enabled, input:enabled, [tabindex]');
    for (let box = e.parentElement; box && box !== main; box = box.parentElement) {
      if (scrolls(box) && onScreen(box)) return box.tabIndex >= 0 || (stop?.tabIndex >= 0 && box.contains(stop));
    }
    return false;
  };
  // The usual way to hide a word from sight and still have it read out: a pixel in size, and clipped.
  const isReadOutOnly = e => {
    const style = getComputedStyle(e);
    return style.position === 'absolute' && e.offsetWidth <= 1 && e.offsetHeight <= 1 && style.clipPath !== 'none';
  };
"""
_STICKS_OUT = """
  const wide = [...main.querySelectorAll('h1, h2, h3, p, button, .sc-card, [data-testid=stSelectbox]')]
    .filter(e => !e.closest('[data-testid=stDataFrame], [data-testid=stTabs], details:not([open])'))
    .filter(e => e.offsetParent)
    .filter(e => e.getBoundingClientRect().width && !onScreen(e) && !isScrolledTo(e))
    .map(e => e.innerText.slice(0, 60) || e.tagName);
  if (main.scrollWidth > main.clientWidth) wide.push('the page scrolls sideways');
  return wide;
"""
_CUT = """
  const cut = [...main.querySelectorAll('h1, h2, h3, p, dt, dd, li, td, th, button, label, [class^=sc-]')]
    .filter(e => e.offsetParent && e.innerText && getComputedStyle(e).overflowX !== 'visible')
    .filter(e => e.scrollWidth > e.clientWidth + 1 && !isReadOutOnly(e))
    .filter(e => !(scrolls(e) && e.tabIndex >= 0))
    .map(e => e.innerText.slice(0, 60));
  for (const plot of main.querySelectorAll('.js-plotly-plot')) {
    if (plot.closest('details:not([open])')) continue;  // drawn anew once it is unfolded
    const frame = plot.getBoundingClientRect();
    for (const text of plot.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      const out = box.left < frame.left - 2 || box.right > frame.right + 2;
      if (box.width && out) cut.push('chart: ' + text.textContent);
    }
  }
  return cut;
"""

#: What axe-core finds in Streamlit's own elements: rule -> the element's test id, why it is so and what stands beside
#: it. docs/accessibility.md tells it to the reader.
STREAMLITS_OWN = {
    ("list", "stSidebarNavItems"): "the groups of the navigation are lists inside a list",
    ("listitem", "stSidebarNavItems"): "the groups of the navigation are lists inside a list",
}


@dataclass(frozen=True)
class Finding:
    """A serious or critical finding: axe-core's rule, the nearest test id around it, the element and the reason."""

    rule: str
    inside: str
    html: str
    why: str


def findings(page: object) -> list[Finding]:
    """Return what axe-core finds on a page, without what is Streamlit's own."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate(f"{_AXE};0")
    found = [Finding(**one) for one in page.evaluate(_RUN)]
    return [one for one in found if (one.rule, one.inside) not in STREAMLITS_OWN]


def sticking_out(page: object) -> list[str]:
    """Return what reaches beyond the screen."""
    return page.evaluate(f"() => {{{_KNOWN}{_STICKS_OUT}}}")


def cut_text(page: object) -> list[str]:
    """Return texts that are cut off, on the page and in its charts."""
    return page.evaluate(f"() => {{{_KNOWN}{_CUT}}}")
