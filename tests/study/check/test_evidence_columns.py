"""Evidence looked up in columns says the same as evidence looked up row by row."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from punos.study.check import evidence
from punos.study.check.subject import Subject
from punos.study.faults import Fault
from punos.study.study import Study
from tests.study.check.chain import chain

SELECTS = (
    "supply=power_mine", "supply = power_mine ", "commodity=ore", "commodity=ore, place=mine", "commodity=power",
    "supply=nobody", "supply!=power_mine", "supply=power_mine|ore_mine", "place.country=FI", "supply=power_mine, ",
    "supply='power_mine'", "supply=power_mine, supply=power_mine", "price=20", "", "supply", "period=2030",
    "commodity=ore, commodity=power",
)  # fmt: skip
ABOUT = (
    ("supplies", "price"), ("supplies", "capacity"), ("supplies", "place"), ("places", "lat"), ("periods", "years"),
    ("suplies", "price"), ("supplies", "prise"),
)  # fmt: skip


def a_study(rng: random.Random) -> Study:
    """A chain with figures of its supplies by period and evidence of chance about them."""
    narrow: list[dict[str, Any]] = [
        {"supply": supply, "period": period, "price": rng.choice((None, 10.0, 90.0))}
        for supply in ("power_mine", "ore_mine")
        for period in rng.sample(("2025", "2030"), rng.randint(0, 2))
    ]
    base = chain().tables["supplies"]
    wide = [row for row in base.drop("row").to_dicts() if rng.random() < 0.9]
    rows = []
    for _ in range(40):
        table, column = rng.choice(ABOUT)
        low, high = rng.choice(((None, None), (5.0, 15.0), (80.0, 100.0), (None, 50.0), (10.0, None)))
        rows.append(
            {
                "table": table, "select": rng.choice(SELECTS), "column": column, "low": low, "high": high,
                "period": rng.choice((None, None, "2025", "2030")), "basis": "assumed",
            }
        )  # fmt: skip
    tables: dict[str, Any] = dict(chain().tables)
    tables = {name: frame.drop("row") for name, frame in tables.items()}
    tables["supplies"] = pl.DataFrame([*wide, *narrow], infer_schema_length=None)
    tables["evidence"] = pl.DataFrame(rows, infer_schema_length=None)
    return Study.from_frames(chain().settings, tables)


def told(study: Study) -> list[Fault]:
    """What the check of evidence says, in the order of rows."""
    return sorted(evidence.check(Subject(study)), key=lambda fault: (fault.row or 0, str(fault)))


@pytest.mark.parametrize("seed", range(25))
def test_columns_say_what_rows_say(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    study = a_study(random.Random(seed))
    by_columns = told(study)
    monkeypatch.setattr(evidence, "in_doubt", lambda rows, ready, slack: rows)
    assert by_columns == told(study)
    assert by_columns  # some of it is wrong


def test_few_rows_are_left_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"table": "supplies", "select": "supply=power_mine", "column": "price", "low": 0.0, "high": 1e9}
    seen: list[int] = []
    real = evidence.in_doubt

    def counted(*given: Any) -> pl.DataFrame:
        left = real(*given)
        seen.append(left.height)
        return left

    monkeypatch.setattr(evidence, "in_doubt", counted)
    assert not told(chain(evidence=[good] * 50))
    assert seen == [0]
