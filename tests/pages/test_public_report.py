"""A public report holds nothing of a protected plant: neither a card of it nor a figure that tells of it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from punos.pages.report import write_report, write_tables
from punos.plan import Plan
from tests.model.hand import study

SECRET = 37913.0
"""A capacity, and what it makes: nothing else in the study is near it."""
OTHERS = (23001.0, 29002.0)


@pytest.fixture(scope="module")
def plan() -> Plan:
    plants = [
        {"plant": f"s{n}", "name": f"Smelter {n}", "place": "a", "technology": "smelter", "status": "operating",
         "capacity": size, "operator": f"owner{n}"}
        for n, size in enumerate((SECRET, *OTHERS), start=1)
    ]  # fmt: skip
    whole = study(
        plants=plants,
        operators=[{"operator": f"owner{n}"} for n in (1, 2, 3)],
        places=[{"place": "a", "name": "Aava", "lat": 63.8, "lon": 23.1, "country": "FI", "kind": "park"},
                {"place": "b", "name": "Bolle", "lat": 60.4, "lon": 26.9, "country": "FI", "kind": "park"}],
        demands=[{"demand": "d", "commodity": "metal", "place": "b", "kind": "may", "quantity": 100000, "price": 50}],
    )  # fmt: skip
    own = pl.DataFrame({"scenario": ["own"], "table": ["plants"], "select": ["plant=s1"], "column": ["capacity"],
                        "op": ["set"], "value": [str(SECRET)]})  # fmt: skip
    return whole.with_changes(own, confidential=True).plan()


def told(text: str) -> set[float]:
    """What is written of the secret."""
    return {n for n in amounts() if f"{n:,.0f}" in text or f"{n:.0f}" in text}


def amounts() -> set[float]:
    """The secret, what it uses, what all make and use, what the others' shares leave; to four digits and whole."""
    exact = {factor * (SECRET + rest) for factor in (1, 2) for rest in (0.0, OTHERS[0], OTHERS[1], sum(OTHERS))}
    return exact | {round(n, -1) for n in exact}


def test_the_whole_report_tells_and_the_public_one_does_not(plan: Plan, tmp_path: Path) -> None:
    own = write_report(plan, tmp_path / "own.html", place="a").read_text(encoding="utf-8")
    public = write_report(plan, tmp_path / "public.html", place="a", public=True).read_text(encoding="utf-8")
    assert told(own)
    assert not told(public)
    assert "card-s1" not in public
    assert "1 confidential figures are left out" in public


def test_neither_does_the_public_workbook(plan: Plan, tmp_path: Path) -> None:
    book = write_tables(plan, tmp_path / "public.xlsx", public=True)
    sheets = CalamineWorkbook.from_path(book)
    cells = [cell for name in sheets.sheet_names for row in sheets.get_sheet_by_name(name).to_python() for cell in row]
    numbers = [float(cell) for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    assert cells
    assert not [n for n in numbers for secret in amounts() if abs(n - secret) < 1]
