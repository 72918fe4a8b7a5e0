"""Wishes: the figures of a study that limit a plan, and how to say them.

A solver row or bound that a planner could change leads to a table, a row and a column; the others (balances,
recipes) only say why wishes touch each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.lp.found import Part, Side
from punos.model.constraints.policy import PREFIX
from punos.study.study import Study
from punos.tables import TABLES


@dataclass(frozen=True)
class Wish:
    """One figure that a planner wrote.

    Attributes
    ----------
    sentence
        What it asks for, in words, with its figure.
    table, row, column
        Where it stands; row as a spreadsheet counts.
    figure
        Its value (None for a rule without ``value``).
    unit
        Of the figure.
    period
        In which period it matters here; blank if in none in particular.
    """

    sentence: str
    table: str
    row: int | None
    column: str
    figure: float | None
    unit: str = ""
    period: str = ""

    def __str__(self) -> str:
        where = f"{self.table}, row {self.row}, {self.column}" if self.row else f"{self.table}, {self.column}"
        return f"{self.sentence} ({where})"


@dataclass(frozen=True)
class Kind:
    """How one sort of solver row or bound is said: template over labels, figure and looked-up cells."""

    table: str
    column: str
    says: str
    side: Side


ROWS: Mapping[str, Kind] = {
    "demand": Kind("demands", "quantity", "{demand} must get {figure} {unit} a year at {place}", Side.LOWER),
    "activity_limit": Kind(
        "processes", "max_activity", "{process} runs at {plant} at most {figure} a year", Side.UPPER
    ),
    "least_activity": Kind(
        "processes", "min_activity", "{process} runs at {plant} at least {figure} a year", Side.LOWER
    ),
    "impact_cap": Kind("impacts", "cap", "All {impact} together may be at most {figure} {unit} a year", Side.UPPER),
    "impact_cap_place": Kind(
        "impact_caps", "cap", "{impact} at {place} may be at most {figure} {unit} a year", Side.UPPER
    ),
    "land": Kind("places", "area_ha", "{place} has {figure} ha of land", Side.UPPER),
    "reserve": Kind("supplies", "reserve", "Supply {supply} holds {figure} {unit} over the horizon", Side.UPPER),
    "route_capacity": Kind(
        "routes", "capacity", "Route {route} carries at most {figure} {unit} a year each way", Side.UPPER
    ),
    "terminal_capacity": Kind(
        "terminals", "capacity", "The {mode} terminal at {place} handles at most {figure} {unit} a year", Side.UPPER
    ),
    "plant_limit": Kind("plants", "max_capacity", "At {plant} at most {figure} {unit} may stand", Side.UPPER),
    "least_build": Kind("plants", "min_build", "At {plant} at least {figure} {unit} is built", Side.LOWER),
    "transit": Kind("places", "transit", "Nothing may pass through {place}", Side.NONE),
}
BOUNDS: Mapping[str, Kind] = {
    "buy": Kind("supplies", "capacity", "Supply {supply} gives at most {figure} {unit} a year", Side.UPPER),
    "build": Kind("plants", "max_build", "At {plant} at most {figure} {unit} can be built", Side.UPPER),
    "level": Kind(
        "stocks", "capacity", "The stock of {commodity} at {place} holds at most {figure} {unit}", Side.UPPER
    ),
    "opening_stock": Kind("stocks", "initial", "{figure} {unit} are in stock at {place} at first", Side.UPPER),
    "existing": Kind("plants", "capacity", "{plant} has a capacity of {figure} {unit}", Side.UPPER),
    "sell": Kind("demands", "quantity", "{demand} takes at most {figure} {unit} a year", Side.UPPER),
}
POLICY = Kind("policies", "value", "Policy {policy}: {rule}", Side.NONE)


def kind_of(part: str, name: str) -> Kind | None:
    """The kind of wish behind a solver row or bound, or None."""
    if part == Part.ROW and name.startswith(PREFIX):
        return POLICY
    return (ROWS if part == Part.ROW else BOUNDS).get(name)


def wish(study: Study, entry: Mapping[str, Any]) -> Wish | None:
    """The wish behind one entry of a clash (kind, name, bound and labels), or None if no figure of the study is.

    Parameters
    ----------
    entry
        A row of the table that `punos.lp.Program.iis` or ``relax`` gives.
    """
    kind = kind_of(entry["kind"], entry["name"])
    if kind is None:
        return None
    column, cells = _cells(study, kind, entry)
    if cells is None:
        return None
    figure = cells.get(column)
    said = {k: v for k, v in {**cells, **_labels(entry)}.items() if v is not None}
    if not isinstance(figure, int | float) or isinstance(figure, bool):
        figure = None
    said["figure"] = number(figure if figure is not None else entry.get("bound"))
    said["unit"] = _unit(study, said)
    said = {k: str(v) for k, v in said.items()}
    period = str(entry.get("period") or "")
    sentence = kind.says.format_map(_Blank(said)).replace("  ", " ")
    when = f", in {period}" if period else ""
    return Wish(sentence + when, kind.table, cells["row"], column, figure, said["unit"], period)


def number(value: Any) -> str:
    """A figure for a sentence, to six digits."""
    return "" if value is None else f"{float(value):,.6g}"


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def _labels(entry: Mapping[str, Any]) -> dict[str, str]:
    skip = {"kind", "name", "side", "label", "bound", "amount", "penalty"}
    return {k: v for k, v in entry.items() if k not in skip and v is not None}


def _cells(study: Study, kind: Kind, entry: Mapping[str, Any]) -> tuple[str, dict[str, Any] | None]:
    """Column and cells of the row in which the figure stands: the narrowest row of the key that fills it."""
    column = _column(study, kind, entry)
    if column is None:
        return kind.column, None
    table, name = column
    keys = [k for k in TABLES[table].keys if entry.get(k) is not None]
    found = study.table(table).filter(pl.col(k) == str(entry[k]) for k in keys)
    if "period" in found.columns:
        period = entry.get("period")
        found = found.filter(pl.col("period").is_null() | (pl.col("period") == str(period)))
        found = found.sort("period", nulls_last=True)
    filled = found.filter(pl.col(name).is_not_null())
    chosen = filled if filled.height else found
    if chosen.is_empty():
        return name, None
    first = chosen.row(0, named=True)
    whole = {c: v for c, v in found.row(-1, named=True).items() if v is not None} | {
        c: v for c, v in first.items() if v is not None
    }
    return name, whole | {"row": first["row"]}


def _column(study: Study, kind: Kind, entry: Mapping[str, Any]) -> tuple[str, str] | None:
    """For a size, the first of the columns that may limit it; otherwise the column of the kind."""
    if kind.table != "plants" or kind.column != "max_build":
        return kind.table, kind.column
    rows = study.table("plants").filter(pl.col("plant") == str(entry["plant"]))
    for name in ("max_build", "max_capacity"):
        if rows[name].drop_nulls().len():
            return "plants", name
    return None


def _unit(study: Study, said: Mapping[str, Any]) -> str:
    """Unit of the figure: of a good with its name, of an impact, of a plant's technology, or of mass."""
    for table, key in (("commodities", "commodity"), ("impacts", "impact"), ("technologies", "technology")):
        if said.get(key):
            rows = study.table(table).filter(pl.col(key) == str(said[key]))
            units = rows["unit"].drop_nulls()
            if len(units):
                return f"{units[0]} {said[key]}" if table == "commodities" else str(units[0])
    return study.settings.study.mass_unit if said.keys() & {"route", "mode"} else ""
