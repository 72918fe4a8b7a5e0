"""A seeded family of value-chain studies of any size, for benchmarks: mines, plants, markets, routes, periods.

Not data about anything: figures come from a random generator with a fixed seed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from punos import Study


def chain_study(
    places: int, neighbours: int, stages: int, periods: int, seed: int = 1, shortfall: float = 3000.0
) -> Study:
    """A chain of ``stages`` goods, each made from the two before, at plants spread over places on a plane.

    Parameters
    ----------
    places, neighbours
        Number of places, and how many nearest places each has a route to.
    stages
        Goods of the chain; the first is mined.
    periods
        Five-year periods.
    shortfall
        Cost of a unit that is wanted and not delivered. Where it is small, nothing is built: the same program, for
        whose solution a solver needs seconds.
    """
    rng = np.random.default_rng(seed)
    names = [f"p{i:04d}" for i in range(places)]
    goods = [f"g{i:02d}" for i in range(stages)]
    years = [str(2025 + 5 * t) for t in range(periods)]
    settings: dict[str, Any] = {
        "study": {"name": "chain", "currency": "EUR"},
        "time": {"price_year": 2025, "discount_rate": 0.05},
    }
    techs = goods[1:]
    every = range(places)
    tables = {
        "periods": pl.DataFrame({"period": years, "start": [int(y) for y in years], "years": [5.0] * periods}),
        "places": pl.DataFrame({"place": names}),
        "commodities": pl.DataFrame({"commodity": goods}).with_columns(unit=pl.lit("t"), mass=pl.lit(1.0)),
        "technologies": pl.DataFrame({"technology": [f"make {g}" for g in techs]}).with_columns(
            unit=pl.lit("t/a"), capex=pl.lit(900.0), fixed_om=pl.lit(20.0), lifetime=pl.lit(20.0)
        ),
        "processes": pl.DataFrame({"process": [f"run {g}" for g in techs], "technology": [f"make {g}" for g in techs]}),
        "flows": pl.concat(
            [
                pl.DataFrame({"process": f"run {new}", "commodity": [old, new], "quantity": [-1.1, 1.0]})
                for old, new in zip(goods, techs, strict=False)
            ]
            + [
                pl.DataFrame({"process": f"run {new}", "commodity": [older], "quantity": [-0.2]})
                for older, new in zip(goods, goods[2:], strict=False)
            ]
        ),
        "plants": pl.DataFrame(
            [
                {"plant": f"{names[i]} {g}", "place": names[i], "technology": f"make {g}", "status": "candidate",
                 "max_capacity": float(rng.uniform(50, 400)), "capex_factor": float(rng.uniform(0.8, 1.3))}
                for i in every for g in techs if rng.random() < 0.5
            ]
        ),
        "routes": _routes(rng, names, neighbours),
        "supplies": pl.DataFrame(
            [
                {"supply": f"mine {names[i]}", "commodity": goods[0], "place": names[i],
                 "price": float(rng.uniform(5, 30)), "capacity": float(rng.uniform(500, 3000))}
                for i in every if rng.random() < 0.3
            ]
        ),
        "demands": pl.DataFrame(
            [
                {"demand": f"market {names[i]}", "commodity": goods[-1], "place": names[i], "kind": "must",
                 "quantity": float(rng.uniform(10, 60)), "shortfall_cost": shortfall}
                for i in every if rng.random() < 0.5
            ]
        ),
    }  # fmt: skip
    return Study.from_frames(settings, tables)


def _routes(rng: np.random.Generator, names: list[str], neighbours: int) -> pl.DataFrame:
    where = rng.uniform(0, 1000, (len(names), 2))
    distance = np.hypot(*(where[:, None, :] - where[None, :, :]).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    near = np.argsort(distance, axis=1)[:, :neighbours]
    start = np.repeat(np.arange(len(names)), neighbours)
    end = near.ravel()
    frame = pl.DataFrame({"a": start, "b": end, "distance_km": distance[start, end]})
    label = pl.Series(names)
    return frame.select(
        pl.format("r{}-{}", "a", "b").alias("route"),
        label[frame["a"]].alias("from"),
        label[frame["b"]].alias("to"),
        "distance_km",
        cost=pl.col("distance_km") * 0.05,
        capacity=pl.Series(rng.uniform(100, 600, len(start))),
    )
