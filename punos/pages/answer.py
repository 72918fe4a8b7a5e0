"""The answer in words: what is built, where and when; what it costs; what is refused; how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from punos.pages.blocks import Fact, Section
from punos.pages.capacity import openings, refused
from punos.pages.plants import losers_in_words
from punos.pages.view import View, total
from punos.plan.worth import worth

PROVED = 1e-7
"""Gap below which a plan is called proved."""
WORTH_TELLING = 0.01
"""Share of a plant's capacity below which its closing is left to the tables."""
NAMED = 6
"""Plants named in a sentence; the rest is counted."""


def answer_section(view: View) -> Section:
    """Give the answer in words."""
    sentences = (first_paragraph(view), _money(view), losers_in_words(view), _not_built(view), certainty(view))
    return Section("answer", view.gettext("The answer in full"), tuple(s for s in sentences if s))


def first_paragraph(view: View) -> str:
    """Say what the plan builds, restarts and closes, where and when, and what it costs."""
    _ = view.gettext
    built = openings(view)
    span = time_span(view)
    if built.is_empty():
        told = _("{span} the plan of least net cost builds nothing new.").format(span=span)
    else:
        plants = _plants(built)
        told = _("{span} the plan of least net cost builds or enlarges {count}: {plants}.").format(
            span=span,
            count=view.words.ngettext("{n} plant", "{n} plants", plants.height).format(n=plants.height),
            plants=_listed(view, (_one(view, r) for r in plants.iter_rows(named=True))),
        )
    return " ".join([told, *_turned(view), _cost(view)])


def time_span(view: View) -> str:
    """Say from when to when the plan reaches: it begins a sentence."""
    first, last = view.spans[view.periods[0]][0], view.spans[view.periods[-1]][1]
    if first == last:
        return view.gettext("In {year}").format(year=first)
    return view.gettext("From {first} to {last}").format(first=first, last=last)


def _turned(view: View) -> list[str]:
    """Say which plants come by conversion, which idle ones are restarted and which standing ones are closed early."""
    _ = view.gettext
    converted = view.frame("convert")
    restarted = view.frame("spend").filter(pl.col("kind") == "restart")
    stands = view.frame("capacity").group_by("plant").agg(stands=pl.col("value").max())
    closed = view.frame("close").join(stands, on="plant", how="left")
    closed = closed.filter(pl.col("value") > WORTH_TELLING * pl.col("stands").fill_null(0.0))
    sentences = []
    turned = (
        (_("By conversion of what stands come {plants}."), converted),
        (_("It restarts {plants}."), restarted),
        (_("It closes {plants}."), closed),
    )
    for told, rows in turned:
        once = rows.filter(pl.col("plant").is_not_null()).unique(["plant", "period"], maintain_order=True)
        if once.height:
            named = (
                _("{plant} in {period}").format(plant=_sited(view, r["plant"], r["place"]), period=r["period"])
                for r in once.iter_rows(named=True)
            )
            sentences.append(told.format(plants=_listed(view, named)))
    return sentences


def _plants(built: pl.DataFrame) -> pl.DataFrame:
    """Give one row a plant that is built, the dearest first: its sizes and periods."""
    keys = ("plant", "technology", "place", "unit")
    each = built.group_by(*keys, "period", maintain_order=True).agg(pl.col("value", "capex").sum())
    once = each.group_by(keys, maintain_order=True).agg("value", "period", capex=pl.col("capex").sum())
    return once.sort("capex", "plant", descending=[True, False])


def _one(view: View, row: dict[str, Any]) -> str:
    """Name a plant, its place (unless its name says it), its sizes and when they open."""
    _ = view.gettext
    plant, place = view.name("plant", row["plant"]), view.name("place", row["place"])
    where = plant if place in plant else _("{plant} in {place}").format(plant=plant, place=place)
    sizes = [
        _("{size} in {period}").format(size=view.numbers.quantity(value, row["unit"]), period=period)
        for value, period in zip(row["value"], row["period"], strict=True)
    ]
    return f"{where} ({', '.join(sizes)})"


def _listed(view: View, parts: Iterable[str]) -> str:
    """Join what is named; beyond a few the rest is counted."""
    held = list(parts)
    if len(held) <= NAMED:
        return "; ".join(held)
    rest = view.words.ngettext("and {n} more", "and {n} more", len(held) - NAMED).format(n=len(held) - NAMED)
    return "; ".join([*held[:NAMED], rest])


def _cost(view: View) -> str:
    """Say the net cost, as cost or as profit as the study asks."""
    _ = view.gettext
    total = view.plan.summary.objective
    earns = view.plan.study.settings.study.goal == "profit" or total < 0
    told = _("Over the whole time it earns {sum} net.") if earns else _("Over the whole time it costs {sum} net.")
    return told.format(sum=view.numbers.money(-total if earns else total))


def _money(view: View) -> str:
    """Say what is invested, paid and earned."""
    _ = view.gettext
    rows = worth(view.plan)
    capex = total(rows.filter(pl.col("kind").is_in(["capex", "conversion"]))["value"])
    spent = total(rows.filter(pl.col("worth") > 0)["worth"])
    earned = -total(rows.filter(pl.col("worth") < 0)["worth"])
    time = view.plan.study.settings.time
    told = _(
        "Counted to {base} at {rate} a year, everything paid is {spent}, everything earned or left at the end "
        "{earned}; prices of {year}."
    ).format(
        base=time.base_year or int(view.plan.periods["start"][0]),
        rate=view.numbers.rate(time.discount_rate),
        spent=view.numbers.money(spent),
        earned=view.numbers.money(earned),
        year=time.price_year,
    )
    if capex <= 0 or view.annuity:
        return told
    return _("Investments come to {capex}.").format(capex=view.numbers.money(capex)) + " " + told


def _not_built(view: View) -> str:
    """Say what the study offers and the plan does not take."""
    _ = view.gettext
    held = refused(view)
    if held.is_empty():
        offered = view.plan.study.table("plants")["status"].is_in(["candidate", "idle"]).any()
        return _("Everything that the study allows is built or runs.") if offered else ""
    sentences = []
    for status, told in (("candidate", _("Not built: {plants}.")), ("idle", _("Left idle: {plants}."))):
        rows = held.filter(pl.col("status") == status)
        if rows.height:
            named = (_sited(view, p, at) for p, at in rows.select("plant", "place").iter_rows())
            sentences.append(told.format(plants=_listed(view, named)))
    return " ".join(sentences)


def _sited(view: View, plant: str, place: str) -> str:
    """Name a plant with its place, unless its name says it."""
    name, where = view.name("plant", plant), view.name("place", place)
    return name if where in name else f"{name} ({where})"


def certainty(view: View) -> str:
    """Say how near to the best the plan is, and which differences are called none."""
    _ = view.gettext
    summary = view.plan.summary
    away = abs(summary.objective - summary.bound)
    if summary.gap < PROVED:
        told = _("It is proved that no other plan for these figures is better.")
    else:
        told = _(
            "No other plan for these figures is better by more than {sum} ({gap}); smaller differences are called "
            "no difference."
        ).format(sum=view.numbers.money(away), gap=view.numbers.percent(summary.gap, 2))
    if not view.plan.audit.clean:
        told += " " + _("Careful: the plan failed its own checks, see “About this plan”.")
    return told


def facts(view: View) -> tuple[Fact, ...]:
    """Give the few figures at the head of the page."""
    _ = view.gettext
    last = view.periods[-1]
    built = openings(view)
    told = []
    if built.height:
        words = _("a year for new plants, {n} openings") if view.annuity else _("invested in plants, {n} openings")
        told.append(Fact(view.numbers.money(total(built["capex"])), words.format(n=built.height)))
    stands = view.frame("capacity").filter(pl.col("period") == last)["plant"].n_unique()
    if stands:
        told.append(Fact(view.numbers.number(stands), _("plants stand in {period}").format(period=last)))
    told += _impact_facts(view, last)
    sold = total(view.plan.frame("earn").filter(pl.col("kind") == "sales", pl.col("period") == last)["value"])
    if sold > 0:
        told.append(Fact(view.numbers.money(sold), _("sales a year in {period}").format(period=last)))
    return tuple(told[:4])


def _impact_facts(view: View, period: str) -> list[Fact]:
    """Give the jobs, if the study counts them."""
    jobs = total(
        view.frame("emit").filter(pl.col("impact") == "jobs", pl.col("period") == period, pl.col("of") != "build")[
            "value"
        ]
    )
    if jobs <= 0:
        return []
    tip = view.evidence.tip(view.name("impact", "jobs"), view.evidence.about("impact_factors", impact="jobs"))
    return [
        Fact(view.numbers.number(jobs, 0), view.gettext("jobs in the plants in {period}").format(period=period), tip)
    ]
