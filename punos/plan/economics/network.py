"""The transport network as a plan leaves it, as arcs on which the price of a good spreads.

A place is two nodes, where goods arrive and where they leave; between them goods pass unless the place is without
transit (Semantics 22). A mode with terminals has a stop at every place it touches: loading and unloading are arcs
with the handling cost, running on is not (Semantics 21). Routes and terminals that have to be opened count where the
plan opened them and they still work (Semantics 13, 20).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.instance.time import alive

if TYPE_CHECKING:
    from punos.plan.solved import Solved

ARRIVES, LEAVES, ON = "arrives", "leaves", "on "
NODE = ("place", "stop", "commodity", "period")
ENDS = tuple(f"{n}_{end}" for end in ("tail", "head") for n in NODE)
OPEN = 0.5
"""A yes or no of the solver counts as yes from here on."""


def price_arcs(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Arcs of every good and period.

    Returns
    -------
    place, stop, commodity, period of both ends (suffixes ``_tail``, ``_head``), cost (money a unit sent), kept (share
    that arrives), distance_km (of a route; 0 for handling and passing).
    """
    return pl.concat([_routes(plan, instance), _handling(plan, instance), _passing(instance)])


def _routes(plan: Solved, instance: Instance) -> pl.DataFrame:
    """From place to place, or from stop to stop of a mode with terminals."""
    transport = instance.transport
    works = _standing(plan, instance, transport.routes.filter("usable"), "open_route", ("route",))
    handled = transport.terminals["mode"].cast(pl.String).unique()
    arcs = names_as_text(transport.arcs).join(works, on=["route", "period"], how="semi", maintain_order="left")
    stop = pl.when(pl.col("mode").is_in(handled.implode())).then(pl.lit(ON) + pl.col("mode"))
    return arcs.select(
        *_node("tail", "from", stop.otherwise(pl.lit(LEAVES))),
        *_node("head", "to", stop.otherwise(pl.lit(ARRIVES))),
        cost="freight",
        kept=1.0 - pl.col("loss"),
        distance_km=pl.col("distance_km").fill_null(0.0),
    )


def _handling(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Into a mode and out of it."""
    yards = instance.transport.terminals.join(
        instance.transport.handling.drop("capex"), on=["place", "mode", "period"], how="left"
    )
    works = _standing(plan, instance, yards, "open_terminal", ("place", "mode"))
    goods = instance.commodities.filter(pl.col("mass").is_not_null()).select("commodity", "period", "mass")
    yards = yards.select("place", "mode", "period", "handling_cost").join(goods, on="period")
    at = names_as_text(yards).join(works, on=["place", "mode", "period"], how="semi", maintain_order="left")
    stop = pl.lit(ON) + pl.col("mode")
    cost = {"cost": pl.col("handling_cost") * pl.col("mass"), "kept": pl.lit(1.0), "distance_km": pl.lit(0.0)}
    return pl.concat(
        [
            at.select(*_node("tail", "place", pl.lit(LEAVES)), *_node("head", "place", stop), **cost),
            at.select(*_node("tail", "place", stop), *_node("head", "place", pl.lit(ARRIVES)), **cost),
        ]
    )


def _passing(instance: Instance) -> pl.DataFrame:
    """Through a place with transit."""
    goods = instance.commodities.filter(pl.col("mass").is_not_null()).select("commodity", "period")
    places = names_as_text(instance.places.filter("transit").select("place", "period").join(goods, on="period"))
    tail, head = _node("tail", "place", pl.lit(ARRIVES)), _node("head", "place", pl.lit(LEAVES))
    return places.select(*tail, *head, cost=pl.lit(0.0), kept=pl.lit(1.0), distance_km=pl.lit(0.0))


def _node(end: str, place: str, stop: pl.Expr) -> list[pl.Expr]:
    columns = (pl.col(place), stop, pl.col("commodity"), pl.col("period"))
    return [column.alias(f"{name}_{end}") for name, column in zip(NODE, columns, strict=True)]


def _standing(
    plan: Solved, instance: Instance, frame: pl.DataFrame, block: str, keys: tuple[str, ...]
) -> pl.DataFrame:  # fmt: skip
    """Where a route or terminal with any capacity stands: by itself, or opened by the plan and still alive."""
    usable = names_as_text(frame.filter(pl.col("capacity") > 0))
    index = [*keys, "period"]
    stands = usable.filter(pl.col("capex").is_null()).select(index)
    if block not in plan.choices:
        return stands
    opened = plan.choices[block].filter(pl.col("value") > OPEN).select(*keys, vintage="period")
    lives = usable.select(*keys, pl.col("period").alias("vintage"), "lifetime")
    periods = names_as_text(instance.periods)
    works = alive(opened.join(lives, on=[*keys, "vintage"]), periods)
    later = usable.filter(pl.col("capex").is_not_null()).join(works, on=index, how="semi").select(index)
    return pl.concat([stands, later])
