"""A figure of the study in plain words: what it is, of what, where it stands, how far it may be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from punos.indicators import parse_selection
from punos.pages.blocks import Cell, Tip
from punos.pages.evidence import Ground
from punos.pages.sankey import country
from punos.pages.view import View
from punos.pages.words import N_, Language
from punos.tables import TABLES

FIGURES: Mapping[tuple[str, str] | str, str] = {
    ("technologies", "capex"): N_("Building cost of {what}"),
    ("technologies", "fixed_om"): N_("Yearly upkeep of {what}"),
    ("technologies", "open_om"): N_("Yearly cost of a site of {what}"),
    ("technologies", "lifetime"): N_("Life of {what}"),
    ("technologies", "availability"): N_("Share of the year that {what} can run"),
    ("technologies", "area_ha"): N_("Land for {what}"),
    ("technologies", "build_years"): N_("Years to build {what}"),
    ("processes", "variable_cost"): N_("Running cost of {what}"),
    ("plants", "capacity"): N_("Size of {what}"),
    ("plants", "max_capacity"): N_("Largest size of {what}"),
    ("plants", "restart_cost"): N_("Cost of restarting {what}"),
    ("plants", "capex_factor"): N_("Building cost of {what}, beside others of its kind"),
    ("supplies", "price"): N_("Purchase price of {what}"),
    ("supplies", "capacity"): N_("How much can be bought of {what}"),
    ("demands", "price"): N_("Sales price of {what}"),
    ("demands", "quantity"): N_("How much can be sold of {what}"),
    ("flows", "quantity"): N_("Amount a plant needs or makes: {what}"),
    ("impact_caps", "cap"): N_("Limit on {what}"),
    ("impact_factors", "quantity"): N_("Impact of {what}"),
    ("places", "area_ha"): N_("Land in {what}"),
    ("modes", "cost_per_tkm"): N_("Cost of freight: {what}"),
    ("currencies", "rate"): N_("Exchange rate of {what}"),
    "capex": N_("Building cost of {what}"),
    "price": N_("Price of {what}"),
    "capacity": N_("Size of {what}"),
    "quantity": N_("Amount of {what}"),
}

SHORT_BASIS: Mapping[str, str] = {
    "read": N_("read"),
    "recalled": N_("recalled"),
    "computed": N_("computed"),
    "assumed": N_("assumed"),
}
"""How a figure came about, in one word."""


def figure_words(view: View, row: Mapping[str, Any]) -> str:
    """Say which figure a row of evidence (or of a tornado) speaks of: ``Building cost of Precursor plant``."""
    _ = view.gettext
    what = ", ".join([*_named(view, row), *([row["period"]] if row["period"] else [])]) or _("all")
    told = FIGURES.get((row["table"], row["column"])) or FIGURES.get(row["column"])
    return _(told).format(what=what) if told else f"{row['column'].replace('_', ' ')}: {what}"


def _named(view: View, row: Mapping[str, Any]) -> Iterable[str]:
    """Name what a selection picks; names that the study gives to rows are made readable."""
    _ = view.gettext
    for condition in parse_selection(row["select"] or "").conditions:
        column = "country" if condition.path[-1] == "origin" else condition.path[-1]
        names = ", ".join(_name(view, column, name) for name in condition.names)
        yield _("all but {names}").format(names=names) if condition.negated else names


def _name(view: View, column: str, name: str) -> str:
    """Name one thing; a supply or demand by its good and where it is bought or sold."""
    tables = {"supply": "supplies", "demand": "demands"}
    if column == "country":
        return country(view, name)
    if column not in tables:
        return view.name(column, name)
    rows = view.evidence.named(tables[column], column, name)
    if not rows:
        return view.name(column, name)
    language = view.words.language
    shown = rows[0].get(f"name_{language.value}") or (rows[0].get("name") if language is Language.ENGLISH else None)
    return str(shown or f"{view.name('commodity', rows[0]['commodity'])} ({view.name('place', rows[0]['place'])})")


def figure_cell(view: View, ground: Ground) -> Cell:
    """Show a figure with its value, range and basis; it leads to its row of evidence."""
    _ = view.gettext
    said = ground.evidence
    told = f"{figure_words(view, said)}: {_value(view, ground, ground.value)}"
    if said.get("low") is not None and said.get("high") is not None:
        low, high = (view.numbers.short(said[end]) for end in ("low", "high"))
        told += " " + _("({low} to {high})").format(low=low, high=high)
    basis = _(SHORT_BASIS.get(said["basis"], said["basis"]))
    tip = Tip(figure_words(view, said), (view.evidence.line(ground),))
    return Cell(f"{told}, {basis}", view.evidence.evidence_anchor(ground), tip)


def _value(view: View, ground: Ground, value: Any) -> str:
    """Write a figure with its unit, as far as one word or two can say it."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value)
    unit = unit_words(view, ground)
    return view.numbers.money(value) if unit == view.currency else view.numbers.quantity(value, unit)


def unit_words(view: View, ground: Ground) -> str:
    """Give the unit of a figure with the study's own units put in; empty where that takes more than a few words."""
    said = TABLES[ground.table].column(ground.column).unit
    if said == "share":
        return ""
    for word, unit in (
        (" / activity", ""),
        ("impact unit / year", "impact unit"),
        ("money", view.currency),
        ("capacity unit", _unit(view, "technologies", "technology", ground)),
        ("impact unit", _unit(view, "impacts", "impact", ground)),
        ("commodity unit", _unit(view, "commodities", "commodity", ground)),
    ):
        said = said.replace(word, unit)
    said = said.replace("unit", _unit(view, "commodities", "commodity", ground) or "unit")
    said = view.gettext("years") if said == "years" else said.replace("year", "a")
    return "" if "unit" in said or "(" in said else said


def _unit(view: View, table: str, key: str, ground: Ground) -> str:
    """Give the unit of what a figure belongs to: its technology, its good, its impact."""
    name = ground.of.get(key)
    rows = view.evidence.named(table, key, name) if name else []
    return str(rows[0].get("unit") or "") if rows else ""
