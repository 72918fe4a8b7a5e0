"""One place in the plan: its plants, what is built and refused there, what it does to the place, what moves."""

from __future__ import annotations

import polars as pl

from punos.pages.blocks import Block, Section, TableBlock
from punos.pages.capacity import openings, plant_cell, quantity, refused
from punos.pages.impacts import used_caps
from punos.pages.map_names import mode_name
from punos.pages.plants import npv_cell
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.terms import status_word
from punos.pages.view import View, total
from punos.tables import ImpactSource


def town_section(view: View) -> Section | None:
    """Give what the plan means for the place that the page looks at; None if it looks at none."""
    if view.place is None:
        return None
    _ = view.gettext
    blocks: list[Block] = [*_plants(view, view.place), *_impacts(view, view.place), *_goods(view, view.place)]
    title = _("{place} in this plan").format(place=view.name("place", view.place))
    return Section("town", title, _in_words(view, view.place), tuple(blocks))


def _in_words(view: View, place: str) -> tuple[str, ...]:
    """Say what opens, what is refused, how many work there."""
    _ = view.gettext
    here = pl.col("place") == place
    built = openings(view).filter(here)
    sentences = []
    if built.height:
        told = [
            _("{plant} ({size} in {period})").format(
                plant=view.name("plant", r["plant"]),
                size=view.numbers.quantity(r["value"], r["unit"]),
                period=r["period"],
            )
            for r in built.iter_rows(named=True)
        ]
        invested = view.numbers.money(total(built["capex"]))
        paid = _("{sum} a year is paid for it") if view.annuity else _("{sum} is invested")
        words = _("Opens here: {plants}; {paid}.")
        sentences.append(words.format(plants="; ".join(told), paid=paid.format(sum=invested)))
    else:
        sentences.append(_("The plan opens nothing new here."))
    sentences += _refused(view, place) + _jobs(view, place)
    return tuple(sentences)


def _refused(view: View, place: str) -> list[str]:
    _ = view.gettext
    held = refused(view).filter(pl.col("place") == place)
    if held.is_empty():
        return []
    told = [f"{view.name('plant', p)} ({_(status_word(s))})" for p, s in held.select("plant", "status").iter_rows()]
    return [_("Not built or left idle here: {plants}.").format(plants="; ".join(told))]


def _jobs(view: View, place: str) -> list[str]:
    jobs = view.frame("emit").filter(pl.col("impact") == "jobs", pl.col("place") == place, pl.col("of") != "build")
    if jobs.is_empty():
        return []
    sums = jobs.group_by("period").agg(pl.col("value").sum())
    by_period = dict(sums.iter_rows())
    first, last = view.periods[0], view.periods[-1]
    told = view.gettext("Jobs in its plants: {first_jobs} in {first}, {last_jobs} in {last}.").format(
        first=first,
        last=last,
        first_jobs=view.numbers.number(by_period.get(first, 0.0), 0),
        last_jobs=view.numbers.number(by_period.get(last, 0.0), 0),
    )
    return [told]


def _plants(view: View, place: str) -> tuple[TableBlock, ...]:
    """Give every plant of the place: status, capacity by period, worth to its owner."""
    _ = view.gettext
    plants = view.plan.study.table("plants").filter(pl.col("place") == place)
    known = plants.select("plant", "technology", "status", "operator").unique(
        "plant", keep="first", maintain_order=True
    )
    if known.is_empty():
        return ()
    spread = view.frame("capacity").filter(pl.col("place") == place, pl.col("value").is_finite())
    wide = spread.pivot("period", index=["plant", "unit"], values="value", aggregate_function="sum")
    wide = wide.with_columns(pl.lit(0.0).alias(p) for p in view.periods if p not in wide.columns)
    worth = view.economics.select("plant", "npv", "irr", "unpriced", "remark")
    held = known.join(wide, on="plant", how="left").join(worth, on="plant", how="left")
    shown = [
        Shown(_("Plant"), lambda row: plant_cell(view, row)),
        text(_("Owner"), lambda row: view.name("operator", row["operator"])),
        text(_("Status in the study"), lambda row: _(status_word(row["status"] or ""))),
        Shown(
            _("Net present value"),
            lambda row: npv_cell(view, row),
            view.money_unit,
            numeric=True,
        ),
        *(figure(p, p, lambda v: view.numbers.number(v or 0.0)) for p in view.periods),
        text(_("Unit"), lambda row: row["unit"] or ""),
    ]
    return (
        table(
            "town-plants", _("Plants, their capacity by period, and what they are worth to their owners"), held, shown
        ),
    )


def _impacts(view: View, place: str) -> tuple[TableBlock, ...]:
    """Give the impacts at the place beside its caps."""
    _ = view.gettext
    building = pl.col("of").eq_missing(pl.lit(ImpactSource.BUILD.value))
    emitted = view.frame("emit").filter(pl.col("place") == place, ~building)
    if emitted.is_empty():
        return ()
    wide = emitted.pivot("period", index=["impact", "unit"], values="value", aggregate_function="sum").sort("impact")
    wide = wide.with_columns(pl.lit(0.0).alias(p) for p in view.periods if p not in wide.columns)
    caps = used_caps(view).filter(pl.col("place") == place).group_by("impact").agg(pl.col("cap").min())
    shown = [
        text(_("Impact"), lambda row: view.name("impact", row["impact"])),
        *(figure(p, p, lambda v: view.numbers.number(v or 0.0)) for p in view.periods),
        figure(_("Tightest cap"), "cap", view.numbers.number),
        text(_("Unit a year"), lambda row: row["unit"]),
    ]
    held = wide.join(caps, on="impact", how="left", maintain_order="left")
    return (table("town-impacts", _("Impacts a year"), held, shown),)


def _goods(view: View, place: str) -> tuple[TableBlock, ...]:
    """Give what comes to the place and leaves it in the last period."""
    _ = view.gettext
    last = view.periods[-1]
    moved = view.frame("ship").filter(pl.col("period") == last)
    parts = [
        moved.filter(pl.col(here) == place).select("commodity", "mode", "value", "unit", other=there, way=pl.lit(way))
        for here, there, way in (("to", "from", "in"), ("from", "to", "out"))
    ]
    held = pl.concat(parts).group_by("way", "commodity", "other", "mode", "unit").agg(pl.col("value").sum())
    if held.is_empty():
        return ()
    ways = {"in": _("comes from"), "out": _("goes to")}
    shown = [
        text(_("Good"), lambda row: view.name("commodity", row["commodity"])),
        text(_("Way"), lambda row: ways[row["way"]]),
        text(_("Place"), lambda row: view.name("place", row["other"])),
        text(_("By"), lambda row: mode_name(view, row["mode"])),
        quantity(view, _("A year"), "value"),
    ]
    ranked = held.sort("way", "value", "commodity", "other", descending=[False, True, False, False])
    caption = _("What comes and goes in {period}").format(period=last)
    return (table("town-goods", caption, ranked, shown, folded=ranked.height > 20),)
