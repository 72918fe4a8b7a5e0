"""Where goods come from: shares of countries of origin through the chain.

Nobody can tell one tonne from another in a heap, so goods mix in proportion: what leaves a place has the origins of
all that came there (bought, arrived, made), what leaves a stop of a train or ship those of all that came on. A
product has the origins of its inputs, weighted by mass; utilities and services (water, oxygen, steam) do not make a
product what it is and do not count. A good that is made of nothing that counts (won from the ground, from air or water)
is of the country of its place. As goods may run in circles (recycling), the shares of all places
hang on one another: they solve one sparse linear system a period, with every origin as a right-hand side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_matrix, csc_matrix, identity
from scipy.sparse.csgraph import breadth_first_order
from scipy.sparse.linalg import splu

from punos.indicators import Direction
from punos.instance.instance import Instance, build_instance
from punos.instance.names import names_as_text
from punos.instance.year import of_year
from punos.tables.goods import CommodityKind

if TYPE_CHECKING:
    from punos.plan.solved import Solved

UNKNOWN = "unknown"
"""Origin of what was bought without saying from where."""

NODE = ("place", "stop", "commodity")
"""Where goods mix: a place, or a stop of a mode (``stop`` is the mode, blank for the place itself)."""

UNCOUNTED = (CommodityKind.UTILITY.value, CommodityKind.SERVICE.value)
"""Kinds of goods that leave no origin in a product."""

TRACE = 1e-6
"""Amounts below this are the solver's rounding, not goods."""

SOURCE, TARGET = ("place_source", "stop_source", "commodity_source"), ("place", "stop", "commodity")


def origins(plan: Solved) -> pl.DataFrame:
    """Shares of origins of every good at every place, as `Plan.origins` documents."""
    by_slice = build_instance(plan.study)
    instance = of_year(by_slice)
    moves = pl.concat([_shipped(plan, by_slice), _handled(plan), _handed_over(plan, instance), _made(plan, instance)])
    gains = pl.concat([_bought(plan), _won(plan, instance)])
    order = plan.periods["period"].to_list()
    # a study has a handful of periods: this loop is over systems, not over rows
    mixed = [_mixed(moves.filter(pl.col("period") == p), gains.filter(pl.col("period") == p), p) for p in order]
    units = plan.study.table("commodities").select("commodity", "unit").drop_nulls().unique("commodity")
    whole = pl.concat(mixed).filter((pl.col("stop") == "") & (pl.col("share") > 1e-9))
    position = plan.periods.select("period", "start")
    joined = whole.join(units, on="commodity", how="left").join(position, on="period")
    amount = (pl.col("share") * pl.col("total")).alias("amount")
    return joined.sort("start", "place", "commodity", "origin").select(
        "period", "place", "commodity", "origin", "share", amount, "unit"
    )


BOUGHT = ""
"""Stands for who made what was bought."""


def makers(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Where the goods that come to a place were made, or that they were bought; mixed in proportion, as `origins`.

    Parameters
    ----------
    instance
        Of the plan, by slices.

    Returns
    -------
    period, place, commodity, maker (the place that made them; blank: bought), share (of what comes to the place).
    """
    moves = pl.concat([_shipped(plan, instance), _handled(plan)])
    made = plan.frame("make").filter(pl.col("process").is_not_null() & (pl.col("value") > TRACE))
    gains = pl.concat([_gained(made, pl.col("place")), _gained(plan.frame("buy"), pl.lit(BOUGHT))])
    order = plan.periods["period"].to_list()
    mixed = [_mixed(moves.filter(pl.col("period") == p), gains.filter(pl.col("period") == p), p) for p in order]
    found = pl.concat(mixed).filter((pl.col("stop") == "") & (pl.col("share") > 1e-9))
    return found.select("period", "place", "commodity", "share", maker="origin")


def _gained(frame: pl.DataFrame, maker: pl.Expr) -> pl.DataFrame:
    """What comes to a place from outside the network of routes."""
    real = frame.filter(pl.col("value") > TRACE)
    return real.select(
        "period", "place", pl.lit("").alias("stop"), "commodity", maker.alias("origin"), amount="value"
    )  # fmt: skip


def _shipped(plan: Solved, instance: Instance) -> pl.DataFrame:
    """From place to place, or stop to stop of a mode with terminals; what is lost never arrives."""
    arc = ["route", "from", "to", *instance.at("commodity")]
    losses = names_as_text(instance.transport.arcs).select(*arc, "loss")
    sent = plan.frame("ship", by_slice=True).join(losses, on=arc, how="left")
    handled = instance.transport.terminals["mode"].cast(pl.String).unique()
    stop = pl.when(pl.col("mode").is_in(handled.implode())).then("mode").otherwise(pl.lit(""))
    kept = pl.col("value") * (1.0 - pl.col("loss").fill_null(0.0))
    return _moves(sent, "from", stop, pl.col("commodity"), "to", stop, kept)


def _handled(plan: Solved) -> pl.DataFrame:
    """Into a mode with terminals and out of it."""
    loads = plan.frame("load")
    into = loads.filter(pl.col("direction") == Direction.IN.value)
    out = loads.filter(pl.col("direction") == Direction.OUT.value)
    mode, good, place = pl.col("mode"), pl.col("commodity"), pl.lit("")
    return pl.concat(
        [
            _moves(into, "place", place, good, "place", mode, pl.col("value")),
            _moves(out, "place", mode, good, "place", place, pl.col("value")),
        ]
    )


def _handed_over(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Goods handed over for the attributes they hold (Semantics 28)."""
    contents = names_as_text(instance.trade.contents).filter(pl.col("quantity") > 0)
    given = plan.frame("use").filter(pl.col("process").is_null()).select("period", "place", "commodity", "value")
    made = plan.frame("make").filter(pl.col("process").is_null())
    held = given.join(contents, on=["commodity", "period"]).join(
        made.select("place", "period", attribute="commodity").unique(), on=["place", "period", "attribute"], how="semi"
    )
    renamed = held.rename({"commodity": "held in", "attribute": "commodity"})
    blank = pl.lit("")
    return _moves(renamed, "place", blank, pl.col("held in"), "place", blank, pl.col("value") * pl.col("quantity"))


def _recipes(plan: Solved, instance: Instance) -> pl.DataFrame:
    """What each process used of goods that count: period, process, plant, place, commodity, weight (mass a year).

    An attribute counts with the mass of the goods that were handed over for it.
    """
    goods = names_as_text(instance.commodities).filter(~pl.col("kind").is_in(UNCOUNTED).fill_null(value=False))
    mass = goods.select("commodity", "period", "mass")
    over = _handed_over(plan, instance).rename({"commodity_source": "held in", "amount": "yielded"})
    given = plan.frame("use").filter(pl.col("process").is_null()).select("period", "place", "commodity", "value")
    heavy = given.join(mass, on=["commodity", "period"]).select(
        "period", "place", pl.col("commodity").alias("held in"), handed=pl.col("value") * pl.col("mass")
    )
    carried = over.join(heavy, on=["period", "place", "held in"]).group_by("period", "place", "commodity")
    held = carried.agg(held=pl.col("handed").sum() / pl.col("yielded").sum())
    used = plan.frame("use").filter(pl.col("process").is_not_null() & (pl.col("value") > TRACE))
    used = used.join(mass, on=["commodity", "period"], how="left")
    used = used.join(held, on=["period", "place", "commodity"], how="left")
    weight = pl.col("value") * pl.coalesce("mass", "held").fill_null(0.0)
    return used.select("period", "process", "plant", "place", "commodity", weight=weight).filter(pl.col("weight") > 0)


def _made(plan: Solved, instance: Instance) -> pl.DataFrame:
    """From the inputs of a process to its products, in proportion to the mass of the inputs."""
    here = ["period", "process", "plant", "place"]
    inputs = _recipes(plan, instance).with_columns(share=pl.col("weight") / pl.col("weight").sum().over(here))
    products = plan.frame("make").filter(pl.col("process").is_not_null()).select(*here, "commodity", "value")
    both = products.join(inputs.select(*here, pl.col("commodity").alias("made of"), "share"), on=here)
    blank = pl.lit("")
    return _moves(both, "place", blank, pl.col("made of"), "place", blank, pl.col("value") * pl.col("share"))


def _moves(
    frame: pl.DataFrame, source: str, source_stop: pl.Expr, source_good: pl.Expr, target: str, stop: pl.Expr,
    amount: pl.Expr,
) -> pl.DataFrame:  # fmt: skip
    """period, the node goods come from (suffix ``_source``), the node they come to, amount (units of the target)."""
    rows = frame.select(
        "period",
        pl.col(source).alias("place_source"),
        source_stop.alias("stop_source"),
        source_good.alias("commodity_source"),
        pl.col(target).alias("place"),
        stop.alias("stop"),
        "commodity",
        amount.alias("amount"),
    )
    return rows.filter(pl.col("amount") > TRACE)


def _bought(plan: Solved) -> pl.DataFrame:
    bought = plan.frame("buy").filter(pl.col("value") > TRACE)
    return bought.select(
        "period", "place", pl.lit("").alias("stop"), "commodity", pl.col("origin").fill_null(UNKNOWN),
        pl.col("value").alias("amount"),
    )  # fmt: skip


def _won(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Products of processes without inputs that count: of the country of the place."""
    here = ["period", "process", "plant", "place"]
    made = plan.frame("make").filter(pl.col("process").is_not_null() & (pl.col("value") > TRACE))
    from_nothing = made.join(_recipes(plan, instance), on=here, how="anti")
    countries = plan.study.table("places").select("place", "country").drop_nulls().unique("place")
    return from_nothing.join(countries, on="place", how="left").select(
        "period", "place", pl.lit("").alias("stop"), "commodity", pl.col("country").fill_null(UNKNOWN).alias("origin"),
        pl.col("value").alias("amount"),
    )  # fmt: skip


def _mixed(moves: pl.DataFrame, gains: pl.DataFrame, period: str) -> pl.DataFrame:
    """Solve total x share = sum of what comes in x its share, at every node: nodes, origin, share, total."""
    nodes = pl.concat([moves.select(TARGET), gains.select(TARGET)]).unique().sort(NODE).with_row_index("node")
    names = sorted({*gains["origin"], UNKNOWN})
    source = nodes.rename(dict(zip(NODE, SOURCE, strict=True)) | {"node": "from"})
    arcs = moves.join(nodes, on=NODE).join(source, on=SOURCE, how="left")
    come = arcs.drop_nulls("from")
    kinds = pl.DataFrame({"origin": names}).with_row_index("column")
    known = gains.join(nodes, on=NODE).join(kinds, on="origin")
    size = (nodes.height, len(names))
    given = np.zeros(size)
    np.add.at(given, (known["node"].to_numpy(), known["column"].to_numpy()), known["amount"].to_numpy())
    # what comes from where nothing is known to come (the solver's rounding) has no known origin
    lost = arcs.filter(pl.col("from").is_null())
    np.add.at(given[:, names.index(UNKNOWN)], lost["node"].to_numpy(), lost["amount"].to_numpy())
    place = (come["node"].to_numpy(), come["from"].to_numpy())
    flow = coo_matrix((come["amount"].to_numpy(), place), shape=(size[0], size[0])).tocsc()
    shares, total = _shares(flow, given, names.index(UNKNOWN))
    labelled = nodes.drop("node").with_columns(pl.Series("total", total, dtype=pl.Float64), period=pl.lit(period))
    each = labelled.with_columns(pl.Series(name, shares[:, i], dtype=pl.Float64) for i, name in enumerate(names))
    return each.unpivot(names, index=[*NODE, "period", "total"], variable_name="origin", value_name="share")


Numbers = npt.NDArray[np.float64]


def _shares(flow: csc_matrix, given: Numbers, unknown: int) -> tuple[Numbers, Numbers]:
    """Shares by node and origin, and what comes to each node.

    A circle that nothing enters has no origin: it is taken to have come from an unknown one.
    """
    given = given.copy()
    cut = ~_reached(flow, given.sum(axis=1) > 0)
    given[cut, unknown] += np.asarray(flow.sum(axis=1)).ravel()[cut]
    flow = csc_matrix(flow.multiply(~cut[:, None]))
    total = given.sum(axis=1) + np.asarray(flow.sum(axis=1)).ravel()
    system = identity(len(total), format="csc") - csc_matrix(flow.multiply(1.0 / total[:, None]))
    if not len(total):
        return given, total
    solved: Numbers = splu(csc_matrix(system)).solve(given / total[:, None])
    return np.clip(solved, 0.0, 1.0), total


def _reached(flow: csc_matrix, begins: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Nodes to which something comes, however far round, from a node with an origin of its own."""
    size = len(begins)
    start = np.flatnonzero(begins)
    both = flow.tocoo()
    rows = np.concatenate([both.col, np.full(len(start), size)])
    columns = np.concatenate([both.row, start])
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(size + 1, size + 1)).tocsr()
    found = breadth_first_order(graph, size, directed=True, return_predecessors=False)
    reached = np.zeros(size + 1, dtype=bool)
    reached[found] = True
    return reached[:size]
