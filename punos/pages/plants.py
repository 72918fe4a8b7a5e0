"""What each plant earns its owner, at traded prices: not the same question as what is best for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Cell, Section, TableBlock, Tip
from punos.pages.capacity import plant_cell, technology_row
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.terms import remark_word
from punos.pages.view import View


def plants_section(view: View) -> Section | None:
    """Give the economics of the plants; None if no plant stands."""
    held = economics(view)
    if held.is_empty():
        return None
    _ = view.gettext
    lead = [
        _(
            "Net present value of each plant for its owner, before tax, at traded prices: what its goods would cost "
            "to import or earn in export there, freight included. The plan is the cheapest for all together; where "
            "an owner loses by it, somebody else gains more."
        ),
        losers_in_words(view),
    ]
    invested = held.filter(pl.col("invested") > 0)
    blocks = [
        *_table(view, "plants-new", _("Plants in which the plan invests, {unit}"), invested, False),
        *_table(
            view, "plants-old", _("Plants in which it does not, {unit}"), held.filter(pl.col("invested") <= 0), True
        ),
        *_operators(view),
    ]
    return Section("plants", _("What each plant earns its owner"), tuple(s for s in lead if s), tuple(blocks))


def economics(view: View) -> pl.DataFrame:
    """Give the plan's economics by plant, the largest investment first."""
    return view.economics.sort("invested", "npv", "plant", descending=[True, True, False], nulls_last=True)


def losers_in_words(view: View) -> str:
    """Name the plants that the plan builds though they do not pay for their owners."""
    _ = view.gettext
    built = view.frame("build")["plant"].unique()
    rows = economics(view).filter(pl.col("plant").is_in(built.implode()), pl.col("npv") < 0).sort("npv")
    if rows.is_empty():
        return ""
    named = [
        _("{plant} ({npv})").format(plant=view.name("plant", row["plant"]), npv=view.numbers.money(row["npv"]))
        for row in rows.iter_rows(named=True)
    ]
    return _(
        "Built because it is best for all together, though at traded prices it does not pay for its owner: {plants}."
    ).format(plants="; ".join(named))


def _table(view: View, anchor: str, caption: str, rows: pl.DataFrame, folded: bool) -> tuple[TableBlock, ...]:
    if rows.is_empty():
        return ()
    _ = view.gettext
    shown = [
        Shown(_("Plant"), lambda row: plant_cell(view, row)),
        text(_("Owner"), lambda row: view.name("operator", row["operator"])),
        figure(
            _("Invested"),
            "invested",
            lambda value: view.numbers.number(value, 1),
            "",
            view.money_scale,
            technology_row(view),
        ),
        Shown(_("Net present value"), lambda row: npv_cell(view, row), "", numeric=True),
        _judged(view, _("Return"), "irr", lambda v: view.numbers.percent(v, 1), _("a year")),
        figure(_("Asked for"), "rate", lambda v: view.numbers.rate(v or 0.0), _("a year")),
        _judged(view, _("Paid back"), "payback_years", lambda v: view.numbers.number(v, 1), _("years")),
        text(_("Main product"), lambda row: _product(view, row)),
        figure(_("Its price"), "product_price", view.numbers.number, href=lambda row: _price_row(view, row)),
        figure(_("Break-even"), "break_even_price", view.numbers.number),
    ]
    note = _(
        "Break-even: price of the main product at which the net present value is nothing. Point at a dash to read "
        "why there is no figure."
    )
    return (table(anchor, caption.format(unit=view.money_unit), rows, shown, note=note, folded=folded),)


def _millions(view: View, title: str, column: str) -> Shown:
    return figure(title, column, lambda value: view.numbers.number(value, 1), "", view.money_scale)


def _price_row(view: View, row: Mapping[str, Any]) -> str:
    """Give the anchor of a row from which the price of a plant's main product comes: bought, or sold."""
    if not row["main_product"]:
        return ""
    table_name = "demands" if row["product_basis"] == "export" else "supplies"
    return view.evidence.anchor(table_name, commodity=row["main_product"])


def _product(view: View, row: Mapping[str, Any]) -> str:
    good = view.name("commodity", row["main_product"])
    return f"{good} ({row['price_unit']})" if row["price_unit"] else good


def npv_cell(view: View, row: Mapping[str, Any]) -> Cell:
    """Show a net present value; a loss stands out, and goods without a price are named."""
    value = row["npv"]
    shown = view.numbers.number(None if value is None else value / view.money_scale, 1)
    tip = _missing(view, row) if value is None else None
    return Cell(shown, numeric=True, strong=value is not None and value < 0, tip=tip)


def _judged(view: View, title: str, column: str, write: Callable[[float | None], str], unit: str) -> Shown:
    """Show a figure that may be blank for a reason."""

    def cell(row: Mapping[str, Any]) -> Cell:
        value = row[column]
        return Cell(write(value), numeric=True, tip=_missing(view, row) if value is None else None)

    return Shown(title, cell, unit, numeric=True)


def _missing(view: View, row: Mapping[str, Any]) -> Tip:
    """Say why a figure is blank, and which goods have no price."""
    _ = view.gettext
    unpriced = row["unpriced"]
    goods = list(unpriced) if isinstance(unpriced, list | pl.Series) else [unpriced] if unpriced else []
    said = [_(remark_word(row["remark"]))] if row["remark"] else []
    if goods:
        said.append(_("no price: {goods}").format(goods=", ".join(view.names.all("commodity", goods))))
    return Tip(_("Why there is no figure"), tuple(said))


def _operators(view: View) -> tuple[TableBlock, ...]:
    """Give the sums by owner."""
    _ = view.gettext
    rows = view.economics_of_owners.filter(pl.col("operator").is_not_null())
    if rows.is_empty():
        return ()
    ranked = rows.sort("invested", "npv", "operator", descending=[True, True, False], nulls_last=True)
    shown = [
        Shown(_("Owner"), lambda row: _owner(view, row["operator"])),
        figure(_("Plants"), "plants", view.numbers.number),
        _millions(view, _("Invested"), "invested"),
        _millions(view, _("Net present value"), "npv"),
        _millions(view, _("Value added a year"), "value_added"),
        figure(_("Jobs"), "jobs", lambda v: view.numbers.number(v, 0)),
    ]
    caption = _("Sums by owner, {unit}").format(unit=view.money_unit)
    return (table("plants-owners", caption, ranked, shown, folded=ranked.height > 25),)


def _owner(view: View, operator: str) -> Cell:
    return Cell(view.name("operator", operator), view.evidence.anchor("operators", operator=operator))
