"""By which way a good comes to a place that wants one way only."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance
from punos.lp import Expression, Program
from punos.model.bounds import Bounds
from punos.model.operation import Operations
from punos.model.trade import Trades
from punos.model.transport import Shipping, along

HERE = ("place", "commodity", "period")
WAY = ("place", "commodity", "period", "by", "way")


@dataclass(frozen=True)
class Sourcing:
    """Ways by which goods come to places that want one.

    Attributes
    ----------
    comes
        place, commodity, period, by (``route``, ``mode`` or ``here``), way (its name; of a route with where it comes
        from): what arrives by it, is unloaded, or is made and bought there, a year.
    most
        place, commodity, period, by, way: most (units a year; `inf` where nothing bounds it).
    chosen
        place, commodity, period, by, way: 1 for the way that is taken.
    """

    comes: Expression
    most: pl.DataFrame
    chosen: Expression


def sourcing(
    instance: Instance, program: Program, limit: Bounds, run: Operations, ship: Shipping, trade: Trades
) -> Sourcing:
    """Add a yes or no for each way to a place that wants one."""
    asked = instance.trade.demands.filter("single_source").select(HERE).unique()
    handled = instance.transport.terminals.select("mode").unique()
    direct = ship.arcs.join(handled, on="mode", how="anti", nulls_equal=True)
    direct = direct.join(asked.rename({"place": "to"}), on=["to", "commodity", "period"], how="semi")
    link = pl.format("{} from {}", pl.col("route").cast(pl.String), pl.col("from").cast(pl.String)).alias("way")
    arcs = direct.with_columns(link, by=pl.lit("route")).rename({"to": "place"})
    by_route = along(arcs, 1.0 - pl.col("loss"), WAY)
    by_mode = _named(ship.unload.over(*HERE, "mode").within(asked), "mode", pl.col("mode").cast(pl.String))
    site = instance.operation.runs.select("plant", "place").unique().with_columns(one=pl.lit(1.0))
    made = run.make.times(site, "one").over(*HERE).within(asked)
    own = Expression.sum([made, trade.buy.over(*HERE).within(asked)], HERE)
    comes = Expression.sum([by_route, by_mode, _named(own, "here", pl.lit("here"))], WAY)
    goods = limit.goods.select("commodity", "period", most=pl.min_horizontal("made", "taken"))
    rows = comes.frame.select(WAY).unique().join(goods, on=["commodity", "period"], how="left").sort(WAY)
    return Sourcing(comes, rows, program.variables("source", rows.select(WAY), upper=1.0, integer=True))


def _named(expression: Expression, by: str, way: pl.Expr) -> Expression:
    frame = expression.frame.with_columns(way.alias("way"), by=pl.lit(by))
    return Expression(WAY, frame.select(*WAY, "column", "coefficient"))
