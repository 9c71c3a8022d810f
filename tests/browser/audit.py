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
_STICKS_OUT = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const wide = [...main.querySelectorAll('h1, h2, h3, p, button, .sc-card, [data-testid=stSelectbox]')]
    .filter(e => !e.closest('.sc-scroll, [data-testid=stDataFrame], [data-testid=stTabs], details:not([open])'))
    .filter(e => e.offsetParent)
    .filter(e => { const r = e.getBoundingClientRect(); return r.width && (r.left < -1 || r.right > innerWidth + 1); })
    .map(e => e.innerText.slice(0, 60) || e.tagName);
  if (main.scrollWidth > main.clientWidth) wide.push('the page scrolls sideways');
  return wide;
}"""
_CUT = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const cut = [...main.querySelectorAll('h1, h2, h3, p, dt, dd, li, td, th, button, label, [class^=sc-]')]
    .filter(e => e.offsetParent && e.innerText && getComputedStyle(e).overflowX !== 'visible')
    .filter(e => !e.matches('.sc-scroll') && e.scrollWidth > e.clientWidth + 1)
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
}"""

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
    return page.evaluate(_STICKS_OUT)


def cut_text(page: object) -> list[str]:
    """Return texts that are cut off, on the page and in its charts."""
    return page.evaluate(_CUT)
