"""Speed of the layer from tidy tables to the solver, against the bare matrix.

The same linear program, a network of places with recipes, vintages and routes, is built twice from the same
random data: by hand with numpy and scipy (the floor), and through `punos.lp` from labelled tables. Both end
with the program loaded in HiGHS; nothing is solved. Run ``python benchmarks/lp_layer.py [--scale 1.0]``; the
scale 1 has about a million coefficients.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import scipy.sparse as sp
from highspy._core import _Highs

from punos.lp import Expression, Program

PERIODS, PLACES, PROCESSES, COMMODITIES, ROUTES = 12, 50, 40, 40, 500
"""Sizes at scale 1 (routes grow with the scale)."""


@dataclass(frozen=True)
class Data:
    """Random data as arrays of numbers, and the same as frames of names."""

    routes: int
    flow_process: np.ndarray
    flow_commodity: np.ndarray
    flow_quantity: np.ndarray
    route_from: np.ndarray
    route_to: np.ndarray
    route_cost: np.ndarray
    route_capacity: np.ndarray
    price: np.ndarray
    demand: np.ndarray
    capex: np.ndarray
    weight: np.ndarray


def make_data(scale: float, seed: int = 1) -> Data:
    random = np.random.default_rng(seed)
    routes = round(ROUTES * scale)
    start = random.integers(0, PLACES, routes)
    outputs = random.integers(0, COMMODITIES, PROCESSES)
    steps = np.stack([(outputs + k) % COMMODITIES for k in (0, 7, 11, 17)], axis=1)
    quantity = np.concatenate([np.ones((PROCESSES, 1)), -random.uniform(0.1, 2, (PROCESSES, 3))], axis=1)
    return Data(
        routes,
        np.repeat(np.arange(PROCESSES), 4),
        steps.ravel(),
        quantity.ravel(),
        start,
        (start + random.integers(1, PLACES, routes)) % PLACES,
        random.uniform(5, 50, routes),
        random.uniform(100, 500, routes),
        random.uniform(100, 900, COMMODITIES),
        random.uniform(1, 20, (PERIODS, PLACES, COMMODITIES)),
        random.uniform(10, 90, PROCESSES),
        0.95 ** np.arange(PERIODS),
    )


# -- the floor: numbers and scipy ---------------------------------------------------------------------------


def floor(d: Data) -> _Highs:
    T, P, R, C, E = PERIODS, PLACES, PROCESSES, COMMODITIES, d.routes
    run = np.arange(T * P * R).reshape(T, P, R)
    build = run + run.size
    buy = np.arange(T * P * C).reshape(T, P, C) + 2 * run.size
    ship = np.arange(T * E * C).reshape(T, E, C) + 2 * run.size + buy.size
    n = 2 * run.size + buy.size + ship.size
    balance = np.arange(T * P * C).reshape(T, P, C)
    capacity = run + balance.size
    link = np.arange(T * E).reshape(T, E) + balance.size + run.size
    m = balance.size + run.size + link.size
    parts = [
        (balance[:, :, d.flow_commodity], run[:, :, d.flow_process], d.flow_quantity),
        (balance[:, d.route_from, :], ship, -1.0),
        (balance[:, d.route_to, :], ship, 0.99),
        (balance, buy, 1.0),
        (capacity, run, 1.0),
        *((capacity[v:], np.broadcast_to(build[v], capacity[v:].shape), -1.0) for v in range(T)),
        (np.broadcast_to(link[:, :, None], ship.shape), ship, 1.0),
    ]
    rows = np.concatenate([row.ravel() for row, _, _ in parts])
    columns = np.concatenate([column.ravel() for _, column, _ in parts])
    values = np.concatenate([np.broadcast_to(value, row.shape).ravel() for row, _, value in parts])
    matrix = sp.csr_matrix((values, (rows, columns)), shape=(m, n))
    matrix.sum_duplicates()
    cost = np.zeros(n)
    cost[run.ravel()] = np.broadcast_to(d.weight[:, None, None], run.shape).ravel()
    cost[build.ravel()] = np.broadcast_to(d.weight[:, None, None] * d.capex, run.shape).ravel()
    cost[buy.ravel()] = np.broadcast_to(d.weight[:, None, None] * d.price, buy.shape).ravel()
    cost[ship.ravel()] = np.broadcast_to((d.weight[:, None] * d.route_cost)[:, :, None], ship.shape).ravel()
    inf = np.inf
    low = np.concatenate([d.demand.ravel(), np.full(run.size + link.size, -inf)])
    caps = np.broadcast_to(d.route_capacity, link.shape).ravel()
    high = np.concatenate([np.full(balance.size, inf), np.zeros(run.size), caps])
    return passed(matrix, cost, low, high)


# -- the layer: names and tables ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Frames:
    """The data of a study, resolved: Enum labels."""

    weight: pl.DataFrame
    works: pl.DataFrame
    places: pl.DataFrame
    processes: pl.DataFrame
    flows: pl.DataFrame
    commodities: pl.DataFrame
    routes: pl.DataFrame
    demand: pl.DataFrame


def make_frames(d: Data) -> Frames:
    def named(kind: str, count: int) -> pl.Enum:
        return pl.Enum([f"{kind}_{i:05d}" for i in range(count)])

    place, process = named("place", PLACES), named("process", PROCESSES)
    commodity, route = named("commodity", COMMODITIES), named("route", d.routes)
    periods = pl.Series("period", 2025 + np.arange(PERIODS))

    def names(name: str, kind: pl.Enum, numbers: np.ndarray | None = None) -> pl.Series:
        every = pl.Series(name, kind.categories, dtype=kind)
        return every if numbers is None else every[numbers]

    weight = pl.DataFrame([periods, pl.Series("weight", d.weight)])
    works = weight.select(pl.col("period").alias("vintage")).join(weight.select("period"), how="cross")
    places, goods = pl.DataFrame([names("place", place)]), pl.DataFrame([names("commodity", commodity)])
    demand = weight.select("period").join(places, how="cross").join(goods, how="cross")
    return Frames(
        weight,
        works.filter(pl.col("vintage") <= pl.col("period")).with_columns(one=-1.0),
        places,
        pl.DataFrame([names("process", process), pl.Series("capex", d.capex)]),
        pl.DataFrame(
            [
                names("process", process, d.flow_process),
                names("commodity", commodity, d.flow_commodity),
                pl.Series("quantity", d.flow_quantity),
            ]
        ),
        goods.with_columns(pl.Series("price", d.price)),
        pl.DataFrame(
            [
                names("route", route),
                names("from", place, d.route_from),
                names("to", place, d.route_to),
                pl.Series("cost", d.route_cost),
                pl.Series("capacity", d.route_capacity),
            ]
        ),
        demand.with_columns(pl.Series("demand", d.demand.ravel())),
    )


def layer(f: Frames) -> Program:
    """Build the same program from names."""
    program = Program()
    periods = f.weight.select("period")
    sites = periods.join(f.places, how="cross").join(f.processes.select("process"), how="cross")
    lanes = periods.join(f.routes.select("route", "from", "to"), how="cross")
    run = program.variables("run", sites)
    build = program.variables("build", sites.rename({"period": "vintage"}))
    buy = program.variables("buy", f.demand.drop("demand"))
    ship = program.variables("ship", lanes.join(f.commodities.select("commodity"), how="cross"))
    index = ("period", "place", "commodity")
    balance = Expression.sum(
        [
            run.times(f.flows, "quantity").over(*index),
            ship.rename(**{"from": "place"}).over(*index).scaled(-1.0),
            ship.rename(to="place").over(*index).scaled(0.99),
            buy,
        ],
        index,
    )
    program.constraint("balance", f.demand, balance, lower="demand")
    standing = build.times(f.works, "one").over("period", "place", "process")
    program.constraint("capacity", sites, run + standing, upper=0.0)
    links = periods.join(f.routes.select("route", "capacity"), how="cross")
    program.constraint("link", links, ship.over("period", "route"), upper="capacity")
    built = f.weight.rename({"period": "vintage"})
    program.cost("running", run.times(f.weight, "weight"))
    program.cost("capex", build.times(f.processes, "capex").times(built, "weight"))
    program.cost("buying", buy.times(f.commodities, "price").times(f.weight, "weight"))
    program.cost("freight", ship.times(f.routes.select("route", "cost"), "cost").times(f.weight, "weight"))
    return program


# -- the middle: tables joined by label, then scipy ---------------------------------------------------------


def joined(f: Frames) -> _Highs:
    """Build the same program from names as one would without a layer: number rows and columns, join, scipy."""
    periods = f.weight.select("period")
    sites = periods.join(f.places, how="cross").join(f.processes.select("process"), how="cross")
    lanes = periods.join(f.routes.select("route", "from", "to"), how="cross")
    run = sites.with_row_index("column")
    build = sites.rename({"period": "vintage"}).with_row_index("column", run.height)
    buy = f.demand.drop("demand").with_row_index("column", 2 * run.height)
    ship = lanes.join(f.commodities.select("commodity"), how="cross")
    ship = ship.with_row_index("column", 2 * run.height + buy.height)
    n = 2 * run.height + buy.height + ship.height
    index = ["period", "place", "commodity"]
    balance = f.demand.with_row_index("row")
    capacity = sites.with_row_index("row", balance.height)
    link = periods.join(f.routes.select("route", "capacity"), how="cross")
    link = link.with_row_index("row", balance.height + capacity.height)
    m = balance.height + capacity.height + link.height
    works = f.works.rename({"one": "value"})
    parts = [
        run.join(f.flows, on="process").join(balance, on=index).select("row", "column", value="quantity"),
        ship.rename({"from": "place"}).join(balance, on=index).select("row", "column", value=-1.0),
        ship.rename({"to": "place"}).join(balance, on=index).select("row", "column", value=0.99),
        buy.join(balance, on=index).select("row", "column", value=1.0),
        run.join(capacity, on=["period", "place", "process"]).select("row", "column", value=1.0),
        build.join(works, on="vintage")
        .join(capacity, on=["period", "place", "process"])
        .select("row", "column", "value"),
        ship.join(link, on=["period", "route"]).select("row", "column", value=1.0),
    ]
    entries = pl.concat(parts)
    matrix = sp.csr_matrix(
        (entries["value"].to_numpy(), (entries["row"].to_numpy(), entries["column"].to_numpy())), shape=(m, n)
    )
    matrix.sum_duplicates()
    built = f.weight.rename({"period": "vintage"})
    costs = pl.concat(
        [
            run.join(f.weight, on="period").select("column", cost="weight"),
            build.join(f.processes, on="process")
            .join(built, on="vintage")
            .select("column", cost=pl.col("capex") * pl.col("weight")),
            buy.join(f.commodities, on="commodity")
            .join(f.weight, on="period")
            .select("column", cost=pl.col("price") * pl.col("weight")),
            ship.join(f.routes.select("route", "cost"), on="route")
            .join(f.weight, on="period")
            .select("column", cost=pl.col("cost") * pl.col("weight")),
        ]
    )
    cost = np.zeros(n)
    cost[costs["column"].to_numpy()] = costs["cost"].to_numpy()
    inf = np.inf
    low = np.concatenate([balance["demand"].to_numpy(), np.full(capacity.height + link.height, -inf)])
    high = np.concatenate([np.full(balance.height, inf), np.zeros(capacity.height), link["capacity"].to_numpy()])
    return passed(matrix, cost, low, high)


def passed(matrix: sp.csr_matrix, cost: np.ndarray, low: np.ndarray, high: np.ndarray) -> _Highs:
    m, n = matrix.shape
    highs = _Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(
        n, m, matrix.nnz, 2, 1, 0.0, cost, np.zeros(n), np.full(n, np.inf), low, high,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, np.zeros(n, np.int32),
    )  # fmt: skip
    return highs


# -- measuring ----------------------------------------------------------------------------------------------


def best(action: Callable[[], _Highs], repeat: int) -> tuple[float, _Highs]:
    seconds = []
    for _ in range(repeat):
        gc.collect()
        began = time.perf_counter()
        highs = action()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), highs


def same(one: _Highs, other: _Highs) -> bool:
    """The two programs have the same size and, put in any order, the same coefficients, costs and sides."""
    a, b = one.getLp(), other.getLp()
    if (a.num_col_, a.num_row_) != (b.num_col_, b.num_row_):
        return False

    def parts(lp) -> list:
        return [lp.a_matrix_.value_, lp.col_cost_, lp.row_lower_, lp.row_upper_]

    return all(
        len(x) == len(y) and np.allclose(np.sort(x), np.sort(y), rtol=1e-12)
        for x, y in zip(parts(a), parts(b), strict=True)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    data = make_data(arguments.scale)
    frames = make_frames(data)
    bare, one = best(lambda: floor(data), arguments.repeat)
    tables, second = best(lambda: joined(frames), arguments.repeat)
    tidy, other = best(lambda: layer(frames).load().highs, arguments.repeat)
    print(f"{one.getNumCol()} columns, {one.getNumRow()} rows, {one.getNumNz()} coefficients")
    print(f"the same program three times: {same(one, second) and same(one, other)}")
    print(f"numbers known beforehand, numpy and scipy  {bare:.3f} s")
    print(f"tables joined by label, then scipy         {tables:.3f} s  x {tables / bare:.2f}")
    print(f"punos.lp                                   {tidy:.3f} s  x {tidy / bare:.2f}, x {tidy / tables:.2f}")


if __name__ == "__main__":
    main()
