"""What a town's plants hang on: countries, single buyers, ways of transport; and what the city pays and gets."""

from __future__ import annotations

import polars as pl

from punos.pages.blocks import Cell, ListBlock
from punos.pages.map import moved_mass
from punos.pages.map_names import mode_name
from punos.pages.sankey import country
from punos.pages.towns import plants_of
from punos.pages.view import View, total

INPUTS, COUNTRIES, PRODUCTS = 5, 2, 4
"""Inputs told, countries told of each, products told."""
SINGLE = 0.8
"""Share of a good that one taker takes from which it is called a single buyer."""


def ties(view: View, place: str) -> ListBlock:
    """Say on which countries, buyers and ways a town's plants hang in the last period."""
    _ = view.gettext
    items = (*_countries(view, place), *_buyers(view, place), *_ways(view, place))
    note = _(
        "Countries are followed through the chain to where a good was dug or bought; goods mix in proportion at "
        "every place. The largest inputs and products by money, in {period}."
    ).format(period=view.periods[-1])
    none = (Cell(_("No plant runs here, so nothing hangs on anybody.")),)
    return ListBlock(f"town-{place}-ties", _("What it hangs on"), items or none, note if items else "")


def _ledger(view: View, place: str, item: str) -> pl.DataFrame:
    """Give the goods of a town's plants in the last period, the dearest first: commodity, money."""
    plants = plants_of(view, place)["plant"]
    rows = view.ledger.filter(
        pl.col("plant").is_in(plants.implode()),
        pl.col("item") == item,
        pl.col("period") == view.periods[-1],
        pl.col("commodity").is_not_null(),
    )
    return (
        rows.group_by("commodity").agg(pl.col("money").sum().abs()).sort("money", "commodity", descending=[True, False])
    )


def _countries(view: View, place: str) -> list[Cell]:
    """One line an input that has an origin: from which countries it comes in the end."""
    _ = view.gettext
    here = view.origins.filter(pl.col("place") == place, pl.col("period") == view.periods[-1])
    lines = []
    for good in _ledger(view, place, "inputs")["commodity"].to_list():
        shares = here.filter(pl.col("commodity") == good).sort("share", descending=True)
        known = shares.filter(pl.col("origin") != "unknown").head(COUNTRIES)
        if known.is_empty():
            continue
        told = ", ".join(
            f"{country(view, origin)} {view.numbers.percent(share)}"
            for origin, share in known.select("origin", "share").iter_rows()
        )
        lines.append(
            Cell(_("{good} comes from: {countries}").format(good=view.name("commodity", good), countries=told))
        )
    return lines[:INPUTS]


def _buyers(view: View, place: str) -> list[Cell]:
    """One line a product of the town that one taker takes nearly whole in the plan."""
    _ = view.gettext
    lines = []
    for good in _ledger(view, place, "revenue")["commodity"].to_list()[:PRODUCTS]:
        takers = _takers(view, good)
        if takers.is_empty():
            continue
        share = float(takers["value"][0]) / total(takers["value"])
        if share >= SINGLE:
            lines.append(
                Cell(
                    _("{good}: nearly all of it has one taker, {taker} ({share})").format(
                        good=view.name("commodity", good), taker=takers["taker"][0], share=view.numbers.percent(share)
                    )
                )
            )
        else:
            told = _("{good}: {n} takers, the largest takes {share}")
            lines.append(
                Cell(told.format(good=view.name("commodity", good), n=takers.height, share=view.numbers.percent(share)))
            )
    return lines


def _takers(view: View, good: str) -> pl.DataFrame:
    """Give who takes a good in the last period, the largest first: taker (in words), value."""
    of_good = (pl.col("commodity") == good) & (pl.col("period") == view.periods[-1])
    used = view.frame("use").filter(of_good).group_by("plant").agg(pl.col("value").sum())
    sold = view.frame("sell").filter(of_good).group_by("place").agg(pl.col("value").sum())
    buyers = view.gettext("buyers in {place}")
    parts = [(view.name("plant", plant), value) for plant, value in used.iter_rows()]
    parts += [(buyers.format(place=view.name("place", at)), value) for at, value in sold.iter_rows()]
    return pl.DataFrame(parts, schema={"taker": pl.String, "value": pl.Float64}, orient="row").sort(
        "value", "taker", descending=[True, False]
    )


def _ways(view: View, place: str) -> list[Cell]:
    """Say how much of what comes and goes takes which way."""
    _ = view.gettext
    moved = moved_mass(view).filter(
        pl.col("period") == view.periods[-1], (pl.col("from") == place) | (pl.col("to") == place)
    )
    summed = moved.group_by("mode").agg(pl.col("mass").sum()).sort("mass", descending=True)
    whole = total(summed["mass"])
    if whole <= 0:
        return []
    told = ", ".join(
        f"{_small(mode_name(view, mode))} {view.numbers.percent(mass / whole)}" for mode, mass in summed.iter_rows()
    )
    return [Cell(_("Ways, by weight of what comes and goes: {ways}").format(ways=told))]


def _small(word: str) -> str:
    """Begin a word with a small letter; names within it keep theirs."""
    return word[:1].lower() + word[1:]


def city_money(view: View, place: str) -> ListBlock:
    """Say what the city pays and gets, as far as the study knows, and what it does not know."""
    _ = view.gettext
    worth = view.economics.filter(pl.col("place") == place)
    items = (
        [
            Cell(
                _("What its plants earn beyond what they buy, for wages, capital and tax: {sum} a year.").format(
                    sum=view.numbers.money(total(worth["value_added"].fill_null(0.0)))
                )
            )
        ]
        if worth.height
        else []
    )
    own = worth.filter(pl.col("operator").is_in(_cities(view, place)))
    if own.height:
        told = _("The city itself owns {plants}: it invests {sum}, and their worth to it is {npv}.")
        items.append(
            Cell(
                told.format(
                    plants=", ".join(view.names.all("plant", own["plant"].to_list())),
                    sum=view.numbers.money(total(own["invested"].fill_null(0.0))),
                    npv=view.numbers.money(total(own["npv"].fill_null(0.0))),
                )
            )
        )
    else:
        items.append(Cell(_("The city owns no plant in this study, so the plan has it pay nothing.")))
    items += _state(view, place)
    items.append(
        Cell(
            _(
                "Not in this study: municipal tax, property tax, land sales and rents, and what the city pays for "
                "streets, quays, grid and schools."
            )
        )
    )
    return ListBlock(f"town-{place}-money", _("What the city pays and gets"), tuple(items))


def _cities(view: View, place: str) -> list[str]:
    """Give the operators that are this city: those that bear the name of the place."""
    held = view.plan.study.table("operators")
    named = held["operator"].to_list() if held.height else []
    return [o for o in named if o in (place, f"city_of_{place}", f"{place}_city")]


def _state(view: View, place: str) -> list[Cell]:
    """Name the plants that the state owns, where the study says so."""
    plants = plants_of(view, place)
    if "tag_owner" not in plants.columns:
        return []
    held = plants.filter(pl.col("tag_owner") == "state")["plant"].to_list()
    if not held:
        return []
    told = view.gettext("Owned by the state: {plants}.").format(plants=", ".join(view.names.all("plant", held)))
    return [Cell(told)]
