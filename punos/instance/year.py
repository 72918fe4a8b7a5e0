"""An instance seen over the year: what economics and other readers that know no slices look at."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from punos.instance.instance import Instance


def of_year(instance: Instance) -> Instance:
    """The instance with its slices put together; itself, if it has none.

    Amounts of slices (capacities, quantities) are added up; prices, costs and recipes are the mean over the year, each
    slice with its share.
    """
    if not instance.slices.any:
        return instance
    slices = instance.slices
    trade, transport, run = instance.trade, instance.transport, instance.operation

    def together(
        frame: pl.DataFrame, keys: tuple[str, ...], added: tuple[str, ...], mean: tuple[str, ...]
    ) -> pl.DataFrame:
        shared = frame.join(slices.shares, on="slice", how="left", maintain_order="left")
        share = pl.col("share")
        rest = [c for c in frame.columns if c not in {*keys, *added, *mean, "slice"}]
        weighted = [((pl.col(m) * share).sum() / share.filter(pl.col(m).is_not_null()).sum()).alias(m) for m in mean]
        filled = [pl.when(pl.col(m).is_not_nan()).then(pl.col(m)) for m in mean]  # a mean of nothing is nothing
        grouped = shared.group_by(keys, maintain_order=True).agg(
            *(pl.col(r).first() for r in rest), *(pl.col(a).sum() for a in added), *weighted
        )
        return grouped.with_columns(filled).select(c for c in frame.columns if c != "slice")

    def year_rows(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(slices.is_year()).drop("slice")

    stocks = instance.stocks.filter(slices.is_year()).drop("slice", "before_slice")
    nothing = slices.frame.clear()
    keys = ("process", "plant", "period")
    return replace(
        instance,
        operation=replace(
            run,
            runs=together(run.runs, keys, (), ("variable_cost",)),
            uses=together(run.uses, (*keys, "used"), (), ("capacity_use",)),
            flows=together(run.flows, (*keys, "commodity"), (), ("quantity",)),
        ),
        trade=replace(
            trade,
            supplies=together(trade.supplies, ("supply", "period"), ("capacity",), ("price",)),
            demands=together(trade.demands, ("demand", "period"), ("quantity",), ("price", "shortfall_cost")),
        ),
        transport=replace(
            transport,
            limits=year_rows(transport.limits),
            handling=year_rows(transport.handling),
            arcs=together(
                transport.arcs, ("route", "from", "to", "mode", "commodity", "period"), (), ("freight", "loss")
            ),
        ),
        plants=replace(instance.plants, available=instance.plants.frame.select("plant", "period", "availability")),
        stocks=stocks,
        slices=replace(slices, frame=nothing, goods=slices.goods.clear(), technologies=slices.technologies.clear()),
    )
