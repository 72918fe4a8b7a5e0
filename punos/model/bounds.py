"""How much of each good and activity there can be at most: what makes forcing rows tight.

Balances are equalities, so what is made of a good that may not be thrown away is also sold or used, and what is
used is made or bought. From demands, supplies and capacities these bounds spread through the recipes; every step
only uses balances, so no plan is cut off. A good that is lost on some route, may wait in stock, or whose demand is in
an attribute, has no such bound.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance

ROUNDS = 12
"""Longest chain of recipes along which a bound spreads; stopping early leaves a looser bound, never a wrong one."""

GOOD = ("commodity", "period")
RUN = ("process", "plant", "period")
INF = float("inf")


@dataclass(frozen=True)
class Bounds:
    """Upper bounds, `inf` where there is none.

    Attributes
    ----------
    runs
        process, plant, period: most (units of activity a year).
    goods
        commodity, period: made (what can be made and bought, units a year), taken (what can be used and sold).
    flows
        process, plant, period, commodity: quantity and least (a unit of activity, the most and the least in any slice).
    """

    runs: pl.DataFrame
    goods: pl.DataFrame
    flows: pl.DataFrame


def bounds(instance: Instance) -> Bounds:
    """Spread the limits of demands, supplies and capacities through the recipes."""
    runs = _by_capacity(instance)
    flows = _of_year(instance)
    bought = _total(instance.trade.supplies, "capacity")
    sold = _total(instance.trade.demands, "quantity")
    leaky, free = _leaky(instance), _may_vanish(instance)
    goods = _goods(instance, runs, flows, bought, sold, leaky)
    for _ in range(ROUNDS):
        tighter = _tighten(runs, flows, goods, free)
        if tighter.equals(runs):
            break
        runs = tighter
        goods = _goods(instance, runs, flows, bought, sold, leaky)
    return Bounds(runs, goods, flows)


def _of_year(instance: Instance) -> pl.DataFrame:
    """Flows a unit of activity: the most in any slice, for what there can be of a good, and the least.

    Where an activity does without a flow in some slice, the least is nothing.
    """
    slices = instance.operation.runs.group_by(RUN).agg(slices=pl.len())
    per = instance.operation.flows.with_columns(amount=pl.col("quantity").abs(), into=pl.col("quantity") > 0)
    range_ = per.group_by(*RUN, "commodity", "into").agg(
        most=pl.col("amount").max(), least=pl.col("amount").min(), spoken=pl.len()
    )
    sign = pl.when("into").then(1.0).otherwise(-1.0)
    always = pl.col("spoken") == pl.col("slices")
    return range_.join(slices, on=RUN, how="left").select(
        *RUN, "commodity", quantity=sign * pl.col("most"),
        least=sign * pl.when(always).then(pl.col("least")).otherwise(0.0),
    )  # fmt: skip


def _by_capacity(instance: Instance) -> pl.DataFrame:
    """Most activity by the capacity that stands or can be built at all (over all vintages of the study)."""
    frame = instance.plants.frame
    each = pl.min_horizontal("max_opening", "max_build").alias("each")
    vintages = pl.when("buildable").then(each).otherwise(0.0)
    most = frame.with_columns(vintage=vintages).with_columns(total=pl.col("vintage").sum().over("plant"))
    capped = pl.max_horizontal("existing", "max_capacity")
    most = (
        most.join(_gained(instance), on="plant", how="left")
        .with_columns(total=pl.col("total") + pl.col("gained").fill_null(0.0))
        .with_columns(stands=pl.min_horizontal(pl.col("existing") + pl.col("total"), capped))
    ).select(pl.col("plant").alias("used"), "period", room=_times_or_nothing(pl.col("stands"), pl.col("availability")))
    takes = instance.operation.uses.group_by(*RUN, "used").agg(pl.col("capacity_use").min(), spoken=pl.len())
    slices = instance.operation.runs.group_by(RUN).agg(slices=pl.len())
    takes = takes.join(slices, on=RUN, how="left").filter(pl.col("spoken") == pl.col("slices"))
    uses = takes.join(most, on=["used", "period"], how="left", maintain_order="left")
    limit = (
        uses.filter(pl.col("capacity_use") > 0).group_by(RUN).agg(most=(pl.col("room") / pl.col("capacity_use")).min())
    )
    runs = instance.operation.runs.select(RUN).unique(maintain_order=True)
    said = instance.operation.runs.group_by(RUN).agg(said=pl.col("max_activity").max())
    held = runs.join(limit, on=RUN, how="left", maintain_order="left").join(said, on=RUN, how="left")
    return held.select(*RUN, most=pl.min_horizontal(pl.col("most").fill_null(INF), "said"))


def _gained(instance: Instance) -> pl.DataFrame:
    """plant, gained: most capacity that a plant can gain by conversion, each of its sources once."""
    sources = instance.conversions.group_by("to", "plant").agg(size=(pl.col("existing") * pl.col("yield")).max())
    return sources.group_by(pl.col("to").alias("plant")).agg(gained=pl.col("size").sum())


def _times_or_nothing(amount: pl.Expr, share: pl.Expr) -> pl.Expr:
    """Amount x share, where no share of an unlimited amount is nothing."""
    return pl.when(share == 0).then(0.0).otherwise(amount * share)


def _total(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    return frame.group_by(GOOD).agg(total=pl.col(column).sum())


def _leaky(instance: Instance) -> pl.DataFrame:
    """Goods whose amount made and taken may differ: lost on a route, in stock, yielding attributes, or one."""
    contents = instance.trade.contents
    lost = instance.transport.arcs.filter(pl.col("loss") != 0)
    return pl.concat(
        [
            lost.select("commodity"),
            instance.stocks.select("commodity"),
            contents.select("commodity"),
            contents.select(pl.col("attribute").alias("commodity")),
        ]
    ).unique()


def _may_vanish(instance: Instance) -> pl.DataFrame:
    """Goods whose surplus may leave: what is made need not be taken."""
    goods = instance.commodities.filter(pl.col("disposal_cost").is_not_null()).select("commodity")
    return goods.unique()


def _goods(
    instance: Instance, runs: pl.DataFrame, flows: pl.DataFrame, bought: pl.DataFrame, sold: pl.DataFrame,
    leaky: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    active = flows.join(runs, on=RUN, how="left")
    amount = pl.col("quantity").abs() * pl.col("most")
    made = active.filter(pl.col("quantity") > 0).group_by(GOOD).agg(made=amount.sum())
    used = active.filter(pl.col("quantity") < 0).group_by(GOOD).agg(used=amount.sum())
    goods = (
        instance.commodities.select(GOOD)
        .join(made, on=GOOD, how="left")
        .join(used, on=GOOD, how="left")
        .join(bought.rename({"total": "bought"}), on=GOOD, how="left")
        .join(sold.rename({"total": "sold"}), on=GOOD, how="left")
        .with_columns(pl.col("made", "used", "bought", "sold").fill_null(0.0))
    )
    summed = goods.select(*GOOD, made=pl.col("made") + pl.col("bought"), taken=pl.col("used") + pl.col("sold"))
    unsure = leaky.with_columns(leaks=pl.lit(True))
    return (
        summed.join(unsure, on="commodity", how="left")
        .with_columns(pl.when("leaks").then(INF).otherwise(pl.col(c)).alias(c) for c in ("made", "taken"))
        .drop("leaks")
    )


def _tighten(runs: pl.DataFrame, flows: pl.DataFrame, goods: pl.DataFrame, free: pl.DataFrame) -> pl.DataFrame:
    """Inputs must be made or bought; outputs that may not be thrown away must be taken."""
    active = flows.join(goods, on=GOOD, how="left")
    by_input = active.filter(pl.col("quantity") < 0).select(*RUN, limit=pl.col("made") / -pl.col("least"))
    by_output = (
        active.filter(pl.col("quantity") > 0)
        .join(free, on="commodity", how="anti")
        .select(*RUN, limit=pl.col("taken") / pl.col("least"))
    )
    limits = pl.concat([by_input, by_output]).filter(~pl.col("limit").is_nan())
    least = limits.group_by(RUN).agg(pl.col("limit").min())
    return (
        runs.join(least, on=RUN, how="left", maintain_order="left")
        .with_columns(most=pl.min_horizontal("most", "limit"))
        .drop("limit")
    )
