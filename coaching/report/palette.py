"""One palette for page, PDF and Excel, told apart by colour-blind readers too.

After Okabe and Ito (2008): blue for good, amber, vermilion. Colour never stands alone: a status always has a word and
a shape as well. The page's style sheet uses the same colours (``tests/pages/kit/test_style.py`` compares them).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

INK = "#17252c"
MUTED = "#52616a"
LINE = "#dce3e6"
PANEL = "#f3f6f7"
ACCENT = "#0b6478"
ACCENT_SOFT = "#cfe3e8"
WHITE = "#ffffff"

#: Fill of a status's shape; dark enough to stand on white with a contrast of 3 to 1.
STATUS: Mapping[str, str] = MappingProxyType(
    {"on_target": "#0072b2", "watch": "#b97800", "below": "#d04a02", "no_data": "#7c8a92"}
)
#: The same as text, with a contrast of 4.5 to 1 on white and on the panel.
STATUS_TEXT: Mapping[str, str] = MappingProxyType(
    {"on_target": "#00609c", "watch": "#7a4f00", "below": "#b0380b", "no_data": "#55636b"}
)
#: The same as text on a dark page.
STATUS_TEXT_DARK: Mapping[str, str] = MappingProxyType(
    {"on_target": "#6cbcf0", "watch": "#f0b545", "below": "#ff9770", "no_data": "#a3b0b8"}
)
#: The shape a status is drawn with, on pages and in the PDF. None of them is an arrow: those say how a figure moved.
SHAPES: Mapping[str, str] = MappingProxyType({"on_target": "●", "watch": "◆", "below": "■", "no_data": "○"})

#: Fills of the funnel, first gate to last.
FUNNEL = ("#4f9db0", "#2b8196", ACCENT, "#063b47")
#: Distinct colours for series.
SERIES = (ACCENT, "#d04a02", "#0072b2", "#b97800", "#9c4f86", "#4f9db0")

#: Hairlines and bands of charts: see-through, so that they sit on a light and on a dark page.
GRID = "rgba(125,140,155,0.28)"
BAND = "rgba(11,100,120,0.13)"

#: What each colour of a chart becomes on a dark page.
DARK: Mapping[str, str] = MappingProxyType(
    {
        INK: "#e8eef1",
        MUTED: "#a9b6bd",
        WHITE: "#10181c",
        ACCENT: "#4fb3c8",
        BAND: "rgba(79,179,200,0.18)",
        FUNNEL[0]: "#2f7f92",
        FUNNEL[1]: "#3c98ac",
        FUNNEL[3]: "#a6deea",
        STATUS["on_target"]: STATUS_TEXT_DARK["on_target"],
        STATUS["watch"]: STATUS_TEXT_DARK["watch"],
        STATUS["below"]: STATUS_TEXT_DARK["below"],
        STATUS["no_data"]: STATUS_TEXT_DARK["no_data"],
        SERIES[4]: "#d79bc6",
    }
)
