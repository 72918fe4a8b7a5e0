"""Which by-products left over in a plan could replace what, where, and what that gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.exchange import Exchange, exchange
from punos.analysis.matches.sides import ROUNDING, needs, offers
from punos.analysis.matches.telling import sentence
from punos.analysis.matches.treatments import Treatments, treatments
from punos.analysis.matches.ways import DistanceBasis, ways
from punos.errors import WrongUse
from punos.instance.year import of_year
from punos.plan.origins import makers
from punos.tables import WHOLE_YEAR

if TYPE_CHECKING:
    from punos.plan.plan import Plan


ROUNDS = 30
"""Times that the exchange is sought again with treatment costed anew; two or three are enough."""


class Could(StrEnum):
    """Whether the plan could have made the match itself."""

    YES = "yes"
    NO_PLANT = "no plant"
    NO_ROUTE = "no route"
    NEITHER = "no plant, no route"


_FRAME = {
    "period": pl.String, "slice": pl.String, "from": pl.String, "commodity": pl.String, "now": pl.String,
    "left_over": pl.Float64, "unit": pl.String, "to": pl.String, "user": pl.String, "replaces": pl.String,
    "need": pl.Float64, "need_unit": pl.String, "treatment": pl.String, "treated_at": pl.String, "idle": pl.Boolean,
    "distance_km": pl.Float64, "distance_basis": pl.String, "yield": pl.Float64, "disposal_saved": pl.Float64,
    "replaced_value": pl.Float64, "transport_cost": pl.Float64, "treatment_cost": pl.Float64, "gain_a_unit": pl.Float64,
    "money_unit": pl.String, "chosen": pl.Float64, "covers": pl.Float64, "gain": pl.Float64, "planned": pl.Float64,
    "permit_worth": pl.Float64,
    "could": pl.String, "currency": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Matches:
    """By-products that are left over in a plan, who could use them, and the exchange that gains most.

    Attributes
    ----------
    frame : DataFrame
        One row a match and period: period, slice (of a good that balances by slices; else ``year``), from (place),
        commodity, now (``thrown away``, ``given away``: sold for nothing; ``used``: nothing is left over, the plan uses
        it), left_over (units a year), unit, to (place), user (a may-demand; blank: what plants use, or who must be
        served), replaces (good), need (units a year that are bought, or lack), need_unit, treatment (process; blank:
        none is needed), treated_at (place), idle (whether a plant with room for it stands idle, so that no capital is
        counted), distance_km, distance_basis (``same place``, ``routes of the study``, ``great circle x 1.25``), yield
        (units of the good that arrive, a unit of the by-product), then money a unit of the by-product: disposal_saved,
        replaced_value, transport_cost, treatment_cost (in a plant for what is chosen, else for all that could pass),
        gain_a_unit (what is saved and replaced less what it costs), money_unit; chosen (units a year in the best
        exchange), covers (units of the good), gain (money a year), planned (units of the good a year that the plan
        brings there this way already), permit_worth (money a unit of the by-product: what the room is worth, at the
        margin of the plan, that throwing it away takes of permits; not in the gain), could (whether the plan could:
        ``yes``, ``no plant``, ``no route``, ``no plant, no route``), currency.
    offers : DataFrame
        What is thrown or given away: period, slice, place, commodity, now, amount, unit, disposal and permit_worth
        (money a unit), used (units a year in the best exchange), left, worth (what one more unit would gain).
    needs : DataFrame
        What of it could be replaced: period, slice, place, commodity, demand, amount, price, taken (units a year that
        come there now), covered (units a year in the best exchange), open, worth (what one more unit would gain).
    periods : tuple of str
    currency : str
    """

    frame: pl.DataFrame
    offers: pl.DataFrame
    needs: pl.DataFrame
    periods: tuple[str, ...]
    currency: str

    def told(self, period: str) -> str:
        """Say what is left over in a period and what the best exchange would gain.

        Raises
        ------
        WrongUse
            The plan has no such period.
        """
        if period not in self.periods:
            raise WrongUse(f"The plan has no period '{period}'; it has {', '.join(self.periods)}.")
        return sentence(self.frame, self.offers, period, self.currency)

    def __str__(self) -> str:
        """Say what is left over in the last period and what the best exchange would gain."""
        return self.told(self.periods[-1])


def matches(plan: Plan, places: Sequence[str] = ()) -> Matches:
    """Find who could use what a plan throws away or gives away, as `Plan.matches` documents.

    Parameters
    ----------
    places
        Only what is left over at these places; by default everywhere.

    Raises
    ------
    WrongUse
        The study has no such place.
    """
    plan.study.refuse_unknown_place(*places)
    by_slice, prices = plan.instance, plan.traded_prices()
    instance, made_by = of_year(by_slice), makers(plan, by_slice)
    given = offers(plan, instance).filter(pl.lit(not places) | pl.col("place").is_in(list(places)))
    given = given.with_row_index("offer")
    taken = (
        needs(plan, by_slice, prices, made_by)
        .drop_nulls("price")
        .filter((pl.col("amount") > 0) | (pl.col("taken") > 0))
    )
    taken = taken.with_row_index("need_id")
    treated = treatments(plan, instance, given, taken, prices)
    pairs = pl.concat([_direct(given, taken), _through(given, taken, treated)], how="diagonal_relaxed")
    brought = _brought(pairs, ways(plan, instance, pairs.select("period", "from", "to", commodity="sent")))
    costed = _worth_telling(_planned(plan, _costed(brought, treated), made_by))
    costed, found = _best(given, taken, costed, treated)
    left = found.offers.filter(pl.col("amount") > 0)
    met = found.needs.join(costed, left_on="need", right_on="need_id", how="semi", maintain_order="left")
    return Matches(
        _told(plan, costed, found),
        left.select("period", "slice", pl.exclude("period", "slice", "offer")),
        met.select("period", "slice", pl.exclude("period", "slice", "need")),
        tuple(plan.periods["period"]),
        plan.summary.currency,
    )


def _meet(left: pl.DataFrame, taken: pl.DataFrame, good: str) -> pl.DataFrame:
    """Pair what is offered (or made of it) with who takes that good, in the same slice unless one is of the year."""
    side = taken.select(
        "need_id", "period", "price", "taken", to="place", replaces="commodity", need="amount", user="demand",
        need_slice="slice",
    )  # fmt: skip
    joined = left.join(side, left_on=[good, "period"], right_on=["replaces", "period"])
    same = pl.col("slice") == pl.col("need_slice")
    of_year = (pl.col("slice") == WHOLE_YEAR) | (pl.col("need_slice") == WHOLE_YEAR)
    return joined.with_columns(replaces=pl.col(good)).filter(same | of_year)


def _direct(given: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """The same good, used elsewhere (or there, though it is left over)."""
    met = _meet(given.rename({"place": "from", "amount": "left_over"}), taken, "commodity")
    return met.with_columns(sent=pl.col("commodity"), makes=pl.lit(1.0), weight=pl.lit(1.0))


def _through(given: pl.DataFrame, taken: pl.DataFrame, treated: Treatments) -> pl.DataFrame:
    """A good that a process of the study makes of it, where it is left over or where the good is used."""
    left = given.rename({"place": "from", "amount": "left_over"})
    rows = left.join(treated.frame.rename({"yield": "makes"}), on=["commodity", "period"])
    met = _meet(rows, taken, "product")
    here, there = (pl.col("treated_at") == pl.col(end) for end in ("from", "to"))
    # what is treated first travels as the product, of which there is less or more
    first = pl.when(here)
    return met.filter(here | there).with_columns(
        sent=first.then("product").otherwise("commodity"), weight=first.then("makes").otherwise(1.0)
    )


def _brought(pairs: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Add what bringing costs, a unit of the by-product, and what arrives; leave out what cannot be brought."""
    way = found.rename({"commodity": "sent", "basis": "distance_basis"})
    return pairs.join(way, on=["sent", "period", "from", "to"]).with_columns(
        transport=pl.col("cost") * pl.col("weight"), **{"yield": pl.col("makes") * pl.col("kept")}
    )


_GAIN = pl.col("disposal") + pl.col("price") * pl.col("yield") - pl.col("treatment") - pl.col("transport")


def _costed(rows: pl.DataFrame, treated: Treatments) -> pl.DataFrame:
    """Add what treating costs, in a plant for as much as can pass between the two, and what a unit gains."""
    taken = pl.col("taken") / pl.col("yield")
    wanted = pl.when((pl.col("need") > 0) & pl.col("need").is_finite()).then(pl.col("need") / pl.col("yield"))
    open_end = pl.when(pl.col("need").is_infinite() & (pl.col("left_over") > 0)).then(float("inf")).otherwise(taken)
    there = pl.when(pl.col("left_over") > 0).then("left_over").otherwise(float("inf"))
    direct = rows.filter(pl.col("process").is_null()).with_columns(treatment=pl.lit(0.0))
    through = rows.filter(pl.col("process").is_not_null())
    costly = treated.with_cost(through, pl.min_horizontal(there, wanted.otherwise(open_end)), there)
    both = pl.concat([direct, costly], how="diagonal_relaxed")
    return both.with_columns(gain_a_unit=_GAIN)


def _planned(plan: Plan, rows: pl.DataFrame, made_by: pl.DataFrame) -> pl.DataFrame:
    """Add how much of the good comes there this way in the plan: what is taken there, by who made it."""
    made_by = made_by.rename({"maker": "by"})
    at = pl.coalesce("treated_at", "from")
    share = made_by.select("period", "by", "share", to="place", replaces="commodity")
    feed = made_by.select("period", "commodity", at="place", **{"from": "by", "of_feed": "share"})
    made = plan.frame("make").filter(pl.col("process").is_not_null()).filter(pl.col("value") > 0)
    made = made.rename({"place": "at", "commodity": "replaces"})
    each = made.group_by("period", "at", "replaces", "process").agg(own=pl.col("value").sum())
    by_process = each.with_columns(of_made=pl.col("own") / pl.col("own").sum().over("period", "at", "replaces"))
    joined = (
        rows.with_columns(at=at, by=at)
        .join(share, on=["period", "by", "to", "replaces"], how="left")
        .join(feed, on=["period", "commodity", "at", "from"], how="left")
        .join(by_process.drop("own"), on=["period", "at", "replaces", "process"], how="left")
    )
    treated = pl.col("of_made").fill_null(0.0) * pl.col("of_feed").fill_null(0.0)
    part = pl.when(pl.col("process").is_null()).then(1.0).otherwise(treated)
    planned = pl.col("taken") * pl.col("share").fill_null(0.0) * part
    real = pl.when(planned > ROUNDING * pl.col("taken")).then(planned).otherwise(0.0)
    return joined.with_columns(planned=real)


def _worth_telling(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep what the plan does, and of what it could do the best place to treat it."""
    best = pl.col("gain_a_unit") == pl.col("gain_a_unit").max().over("offer", "need_id", "process")
    able = (pl.col("left_over") > 0) & (pl.col("need") > 0)
    told = rows.filter((pl.col("planned") > 0) | (best & able))
    return told.unique(["offer", "need_id", "process", "treated_at"], keep="first", maintain_order=True).with_row_index(
        "line"
    )


def _best(
    given: pl.DataFrame, taken: pl.DataFrame, rows: pl.DataFrame, treated: Treatments
) -> tuple[pl.DataFrame, Exchange]:
    """Find the exchange that gains most of what is left over; give the pairs with what treating costs in it.

    A plant for a part of what could pass costs more a unit than one for all. So what is chosen is costed again, in a
    plant for as much, and the exchange sought again, until no chosen pair is dearer than it was thought to be. Costs
    only rise on the way: no gain is told that a pair would not have.
    """
    needed = taken.rename({"need_id": "need"})
    for _ in range(ROUNDS):
        able = rows.filter((pl.col("left_over") > 0) & (pl.col("need") > 0))
        pairs = able.select("line", "offer", "yield", "treatment", "transport", need="need_id")
        found = exchange(given, needed, pairs)
        chosen = found.pairs.filter(pl.col("chosen") > 0).select("line", amount="chosen")
        through = rows.join(chosen, on="line").filter(pl.col("process").is_not_null())
        again = treated.with_cost(through, pl.col("amount"), pl.col("left_over")).select("line", again="treatment")
        known = rows.join(again, on="line", how="left", maintain_order="left")
        dearer = pl.col("again") > pl.col("treatment") + ROUNDING * pl.col("treatment").abs()
        if not known.select(dearer.any()).item():
            break
        risen = known.with_columns(treatment=pl.max_horizontal("treatment", "again")).drop("again")
        rows = risen.with_columns(gain_a_unit=_GAIN)
    return rows, found


def _told(plan: Plan, rows: pl.DataFrame, found: Exchange) -> pl.DataFrame:
    """Give the table as `Matches` documents it, by period, place and what it gains."""
    chosen = found.pairs.select("line", "chosen", "covers", "gain")
    goods = plan.study.table("commodities").select("commodity", "unit").drop_nulls().unique("commodity")
    order = plan.periods.select("period", "start")
    plant = pl.col("process").is_null() | pl.col("sited")
    route = pl.col("distance_basis") != DistanceBasis.GREAT_CIRCLE.value
    could = (
        pl.when(plant & route).then(pl.lit(Could.YES.value))
        .when(plant).then(pl.lit(Could.NO_ROUTE.value))
        .when(route).then(pl.lit(Could.NO_PLANT.value))
        .otherwise(pl.lit(Could.NEITHER.value))
    )  # fmt: skip
    of_year = pl.col("slice") == WHOLE_YEAR
    currency = plan.summary.currency
    joined = (
        rows.join(chosen, on="line", how="left")
        .join(goods.rename({"commodity": "replaces", "unit": "need_unit"}), on="replaces", how="left")
        .join(order, on="period", how="left")
        .sort("start", "from", "commodity", "slice", "now", "gain_a_unit", "to", descending=[*[False] * 5, True, False])
    )
    told = joined.with_columns(
        pl.col("chosen", "covers", "gain").fill_null(0.0),
        could=could, slice=pl.when(of_year).then("need_slice").otherwise("slice"), currency=pl.lit(currency),
        money_unit=pl.format("{} / {}", pl.lit(currency), "unit"),
        disposal_saved="disposal", replaced_value=pl.col("price") * pl.col("yield"), transport_cost="transport",
        treatment_cost="treatment", treatment="process",
    )  # fmt: skip
    return told.select(pl.col(c).cast(t) for c, t in _FRAME.items())
