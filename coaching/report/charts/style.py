"""The one look of all charts as a Plotly template, and what it takes to read from right to left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go
from plotly.io import templates

from coaching.report import palette
from coaching.words import Words, clip, isolate, plain

_FONT = "Vazirmatn, system-ui, sans-serif"
_NAME_LENGTH = 40
_RIGHT_TO_LEFT_EMBEDDING = "\u202b"
_HEADED_GAP = 0.5
_MARGIN = 32
_STEPS = (1, 2, 2.5, 5, 10)


def _template() -> go.layout.Template:
    """Return the look that all charts share, in the colours of a light page (``palette.DARK`` has their twins)."""
    quiet = {"color": palette.MUTED, "size": 13}
    axis = {"fixedrange": True, "zeroline": False, "automargin": True, "tickfont": quiet}
    return go.layout.Template(
        layout={
            "font": {"family": _FONT, "size": 14, "color": palette.INK},
            "paper_bgcolor": palette.WHITE,
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 8, "r": 8, "t": _MARGIN // 2, "b": _MARGIN // 2},
            "xaxis": axis,
            "yaxis": {**axis, "ticks": "", "gridcolor": palette.GRID, "gridwidth": 1},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom"},
            "hoverlabel": {"font": {"family": _FONT}},
            "dragmode": False,
            "colorway": list(palette.SERIES),
        }
    )


_LOOK = "coaching"
templates[_LOOK] = _template()


def dressed(figure: go.Figure, words: Words, *, legend: bool = False) -> go.Figure:
    """Give a figure the look of all charts, with the value axis and the legend where reading starts."""
    side, blank = ("right", "tickprefix") if words.rtl else ("left", "ticksuffix")
    figure.update_yaxes({"side": side, blank: "  "})
    return figure.update_layout(
        template=_LOOK,
        showlegend=legend,
        legend={
            "traceorder": "reversed" if words.rtl else "normal",
            "x": 1 if words.rtl else 0,
            "xanchor": side,
        },
        hoverlabel={"align": side},
    )


def headed(figure: go.Figure, labels: Sequence[str], words: Words, row_height: int) -> None:
    """Write each bar's name above it, where a phone has room for it too; ``row_height`` is the room of a bar, in px."""
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[len(labels) - 0.5, -0.62])
    for place, text in enumerate(labels):
        figure.add_annotation(
            x=1 if words.rtl else 0,
            xref="paper",
            y=place,
            text=spoken(words, label(text)),
            showarrow=False,
            xanchor="right" if words.rtl else "left",
            yanchor="bottom",
            yshift=row_height * (1 - _HEADED_GAP) / 2,
            font={"size": 13, "color": palette.MUTED},
        )
    rows = max(1, len(labels)) + 0.12
    figure.update_layout(bargap=_HEADED_GAP, height=round(row_height * rows) + _MARGIN)


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
