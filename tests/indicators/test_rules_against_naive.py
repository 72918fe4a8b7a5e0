"""Rows of a rule, at random figures, equal its meaning worked out in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.indicators import INDICATORS, NothingFound, Quantity, WrongEach, parse_rule, rule_rows
from punos.tables import Over
from tests.indicators.naive import World

YEARS = {"2025": 6.0, "2031": 5.0, "2036": 4.0}
PERIODS = pl.DataFrame({"period": list(YEARS), "start": [int(y) for y in YEARS], "years": list(YEARS.values())})
PLACES = {
    "a": {"country": "FI", "land": 3.0},
    "b": {"country": "SE", "land": 0.5},
    "c": {"country": None, "land": -2.0},
}
NAMES: Mapping[str, Sequence[str | None]] = {
    "period": tuple(YEARS),
    "place": tuple(PLACES),
    "commodity": ("x", "y"),
    "origin": ("CN", "FI", None),
    "supply": ("s", "t"),
    "plant": ("p", "q"),
    "technology": ("k",),
    "operator": (None, "o"),
    "process": ("r",),
}
USED = ("buy", "use", "build")
INDEX = {name: tuple(c for c in INDICATORS[name].index if c != "slice") for name in USED}  # a study without slices
FOLLOW = {"place": pl.DataFrame([{"place": p, **row} for p, row in PLACES.items()])}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    quantities: dict[str, list[dict[str, Any]]] = {}
    for name in USED:
        index = INDEX[name]
        row = st.fixed_dictionaries({c: st.sampled_from(NAMES[c]) for c in index} | {"column": st.integers(0, 6)})
        rows = draw(st.lists(row, max_size=8))
        quantities[name] = [r | {"coefficient": draw(st.integers(-4, 4)) * 1.0} for r in rows]
    values = {column: draw(st.integers(-5, 5)) * 1.0 for column in range(7)}
    index = {name: INDEX[name] for name in USED}
    return World(quantities, index, frozenset({"buy", "use"}), values, YEARS, {"place": PLACES})


@st.composite
def references(draw: st.DrawFn, indicators: Sequence[str]) -> str:
    name = draw(st.sampled_from(indicators))
    filters = []
    for column in draw(st.lists(st.sampled_from(INDEX[name]), max_size=2, unique=True)):
        names = [n for n in NAMES[column] if n is not None]
        chosen = "|".join(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)))
        forms = [f"{column}={chosen}", f"{column}!={chosen}"] + ([f"{column}=*"] if column != "period" else [])
        filters.append(draw(st.sampled_from(forms)))
    if draw(st.integers(0, 3)) == 0:
        filters.append(draw(st.sampled_from(["place.country=FI", "place.country!=FI|SE"])))
    return f"{name}[{', '.join(filters)}]"


@st.composite
def rules(draw: st.DrawFn) -> str:
    # Yearly flows and what is of the period are not compared, but for the horizon: the units are all one here.
    indicators = draw(st.sampled_from([("buy", "use"), ("build",)]))
    terms = []
    for _ in range(draw(st.integers(1, 3))):
        parts = [str(draw(st.sampled_from([1, 2, 0.5])))]
        parts += ["value"] * draw(st.integers(0, 1))
        parts.append(draw(references(indicators)))
        parts += ["place.land"] * draw(st.integers(0, 1))
        terms.append(" * ".join(draw(st.permutations(parts))))
    terms += draw(st.lists(st.sampled_from(["3", "value", "0.5 * value"]), max_size=2))
    terms = draw(st.permutations(terms))
    cut = draw(st.integers(0, len(terms)))
    left, right = " + ".join(terms[:cut]) or "0", " - ".join(terms[cut:]) or "0"
    return f"{left} {draw(st.sampled_from(['<=', '>=', '=']))} {right}"


def coded(quantity: Quantity, as_codes: bool) -> Quantity:
    if not as_codes:
        return quantity
    kinds = {c: pl.Enum([n for n in NAMES[c] if n is not None]) for c in quantity.index}
    return Quantity(quantity.name, quantity.index, quantity.base, quantity.frame.cast(kinds))


def model(world: World, as_codes: bool) -> dict[str, Quantity]:
    told = {}
    for name, rows in world.quantities.items():
        schema = dict.fromkeys(INDEX[name], pl.String) | {"column": pl.Int32, "coefficient": pl.Float64}
        frame = pl.DataFrame(list(rows), schema=schema).with_columns(unit=pl.lit("t"))
        told[name] = coded(Quantity.of(name, [frame]), as_codes)
    return told


@given(
    worlds(),
    rules(),
    st.lists(st.sampled_from(["place", "origin", "plant", "commodity"]), max_size=2, unique=True),
    st.sampled_from(Over),
    st.lists(st.sampled_from(sorted(YEARS)), min_size=1, unique=True),
    st.booleans(),
)
def test_rows_mean_what_the_rule_says(
    world: World, text: str, each: list[str], over: Over, said: list[str], as_codes: bool
) -> None:
    rule = parse_rule(text)
    # Over the horizon there is one value; over years each period has its own.
    value = {p: 2.0 if over is Over.HORIZON else float(p[-1]) for p in sorted(said)}
    horizon = over is Over.HORIZON
    frame = pl.DataFrame({"period": list(value), "value": list(value.values())})
    try:
        rows = rule_rows(
            rule, model(world, as_codes), follow=FOLLOW, periods=PERIODS, each=each, over=over, value=frame
        )
    except NothingFound:
        assert not any(
            row["period"] in value and world.passes(row, reference)
            for reference in rule.references
            for row in world.quantities[reference.indicator]
        )
        return
    except WrongEach:
        assert not any(set(each) <= world.kept(reference) for reference in rule.references)
        return
    expected = world.slack(rule, each, value, horizon)
    worth = pl.DataFrame({"column": list(world.values), "worth": list(world.values.values())})
    sums: dict[tuple[str, ...], float] = {}
    for *label, coefficient, at in (
        rows.entries.join(worth, on="column").select(*rows.index, "coefficient", "worth").iter_rows()
    ):
        sums[tuple(label)] = sums.get(tuple(label), 0.0) + coefficient * at
    got = {tuple(label): sums.pop(tuple(label), 0.0) - right for *label, right, _ in rows.rows.iter_rows()}
    assert sums == {}, "entries without a row"
    assert got == pytest.approx(expected)
