"""The report of studies with slices and conversions, whose plans are computed by hand elsewhere."""

from __future__ import annotations

from punos.pages.answer import first_paragraph
from punos.pages.blocks import FigureBlock, TableBlock
from punos.pages.capacity import openings, refused
from punos.pages.seasons import seasons_section
from punos.pages.view import view_of
from tests.model.hand import planned
from tests.model.test_constraints_conversions import FLOWS, MILL, PLANTS, PROCESSES, WANTED
from tests.model.test_constraints_slices import COLD, HEATING

RULE = {"technology_from": "mill", "technology_to": "smelter", "cost": 4, "yield": 0.5}
CONVERTING = {"technologies": MILL, "processes": PROCESSES, "flows": FLOWS, "demands": WANTED, "conversions": [RULE]}


def test_goods_that_cannot_wait_are_shown_slice_by_slice() -> None:
    section = seasons_section(view_of(planned(**{**HEATING, "demands": COLD})))
    assert section is not None
    chart, table = section.blocks
    assert isinstance(chart, FigureBlock)
    assert isinstance(table, TableBlock)
    (bars,) = chart.figure.frames[""]
    assert bars["x"] == ["winter", "summer"]
    # 70 in a quarter of the year are 280 a year, 75 in the rest 100, of a mean of 145
    assert bars["y"] == [round(28000 / 145, 1), round(10000 / 145, 1)]
    cells = [cell.text for cell in table.rows[0].cells]
    assert cells[:2] == ["heat", "a"]  # ore balances over the year and is not told
    assert [cells[3], cells[5]] == ["70", "75"]
    assert len(table.rows) == 1


def test_a_study_without_slices_has_no_such_section() -> None:
    assert seasons_section(view_of(planned())) is None


def test_what_comes_by_conversion_is_told_as_such() -> None:
    view = view_of(planned(plants=PLANTS, **CONVERTING))
    assert openings(view).select("plant", "value", "capex", "converted").rows() == [("s1", 30.0, 240.0, True)]
    assert "By conversion of what stands come s1" in first_paragraph(view)


def test_an_idle_plant_that_is_converted_is_not_told_as_left_idle() -> None:
    idle = [{**PLANTS[0], "status": "idle", "restart_cost": 1000}, PLANTS[1]]
    view = view_of(planned(plants=idle, **CONVERTING))
    assert refused(view).is_empty()
