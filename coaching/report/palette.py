"""One palette for page, PDF and Excel, told apart by colour-blind readers too.

After Okabe and Ito (2008). Colour never stands alone: a status always has a word and a shape as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

INK = "#1b2733"
MUTED = "#586878"
LINE = "#d9e0e7"
PANEL = "#f3f6f9"
ACCENT = "#0b5fa5"
ACCENT_SOFT = "#cfe1f1"
WHITE = "#ffffff"

#: Fill of a status's shape; dark enough to stand on white with a contrast of 3 to 1.
STATUS: Mapping[str, str] = MappingProxyType(
    {"on_target": "#009371", "watch": "#b97800", "below": "#d04a02", "no_data": "#7c8a97"}
)
#: The same as text, with a contrast of 4.5 to 1 on white.
STATUS_TEXT: Mapping[str, str] = MappingProxyType(
    {"on_target": "#00664f", "watch": "#7a4f00", "below": "#a63600", "no_data": "#586878"}
)
#: The shape a status is drawn with, on pages and in the PDF: name and character.
SHAPES: Mapping[str, str] = MappingProxyType({"on_target": "●", "watch": "◆", "below": "▼", "no_data": "○"})

#: Fills of the funnel, first gate to last.
FUNNEL = ("#0b3c66", "#0b5fa5", "#3f8fcf", "#00836a")
#: Distinct colours for series.
SERIES = ("#0b5fa5", "#d04a02", "#009371", "#b97800", "#9c4f86", "#3f8fcf")

#: Hairlines and bands of charts: see-through, so that they sit on a light and on a dark page.
GRID = "rgba(125,140,155,0.25)"
BAND = "rgba(11,95,165,0.14)"
