"""Names beside dots without writing over one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Size of a letter and a line as shares of the plot, for a chart about 700 by 380 wide.
_LETTER, _LINE = 0.0105, 0.05
#: Size of a letter on a phone, where a name must not leave the chart either.
_PHONE_LETTER = 0.021
_DOT = 0.012
_SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1))

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """A dot with its name: where it stands from the left and from the bottom, 0 to 1."""

    x: float
    y: float
    text: str


def place_labels(spots: Sequence[Spot]) -> list[tuple[int, int] | None]:
    """Return for each spot on which side its name has room (right, left, above, below), or None.

    Earlier spots choose first. A side is (1, 0) for right, (-1, 0) left, (0, 1) above, (0, -1) below.
    """
    taken: list[Box] = [(s.x - _DOT, s.y - _DOT, s.x + _DOT, s.y + _DOT) for s in spots]
    sides: list[tuple[int, int] | None] = []
    for spot in spots:
        for side in _SIDES:
            box, widest = _box(spot, side), _box(spot, side, _PHONE_LETTER)
            if widest[0] >= 0 and widest[2] <= 1.02 and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                sides.append(side)
                break
        else:
            sides.append(None)
    return sides


def _box(spot: Spot, side: tuple[int, int], letter: float = _LETTER) -> Box:
    width = letter * len(spot.text)
    x, y = side
    left = spot.x + 1.5 * _DOT if x > 0 else spot.x - 1.5 * _DOT - width if x < 0 else spot.x - width / 2
    bottom = spot.y + 1.5 * _DOT if y > 0 else spot.y - 1.5 * _DOT - _LINE if y < 0 else spot.y - _LINE / 2
    return left, bottom, left + width, bottom + _LINE


def _overlap(box: Box, other: Box) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
