"""Names on a map do not lie on one another; bands of a flow picture fit their nodes."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.pages.coastline import Box
from punos.pages.labels import LETTER, Label, Placed, place_labels
from punos.pages.sankey_layout import Link, band_outline, lay_out

FRAME = Box(0.0, 0.0, 1000.0, 800.0)
PIXELS, SIZE = 500.0, 12.0


def box_of(placed: Placed) -> Box:
    """The room a name takes, reckoned anew: half as wide to either side where it is centred."""
    scale = (FRAME.east - FRAME.west) / PIXELS
    x, y = placed.at(scale)
    width, height = len(placed.label.text) * LETTER * SIZE * scale, SIZE * 1.25 * scale
    left = {"middle right": x, "middle left": x - width}.get(placed.position, x - width / 2)
    low = {"top center": y, "bottom center": y - height}.get(placed.position, y - height / 2)
    return Box(left, low, left + width, low + height)


labels = st.lists(
    st.builds(
        Label,
        st.sampled_from(["Kokkola", "Harjavalta", "Uusikaupunki", "Oulu"]),
        st.floats(0, 1000),
        st.floats(0, 800),
        st.floats(0, 9),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(labels)
def test_names_do_not_touch(held: list[Label]) -> None:
    boxes = [box_of(p) for p in place_labels(held, FRAME, PIXELS, SIZE)]
    for i, a in enumerate(boxes):
        assert FRAME.holds(Box(a.west + 1e-6, a.south + 1e-6, a.east - 1e-6, a.north - 1e-6))
        for b in boxes[i + 1 :]:
            apart = a.east <= b.west + 1e-6 or b.east <= a.west + 1e-6
            assert apart or a.north <= b.south + 1e-6 or b.north <= a.south + 1e-6


def test_a_name_alone_stands_right_of_its_place() -> None:
    assert place_labels([Label("Oulu", 500, 400, 1)], FRAME, PIXELS, SIZE)[0].position == "middle right"
    assert place_labels([Label("Oulu", 990, 400, 1)], FRAME, PIXELS, SIZE)[0].position == "middle left"


NODES = ["at:a", "at:b", "at:c", "at:d"]
links = st.lists(
    st.tuples(st.sampled_from(["from:x", *NODES]), st.sampled_from([*NODES, "to:y"]), st.floats(0.1, 100)).filter(
        lambda link: link[0] != link[1]
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda link: link[:2],
).map(lambda held: [Link(a, b, "good", v) for a, b, v in held])


@settings(deadline=None)
@given(links)
def test_the_picture_fits(held: list[Link]) -> None:
    drawing = lay_out(held, {"from:x"}, {"to:y"}, 0.02, 0.003)
    columns = defaultdict(list)
    for spot in drawing.spots.values():
        columns[spot.column].append(spot)
    for spots in columns.values():
        ordered = sorted(spots, key=lambda s: s.top)
        assert ordered[0].top >= -1e-9
        assert ordered[-1].top + ordered[-1].height <= 1 + 1e-9
        assert all(a.top + a.height <= b.top + 1e-9 for a, b in pairwise(ordered))
    for band in drawing.bands:
        for node, at in ((band.link.source, band.leaves), (band.link.target, band.arrives)):
            spot = drawing.spots[node]
            assert spot.top - 1e-9 <= at
            assert at + band.thick <= spot.top + spot.height + 1e-9


@settings(deadline=None)
@given(links)
def test_thickness_is_in_proportion(held: list[Link]) -> None:
    bands = lay_out(held, {"from:x"}, {"to:y"}, 0.02, 0.003).bands
    scale = bands[0].thick / bands[0].link.value
    assert all(b.thick == pytest.approx(b.link.value * scale) for b in bands)


def test_a_chain_stands_in_its_order_and_a_loop_turns_back() -> None:
    """Mine, refinery, cells; a little scrap goes back from cells to the refinery."""
    held = [
        Link("from:x", "at:mine", "ore", 10),
        Link("at:mine", "at:refinery", "concentrate", 8),
        Link("at:refinery", "at:cells", "sulphate", 7),
        Link("at:cells", "at:refinery", "scrap", 1),
        Link("at:cells", "to:y", "cells", 6),
    ]
    spots = lay_out(held, {"from:x"}, {"to:y"}, 0.02, 0.003).spots
    order = ["from:x", "at:mine", "at:refinery", "at:cells", "to:y"]
    assert [spots[n].column for n in order] == [0, 1, 2, 3, 4]


def test_a_band_keeps_its_thickness() -> None:
    drawing = lay_out([Link("from:x", "to:y", "good", 5)], {"from:x"}, {"to:y"}, 0.02, 0.0)
    outline = band_outline(0.0, 1.0, drawing.bands[0])
    half = len(outline) // 2
    assert outline[half:][::-1, 1] - outline[:half, 1] == pytest.approx([drawing.bands[0].thick] * half)
