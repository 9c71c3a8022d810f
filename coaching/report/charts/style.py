"""The one look of all charts, and what it takes to read them from right to left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from coaching.report import palette
from coaching.words import Words, clip, isolate, plain

_FONT = "Vazirmatn, system-ui, sans-serif"
_NAME_LENGTH = 40
_RIGHT_TO_LEFT_EMBEDDING = "\u202b"
_STEPS = (1, 2, 2.5, 5, 10)


def dressed(figure: go.Figure, words: Words, *, legend: bool = False) -> go.Figure:
    """Give a figure the common look: one font, no frame, the value axis where reading starts."""
    figure.update_yaxes(
        side="right" if words.rtl else "left",
        ticks="",
        zeroline=False,
        fixedrange=True,
        automargin=True,
        ticksuffix="  " if not words.rtl else "",
        tickprefix="  " if words.rtl else "",
    )
    figure.update_xaxes(fixedrange=True, zeroline=False, automargin=True)
    figure.update_layout(
        font={"family": _FONT, "size": 14},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 8, "r": 8, "t": 16, "b": 16},
        bargap=0.32,
        showlegend=legend,
        legend={
            "orientation": "h",
            "traceorder": "reversed" if words.rtl else "normal",
            "x": 1 if words.rtl else 0,
            "xanchor": "right" if words.rtl else "left",
            "y": 1.02,
            "yanchor": "bottom",
        },
        hoverlabel={"font": {"family": _FONT}, "align": "right" if words.rtl else "left"},
        dragmode=False,
        colorway=list(palette.SERIES),
    )
    return figure


def grid(figure: go.Figure) -> None:
    """Draw hairlines behind the values, light enough for a light and a dark page."""
    figure.update_yaxes(showgrid=True, gridcolor=palette.GRID, gridwidth=1)


def span(low: float, high: float, words: Words) -> list[float]:
    """Return an axis range that grows from where reading starts."""
    return [high, low] if words.rtl else [low, high]


def label(text: str) -> str:
    """Keep Plotly from reading a name as its pseudo-HTML."""
    return escape(text, quote=False)


def name_label(name: str) -> str:
    """Return a name from a file as a chart shows it: cleaned, clipped, isolated and never markup."""
    return label(isolate(clip(plain(name).strip(), _NAME_LENGTH)))


def spoken(words: Words, *lines: str) -> str:
    """Join the lines of a label or hover; Arabic ones run from right to left inside the left-to-right chart."""
    shown = [line for line in lines if line]
    if words.rtl:
        shown = [_RIGHT_TO_LEFT_EMBEDDING + line for line in shown]
    return "<br>".join(shown)


def nice_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round values that cover ``low`` to ``high`` in at most ``most`` steps."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    raw = (high - low) / most
    scale = 10.0 ** math.floor(math.log10(raw))
    step = next(step * scale for step in _STEPS if step * scale >= raw * (1 - 1e-9))
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def thinned(count: int, most: int) -> Sequence[int]:
    """Return which of ``count`` places get a label, counted back from the last, so that at most ``most`` do."""
    step = max(1, math.ceil(count / most))
    return range((count - 1) % step, count, step)
