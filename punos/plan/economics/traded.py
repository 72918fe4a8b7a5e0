"""Traded prices: what a good costs to import to a place, or earns in export from it (Semantics 39)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.plan.economics.kinds import Parity
from punos.plan.economics.network import ARRIVES, ENDS, LEAVES, NODE, price_arcs
from punos.plan.economics.spread import spread_prices
from punos.tables.trade import DemandKind

if TYPE_CHECKING:
    from punos.plan.solved import Solved

HERE = ("place", "commodity", "period")
TRACE = 1e-6
"""Amounts below this are the solver's rounding, not trade."""


def traded_prices(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Import and export price of every good at every place, as `Plan.traded_prices` documents."""
    arcs = price_arcs(plan, instance)
    offers, bids = supply_curves(plan, instance), demand_curves(plan, instance)
    nodes = pl.concat(
        [
            *(arcs.select(pl.col(f"{n}_{end}").alias(n) for n in NODE) for end in ("tail", "head")),
            *(_at_place(seeds).select(NODE) for seeds in (offers, bids)),
        ]
    ).unique()
    nodes = nodes.sort(NODE)
    longest = nodes.select("place", "stop").n_unique()
    arcs = arcs.sort(ENDS)
    bought = spread_prices(nodes, arcs, _at_place(offers), outward=False, longest=longest)
    sold = spread_prices(nodes, arcs, _at_place(bids), outward=True, longest=longest)
    known = _place_price(bought, outward=False).join(_place_price(sold, outward=True), on=HERE)
    return _finished(plan, instance, _with_attributes(known, instance))


def supply_curves(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Price of what can be bought at a place; several supplies of a good are one curve.

    Returns
    -------
    place, commodity, period, price (the average of what the plan buys there, the cheapest if it buys nothing), source
    (the supply it buys most from, or the cheapest).
    """
    some = (pl.col("capacity") > 0) & (pl.col("reserve").fill_null(float("inf")) > 0)
    offered = names_as_text(instance.trade.supplies.filter(some))
    taken = plan.frame("buy").group_by("supply", "period").agg(amount=pl.col("value").sum())
    return _curve(offered.join(taken, on=["supply", "period"], how="left"), "supply", falling=False)


def demand_curves(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Price at which a good can be sold at a place; several may-demands of a good are one curve.

    An attribute that is demanded pays for the goods that hold it (Semantics 28): all contents of a unit at once,
    those in surplus nothing.

    Returns
    -------
    place, commodity, period, price (the average of what the plan sells there, the best if it sells nothing), source.
    """
    asked = names_as_text(instance.trade.demands)
    asked = asked.filter((pl.col("kind") == DemandKind.MAY.value) & (pl.col("quantity") > 0))
    given = plan.frame("sell").group_by("demand", "period").agg(amount=pl.col("value").sum())
    own = _curve(asked.join(given, on=["demand", "period"], how="left"), "demand", falling=True)
    contents = names_as_text(instance.trade.contents)
    held = contents.join(own.rename({"commodity": "attribute"}), on=["attribute", "period"], how="inner")
    worth = pl.col("quantity") * pl.max_horizontal("price", 0.0)
    paid = held.group_by(HERE).agg(price=worth.sum(), source=pl.col("source").sort_by(worth).last())
    return pl.concat([own, paid]).sort(HERE)


def _curve(rows: pl.DataFrame, name: str, *, falling: bool) -> pl.DataFrame:
    amount = pl.when(pl.col("amount") > TRACE).then("amount").otherwise(0.0)
    best = pl.col("price").max() if falling else pl.col("price").min()
    first = pl.col(name).sort_by("price", name, descending=[falling, False]).first()
    steps = rows.with_columns(amount.alias("amount")).group_by(HERE)
    curve = steps.agg(
        total=pl.col("amount").sum(),
        paid=(pl.col("amount") * pl.col("price")).sum(),
        best=best,
        first=first,
        most=pl.col(name).sort_by("amount", name).last(),
    )
    used = pl.col("total") > 0
    return curve.select(
        *HERE,
        price=pl.when(used).then(pl.col("paid") / pl.col("total")).otherwise("best"),
        source=pl.when(used).then("most").otherwise("first"),
    ).sort(HERE)


def _at_place(seeds: pl.DataFrame) -> pl.DataFrame:
    """What is traded at a place can be used there, and can leave it even where nothing passes."""
    both = [seeds.with_columns(stop=pl.lit(stop)) for stop in (ARRIVES, LEAVES)]
    return pl.concat(both).select(*NODE, "price", "source")


def _place_price(spread: pl.DataFrame, *, outward: bool) -> pl.DataFrame:
    """The better of what arrives at a place and what leaves it."""
    price, source = ("export_price", "demand") if outward else ("import_price", "supply")
    at = spread.filter(pl.col("stop").is_in([ARRIVES, LEAVES]))
    best = at.sort(*HERE, "price", descending=[False, False, False, outward], nulls_last=True)
    return best.unique(HERE, keep="first", maintain_order=True).select(
        *HERE, pl.col("price").alias(price), pl.col("source").alias(source)
    )


def _with_attributes(known: pl.DataFrame, instance: Instance) -> pl.DataFrame:
    """An attribute costs as much as the cheapest good that holds it, where recipes use it."""
    runs = instance.operation.runs.select("process", "plant", "period", "place")
    flows = instance.operation.flows.join(runs, on=["process", "plant", "period"])
    touched = names_as_text(flows.select(HERE).unique())
    every = pl.concat([known.select(HERE), touched]).unique().join(known, on=HERE, how="left")
    contents = names_as_text(instance.trade.contents.filter(pl.col("quantity") > 0))
    wanted = touched.rename({"commodity": "attribute"}).join(contents, on=["attribute", "period"])
    held = wanted.join(known.select(*HERE, "import_price", "supply"), on=HERE).drop_nulls("import_price")
    price = pl.col("import_price") / pl.col("quantity")
    cheapest = held.group_by("place", pl.col("attribute").alias("commodity"), "period").agg(
        held_price=price.min(), held_supply=pl.col("supply").sort_by(price).first()
    )
    return every.join(cheapest, on=HERE, how="left").select(
        *HERE,
        pl.coalesce("import_price", "held_price").alias("import_price"),
        pl.coalesce("supply", "held_supply").alias("supply"),
        "export_price",
        "demand",
    )


def trade_status(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Whether the plan sells a good out of the region, and whether it buys any: commodity, period, sold, bought."""
    may = names_as_text(instance.trade.demands.filter(pl.col("kind") == DemandKind.MAY.value)).select(
        "demand", "period"
    )
    contents = names_as_text(instance.trade.contents).select("commodity", "attribute", "period")
    wanted = plan.frame("sell").join(may, on=["demand", "period"], how="semi").filter(pl.col("value") > TRACE)
    held = wanted.rename({"commodity": "attribute"}).join(contents, on=["attribute", "period"])
    handed = plan.frame("use").filter(pl.col("process").is_null() & (pl.col("value") > TRACE))
    handed = handed.join(held.select("place", "commodity", "period").unique(), on=HERE, how="semi")
    sold = pl.concat([f.select("commodity", "period") for f in (wanted, handed)]).unique()
    bought = plan.frame("buy").filter(pl.col("value") > TRACE).select("commodity", "period").unique()
    return (
        pl.concat([sold, bought])
        .unique()
        .join(sold.with_columns(sold=True), on=["commodity", "period"], how="left")
        .join(bought.with_columns(bought=True), on=["commodity", "period"], how="left")
        .with_columns(pl.col("sold", "bought").fill_null(value=False))
    )


def _finished(plan: Solved, instance: Instance, prices: pl.DataFrame) -> pl.DataFrame:
    """Which of the two prices counts for who makes the good and for who uses it."""
    status = trade_status(plan, instance)
    joined = prices.join(status, on=["commodity", "period"], how="left")
    sold, bought = (pl.col(n).fill_null(value=False) for n in ("sold", "bought"))
    units = names_as_text(instance.commodities).select("commodity", "period", goods_unit="unit")
    unit = pl.format("{} / {}", pl.lit(plan.summary.currency), pl.col("goods_unit"))
    based = joined.join(units, on=["commodity", "period"], how="left").with_columns(
        product_basis=_basis(sold), input_basis=_basis(sold & ~bought), unit=unit
    )
    order = names_as_text(instance.periods).select("period", "start")
    return (
        based.join(order, on="period")
        .sort("start", "place", "commodity")
        .select(
            "period", "place", "commodity", "import_price", "supply", "export_price", "demand",
            _chosen("product").alias("product_price"), "product_basis",
            _chosen("input").alias("input_price"), "input_basis", "unit",
        )
    )  # fmt: skip


def _basis(exported: pl.Expr) -> pl.Expr:
    """Export where the good is exported, else import; where that has no price, the other; else blank."""
    export, imports = pl.col("export_price").is_not_null(), pl.col("import_price").is_not_null()
    return (
        pl.when(export & (exported | ~imports))
        .then(pl.lit(Parity.EXPORT.value))
        .when(imports)
        .then(pl.lit(Parity.IMPORT.value))
    )


def _chosen(side: str) -> pl.Expr:
    basis = pl.col(f"{side}_basis")
    return (
        pl.when(basis == Parity.EXPORT.value)
        .then("export_price")
        .when(basis == Parity.IMPORT.value)
        .then("import_price")
    )
