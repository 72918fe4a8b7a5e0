"""What would turn a plant, in words: the price, the grant or the building cost at which the plan changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.pages.view import View

UNUSED = 0.01
"""Share of its capacity below which a plant that is forced in is called unused."""
DEAREST = 1.0
"""Share of its price beyond which no plant is said to wait for a dearer product."""
CHEAPEST = 0.5
"""Share of its building cost below which no plant is said to wait for cheaper building."""
FAR = 3.0
"""Times its building cost beyond which a plant is said to stay at any cost in sight."""
STANDS = ("built", "restarted")
"""Decisions of a plan that has the plant."""


def flip_of(view: View, plant: str) -> Mapping[str, Any] | None:
    """Give what was found about a plant by ``punos flips``; None if that was not asked."""
    found = view.findings.flips
    if found is None:
        return None
    rows = found.frame.filter(pl.col("plant") == plant)
    return rows.row(0, named=True) if rows.height else None


def turning_words(view: View, flip: Mapping[str, Any]) -> str:
    """Say what a refused plant waits for, or what a built one bears: a sentence without its end."""
    _ = view.gettext
    if flip["worth"] is None:
        return _("no plan can have it: {why}").format(why=flip["remark"] or _("it fits no limit of the study"))
    if flip["worth"] == 0:
        return _("no difference: as good with it as without it")
    if flip["decision"] in STANDS:
        return _borne(view, flip)
    if (flip["used"] or 0.0) < UNUSED:
        return _("nothing yet: even if built, it would stand unused")
    return _asked(view, flip)


def _borne(view: View, flip: Mapping[str, Any]) -> str:
    """Say what a plant that the plan has can bear before the plan leaves it."""
    _ = view.gettext
    share = price_share(flip)
    if share is not None and -1 < share < 0:
        return _("stays in the plan until {good} is {share} cheaper").format(
            good=view.name("commodity", flip["main_product"]), share=view.numbers.percent(-share)
        )
    factor = flip["capex_factor"]
    if factor is not None and 1 < factor <= FAR:
        return _("stays in the plan until building it costs {share} more").format(
            share=view.numbers.percent(factor - 1)
        )
    return _("stays in the plan until it costs {sum} more at its opening in {period}").format(
        sum=view.numbers.money(_exact(flip["grant"] or flip["worth"])), period=flip["opening"] or view.periods[0]
    )


def _asked(view: View, flip: Mapping[str, Any]) -> str:
    """Say which price, grant or building cost a refused plant waits for, when it costs least and at the earliest."""
    _ = view.gettext
    levers = [*_price(view, flip), *_grant(view, flip), *_cheaper(view, flip)]
    told = _(" or ").join(levers) or _("nothing that one figure alone could give")
    opening, first = flip["opening"], flip["first"]
    if opening is None:
        return told
    told = _("{levers}, in {period}").format(levers=told, period=opening)
    if first and first != opening and flip["grant_first"]:
        told += _("; already in {period} a grant of {sum}").format(
            period=first, sum=view.numbers.money(_exact(flip["grant_first"]))
        )
    return told


def _price(view: View, flip: Mapping[str, Any]) -> list[str]:
    share = price_share(flip)
    if share is None or not 0 < share <= DEAREST:
        return []
    told = view.gettext("{good} {share} dearer").format(
        good=view.name("commodity", flip["main_product"]), share=view.numbers.percent(share)
    )
    return [told]


def price_share(flip: Mapping[str, Any]) -> float | None:
    """Give by which share of its price the main product has to move until the plan turns; None if not known."""
    if flip.get("price_factor") is not None:
        return float(flip["price_factor"]) - 1
    change, price = flip["price_change"], flip["price"]
    return float(change) / float(price) if change is not None and price else None


def _grant(view: View, flip: Mapping[str, Any]) -> list[str]:
    if not flip["grant"]:
        return []
    return [view.gettext("a grant of {sum}").format(sum=view.numbers.money(_exact(flip["grant"])))]


def _exact(value: float) -> float:
    """Give a sum to three figures: found by solving within gaps, it is no more exact."""
    return float(f"{value:.3g}")


def _cheaper(view: View, flip: Mapping[str, Any]) -> list[str]:
    factor = flip["capex_factor"]
    if factor is None or not CHEAPEST <= factor < 1:
        return []
    return [view.gettext("building it for {share} less").format(share=view.numbers.percent(1 - factor))]


def command(view: View, analysis: str) -> str:
    """Say which command finds what a page lacks."""
    return view.gettext("Not asked yet: the command `punos {analysis} PLAN` finds it.").format(analysis=analysis)
