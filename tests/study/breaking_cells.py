"""Slips in one cell, and rows that contradict one another."""

from __future__ import annotations

import random
from collections.abc import Iterator

from punos.tables import TABLES, Type
from tests.study.broken import (
    CELLS,
    Broken,
    Cell,
    encoded,
    maker,
    misspelt,
    of_type,
    referrers,
)


@maker
def unknown_names(rng: random.Random) -> Iterator[Broken]:
    for cell in CELLS:
        if cell.column.refers or (cell.table, cell.name) == ("impact_factors", "key"):
            yield cell.broken("name", misspelt(cell.text, rng))


@maker
def renamed_things(rng: random.Random) -> Iterator[Broken]:
    """A key misspelt: whoever refers to it does so in vain, or a narrow row stands alone."""
    for cell in CELLS:
        table = TABLES[cell.table]
        spoken = any(
            (cell.text == o.text and (o.column.refers == cell.table or o.name == "key"))
            or (o.name in ("select", "rule") and f"={cell.text}" in o.text)
            or (o.table == cell.table and o.row != cell.row and o.name == cell.name and o.text == cell.text)
            for o in CELLS
        )
        if (
            cell.name == table.keys[0]
            and not cell.column.refers
            and spoken
            and cell.table not in ("changes", "evidence")
        ):
            yield cell.broken("key", misspelt(cell.text, rng), cell.table, *referrers(cell.table))


@maker
def not_numbers(rng: random.Random) -> Iterator[Broken]:
    words = ["abc", "12 apples", "1.2.3", "#DIV/0!", "n/a", "NaN", "--5", "5 %", "1e", "=A1", "0x1F", "12_000"]
    for cell in of_type(Type.NUMBER):
        yield cell.broken("not a number", rng.choice(words))


@maker
def not_years(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.YEAR):
        yield cell.broken("not a year", rng.choice(["soon", "25", "2025.5", "20300", "-2030", "2030-06-01", "0"]))


@maker
def odd_years(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.YEAR):
        yield cell.broken("odd year", rng.choice(["1203", "9999", "3025", "1025"]), cell.table)


@maker
def not_choices(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.CHOICE):
        yield cell.broken("choice", misspelt(cell.text, rng))


@maker
def not_flags(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.FLAG):
        yield cell.broken("flag", rng.choice(["maybe", "2", "y", "on", "x", "-"]))


@maker
def bad_names(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.NAME):
        sign = rng.choice(",=|*[]\"'\t")
        at = rng.randrange(1, len(cell.text)) if len(cell.text) > 1 else 1
        yield cell.broken("bad name", cell.text[:at] + sign + cell.text[at:])


@maker
def blanks(rng: random.Random) -> Iterator[Broken]:
    """Cells that must be filled, and those without which a row says nothing."""
    odd = {("demands", "price"), ("plants", "capacity"), ("policies", "value")}
    for cell in CELLS:
        narrow = any(cell.cells.get(q.value) for q in TABLES[cell.table].qualifiers)
        alone = not narrow or cell.column.key
        may = cell.cells.get("kind") == "may"
        owed = (cell.table, cell.name) == ("demands", "quantity") and not narrow and not may
        gone = cell.cells.get("status") == "cancelled"
        if (cell.column.required and alone) or owed:
            yield cell.broken("blank", "")
        elif (cell.table, cell.name) in odd and not narrow and not gone and (cell.name != "price" or may):
            yield cell.broken("blank", rng.choice(["", "   ", "\u00a0"]))


@maker
def negatives(rng: random.Random) -> Iterator[Broken]:
    """Numbers below their bound, and costs and prices below nothing."""
    costs = {"capex", "fixed_capex", "fixed_om", "open_om", "variable_cost", "cost", "cost_per_tkm", "handling_cost"}
    costs |= {"restart_cost", "disposal_cost"}
    lone = {"slag"}  # one price of a good may well be negative
    for cell in of_type(Type.NUMBER):
        bounded = cell.column.minimum in (0, 1) or cell.column.above is not None
        priced = (
            cell.name == "price"
            and cell.table in ("supplies", "demands")
            and cell.cells["commodity"] not in ("", *lone)
        )
        if cell.number > 0 and (bounded or cell.name in costs or priced):
            yield cell.broken("negative", f"-{cell.text}")


@maker
def flipped_flows(rng: random.Random) -> Iterator[Broken]:
    """What goes in comes out, or the other way."""
    kept = [("smelting", "metal"), ("remelting", "metal")]  # slag or dust alone would still be made
    for cell in CELLS:
        recipe = (cell.cells.get("process"), cell.cells.get("commodity"))
        heavy = cell.table == "flows" and cell.name == "quantity" and recipe[1] != "power"
        if heavy and recipe not in kept and abs(cell.number) > 0.5:
            text = cell.text.removeprefix("-") if cell.number < 0 else f"-{cell.text}"
            yield cell.broken("flipped", text, "flows", "evidence", "demands", "plants", "contracts")


@maker
def infinities(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.NUMBER):
        if not cell.column.infinite:
            yield cell.broken("infinite", rng.choice(["inf", "-inf", "Infinity", "∞"]))
        elif cell.table != "evidence":
            yield cell.broken("infinite", "-inf")


@maker
def percentages(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.NUMBER):
        if cell.column.unit.startswith("share"):
            yield cell.broken("percentage", str(rng.choice([65, 92, 150])))
        elif cell.name in ("lat", "lon"):
            yield cell.broken("off the map", str(rng.choice([190, -200, 6383])))


_SEEN_ELSEWHERE = {
    ("technologies", "capex"): ("smelter",), ("technologies", "fixed_capex"): ("smelter",),
    ("technologies", "open_om"): ("smelter",), ("technologies", "fixed_om"): ("works",),
}  # fmt: skip
_SLIPS = {
    ("periods", "weight"), ("technologies", "lifetime"), ("operators", "discount_rate"),
    ("operators", "interest"), ("operators", "loan_years"), ("operators", "uplift"),
    ("modes", "cost_per_tkm"), ("terminals", "handling_cost"), ("supplies", "price"),
}  # fmt: skip

_LONG = ("lifetime", "discount_rate", "interest", "loan_years", "uplift")
"""Figures of which only one that is too large can be told."""


def _usual(cell: Cell) -> bool:
    """Whether a figure has its like, by which a slip in it can be seen in its own column."""
    if cell.table == "commodities" and cell.name == "mass":
        return True
    if cell.table == "demands" and cell.name == "price":
        return cell.cells["commodity"] not in ("slag", "")
    if cell.table == "plants" and cell.name == "capacity":
        return "smelter" in cell.text or cell.cells["plant"] in ("park_smelter", "old_smelter", "new_smelter")
    if cell.table == "routes" and cell.name == "distance_km":
        return cell.cells["to"] not in ("overseas", "")
    return (cell.table, cell.name) in _SLIPS


@maker
def magnitudes(rng: random.Random) -> Iterator[Broken]:
    """Figures so many times too large or small."""
    for cell in of_type(Type.NUMBER):
        times = rng.choice([1e-6, 1e-5, 1e5, 1e6])
        text = f"{cell.number * times:.10g}"
        narrow = any(cell.cells.get(q.value) for q in TABLES[cell.table].qualifiers)
        numeric = not cell.column.fixed and not cell.column.key
        if cell.number == 0:
            continue
        if cell.name == "price" and cell.cells.get("commodity") in ("scrap", "power", "cell", "energy"):
            # of two prices that are far apart nobody knows which is wrong
            yield cell.broken("magnitude", text, "supplies", "demands", columns=("price",))
        elif _usual(cell) or (narrow and numeric and cell.table not in ("flows",) and cell.name != "fixed_om"):
            text = f"{cell.number * max(times, 1 / times):.10g}" if cell.name in _LONG else text
            yield cell.broken("magnitude", text)
        elif cell.cells.get("technology") in _SEEN_ELSEWHERE.get((cell.table, cell.name), ()) and not narrow:
            yield cell.broken("magnitude", text, "evidence", "technologies")
        elif cell.table == "flows" and cell.cells["commodity"] in ("ore", "metal", "slag", "scrap", "cell"):
            yield cell.broken("magnitude", f"{cell.number * max(times, 1 / times):.10g}", "flows", "evidence")
        elif cell.table in ("currencies", "capex_curve") and not cell.column.key:
            yield cell.broken("magnitude", text, cell.table, "evidence")
        elif cell.table == "evidence" and cell.name in ("low", "high"):
            away = max(times, 1 / times) if (cell.name == "low") == (cell.number > 0) else min(times, 1 / times)
            yield cell.broken("magnitude", f"{cell.number * away:.10g}", "evidence")


@maker
def dates(rng: random.Random) -> Iterator[Broken]:
    late, early = ("2099", "2077"), ("1990", "1901")
    for cell in of_type(Type.YEAR):
        where = (cell.table, cell.name)
        if where in {("plants", "earliest"), ("routes", "opens"), ("policies", "from")}:
            yield cell.broken("too late", rng.choice(late), cell.table)
        elif where == ("plants", "opened"):
            yield cell.broken("too late", rng.choice(late), "plants")
        elif where == ("objectives", "year"):
            yield cell.broken("in no period", rng.choice((*late, *early)))
        elif where in {("plants", "closes"), ("policies", "to"), ("actions", "to")}:
            yield cell.broken("too early", rng.choice(early))
        elif where == ("periods", "start"):
            yield cell.broken("moved period", str(int(cell.text) + rng.choice([-4, 1, 4])), "periods")


@maker
def contradictions(rng: random.Random) -> Iterator[Broken]:
    """Figures and names that exclude one another."""
    for cell in CELLS:
        where, cells = (cell.table, cell.name), cell.cells
        if where in {("technologies", "min_capacity"), ("technologies", "block")}:
            yield cell.broken("least above most", "70000")
        elif where == ("plants", "max_capacity") and cells["status"] == "operating":
            yield cell.broken("most below what stands", "10")
        elif where == ("routes", "to"):
            yield cell.broken("to itself", cells["from"])
        elif where == ("routes", "commodity"):
            yield cell.broken("cannot be shipped", rng.choice(["power", "energy"]))
        elif where == ("contents", "attribute"):
            yield cell.broken("attribute", rng.choice(["metal", "ore"]))
        elif where == ("contracts", "buyer"):
            yield cell.broken("itself", cells["seller"])
        elif where == ("contracts", "commodity"):
            yield cell.broken("not made", rng.choice(["scrap", "ore", "cell"]), "contracts")
        elif where == ("plants", "status") and cells["status"] == "operating":
            yield cell.broken("candidate that stands", "candidate", "plants")
        elif where == ("evidence", "low") and cells["high"]:
            yield cell.broken("low above high", str(float(cells["high"]) + 1), "evidence")
        elif where == ("places", "lat") and cells["kind"] != "gateway":
            grid = cell.grid
            row = grid[cell.row - 1]
            lat, lon = grid[0].index("lat"), grid[0].index("lon")
            row[lat], row[lon] = row[lon], row[lat]
            what = f"swapped: places, row {cell.row}: lat and lon"
            yield Broken(
                "swapped", what, {"places.csv": encoded(grid)}, frozenset({"routes"}), frozenset({"distance_km"})
            )


_RULES = (
    ("buy", "bye"), ("buy", "purchase"), ("commodity", "comodity"), ("=ore", "=oer"), ("=metal", "=metl"), ("<=", "<"),
    ("<=", "=>"), ("<=", ""), ("value *", "value"), ("use[", "use("), ("]", ""), ("capex", "capx"), ("spend", "spent"),
    ("origin!=", "orgin!="), ("use[", "buy[] * use["), ("make", "mkae"), ("value *", "value / "), ("kind", "kid"),
)  # fmt: skip
_SELECTIONS = (
    ("commodity", "comodity"), ("=ore", "=oer"), ("=", " "), ("=", "=="), ("supply", "suply"), ("demand", "demnd"),
    ("smelter", "smelterr"), ("power", "powr"), ("plant", "plnt"), ("process=smelting", "process=smeltin"),
    ("technology=", "tecnology="), ("_", "-"), ("energy", "enrgy"), ("impact=co2", "impact=co3"),
)  # fmt: skip


@maker
def language(rng: random.Random) -> Iterator[Broken]:
    """Rules and selections that say nothing."""
    for cell in CELLS:
        if (cell.table, cell.name) == ("policies", "rule"):
            for old, new in _RULES:
                if old in cell.text:
                    yield cell.broken("rule", cell.text.replace(old, new, 1))
        elif (cell.table, cell.name) == ("objectives", "indicator"):
            for old, new in _RULES:
                if old in cell.text and new != "buy[] * use[":  # products are for objectives
                    yield cell.broken("indicator", cell.text.replace(old, new, 1))
        elif (cell.table, cell.name) == ("policies", "each"):
            yield from (cell.broken("each", word) for word in ("orign", "route", "origin place", "origin, palce"))
        elif cell.name == "select":
            for old, new in _SELECTIONS:
                if old in cell.text:
                    yield cell.broken("selection", cell.text.replace(old, new, 1), cell.table)
        elif cell.name in ("table", "column") and cell.table in ("changes", "evidence"):
            yield cell.broken("selection", misspelt(cell.text, rng), cell.table)
        elif (cell.table, cell.name) == ("changes", "value"):
            yield from (cell.broken("change", word, "changes") for word in ("abc", "", "maybe", "1.5x"))
