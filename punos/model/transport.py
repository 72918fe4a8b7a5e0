"""Variables of transport: shipping, loading, opening routes and terminals (Semantics 20-22)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from punos.instance.instance import Instance
from punos.instance.time import alive
from punos.lp import Expression, Program
from punos.model.bounds import GOOD, Bounds

ARC = ("route", "from", "to", "mode", "commodity")
"""Labels of what is shipped, beside those of time."""


@dataclass(frozen=True)
class Shipping:
    """Expressions of transport, a year; in a study with slices all but the openings have the label slice too.

    Attributes
    ----------
    arcs
        The rows of ``Transport.arcs`` over which something can move at all, with the ``column`` of `ship`.
    ship
        route, from, to, mode, commodity, period: sent (commodity units).
    load, unload
        place, mode, commodity, period: goods put into and taken out of a mode with terminals.
    depart, arrive
        place, commodity, period: what leaves a place by any mode, what arrives (after losses).
    open_route, open_terminal
        route, period · place, mode, period: 1 where opened, in the period in which it first works.
    route_works, terminal_works
        route, vintage, period · place, mode, vintage, period with ``works`` = 1.
    """

    arcs: pl.DataFrame
    ship: Expression
    load: Expression
    unload: Expression
    depart: Expression
    arrive: Expression
    open_route: Expression
    open_terminal: Expression
    route_works: pl.DataFrame
    terminal_works: pl.DataFrame


def shipping(instance: Instance, program: Program, limit: Bounds) -> Shipping:
    """Add the variables of transport."""
    moving = limit.goods.filter((pl.col("made") > 0) & (pl.col("taken") > 0)).select(GOOD)
    arcs = instance.transport.arcs.join(moving, on=GOOD, how="semi", maintain_order="left")
    ship = program.variables("ship", arcs.select(instance.at(*ARC)))
    block = program.blocks["ship"]
    arcs = arcs.with_columns(column=pl.Series(block.first + block.positions(arcs, "ship").astype(np.int32)))
    handled = instance.transport.terminals.select("mode").unique()
    load, unload = _terminals(instance, program, arcs)
    direct = arcs.join(handled, on="mode", how="anti", nulls_equal=True)
    sent = along(direct, pl.lit(1.0), instance.at("from", "commodity")).rename(**{"from": "place"})
    kept = along(direct, 1.0 - pl.col("loss"), instance.at("to", "commodity")).rename(to="place")
    here = instance.at("place", "commodity")
    open_route, route_works = _openings(instance, program, instance.transport.routes, "route", ("route",))
    open_terminal, terminal_works = _openings(
        instance, program, instance.transport.terminals, "terminal", ("place", "mode")
    )
    return Shipping(
        arcs=arcs,
        ship=ship,
        load=load,
        unload=unload,
        depart=Expression.sum([sent, load.over(*here)], here),
        arrive=Expression.sum([kept, unload.over(*here)], here),
        open_route=open_route,
        open_terminal=open_terminal,
        route_works=route_works,
        terminal_works=terminal_works,
    )  # fmt: skip


def along(arcs: pl.DataFrame, coefficient: pl.Expr, index: tuple[str, ...]) -> Expression:
    """What is shipped times a figure of its arc, over some labels; ``arcs`` is `Shipping.arcs` or a part of it.

    The figures stand beside the solver's columns, so that no join over the largest table of the model is needed.
    """
    return Expression(index, arcs.select(*index, "column", coefficient=coefficient.cast(pl.Float64)))


def _terminals(instance: Instance, program: Program, arcs: pl.DataFrame) -> tuple[Expression, Expression]:
    """Goods can be loaded and unloaded at every terminal of the mode for whatever the mode carries."""
    carried = arcs.select(instance.at("mode", "commodity")).unique()
    stops = instance.transport.terminals.select("place", "mode", "period").join(carried, on=["mode", "period"])
    index = stops.select(instance.at("place", "mode", "commodity"))
    return program.variables("load", index), program.variables("unload", index)


def _openings(
    instance: Instance, program: Program, frame: pl.DataFrame, what: str, key: tuple[str, ...]
) -> tuple[Expression, pl.DataFrame]:
    """A route or terminal with a capex has to be opened; it works until the end of its lifetime."""
    candidates = frame.filter(pl.col("capex").is_not_null())
    if "usable" in candidates.columns:
        candidates = candidates.filter("usable")
    index = (*key, "period")
    opened = program.variables(f"open_{what}", candidates.select(index), upper=1.0, integer=True)
    vintages = candidates.select(*key, pl.col("period").alias("vintage"), "lifetime")
    works = alive(vintages, instance.periods).drop("lifetime").with_columns(works=pl.lit(1.0))
    return opened, works
