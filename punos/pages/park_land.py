"""What a hectare of a park brings: who uses scarce land well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.analysis.local import LandBy, Local
from punos.analysis.local.accounts import plant_years
from punos.pages.blocks import Block, Cell, Entry, Figure, FigureBlock, Section, TableBlock
from punos.pages.capacity import plant_cell
from punos.pages.lying import LYING_NARROW, broken, lying_layout
from punos.pages.palette import ACCENT, INK
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View


def local(view: View, place: str) -> Local:
    """Look at a place; the accounts of the plants are made once a page."""
    return Local.of(view.plan, place, view.once("plant years", lambda v: plant_years(v.plan)))


def land_section(view: View, park: str) -> Section | None:
    """Give what a hectare of a park brings in the last period; None where no plant ever stands."""
    _, seen = view.gettext, local(view, park)
    if seen.bare:
        return None
    plants, owners, whole = (seen.land(by).filter(pl.col("period") == view.periods[-1]) for by in LandBy)
    title = _("{place}: what a hectare brings").format(place=view.name("place", park))
    if whole.is_empty():
        said = _("No plant stands in {place} in {period}.").format(
            place=view.name("place", park), period=view.periods[-1]
        )
        return Section(f"park-{park}-land", title, (said,), folded=park != view.place)
    row = whole.row(0, named=True)
    lead = tuple(s for s in (_brings(view, row), _well(view, plants, row), _unknown(view, plants)) if s)
    known = plants.drop_nulls("value_added_per_ha")
    blocks: list[Block] = [*_bars(view, park, known), _plants(view, park, plants, whole)]
    if owners.height < plants.height:
        blocks.append(_owners(view, park, owners))
    blocks += _given(view, park, seen)
    return Section(f"park-{park}-land", title, lead, tuple(blocks), folded=park != view.place)


def _brings(view: View, row: Mapping[str, Any]) -> str:
    """Say what land is taken, and what a hectare of it brings."""
    _, number, money = view.gettext, view.numbers.number, view.numbers.money
    if row["hectares"] is None:
        return _("The study does not say what land the plants here take, so nothing can be told a hectare.")
    gains = [_("{sum} of value added").format(sum=money(row["value_added_per_ha"]))]
    if row["jobs_per_ha"] is not None:
        gains.append(_("{n} jobs").format(n=number(row["jobs_per_ha"])))
    if row["tax_per_ha"] is not None:
        gains.append(_("{sum} of tax to the place").format(sum=money(row["tax_per_ha"])))
    told = _("In {period} plants take {used} ha here. A hectare of theirs brings in a year: {gains}.")
    said = told.format(period=row["period"], used=number(row["hectares"]), gains=", ".join(gains))
    if row["possible"] is None:
        return said + " " + _("The study sets no limit to the land.")
    free = _("Of the {possible} ha that the study gives to plants here, these leave {free}.")
    return said + " " + free.format(possible=number(row["possible"]), free=number(row["free"]))


def _well(view: View, plants: pl.DataFrame, row: Mapping[str, Any]) -> str:
    """Say who uses a hectare best, and who brings less than one more would save."""
    _, money = view.gettext, view.numbers.money
    known = plants.drop_nulls("value_added_per_ha")
    if known.is_empty():
        return ""
    said = ""
    if known.height > 1:
        best, least = known.row(0, named=True), known.row(known.height - 1, named=True)
        said = _("{best} makes most of a hectare ({most} a year), {least} least ({fewest}).").format(
            best=view.name("plant", best["plant"]), most=money(best["value_added_per_ha"]),
            least=view.name("plant", least["plant"]), fewest=money(least["value_added_per_ha"]),
        )  # fmt: skip
    if row["worth"] is None:
        return said
    if row["worth"] <= 0:
        nothing = _("One more hectare would be worth nothing to the plan: land is not what it lacks.")
        return f"{said} {nothing}".strip()
    below = ", ".join(view.name("plant", name) for name in known.filter("below")["plant"])
    one = _("One more hectare would save the plan {sum} a year.").format(sum=money(row["worth"]))
    less = _("A hectare of {plants} brings less than that.").format(plants=below)
    rest = less if below else _("All bring more than that.")
    return f"{said} {one} {rest}".strip()


def _unknown(view: View, plants: pl.DataFrame) -> str:
    """Say of whom nothing is known a hectare, and what has no price."""
    _ = view.gettext
    names = [view.name("plant", p) for p in plants.filter(pl.col("without_land") > 0)["plant"]]
    said = []
    if names and plants["hectares"].count():
        told = _("The study does not say what land these take, so they are left out of land and hectares: {plants}.")
        said.append(told.format(plants=", ".join(names)))
    goods = {g for told in plants["unpriced"].drop_nulls() for g in told.split(", ")}
    if goods:
        shown = ", ".join(view.name("commodity", g) for g in sorted(goods))
        said.append(_("Without a price: {goods}. By-products and waste then count as nothing.").format(goods=shown))
    return " ".join(said)


def _bars(view: View, park: str, known: pl.DataFrame) -> tuple[FigureBlock, ...]:
    """Draw value added a hectare, and what one more hectare would save."""
    if known.is_empty():
        return ()
    _ = view.gettext
    names = [view.name("plant", p) for p in known["plant"]]
    sums, worth = known["value_added_per_ha"].to_list(), known["worth"][0]
    bar = {
        "type": "bar",
        "orientation": "h",
        "name": _("value added a hectare"),
        "y": broken(names),
        "x": [round(v / view.money_scale, 4) for v in sums],
        "marker": {"color": ACCENT},
        "hovertext": [f"{n}: {view.numbers.money(v)}" for n, v in zip(names, sums, strict=True)],
        "hoverinfo": "text",
        "textposition": "none",
        "meta": {"pattern": 0},
    }
    traces = [bar]
    legend = [Entry(_("value added a hectare"), ACCENT, "bar", "0")]
    if worth is not None and worth > 0:
        said = _("what one more hectare would save")
        mark = {"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": INK}}
        traces.append({
            "type": "scatter", "mode": "markers", "name": said, "y": broken(names), "marker": mark,
            "x": [round(worth / view.money_scale, 4)] * len(names), "hoverinfo": "text",
            "hovertext": [f"{said}: {view.numbers.money(worth)}"] * len(names),
        })  # fmt: skip
        legend.append(Entry(said, INK, "line"))
    return (
        FigureBlock(
            f"park-{park}-land-chart",
            _("Value added a hectare in {period}, {unit}").format(period=view.periods[-1], unit=view.money_unit),
            _("Sales less goods bought, at traded prices, a year and hectare. Plants whose land the study knows."),
            _("Bars of value added a hectare, plant by plant; the table below holds the figures."),
            Figure({"": traces}, lying_layout(view, len(names)), narrow=LYING_NARROW),
            tuple(legend),
        ),
    )


def _figures(view: View) -> list[Shown]:
    _, number = view.gettext, view.numbers.number
    money = view.money_unit, view.money_scale
    return [
        figure(_("Land"), "hectares", number, "ha"),
        figure(_("Value added a year"), "value_added", number, *money),
        figure(_("Value added a hectare"), "value_added_per_ha", number, *money),
        figure(_("Jobs a hectare"), "jobs_per_ha", number),
        figure(_("Tax a hectare"), "tax_per_ha", number, view.currency),
    ]


def _plants(view: View, park: str, plants: pl.DataFrame, whole: pl.DataFrame) -> TableBlock:
    """Give what each plant brings, and all together."""
    _ = view.gettext

    def who(row: Mapping[str, Any]) -> Cell:
        return plant_cell(view, row) if row["plant"] is not None else Cell(_("All together"))

    total = whole.with_columns(plant=pl.lit(None, pl.String)).select(c for c in plants.columns)
    note = _(
        "Tax: what the place gets of wages and of results above 0, as the study says. All together: a hectare of the "
        "plants whose land is known."
    )
    caption = _("What a hectare brings in {period}").format(period=view.periods[-1])
    shown = [Shown(_("Plant"), who), *_figures(view)]
    return table(f"park-{park}-land-plants", caption, plants, shown, total=total, note=note)


def _owners(view: View, park: str, owners: pl.DataFrame) -> TableBlock:
    _ = view.gettext
    shown = [text(_("Owner"), lambda row: view.name("operator", row["operator"])), *_figures(view)]
    caption = _("What a hectare brings in {period}, by owner").format(period=view.periods[-1])
    return table(f"park-{park}-land-owners", caption, owners, shown, folded=True)


def _given(view: View, park: str, seen: Local) -> tuple[TableBlock, ...]:
    """Give the heat and the other utilities that plants give to others."""
    given = seen.given().filter(pl.col("period") == view.periods[-1])
    if given.is_empty():
        return ()
    _, number = view.gettext, view.numbers.number
    shown = [
        Shown(_("Plant"), lambda row: plant_cell(view, row)),
        text(_("Utility"), lambda row: view.name("commodity", row["commodity"])),
        figure(_("Given to others a year"), "amount", number),
        figure(_("A hectare"), "per_ha", number),
        text(_("Unit"), lambda row: row["unit"]),
    ]
    caption = _("Heat and other utilities for others in {period}").format(period=view.periods[-1])
    note = _("What is made less what the plant uses itself and less what is thrown away.")
    return (table(f"park-{park}-given", caption, given, shown, note=note),)
