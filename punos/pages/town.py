"""The page of one town: now, waits, not here; jobs, land and money; what it hangs on; what would change it."""

from __future__ import annotations

import polars as pl

from punos.pages.blocks import Block, Cell, Chapter, ColumnsBlock, Fact, ListBlock, Section, TableBlock
from punos.pages.capacity import openings, plant_cell, plant_row, quantity, refused
from punos.pages.impacts import factor_row, used_caps
from punos.pages.map_names import mode_name
from punos.pages.plants import npv_cell
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.terms import status_word
from punos.pages.town_bars import bars
from punos.pages.town_map import town_map
from punos.pages.town_ties import city_money, ties
from punos.pages.towns import plants_of, standing, towns
from punos.pages.turning import command, flip_of, turning_words
from punos.pages.view import View, total
from punos.pages.weak import weak_figures
from punos.tables import ImpactSource

WEAK_SHOWN = 8
"""Weak figures named on the page of a town."""


def towns_chapter(view: View) -> Chapter | None:
    """Give the pages of all towns; None if the study has none.

    The place that the page looks at comes first, open; the others are folded, and what is folded is not printed.
    """
    shown = towns(view)
    if not shown:
        return None
    _ = view.gettext
    lead = (_("What the plan means for each town. Open a town to read its page; only what is open is printed."),)
    sections = tuple(town_section(view, place, folded=place != view.place) for place in shown)
    return Chapter("towns", _("Our town"), lead, sections)


def town_section(view: View, place: str, *, folded: bool = False) -> Section:
    """Give the page of one town."""
    _ = view.gettext
    said = standing(view, place)
    lists = (
        ListBlock("", _("Now"), said.now),
        ListBlock("", _("Waits, and for what"), said.waits),
        ListBlock("", _("Not here, and where instead"), said.elsewhere),
    )
    drawn = town_map(view, place)
    blocks: list[Block] = [
        ColumnsBlock(lists),
        ListBlock(f"town-{place}-weak", _("Weak figures behind this"), weak_figures(view, place, WEAK_SHOWN)),
        _changes(view, place),
        ties(view, place),
        city_money(view, place),
        *([drawn] if drawn else []),
        *_plants(view, place),
        *_impacts(view, place),
        *_goods(view, place),
    ]
    title = _("{place} in this plan").format(place=view.name("place", place))
    return Section(
        f"town-{place}",
        title,
        town_in_words(view, place),
        tuple(blocks),
        town_facts(view, place),
        folded,
        new_page=True,
    )


def _changes(view: View, place: str) -> Block:
    """Give the bars that would change the town's answer, or say what is missing."""
    _ = view.gettext
    found = bars(view, place)
    if found is not None:
        return found
    title = _("What would change this answer, nearest first")
    asked = [n for n, held in (("flips", view.findings.flips), ("tornado", view.findings.tornado)) if held is None]
    lines = [Cell(command(view, name)) for name in asked] or [Cell(_("No figure in its range turns anything here."))]
    return ListBlock(f"town-{place}-bars", title, tuple(lines))


def town_in_words(view: View, place: str) -> tuple[str, ...]:
    """Say in a sentence or two what the town has, what it gets, and what is nearest to turning."""
    _ = view.gettext
    here = pl.col("place") == place
    stands = view.frame("capacity").filter(here, pl.col("period") == view.periods[0])["plant"].n_unique()
    told = view.words.ngettext(
        "{n} plant of this chain stands in {place} in {year}.", "{n} plants of this chain stand in {place} in {year}.",
        stands,
    ).format(n=stands, place=view.name("place", place), year=view.periods[0])  # fmt: skip
    return (" ".join([told, *_opened(view, place), *_restarted(view, place), *_waiting(view, place)]),)


def _restarted(view: View, place: str) -> list[str]:
    """Say which idle plants of the town the plan restarts, and when."""
    _ = view.gettext
    paid = view.frame("spend").filter(pl.col("kind") == "restart", pl.col("plant").is_not_null())
    here = paid.filter(pl.col("place") == place).unique(["plant", "period"], maintain_order=True)
    if here.is_empty():
        return []
    one = _("{plant} in {period}")
    named = [
        one.format(plant=view.name("plant", plant), period=p) for plant, p in here.select("plant", "period").iter_rows()
    ]
    return [_("It restarts {plants}.").format(plants="; ".join(named))]


def _opened(view: View, place: str) -> list[str]:
    _ = view.gettext
    built = openings(view).filter(pl.col("place") == place)
    if built.is_empty():
        return [_("The plan opens nothing new here.")]
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
    return [_("Opens here: {plants}; {paid}.").format(plants="; ".join(told), paid=paid.format(sum=invested))]


def _waiting(view: View, place: str) -> list[str]:
    """Say how many plants are refused here and which of them is nearest to being built."""
    _ = view.gettext
    held = refused(view).filter(pl.col("place") == place)["plant"].to_list()
    if not held:
        return []
    told = [
        view.words.ngettext("{n} plant waits or stands idle.", "{n} plants wait or stand idle.", len(held)).format(
            n=len(held)
        )
    ]
    flips = [flip for flip in (flip_of(view, plant) for plant in held) if flip and flip["worth"] is not None]
    if flips:
        near = min(flips, key=lambda flip: (abs(flip["worth"]), flip["plant"]))
        told.append(
            _("Nearest to being built is {plant}: {turning}.").format(
                plant=view.name("plant", near["plant"]), turning=turning_words(view, near)
            )
        )
    return told


# --- figures ---


def town_facts(view: View, place: str) -> tuple[Fact, ...]:
    """Give jobs, land, value added and what is invested, each leading to the rows behind it."""
    _ = view.gettext
    worth = view.economics.filter(pl.col("place") == place)
    told = [*_jobs(view, place), *_land(view, place, worth)]
    added = total(worth["value_added"].fill_null(0.0))
    if worth.height and added:
        told.append(Fact(view.numbers.money(added), _("value added a year"), href=f"town-{place}-plants"))
    built = openings(view).filter(pl.col("place") == place)
    if built.height:
        told.append(Fact(view.numbers.money(total(built["capex"])), _("invested here"), href="built"))
    return tuple(told)


def _jobs(view: View, place: str) -> list[Fact]:
    _ = view.gettext
    jobs = view.frame("emit").filter(pl.col("impact") == "jobs", pl.col("place") == place, pl.col("of") != "build")
    if jobs.is_empty():
        return []
    by_period = dict(jobs.group_by("period").agg(pl.col("value").sum()).iter_rows())
    first, last = view.periods[0], view.periods[-1]
    shown = " → ".join(view.numbers.number(by_period.get(p, 0.0), 0) for p in (first, last))
    tip = view.evidence.tip(view.name("impact", "jobs"), view.evidence.about("impact_factors", impact="jobs"))
    href = view.evidence.anchor("impact_factors", impact="jobs")
    return [Fact(shown, _("jobs in its plants, {first} and {last}").format(first=first, last=last), tip, href)]


def _land(view: View, place: str, worth: pl.DataFrame) -> list[Fact]:
    """Give the hectares of what the plan counts, beside what the study gives the place."""
    _ = view.gettext
    used = total(worth["hectares"].fill_null(0.0))
    areas = view.plan.study.table("places").filter(pl.col("place") == place)
    area = areas["area_ha"].drop_nulls() if "area_ha" in areas.columns else pl.Series([], dtype=pl.Float64)
    grounds = [g for g in view.evidence.about("places", place=place) if g.column == "area_ha"]
    if not area.len():
        return [Fact(f"{view.numbers.number(used)} ha", _("of land for new and recent plants"))] if used else []
    told = _("of land that the chain may use; plants whose land the study knows take {used} ha")
    tip = view.evidence.tip(view.name("place", place), grounds)
    shown = f"{view.numbers.number(float(area[0]))} ha"
    return [Fact(shown, told.format(used=view.numbers.number(used)), tip, view.evidence.anchor("places", place=place))]


def _plants(view: View, place: str) -> tuple[TableBlock, ...]:
    """Give every plant of the place: status, capacity by period, worth to its owner."""
    _ = view.gettext
    known = plants_of(view, place).select("plant", "technology", "status", "operator")
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
        *(figure(p, p, lambda v: view.numbers.number(v or 0.0), href=plant_row(view)) for p in view.periods),
        text(_("Unit"), lambda row: row["unit"] or ""),
    ]
    return (
        table(
            f"town-{place}-plants",
            _("Plants, their capacity by period, and what they are worth to their owners"),
            held,
            shown,
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
        *(
            figure(p, p, lambda v: view.numbers.number(v or 0.0), href=lambda row: factor_row(view, row["impact"]))
            for p in view.periods
        ),
        figure(
            _("Tightest cap"),
            "cap",
            view.numbers.number,
            href=lambda row: view.evidence.anchor("impact_caps", impact=row["impact"], place=place),
        ),
        text(_("Unit a year"), lambda row: row["unit"]),
    ]
    held = wide.join(caps, on="impact", how="left", maintain_order="left")
    return (table(f"town-{place}-impacts", _("Impacts a year"), held, shown),)


def _goods(view: View, place: str) -> tuple[TableBlock, ...]:
    """Give what comes to the place and leaves it in the last period."""
    _ = view.gettext
    last = view.periods[-1]
    moved = view.frame("ship").filter(pl.col("period") == last)
    parts = [
        moved.filter(pl.col(here) == place).select(
            "commodity", "mode", "route", "value", "unit", other=there, way=pl.lit(way)
        )
        for here, there, way in (("to", "from", "in"), ("from", "to", "out"))
    ]
    held = (
        pl.concat(parts)
        .group_by("way", "commodity", "other", "mode", "unit")
        .agg(pl.col("value").sum(), pl.col("route").first())
    )
    if held.is_empty():
        return ()
    ways = {"in": _("comes from"), "out": _("goes to")}
    shown = [
        text(_("Good"), lambda row: view.name("commodity", row["commodity"])),
        text(_("Way"), lambda row: ways[row["way"]]),
        text(_("Place"), lambda row: view.name("place", row["other"])),
        text(_("By"), lambda row: mode_name(view, row["mode"])),
        quantity(view, _("A year"), "value", lambda row: view.evidence.anchor("routes", route=row["route"])),
    ]
    ranked = held.sort("way", "value", "commodity", "other", descending=[False, True, False, False])
    caption = _("What comes and goes in {period}").format(period=last)
    return (table(f"town-{place}-goods", caption, ranked, shown, folded=True),)
