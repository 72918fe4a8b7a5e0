"""What the neighbours of a park bear, who causes it, and what a resident gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from punos.analysis.local import Local
from punos.analysis.local.traffic import Way
from punos.pages.blocks import Block, Cell, Entry, Figure, FigureBlock, Section, TableBlock
from punos.pages.impacts import FULL, impact_cell
from punos.pages.lying import LYING_NARROW, broken, lying_layout
from punos.pages.map_names import mode_name
from punos.pages.palette import colours
from punos.pages.park_land import local
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.pages.words import N_
from punos.plan.economics.sharing import JOBS
from punos.tables import ImpactSource

CAUSES: Mapping[ImpactSource, str] = {
    ImpactSource.BUY: N_("bought: {what}"),
    ImpactSource.SHIP: N_("freight: {what}"),
    ImpactSource.SELL: N_("sold: {what}"),
    ImpactSource.DISCARD: N_("thrown away: {what}"),
}
NO_PLANT = N_("no plant: {what}")
"""What causes an impact where no plant does."""
KEYS: Mapping[ImpactSource, str] = {
    ImpactSource.RUN: "process",
    ImpactSource.BUILD: "technology",
    ImpactSource.CAPACITY: "technology",
    ImpactSource.BUY: "supply",
    ImpactSource.SELL: "demand",
    ImpactSource.SHIP: "route",
    ImpactSource.DISCARD: "commodity",
}
"""What the key of a cause names, if it is no good and no mode."""
UNSAID: Mapping[str, str] = {"noise": N_("noise"), "water": N_("water")}
WAYS: Mapping[Way, str] = {Way.IN: N_("comes"), Way.OUT: N_("leaves"), Way.THROUGH: N_("passes through")}
MISSING: Mapping[str, str] = {
    "population": N_("how many people live there"),
    "jobs": N_("how many jobs there are"),
    "resident_share": N_("how many of the jobs residents hold"),
    "wage": N_("what a job pays"),
    "income_tax": N_("what the place gets of wages"),
    "corporate_tax": N_("what the place gets of results"),
}


def neighbours_section(view: View, park: str) -> Section | None:
    """Give what the neighbours of a park bear, and what its residents get; None where no plant ever stands."""
    _, seen = view.gettext, local(view, park)
    if seen.bare:
        return None
    impacts = seen.impacts().filter(pl.col("impact") != JOBS)
    causes = _told(view, seen.causes().filter(pl.col("impact") != JOBS, pl.col("period") == view.periods[-1]))
    traffic, gets = seen.traffic(), seen.residents()
    lead = (
        _borne(view, impacts, causes),
        " ".join(s for s in (_vehicles(view, traffic), _silent(view, seen)) if s),
        " ".join(s for s in (_gets(view, gets), _heat(view, seen), _not_known(view, seen, gets)) if s),
    )
    blocks: list[Block] = [
        *_bars(view, park, causes),
        *_impacts(view, park, impacts),
        *_causes(view, park, causes),
        *_traffic(view, park, traffic),
        *_residents(view, park, gets),
    ]
    title = _("{place}: neighbours and residents").format(place=view.name("place", park))
    told = tuple(s for s in lead if s)
    return Section(f"park-{park}-neighbours", title, told, tuple(blocks), folded=park != view.place)


# --- in words ---


def _borne(view: View, impacts: pl.DataFrame, causes: pl.DataFrame) -> str:
    """Say of each cap how much of it is used, who uses most of it, and what that is a resident."""
    _, numbers = view.gettext, view.numbers
    last = impacts.filter(pl.col("period") == view.periods[-1], pl.col("cap").is_not_null(), pl.col("amount") > 0)
    if last.is_empty():
        return _("No cap on an impact is touched here.")
    told = []
    for row in last.sort("share_of_cap", "impact", descending=[True, False]).iter_rows(named=True):
        said = _("{impact}: {amount} in {period}, {share} of what is allowed").format(
            impact=view.name("impact", row["impact"]), amount=numbers.quantity(row["amount"], row["unit"]),
            period=row["period"], share=numbers.percent(row["share_of_cap"]),
        )  # fmt: skip
        by = causes.filter(pl.col("impact") == row["impact"]).sort("share", "who", descending=[True, False])
        if by.height:
            most = by.row(0, named=True)
            said += ", " + _("most of it by {who} ({share})").format(
                who=most["who"], share=numbers.percent(most["share"])
            )
        if row["per_resident"] is not None:
            said += ", " + _("{amount} a resident").format(amount=numbers.quantity(row["per_resident"], row["unit"]))
        if row["worth"]:
            said += ", " + _("one more {unit} would be worth {sum} a year").format(
                unit=row["unit"], sum=numbers.with_currency(numbers.number(row["worth"]))
            )
        told.append(said + ".")
    return " ".join(told)


def _told(view: View, causes: pl.DataFrame) -> pl.DataFrame:
    """Add up the causes of each impact by who it is, most first: impact, who, amount, share, share_of_cap, unit."""
    who = pl.Series("who", [_who(view, row) for row in causes.iter_rows(named=True)], dtype=pl.String)
    parts = causes.with_columns(who).group_by("impact", "who", "unit", maintain_order=True)
    summed = parts.agg(
        pl.col("amount", "share").sum(),
        pl.when(pl.col("share_of_cap").null_count() == 0).then(pl.col("share_of_cap").sum()).alias("share_of_cap"),
    )
    return summed.sort("impact", "amount", "who", descending=[False, True, False])


def _who(view: View, row: Mapping[str, Any]) -> str:
    """Name who causes an impact: a plant, or what is traded or shipped."""
    if row["plant"] is not None:
        return view.name("plant", row["plant"])
    source, key = ImpactSource(row["of"]), row["key"]
    study = view.plan.study
    if source is ImpactSource.SHIP and key in study.table("modes")["mode"]:
        what = mode_name(view, key)
    else:
        good = key in study.table("commodities")["commodity"]
        what = view.name("commodity" if good else KEYS[source], key)
    return view.gettext(CAUSES.get(source, NO_PLANT)).format(what=what)


def _vehicles(view: View, traffic: pl.DataFrame) -> str:
    """Say how many loaded vehicles a day touch the place."""
    _ = view.gettext
    last = traffic.filter(pl.col("period") == view.periods[-1])
    if last.is_empty():
        return _("Nothing of this chain is carried to or from here.")
    by_mode = last.group_by("mode", maintain_order=True).agg(
        pl.when(pl.col("vehicles_a_day").null_count() == 0).then(pl.col("vehicles_a_day").sum()).alias("n")
    )
    known = by_mode.drop_nulls("n")
    said = ""
    if known.height:
        told = ", ".join(f"{mode_name(view, m)} {view.numbers.number(n)}" for m, n in known.iter_rows())
        said = _("Loaded vehicles a day in {period}, in, out and through, by mode: {modes}.").format(
            period=view.periods[-1], modes=told
        )
    if known.height < by_mode.height:
        names = ", ".join(mode_name(view, m) for m in by_mode.filter(pl.col("n").is_null())["mode"])
        said += " " + _("The study has no payload of a vehicle for: {modes}.").format(modes=names)
    return said.strip()


def _silent(view: View, seen: Local) -> str:
    """Say which of noise and water the study does not count."""
    _ = view.gettext
    unsaid = [_(UNSAID[name]) for name in seen.unsaid()]
    return (
        _("The study counts none of these, so nothing is said of them: {impacts}.").format(impacts=", ".join(unsaid))
        if unsaid
        else ""
    )


def _gets(view: View, gets: pl.DataFrame) -> str:
    """Say what a resident gets at the end, and got at the start."""
    _, number = view.gettext, view.numbers.number
    first, last = (gets.row(i, named=True) for i in (0, gets.height - 1))
    said = []
    if last["jobs_per_1000"] is not None:
        told = _("The plants give {jobs} jobs in {period}, {rate} for every thousand residents")
        told = told.format(jobs=number(last["jobs"], 0), period=last["period"], rate=number(last["jobs_per_1000"], 1))
        said.append(told + _since(view, first, number(first["jobs_per_1000"], 1)))
    if last["tax_per_resident"] is not None:
        before, now = (view.numbers.with_currency(number(r["tax_per_resident"], 0)) for r in (first, last))
        told = _("The place gets {tax} of tax from them a year, {sum} a resident")
        said.append(told.format(tax=view.numbers.money(last["tax"]), sum=now) + _since(view, first, before))
    return " ".join(said)


def _since(view: View, first: Mapping[str, Any], before: str) -> str:
    """Say in brackets what it was at the start, where the plan has more than one period."""
    if len(view.periods) == 1:
        return "."
    return " (" + view.gettext("{before} in {period}").format(before=before, period=first["period"]) + ")."


def _heat(view: View, seen: Local) -> str:
    """Say what utilities are sold at the place."""
    _ = view.gettext
    sold = seen.sold().filter(pl.col("period") == view.periods[-1], pl.col("amount") > 0)
    if sold.is_empty():
        return ""
    told = []
    for row in sold.iter_rows(named=True):
        amount = view.numbers.quantity(row["amount"], row["unit"])
        if row["per_resident"] is not None:
            each = _("{amount} a resident").format(amount=view.numbers.quantity(row["per_resident"], row["unit"]))
            amount = f"{amount} ({each})"
        told.append(f"{view.name('commodity', row['commodity'])} {amount}")
    return _("Sold here in {period}: {goods}.").format(period=view.periods[-1], goods=", ".join(told))


def _not_known(view: View, seen: Local, gets: pl.DataFrame) -> str:
    """Say what is missing for the tax of a resident."""
    _ = view.gettext
    last = gets.row(gets.height - 1, named=True)
    if last["tax_per_resident"] is not None:
        return ""
    places = seen.plan.study.table("places").filter(pl.col("place") == seen.place)
    blank = [c for c in MISSING if c != "jobs" and (c not in places.columns or not places[c].count())]
    blank += ["jobs"] if last["jobs"] is None else []
    things = ", ".join(_(MISSING[name]) for name in blank)
    if not things:
        return _("What a resident gets of tax is not told.")
    return _("What a resident gets of tax is not told, as the study does not say: {things}.").format(things=things)


# --- pictures and tables ---


def _bars(view: View, park: str, causes: pl.DataFrame) -> tuple[FigureBlock, ...]:
    """Draw the share of each cap that is used, by who uses it."""
    capped = causes.drop_nulls("share_of_cap").filter(pl.col("amount") > 0)
    if capped.is_empty():
        return ()
    _ = view.gettext
    impacts: Sequence[str] = capped["impact"].unique(maintain_order=True).to_list()
    labels = dict(zip(impacts, broken(view.name("impact", i) for i in impacts), strict=True))
    colour = colours(capped["who"].unique(maintain_order=True))
    traces = [
        {
            "type": "bar", "orientation": "h", "name": who, "y": [labels[i] for i in rows["impact"]],
            "x": [round(100 * v, 3) for v in rows["share_of_cap"]], "marker": {"color": colour[who]},
            "hovertext": [f"{who}: {view.numbers.percent(v)}" for v in rows["share_of_cap"]],
            "hoverinfo": "text", "textposition": "none", "meta": {"pattern": number},
        }
        for number, who in enumerate(colour)
        if (rows := capped.filter(pl.col("who") == who)).height
    ]  # fmt: skip
    layout = lying_layout(view, len(impacts)) | {"barmode": "stack"}
    layout["xaxis"] |= {"range": [0, 100], "ticksuffix": " %"}
    layout["margin"] |= {"r": 34}
    return (
        FigureBlock(
            f"park-{park}-caps-chart",
            _("Share of what is allowed, by who uses it, in {period}").format(period=view.periods[-1]),
            _("The whole width is the cap."),
            _("Bars of the share of each cap that is used; the tables below hold the figures."),
            Figure({"": traces}, layout, narrow=LYING_NARROW),
            tuple(Entry(who, colour[who], "bar", str(number)) for number, who in enumerate(colour)),
        ),
    )


def _impacts(view: View, park: str, impacts: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give each impact with its cap, what more would be worth, and what it is a resident."""
    last = impacts.filter(pl.col("period") == view.periods[-1])
    if last.is_empty():
        return ()
    _, number = view.gettext, view.numbers.number
    begun = impacts.filter(pl.col("period") == view.periods[0]).select("impact", begun="amount")
    held = last.join(begun, on="impact", how="left", maintain_order="left")

    def share(row: Mapping[str, Any]) -> Cell:
        reached = row["share_of_cap"]
        if reached is None:
            return Cell("–", numeric=True)
        bar = max(0.0, min(1.0, reached))
        return Cell(view.numbers.percent(reached), numeric=True, bar=bar, strong=reached >= FULL, value=reached)

    shown = [
        Shown(_("Impact"), lambda row: impact_cell(view, row["impact"])),
        figure(view.periods[0], "begun", number),
        figure(view.periods[-1], "amount", number),
        figure(_("Cap"), "cap", number),
        Shown(_("Share"), share, numeric=True),
        figure(_("One more is worth"), "worth", number, view.currency),
        figure(_("A resident"), "per_resident", number),
        text(_("Unit a year"), lambda row: row["unit"]),
    ]
    note = _("A resident: the amount of {period} over all who live in the place; who lives nearest bears most.").format(
        period=view.periods[-1]
    )
    return (table(f"park-{park}-borne", _("What the neighbours bear"), held, shown, note=note),)


def _causes(view: View, park: str, causes: pl.DataFrame) -> tuple[TableBlock, ...]:
    if causes.is_empty():
        return ()
    _ = view.gettext
    shown = [
        text(_("Impact"), lambda row: view.name("impact", row["impact"])),
        text(_("Caused by"), lambda row: row["who"]),
        figure(_("A year"), "amount", view.numbers.number),
        text(_("Unit"), lambda row: row["unit"]),
        figure(_("Share"), "share", view.numbers.percent),
        figure(_("Share of the cap"), "share_of_cap", view.numbers.percent),
    ]
    caption = _("Who causes it, {period}").format(period=view.periods[-1])
    return (table(f"park-{park}-causes", caption, causes, shown, folded=causes.height > 12),)


def _traffic(view: View, park: str, traffic: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give loaded vehicles a day by mode and way, in the first and the last period."""
    if traffic.is_empty():
        return ()
    _, number = view.gettext, view.numbers.number
    ends = dict.fromkeys((view.periods[0], view.periods[-1]))
    index = ["mode", "way"]
    held = traffic.select(index).unique(maintain_order=True)
    for period in ends:
        rows = traffic.filter(pl.col("period") == period)
        part = rows.select(*index, pl.col("mass").alias(f"mass {period}"), pl.col("vehicles_a_day").alias(period))
        held = held.join(part, on=index, how="left", nulls_equal=True, maintain_order="left")
    shown = [
        text(_("Mode"), lambda row: mode_name(view, row["mode"])),
        text(_("Way"), lambda row: _(WAYS[Way(row["way"])])),
        *(figure(p, f"mass {p}", number, traffic["unit"][0]) for p in ends),
        *(figure(p, p, number, _("vehicles a day")) for p in ends),
    ]
    note = _(
        "Loaded vehicles, each once; going home empty comes on top. What comes and goes of one good by one mode is "
        "taken to pass through. Days: 365."
    )
    caption = _("Lorries, trains and ships of this chain")
    return (table(f"park-{park}-traffic", caption, held, shown, note=note),)


def _residents(view: View, park: str, gets: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give what the residents get, period by period."""
    if gets["jobs_per_1000"].count() == 0 and gets["tax"].count() == 0:
        return ()
    _, number = view.gettext, view.numbers.number
    money = view.money_unit, view.money_scale
    shown = [
        text(_("Period"), lambda row: row["period"]),
        figure(_("Jobs"), "jobs", lambda v: number(v, 0)),
        figure(_("Of them residents'"), "jobs_of_residents", lambda v: number(v, 0)),
        figure(_("Jobs for a thousand residents"), "jobs_per_1000", lambda v: number(v, 1)),
        figure(_("Tax of wages"), "wage_tax", number, *money),
        figure(_("Tax of results"), "corporate_tax", number, *money),
        figure(_("Tax a resident"), "tax_per_resident", lambda v: number(v, 0), view.currency),
    ]
    note = _(
        "Wages: jobs that residents hold, times what a job pays and what the place gets of it. Results: of each plant "
        "whose result is above 0, at traded prices; what stood before the plan has nothing to pay off, so it is told "
        "rather too high. Taxes on property, and what the state evens out between places, are not counted."
    )
    return (table(f"park-{park}-residents", _("What the residents get"), gets, shown, note=note),)
