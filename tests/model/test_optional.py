"""Teams of plants that may be away: with a price on being there, the plan has those that are worth it."""

from __future__ import annotations

import polars as pl
import pytest

from punos.errors import WrongUse
from punos.instance.instance import build_instance
from punos.lp import Options
from punos.model.model import build_model
from punos.model.optional import PRESENT, with_teams
from tests.analysis import boiler

TEAMS = {t: (f"plant_{t}",) for t in boiler.NEEDS}


def test_those_are_there_whose_plants_are_worth_their_price() -> None:
    """Sales of 800, 1200 and 2400 less steam: of all groups t1 + t3 has most: 3200 − 1800 − 400."""
    program = with_teams(build_model(build_instance(boiler.study())).program, TEAMS)
    paid = pl.DataFrame({"team": list(TEAMS), "price": [100.0, 950.0, 300.0]})
    program.cost("paid", program.expression(PRESENT).times(paid, "price").over())
    found = program.solve(Options(gap=0.0))
    by_hand = {
        group: sum(40 * boiler.NEEDS[t] for t in group.split("+"))
        - boiler.STEAM[group]
        - sum(paid.filter(pl.col("team").is_in(group.split("+")))["price"])
        for group in boiler.STEAM
    }
    best = max(by_hand, key=lambda group: by_hand[group])
    there = program.blocks[PRESENT].frame["team"].filter(pl.Series(found.values[program.blocks[PRESENT].numbers] > 0.5))
    assert "+".join(there) == best == "t1+t3"
    assert -found.objective == pytest.approx(by_hand[best])


def test_the_program_itself_is_left_as_it_was() -> None:
    program = build_model(build_instance(boiler.study())).program
    before = program.bounds("existing")
    with_teams(program, TEAMS)
    assert program.bounds("existing").equals(before)
    assert PRESENT not in program.blocks


def test_what_has_no_limit_is_refused() -> None:
    study = boiler.study(plants=[
        {"plant": "plant_t1", "place": "park", "technology": "works_t1", "operator": "t1", "status": "candidate"},
    ], demands=[{"demand": "market", "commodity": "good_t1", "place": "park", "kind": "may", "price": 1}])  # fmt: skip
    with pytest.raises(WrongUse, match="plant_t1 could be built or run without limit"):
        with_teams(build_model(build_instance(study)).program, {"t1": ("plant_t1",)})
