"""What only plants yet to be opened can make leaves a place only once one of them is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.chosen import chosen_plants, openings_that_work
from punos.model.registry import constraint
from punos.model.transport import ARC, along

if TYPE_CHECKING:
    from punos.model.model import Model

RUN = ("process", "plant", "period")
HERE = ("place", "commodity", "period")
WAY = (*ARC, "period")
INF = float("inf")


@constraint(
    sentence="What only plants yet to be opened can make leaves a place only once one of them is opened.",
    unit="commodity unit / year",
    tables=("technologies", "routes", "demands"),
)
def leaving_needs_opening(model: Model) -> None:
    """ship <= sum over the makers at its start of min(most taken, most made) x openings that still work.

    On every way from a place where a good comes from such makers alone to a place where it ends. ``most taken`` is what
    is asked for and used there, over 1 - loss. The rows follow from the others; they make the relaxation tight where
    many customers share a plant, which is what branch and bound lives on.
    """
    chosen = chosen_plants(model)
    if chosen.is_empty() or (makers := _makers(model, chosen)).is_empty():
        return
    ends = _ends(model)
    arcs = model.transport.arcs.group_by(WAY, maintain_order=True).agg(pl.col("loss").max())
    ways = arcs.join(ends.rename({"place": "to"}), on=["to", "commodity", "period"])
    ways = ways.with_columns(most=pl.col("taken") / (1.0 - pl.col("loss")))
    ways = ways.join(makers.rename({"place": "from"}), on=["from", "commodity", "period"])
    # A way that takes all that a maker can make is held by the maker's own rows.
    ways = ways.filter((pl.col("most") > 0) & (pl.col("most") < pl.col("made")).any().over(WAY))
    if ways.is_empty():
        return
    most = ways.select(*WAY, "plant", most=pl.min_horizontal("most", "made"))
    allowed = openings_that_work(model).times(most, "most", on=["plant", "period"]).over(*WAY)
    rows = most.select(WAY).unique()
    # in a study with slices all of a year's together, as the most that can be made and taken is of the year
    sent = along(model.transport.arcs.join(rows, on=WAY, how="semi", nulls_equal=True), pl.lit(1.0), WAY)
    model.program.constraint("leaving_needs_opening", rows, Expression.sum([sent, -allowed], WAY), upper=0.0)


def _makers(model: Model, chosen: pl.DataFrame) -> pl.DataFrame:
    """place, commodity, period, plant, made: makers of a good that can be there in no other way."""
    instance, ship = model.instance, model.transport
    flows = _flows(model).filter(pl.col("quantity") > 0)
    made = flows.group_by(*HERE, "plant").agg(made=(pl.col("quantity") * pl.col("most")).sum())
    others = made.join(chosen, on="plant", how="anti")
    elsewhere = [
        others.select(HERE),
        instance.trade.supplies.select(HERE),
        instance.stocks.select(HERE),
        ship.arcs.select(pl.col("to").alias("place"), "commodity", "period"),
        ship.unload.frame.select(HERE),
    ]
    return made.join(pl.concat(elsewhere), on=HERE, how="anti")


def _ends(model: Model) -> pl.DataFrame:
    """place, commodity, period, taken: where a good is used or sold within a limit and cannot go on."""
    instance, ship = model.instance, model.transport
    sold = instance.trade.demands.select(*HERE, taken="quantity")
    flows = _flows(model).filter(pl.col("quantity") < 0)
    used = flows.select(*HERE, taken=-pl.col("quantity") * pl.col("most"))
    onward = [
        ship.arcs.select(pl.col("from").alias("place"), "commodity", "period"),
        ship.load.frame.select(HERE),
        instance.stocks.select(HERE),
        model.trade.deliver.frame.select(HERE),
        model.trade.discard.frame.select(HERE),
    ]
    taken = pl.concat([sold, used]).group_by(HERE).agg(pl.col("taken").sum())
    return taken.join(pl.concat(onward), on=HERE, how="anti").filter(pl.col("taken") < INF)


def _flows(model: Model) -> pl.DataFrame:
    """process, plant, period, place, commodity, quantity (the most in any slice), most (activity a year)."""
    where = model.instance.operation.runs.select("plant", "place").unique()
    return model.sizes.bounds.flows.join(where, on="plant").join(model.sizes.bounds.runs, on=RUN)
