"""Where the names of places stand on a map, so that none lies on another."""

from __future__ import annotations

from typing import NamedTuple

from punos.pages.coastline import Box

LETTER = 0.58
"""Mean width of a letter as a share of the size of its font."""


class Label(NamedTuple):
    """A name at a point on paper; the heavier goes first, `clear` pixels from the point."""

    text: str
    x: float
    y: float
    weight: float
    clear: float = 9.0


class Placed(NamedTuple):
    """A name with the side on which it stands, as plotly calls it."""

    label: Label
    position: str

    def at(self, scale: float) -> tuple[float, float]:
        """Give the point from which plotly writes the name."""
        right, up = _SIDES[self.position]
        away = self.label.clear * scale
        return self.label.x + right * away, self.label.y + up * away


_SIDES = {
    "middle right": (1.0, 0.0),
    "middle left": (-1.0, 0.0),
    "top center": (0.0, 1.0),
    "bottom center": (0.0, -1.0),
}


def place_labels(labels: list[Label], frame: Box, pixels: float, size: float) -> list[Placed]:
    """Choose a side for each name, the heaviest first; one for which there is no room is left out.

    Parameters
    ----------
    frame
        The map on paper.
    pixels
        Width at which the map is drawn.
    size
        Size of the font in pixels.
    """
    scale = (frame.east - frame.west) / pixels
    taken: list[Box] = []
    placed: list[Placed] = []
    for label in sorted(labels, key=lambda held: (-held.weight, held.text)):
        for position, box in _choices(label, scale, size):
            if frame.holds(box) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                placed.append(Placed(label, position))
                break
    return placed


def _choices(label: Label, scale: float, size: float) -> list[tuple[str, Box]]:
    width, height, gap = len(label.text) * LETTER * size * scale, size * 1.25 * scale, label.clear * scale
    x, y = label.x, label.y
    return [
        ("middle right", Box(x + gap, y - height / 2, x + gap + width, y + height / 2)),
        ("middle left", Box(x - gap - width, y - height / 2, x - gap, y + height / 2)),
        ("top center", Box(x - width / 2, y + gap, x + width / 2, y + gap + height)),
        ("bottom center", Box(x - width / 2, y - gap - height, x + width / 2, y - gap)),
    ]


def _overlap(a: Box, b: Box) -> bool:
    return a.west < b.east and b.west < a.east and a.south < b.north and b.south < a.north
