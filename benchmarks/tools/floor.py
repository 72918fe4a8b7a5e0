"""By hand: numbers, NumPy and SciPy, written for this one program. Nothing that knows labels can be faster."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import scipy.sparse as sp
from highspy._core import _Highs

from benchmarks.frames import Frames
from benchmarks.tools.tool import Options, Tables, Tool


def codes(frame: pl.DataFrame, *columns: str) -> list[Any]:
    """The number of each name in the list of its kind."""
    return [c.to_numpy().astype(np.int64) for c in frame.select(pl.col(columns).to_physical())]


class Floor(Tool):
    """The program as one sparse matrix, every place in it computed."""

    name = "by hand (NumPy, SciPy)"

    def prepare(self, frames: Frames) -> None:
        self.frames = frames

    def build(self) -> None:
        f = self.frames
        T, I, G = f.periods.height, f.places.height, f.goods.height  # noqa: E741
        K, R, S, D = f.plants.height, f.routes.height, f.supplies.height, f.demands.height
        ends = np.cumsum([0, K * T, K * T, R * G * T, S * T, D * T, D * T])
        self.ends = ends
        shapes = ((K, T), (K, T), (R, G, T), (S, T), (D, T), (D, T))
        run, build, ship, buy, sell, short = (
            np.arange(a, b).reshape(s) for a, b, s in zip(ends, ends[1:], shapes, strict=False)
        )
        rows = np.cumsum([0, I * G * T, K * T, K * T, R * T, D * T])
        balance = np.arange(rows[1]).reshape(I, G, T)
        capacity, limit = (np.arange(a, a + K * T).reshape(K, T) for a in rows[1:3])
        link, demand = np.arange(rows[3], rows[4]).reshape(R, T), np.arange(rows[4], rows[5]).reshape(D, T)
        (home,), (plant, good) = codes(f.plants, "place"), codes(f.flows, "plant", "commodity")
        start, end = codes(f.routes, "from", "to")
        (source, bought), (sink, sold) = codes(f.supplies, "place", "commodity"), codes(f.demands, "place", "commodity")
        born, at = codes(f.works, "vintage", "period")
        parts = [
            (balance[home[plant], good], run[plant], f.flows["quantity"].to_numpy()[:, None]),
            (balance[start], ship, -1.0),
            (balance[end], ship, 1.0),
            (balance[source, bought], buy, 1.0),
            (balance[sink, sold], sell, -1.0),
            (capacity, run, 1.0),
            (capacity[:, at], build[:, born], -1.0),
            (limit[:, at], build[:, born], 1.0),
            (np.broadcast_to(link[:, None, :], ship.shape), ship, 1.0),
            (demand, sell, 1.0),
            (demand, short, 1.0),
        ]
        row = np.concatenate([r.ravel() for r, _, _ in parts])
        column = np.concatenate([c.ravel() for _, c, _ in parts])
        value = np.concatenate([np.broadcast_to(v, r.shape).ravel() for r, _, v in parts])
        self.matrix = sp.csr_matrix((value, (row, column)), shape=(rows[-1], ends[-1]))
        weight = f.periods["weight"].to_numpy()

        def per_year(cost: pl.Series) -> np.ndarray:
            return np.multiply.outer(cost.to_numpy(), weight).ravel()

        freight = np.broadcast_to(np.multiply.outer(f.routes["freight"].to_numpy(), weight)[:, None], (R, G, T))
        self.cost = np.concatenate(
            [np.zeros(K * T), f.capital["capital"].to_numpy(), freight.ravel(), per_year(f.supplies["price"]),
             np.zeros(D * T), per_year(f.demands["penalty"])]
        )  # fmt: skip
        many = np.full(2 * K * T + R * G * T, np.inf)
        wanted = np.repeat(f.demands["quantity"].to_numpy(), T)
        room = np.repeat(f.supplies["capacity"].to_numpy(), T)
        self.upper = np.concatenate([many, room, np.full(D * T, np.inf), wanted])
        carried = np.repeat(f.routes["capacity"].to_numpy(), T)
        largest = np.repeat(f.plants["max_capacity"].to_numpy(), T)
        free = np.full(2 * K * T + R * T, -np.inf)
        self.low = np.concatenate([np.zeros(I * G * T), free, wanted])
        self.high = np.concatenate([np.zeros(I * G * T + K * T), largest, carried, wanted])

    def hand_over(self) -> None:
        m, n = self.matrix.shape
        self.highs = _Highs()
        self.highs.setOptionValue("output_flag", False)
        a = self.matrix
        self.highs.passModel(
            n, m, a.nnz, 2, 1, 0.0, self.cost, np.zeros(n), self.upper, self.low, self.high,
            a.indptr.astype(np.int32), a.indices.astype(np.int32), a.data, np.zeros(n, np.int32),
        )  # fmt: skip

    def solve(self, options: Options) -> None:
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        self.highs.run()

    def read(self) -> Tables:
        f = self.frames
        solution = self.highs.getSolution()
        x, dual = (np.fromiter(v, np.float64, len(v)) for v in (solution.col_value, solution.row_dual))
        arcs = f.routes.select("route", "from", "to").join(f.goods, how="cross")
        plants, demands = f.plants.select("plant", "place"), f.demands.select("demand", "place", "commodity")
        things = (plants, plants, arcs, f.supplies.select("supply", "place", "commodity"), demands, demands)
        names = ("run", "build", "ship", "buy", "sell", "short")
        here = f.places.join(f.goods, how="cross")
        periods = f.periods.select("period")
        tables = {
            name: thing.join(periods, how="cross", maintain_order="left_right").with_columns(value=x[a:b])
            for name, thing, a, b in zip(names, things, self.ends, self.ends[1:], strict=False)
        }
        prices = here.join(periods, how="cross", maintain_order="left_right")
        return tables | {"price": prices.with_columns(value=dual[: prices.height])}

    def objective(self) -> float:
        return float(self.highs.getInfo().objective_function_value)
