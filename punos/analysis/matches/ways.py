"""Ways between places: the cheapest over the routes of a plan, or as the crow flies where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from punos.instance.distance import distance
from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.plan.economics.network import ARRIVES, ENDS, LEAVES, price_arcs

if TYPE_CHECKING:
    from punos.plan.plan import Plan

DETOUR = 1.25
"""Roads and rails are longer than the great circle by about this factor (mean of those of the Finnish study)."""


Codes = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


class DistanceBasis(StrEnum):
    """Where a distance comes from."""

    SAME_PLACE = "same place"
    ROUTES = "routes of the study"
    GREAT_CIRCLE = "great circle x 1.25"


_WAY = {
    "commodity": pl.String, "period": pl.String, "from": pl.String, "to": pl.String, "cost": pl.Float64,
    "kept": pl.Float64, "distance_km": pl.Float64, "basis": pl.String,
}  # fmt: skip


def ways(plan: Plan, instance: Instance, wanted: pl.DataFrame) -> pl.DataFrame:
    """Give the cheapest way of a good from one place to another.

    Over routes and terminals that stand or that the plan opened, with handling and losses; their limits are not looked
    at. Where no route leads there, the great circle times `DETOUR`, at the cost of the cheapest mode that needs no
    terminal (of all modes, if each does). A good without mass goes nowhere.

    Parameters
    ----------
    instance
        Of the plan, slices put together.
    wanted
        commodity, period, from, to.

    Returns
    -------
    The rows of `wanted` that can be reached: cost (money a unit sent), kept (share that arrives), distance_km, basis.
    """
    asked = wanted.select("commodity", "period", "from", "to").unique().sort("commodity", "period", "from", "to")
    here = asked.filter(pl.col("from") == pl.col("to")).with_columns(
        cost=pl.lit(0.0), kept=pl.lit(1.0), distance_km=pl.lit(0.0), basis=pl.lit(DistanceBasis.SAME_PLACE.value)
    )
    away = asked.filter(pl.col("from") != pl.col("to"))
    arcs = price_arcs(plan, instance).filter(pl.col("kept") > 0)
    by_route = pl.concat([pl.DataFrame(schema=_WAY), *_by_routes(away, arcs)])
    rest = away.join(by_route, on=["commodity", "period", "from", "to"], how="anti")
    return pl.concat([f.select(_WAY.keys()) for f in (here, by_route, _as_the_crow_flies(plan, instance, rest))])


def _by_routes(away: pl.DataFrame, arcs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Give the cheapest ways, one good and period after the other: networks differ between them."""
    for (good, period), asked in away.group_by("commodity", "period", maintain_order=True):
        own = arcs.filter(pl.col("commodity_tail") == good, pl.col("period_tail") == period)
        if own.height:
            yield _shortest(own, asked)


def _shortest(arcs: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Give the cheapest ways in one network, with what is kept and how far it is along them."""
    # of two routes between the same stops the cheaper one is taken
    best = arcs.sort("cost", "distance_km", *ENDS).unique(ENDS, keep="first", maintain_order=True)
    ends = {end: best.select(place=f"place_{end}", stop=f"stop_{end}") for end in ("tail", "head")}
    nodes = pl.concat(ends.values()).unique(maintain_order=True).with_row_index("node")
    size = nodes.height
    tail, head = (_codes(ends[end], nodes) for end in ("tail", "head"))
    start = asked.join(nodes.filter(pl.col("stop") == LEAVES), left_on="from", right_on="place").rename(
        {"node": "start"}
    )
    rows = start.join(nodes.filter(pl.col("stop") == ARRIVES), left_on="to", right_on="place").rename({"node": "end"})
    if rows.is_empty():
        return pl.DataFrame(schema=_WAY)
    graph = csr_matrix((best["cost"].to_numpy(), (tail, head)), shape=(size, size))
    starts, line = np.unique(rows["start"].to_numpy(), return_inverse=True)
    costs, before = dijkstra(graph, indices=starts, return_predecessors=True)
    end = rows["end"].to_numpy().astype(np.int64)
    cost = costs[line, end]
    reached = np.isfinite(cost)
    kept, far = _along(before[line], starts[line], np.where(reached, end, starts[line]), best, tail * size + head)
    told = rows.with_columns(
        pl.Series("cost", cost), pl.Series("kept", kept), pl.Series("distance_km", far),
        basis=pl.lit(DistanceBasis.ROUTES.value),
    )  # fmt: skip
    return told.filter(pl.Series(reached)).select(_WAY.keys())


def _codes(ends: pl.DataFrame, nodes: pl.DataFrame) -> Codes:
    joined = ends.join(nodes, on=["place", "stop"], how="left", maintain_order="left")
    return joined["node"].to_numpy().astype(np.int64)


def _along(before: Codes, start: Codes, node: Codes, arcs: pl.DataFrame, keys: Codes) -> tuple[Numbers, Numbers]:
    """Follow all ways back to their starts, a step at a time: the share that is kept, and the kilometres."""
    size, line = before.shape[1], np.arange(len(node))
    order = np.argsort(keys)
    shares, lengths = arcs["kept"].to_numpy()[order], arcs["distance_km"].to_numpy()[order]
    kept, far = np.ones(len(node)), np.zeros(len(node))
    while (on := node != start).any():
        last = np.where(on, before[line, node], node)
        arc = np.searchsorted(keys[order], last[on] * size + node[on])
        kept[on] *= shares[arc]
        far[on] += lengths[arc]
        node = last
    return kept, far


def _as_the_crow_flies(plan: Plan, instance: Instance, asked: pl.DataFrame) -> pl.DataFrame:
    """Give the great circle where no route leads, at the cost of the cheapest mode."""
    places = plan.study.table("places").group_by("place").agg(pl.col("lat", "lon").drop_nulls().first())
    rate = _cheapest_mode(plan)
    goods = names_as_text(instance.commodities).select("commodity", "period", "mass").drop_nulls()
    ends = asked.join(goods, on=["commodity", "period"])
    for end in ("from", "to"):
        ends = ends.join(places.rename({"place": end, "lat": f"lat_{end}", "lon": f"lon_{end}"}), on=end, how="left")
    ends = ends.drop_nulls()
    if rate is None or ends.is_empty():
        return pl.DataFrame(schema=_WAY)
    points = [ends.select(f"lon_{end}", f"lat_{end}").to_numpy() for end in ("from", "to")]
    told = ends.with_columns(pl.Series("distance_km", distance(points[0], points[1]) * DETOUR))
    return told.with_columns(
        cost=pl.col("distance_km") * pl.col("mass") * rate,
        kept=pl.lit(1.0),
        basis=pl.lit(DistanceBasis.GREAT_CIRCLE.value),
    )


def _cheapest_mode(plan: Plan) -> float | None:
    """Give the least cost a mass unit and kilometre: of modes that run from door to door, else of all."""
    modes = plan.study.table("modes").drop_nulls("cost_per_tkm")
    doors = modes.join(plan.study.table("terminals"), on="mode", how="anti")
    rates = (doors if doors.height else modes)["cost_per_tkm"].to_list()
    return min(rates) if rates else None
