"""Changes to a study that change nothing in the world: other names, another order of rows, other units."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable

from tests.model.strategies import Row, Settings, Study, Tables

NAMES = {
    "periods": "period",
    "slices": "slice",
    "places": "place",
    "commodities": "commodity",
    "technologies": "technology",
    "processes": "process",
    "plants": "plant",
    "routes": "route",
    "modes": "mode",
    "supplies": "supply",
    "demands": "demand",
    "impacts": "impact",
    "operators": "operator",
    "policies": "policy",
}
NAME_COLUMNS = {*NAMES.values(), "from", "to", "attribute", "key", "held_in"}

MONEY = {
    "commodities": ["disposal_cost"],
    "technologies": ["capex", "fixed_capex", "fixed_om", "open_om"],
    "capex_curve": ["capex"],
    "processes": ["variable_cost"],
    "plants": ["restart_cost"],
    "modes": ["cost_per_tkm"],
    "terminals": ["handling_cost", "capex"],
    "routes": ["cost", "capex"],
    "supplies": ["price"],
    "demands": ["price", "shortfall_cost"],
    "impacts": ["price"],
    "stocks": ["holding_cost", "end_value"],
}


def relabelled(study: Study) -> Study:
    """Give every thing a new name, in the opposite alphabetical order."""
    settings, tables = study
    old = sorted({row[column] for table, column in NAMES.items() for row in tables.get(table, [])})
    new = {name: f"x{len(old) - index:03d}" for index, name in enumerate(old)}
    return settings, {table: [_renamed(row, new) for row in rows] for table, rows in tables.items()}


def _renamed(row: Row, new: dict[str, str]) -> Row:
    named = {column: new.get(cell, cell) if column in NAME_COLUMNS else cell for column, cell in row.items()}
    if "rule" in named:
        in_brackets = re.compile(r"\[[^\]]*\]")
        named["rule"] = in_brackets.sub(lambda found: _renamed_filters(found.group(), new), named["rule"])
    return named


def _renamed_filters(text: str, new: dict[str, str]) -> str:
    """Rename what stands behind = and |, not the columns before."""
    return re.sub(r"(?<=[=|])\s*(\w+)", lambda found: new.get(found[1], found[1]), text)


def shuffled(study: Study, seed: int) -> Study:
    """Put the rows of every table, and the tables, in another order."""
    settings, tables = study
    dice = random.Random(seed)
    rows = {table: dice.sample(tables[table], len(tables[table])) for table in tables}
    return settings, {table: rows[table] for table in dice.sample(sorted(rows), len(rows))}


def _scaled(tables: Tables, factor: float, places: Iterable[tuple[str, str, Callable[[Row], bool]]]) -> Tables:
    """Multiply some columns of some tables, in the rows that are meant."""
    changed = {table: [dict(row) for row in rows] for table, rows in tables.items()}
    for table, column, meant in places:
        for row in changed.get(table, []):
            if row.get(column) is not None and meant(row):
                row[column] *= factor
    return changed


def _every(_: Row) -> bool:
    return True


def in_other_money(study: Study, factor: float) -> Study:
    """Count in money of which `factor` units make one of the old; the objective grows by as much."""
    settings, tables = study
    columns = [(table, column, _every) for table, names in MONEY.items() for column in names]
    return _study(settings, currency="CENT"), _scaled(tables, factor, columns)


def in_other_mass(study: Study, factor: float) -> Study:
    """Count mass in units of which `factor` make one of the old: kilograms for tonnes."""
    settings, tables = study

    def shipped(row: Row) -> bool:
        return bool(row["of"] == "ship")

    more = [("commodities", "mass", _every), ("routes", "capacity", _every), ("terminals", "capacity", _every)]
    less = [("modes", "cost_per_tkm", _every), ("routes", "cost", _every), ("terminals", "handling_cost", _every)]
    tables = _scaled(tables, factor, more)
    tables = _scaled(tables, 1 / factor, [*less, ("impact_factors", "quantity", shipped)])
    return _study(settings, mass_unit="kg"), tables


def in_other_units(study: Study, commodity: str, factor: float) -> Study:
    """Count one commodity in units of which `factor` make one of the old; policies are left out."""
    settings, tables = study
    traded = {
        row[column]
        for table, column in (("supplies", "supply"), ("demands", "demand"))
        for row in tables.get(table, [])
        if row.get("commodity") == commodity
    }

    def its(row: Row) -> bool:
        return row.get("commodity") == commodity or row.get("supply") in traded or row.get("demand") in traded

    def held(row: Row) -> bool:
        return bool(row["attribute"] == commodity)

    def caused(row: Row) -> bool:
        return row["of"] in ("buy", "sell", "discard") and row["key"] in {commodity, *traded}

    more = [("flows", "quantity"), ("supplies", "capacity"), ("supplies", "reserve"), ("demands", "quantity")]
    less = [("commodities", "mass"), ("commodities", "disposal_cost"), ("supplies", "price"), ("contents", "quantity")]
    less += [("demands", "price"), ("demands", "shortfall_cost")]
    more += [("stocks", "capacity"), ("stocks", "initial")]
    less += [("stocks", "holding_cost"), ("stocks", "end_value")]
    tables = _scaled(tables, factor, [*((t, c, its) for t, c in more), ("contents", "quantity", held)])
    tables = _scaled(tables, 1 / factor, [*((t, c, its) for t, c in less), ("impact_factors", "quantity", caused)])
    return settings, {table: rows for table, rows in tables.items() if table != "policies"}


def in_other_capacity(study: Study, technology: str, factor: float) -> Study:
    """Count capacity of one technology in units of which `factor` make one of the old; policies are left out."""
    settings, tables = study
    named = {"plants": "plant", "processes": "process"}
    mine = {
        row[named[table]] for table in named for row in tables.get(table, []) if row.get("technology") == technology
    }

    def its(row: Row) -> bool:
        return row.get("technology") == technology or row.get("plant") in mine

    def run(row: Row) -> bool:
        return row.get("process") in mine

    def caused(row: Row) -> bool:
        return row["of"] in ("build", "capacity") and row["key"] in {technology, *mine}

    sizes = ["capacity", "min_build", "max_build", "max_capacity"]
    more = [("plants", column, its) for column in sizes]
    more += [("technologies", column, its) for column in ("block", "min_capacity", "max_capacity")]
    more += [("capex_curve", "capacity", its), ("processes", "capacity_use", run), ("uses", "capacity_use", its)]
    less = [("technologies", column, its) for column in ("capex", "fixed_om", "area_ha")]
    tables = _scaled(_with_capacity_use(tables, mine), factor, more)
    tables = _scaled(tables, 1 / factor, [*less, ("impact_factors", "quantity", caused)])
    return settings, {table: rows for table, rows in tables.items() if table != "policies"}


def _with_capacity_use(tables: Tables, mine: set[str]) -> Tables:
    """Write out the blank capacity_use of 1, which would not grow with the others."""
    rows = [
        {"capacity_use": 1.0} | row if row["process"] in mine and "technology" in row else row
        for row in tables["processes"]
    ]
    return tables | {"processes": rows}


def without_policies(study: Study) -> Study:
    """Leave the policies out, and plants that hold stocks: they count a good in units of capacity."""
    settings, tables = study
    free = {
        table: [{c: cell for c, cell in row.items() if c != "held_in"} for row in tables[table]] for table in tables
    }
    return settings, {table: rows for table, rows in free.items() if table != "policies"}


def _study(settings: Settings, **said: str) -> Settings:
    return settings | {"study": settings["study"] | said}
