"""Prices that spread through a network: the cheapest way in, the best way out.

An arc charges `cost` on each unit sent and loses a share of it, so a price is not only added to on its way but also
grows by the loss; freight may be negative. Hence Bellman and Ford's relaxation of all arcs at once, repeated while
anything improves (Bellman, On a routing problem, Quarterly of Applied Mathematics 16, 1958), and no shortest-path
routine that only adds. All goods and periods are relaxed together as columns of numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

Offers = Callable[[Numbers], Numbers]

IMPROVED, NOTHING = 1e-9, 1e-12
"""Least relative and absolute change that counts as better: rounding must not keep the search going."""


@dataclass(frozen=True)
class Arcs:
    """Arcs between nodes numbered from 0.

    Attributes
    ----------
    tail, head
        Node sent from, node sent to.
    cost
        Money a unit sent.
    kept
        Share that arrives; above 0.
    """

    tail: Codes
    head: Codes
    cost: Numbers
    kept: Numbers


def spread_prices(
    nodes: pl.DataFrame, arcs: pl.DataFrame, seeds: pl.DataFrame, *, outward: bool, longest: int
) -> pl.DataFrame:
    """Spread the prices of seeds over the network.

    Parameters
    ----------
    nodes
        The columns that name a node, unique.
    arcs
        The same columns with the suffixes ``_tail`` and ``_head``, ``cost`` (money a unit sent) and ``kept`` (share
        that arrives). Arcs on which nothing arrives are left out.
    seeds
        The columns of a node, ``price`` and ``source`` (a name).
    outward
        False: a unit is brought from a seed, at the lowest price a unit that arrives. True: a unit is taken to a
        seed, for the highest price a unit that leaves.
    longest
        How many arcs a way without circles can have at most.

    Returns
    -------
    nodes with ``price`` and ``source``; both blank where no seed reaches, and where going in circles would improve
    the price without end.
    """
    names = nodes.columns
    numbered = nodes.with_row_index("node").with_columns(pl.col("node").cast(pl.Int64))
    kept = arcs.filter(pl.col("kept") > 0)
    for end in ("tail", "head"):
        at = numbered.rename({n: f"{n}_{end}" for n in names} | {"node": end})
        kept = kept.join(at, on=[f"{n}_{end}" for n in names], how="inner", maintain_order="left")
    column = {n: kept[n].to_numpy() for n in ("tail", "head", "cost", "kept")}
    begun = seeds.join(numbered, on=names, how="inner").sort("price", "source", descending=[outward, False])
    begun = begun.unique("node", keep="first", maintain_order=True).with_row_index("seed")
    price, seed = _begin(nodes.height, begun, outward)
    network = Arcs(column["tail"], column["head"], column["cost"], column["kept"])
    price, seed = (_outward if outward else _inward)(network, price, seed, longest)
    found = pl.DataFrame({"price": price, "seed": seed}).with_columns(
        pl.when(pl.col("price").is_finite()).then("price"), pl.when(pl.col("price").is_finite()).then("seed")
    )
    sources = begun.select(pl.col("seed").cast(pl.Int64), "source")
    return pl.concat([nodes, found], how="horizontal").join(
        sources, on="seed", how="left", maintain_order="left"
    ).drop("seed")  # fmt: skip


def _begin(count: int, begun: pl.DataFrame, outward: bool) -> tuple[Numbers, Codes]:
    price = np.full(count, -np.inf if outward else np.inf)
    seed = np.full(count, -1, dtype=np.int64)
    at = begun["node"].to_numpy()
    price[at] = begun["price"].to_numpy()
    seed[at] = begun["seed"].to_numpy()
    return price, seed


def _inward(arcs: Arcs, price: Numbers, seed: Codes, longest: int) -> tuple[Numbers, Codes]:
    """A unit that arrives took 1 / kept units at the tail, each with its freight."""

    def offered(now: Numbers) -> Numbers:
        return (now[arcs.tail] + arcs.cost) / arcs.kept

    return _relax(offered, arcs.tail, arcs.head, price, seed, longest)


def _outward(arcs: Arcs, price: Numbers, seed: Codes, longest: int) -> tuple[Numbers, Codes]:
    """A unit that leaves earns what arrives of it, less its freight."""

    def offered(now: Numbers) -> Numbers:
        earned: Numbers = now[arcs.head] * arcs.kept - arcs.cost
        return earned

    best, chosen = _relax(lambda now: -offered(-now), arcs.head, arcs.tail, -price, seed, longest)
    return -best, chosen


def _relax(
    offered: Offers, giver: Codes, taker: Codes, price: Numbers, seed: Codes, longest: int
) -> tuple[Numbers, Codes]:
    """Take the lowest offer at every node until none is lower.

    A node that still improves after as many rounds as a way without circles can be long is fed by a circle that
    pays: it has no price, nor has what hangs on it.
    """
    for _ in range(longest + 1):
        better, price, seed = _round(offered, giver, taker, price, seed)
        if not better.any():
            return price, seed
    return np.where(_downstream(better, giver, taker), np.inf, price), seed


def _round(
    offered: Offers, giver: Codes, taker: Codes, price: Numbers, seed: Codes
) -> tuple[npt.NDArray[np.bool_], Numbers, Codes]:
    offer = offered(price)
    lowest = price.copy()
    np.minimum.at(lowest, taker, offer)
    known = np.isfinite(price)
    floor = np.where(known, price, 0.0)
    better = lowest < np.where(known, floor - IMPROVED * np.abs(floor) - NOTHING, np.inf)
    # Of equal offers the first arc counts, so it is written last.
    wins = np.flatnonzero(better[taker] & (offer == lowest[taker]))[::-1]
    taken = seed.copy()
    taken[taker[wins]] = seed[giver[wins]]
    return better, np.where(better, lowest, price), taken


def _downstream(from_here: npt.NDArray[np.bool_], giver: Codes, taker: Codes) -> npt.NDArray[np.bool_]:
    while True:
        reached = from_here.copy()
        reached[taker[from_here[giver]]] = True
        if (reached == from_here).all():
            return reached
        from_here = reached
