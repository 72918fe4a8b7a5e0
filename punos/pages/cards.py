"""Plant cards: built or not, what a plant earns its owner, what flips it, whom it hangs on, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Block, Cell, Chapter, Column, Fact, ListBlock, Row, Section, TableBlock
from punos.pages.capacity import card_anchor, openings
from punos.pages.card_ties import impacts_block, own_impacts, ties_block
from punos.pages.card_turns import owner_words, turns_block
from punos.pages.figure_words import figure_cell
from punos.pages.terms import remark_word, status_word
from punos.pages.turning import command, flip_of, turning_words
from punos.pages.view import View
from punos.pages.weak import grounds_of_plant, ranked
from punos.pages.words import N_
from punos.tables import PlantStatus

RESTS_ON, PRICES = 8, 3
"""Figures named as those that a plant rests on; prices of its main good among them, which come first."""
ITEMS: Mapping[str, tuple[str, int]] = {
    "revenue": (N_("Sales"), 1),
    "inputs": (N_("Goods bought"), -1),
    "running": (N_("Running"), -1),
    "fixed": (N_("Upkeep and staff"), -1),
    "opening": (N_("Site"), -1),
    "impacts": (N_("Impacts paid for"), -1),
    "disposal": (N_("Disposal"), -1),
    "restart": (N_("Restarting"), -1),
    "capex": (N_("Building"), -1),
    "salvage": (N_("Value left at the end"), 1),
}
"""Lines of a plant's account and their sign in its net present value."""


def cards_chapter(view: View) -> Chapter | None:
    """Give a card for each plant of the study; None if there is none."""
    plants = view.plan.study.table("plants").filter(pl.col("plant").is_not_null())
    known = plants.group_by("plant", maintain_order=True).agg(
        pl.col("place", "technology", "operator", "status", "note").drop_nulls().first()
    )
    rows = known.to_dicts()
    if not rows:
        return None
    _ = view.gettext
    lead = _("One card a plant: whether it stands, what it earns its owner, what would turn that, what it rests on.")
    own = own_impacts(view)
    here = [row for row in rows if row["place"] == view.place]
    order = [*here, *(row for row in rows if row["place"] != view.place)]
    return Chapter("cards", _("Plant cards"), (lead,), tuple(_card(view, row, own) for row in order))


def _card(view: View, row: Mapping[str, Any], own: pl.DataFrame) -> Section:
    plant = str(row["plant"])
    blocks: list[Block] = [
        *turns_block(view, plant),
        *_account(view, plant),
        *ties_block(view, plant),
        *impacts_block(view, plant, own),
        *_rests_on(view, plant, row["technology"]),
    ]
    owner = view.name("operator", row["operator"])
    title = view.name("plant", plant)
    place = view.name("place", row["place"])
    heading = f"{title} · {place}" if not owner else f"{title} · {place} · {owner}"
    return Section(
        card_anchor(plant), heading, _in_words(view, row), tuple(blocks), tuple(_facts(view, plant)), folded=True
    )


def _in_words(view: View, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Say whether it stands, what the plan does with it, and what would turn that."""
    _ = view.gettext
    told = [_decided(view, row)]
    flip = flip_of(view, row["plant"])
    if flip is not None:
        told.append(_("What would turn it: {turning}.").format(turning=turning_words(view, flip)))
    elif row["status"] in (PlantStatus.CANDIDATE.value, PlantStatus.IDLE.value) or _built(view, row["plant"]).height:
        told.append(command(view, "flips"))
    return (" ".join(told), *_owner(view, row["plant"]), *owner_words(view, row["plant"]))


def _built(view: View, plant: str) -> pl.DataFrame:
    return openings(view).filter(pl.col("plant") == plant)


def _decided(view: View, row: Mapping[str, Any]) -> str:
    """Say what the plan does with the plant."""
    _ = view.gettext
    plant, status = row["plant"], row["status"]
    built = _built(view, plant)
    said = _("In the study: {status}.").format(status=_(status_word(status)))
    restarted = view.frame("spend").filter(pl.col("kind") == "restart", pl.col("plant") == plant)
    if built.height:
        sizes = "; ".join(
            _("{size} in {period}").format(size=view.numbers.quantity(r["value"], r["unit"]), period=r["period"])
            for r in built.iter_rows(named=True)
        )
        return said + " " + _("The plan builds {sizes}.").format(sizes=sizes)
    if restarted.height:
        return said + " " + _("The plan restarts it in {period}.").format(period=restarted["period"][0])
    if status == PlantStatus.CANDIDATE.value:
        return said + " " + _("The plan does not build it.")
    if status in (PlantStatus.CANCELLED.value, PlantStatus.CLOSED.value):
        return said + " " + _("It is not in the model, only on the map.")
    if status == PlantStatus.IDLE.value:
        return said + " " + _("The plan leaves it idle.")
    return said + " " + _stands(view, plant)


def _stands(view: View, plant: str) -> str:
    """Say with which capacity a plant stands, and in which years."""
    _ = view.gettext
    stands = (
        view.frame("capacity").filter(pl.col("plant") == plant).group_by("period", "unit").agg(pl.col("value").sum())
    )
    if stands.is_empty():
        return _("It stands in no year of the plan.")
    order = {p: n for n, p in enumerate(view.periods)}
    first, last = (f(stands["period"].to_list(), key=order.__getitem__) for f in (min, max))
    size = stands.filter(pl.col("period") == first).row(0, named=True)
    return _("It stands with {size} from {first} to {last}.").format(
        size=view.numbers.quantity(size["value"], size["unit"]), first=view.spans[first][0], last=view.spans[last][1]
    )


def _owner(view: View, plant: str) -> tuple[str, ...]:
    """Say whether it pays for its owner, and at which price it would."""
    _ = view.gettext
    rows = view.economics.filter(pl.col("plant") == plant)
    if rows.is_empty() or rows["npv"][0] is None:
        return ()
    row = rows.row(0, named=True)
    pays = _("For its owner it pays: {npv} at {rate} a year.") if row["npv"] >= 0 else _(
        "For its owner it does not pay: {npv} at {rate} a year."
    )  # fmt: skip
    said = pays.format(npv=view.numbers.money(row["npv"]), rate=view.numbers.rate(row["rate"]))
    if row["break_even_price"] is not None and row["product_price"] is not None:
        said += " " + _("{good} would have to fetch {even}; it fetches {price} ({unit}, {basis}).").format(
            good=view.name("commodity", row["main_product"]),
            even=view.numbers.number(row["break_even_price"]),
            price=view.numbers.number(row["product_price"]),
            unit=row["price_unit"],
            basis=_("what it earns in export") if row["product_basis"] == "export" else _("what it saves in import"),
        )
    return (said,)


def _facts(view: View, plant: str) -> list[Fact]:
    """Give net present value, return and payback of a plant that stands or is built."""
    rows = view.economics.filter(pl.col("plant") == plant)
    if rows.is_empty():
        return []
    _, row = view.gettext, rows.row(0, named=True)
    facts = []
    if row["npv"] is not None:
        facts.append(Fact(view.numbers.money(row["npv"]), _("net present value for its owner")))
    if row["irr"] is not None:
        facts.append(Fact(view.numbers.percent(row["irr"], 1), _("return a year")))
    if row["payback_years"] is not None:
        facts.append(Fact(view.numbers.number(row["payback_years"], 1), _("years until it is paid back")))
    if not facts and row["remark"]:
        facts.append(Fact("–", _(remark_word(row["remark"]))))
    return facts


def _account(view: View, plant: str) -> tuple[TableBlock, ...]:
    """Give what the net present value is made of, with bars to look at."""
    rows = view.economics.filter(pl.col("plant") == plant)
    if rows.is_empty():
        return ()
    _, row = view.gettext, rows.row(0, named=True)
    sums = [(_(word), sign * float(row[item] or 0.0)) for item, (word, sign) in ITEMS.items()]
    filled = [(word, value) for word, value in sums if value]
    longest = max((abs(value) for _word, value in filled), default=0.0)
    if not longest:
        return ()
    lines = [_line(view, word, value, longest) for word, value in filled]
    if row["npv"] is not None:
        lines.append(_line(view, _("Net present value"), float(row["npv"]), longest, total=True))
    columns = (Column(_("Line")), Column(_("Present value"), view.money_unit, True))
    note = _("At traded prices, before tax, at the rate of its owner ({rate} a year).").format(
        rate=view.numbers.rate(row["rate"])
    )
    return (TableBlock(f"card-{plant}-account", _("What it earns and pays"), columns, tuple(lines), note),)


def _line(view: View, word: str, value: float, longest: float, total: bool = False) -> Row:
    shown = view.numbers.signed(value / view.money_scale, 1)
    bar = min(abs(value) / longest, 1.0)
    return Row(
        (Cell(word), Cell(shown, numeric=True, bar=bar, strong=total, value=value / view.money_scale)), total=total
    )


def _rests_on(view: View, plant: str, technology: str | None) -> tuple[ListBlock, ...]:
    """Name the figures that a plant rests on, those that matter most first."""
    if technology is None:
        return ()
    _ = view.gettext
    grounds = list(grounds_of_plant(view, plant, technology))
    of_trade = [g for g in grounds if g.table in ("demands", "supplies")]
    others = [g for g in grounds if g.table not in ("demands", "supplies")]
    chosen = [*ranked(view, of_trade)[:PRICES], *ranked(view, others)][:RESTS_ON]
    items = tuple(figure_cell(view, ground) for ground in chosen)
    if not items:
        items = (Cell(_("No figure behind this plant has a source or a range.")),)
    items += (Cell(_("Its row in the study"), view.evidence.anchor("plants", plant=plant)),)
    note = _("With the range each may have, and how it is known.")
    return (ListBlock(f"card-{plant}-rests-on", _("What it rests on"), items, note),)
