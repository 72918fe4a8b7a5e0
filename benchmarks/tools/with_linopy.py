"""The chain in linopy: arrays with named dimensions; goods of a route are one dimension, so that nothing is dense."""

from __future__ import annotations

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from linopy.solvers import Highs

from benchmarks.frames import Frames
from benchmarks.tools.tool import BLOCKS, Options, Tables, Tool


class Linopy(Tool):
    """Variables over a thing and a period; balances by grouping what touches a place and a good."""

    name = f"linopy {linopy.__version__}"

    def prepare(self, frames: Frames) -> None:
        def text(frame: object) -> pd.DataFrame:
            made: pd.DataFrame = frame.to_pandas()  # type: ignore[attr-defined]
            return made.astype({c: str for c in made.columns if made[c].dtype.name == "category"})

        self.f = {name: text(getattr(frames, name)) for name in Frames.__dataclass_fields__}
        goods, places = self.f["goods"]["commodity"], self.f["places"]["place"]
        self.good = pd.Series(range(len(goods)), goods)
        self.place = pd.Series(range(len(places)), places) * len(goods)

    def spot(self, places: pd.Series, goods: pd.Series) -> np.ndarray:
        """A number for each place and good."""
        return self.place[places].to_numpy() + self.good[goods].to_numpy()

    def build(self) -> None:
        f, m = self.f, linopy.Model()
        periods = pd.Index(f["periods"]["period"], name="period")
        weight = xr.DataArray(f["periods"]["weight"].to_numpy(), [periods])

        def thing(table: str, key: str) -> pd.Index:
            return pd.Index(f[table][key], name=key)

        def figure(table: str, column: str, index: pd.Index) -> xr.DataArray:
            return xr.DataArray(f[table][column].to_numpy(), [index])

        plants, supplies, demands = thing("plants", "plant"), thing("supplies", "supply"), thing("demands", "demand")
        routes, goods = f["routes"], f["goods"]["commodity"]
        of_route, of_good = np.repeat(np.arange(len(routes)), len(goods)), np.tile(np.arange(len(goods)), len(routes))
        arcs = pd.RangeIndex(len(of_route), name="arc")
        run = m.add_variables(lower=0, coords=[plants, periods], name="run")
        build = m.add_variables(lower=0, coords=[plants, periods], name="build")
        ship = m.add_variables(lower=0, coords=[arcs, periods], name="ship")
        room = figure("supplies", "capacity", supplies).expand_dims(period=periods).transpose("supply", "period")
        buy = m.add_variables(lower=0, upper=room, name="buy")
        wanted = figure("demands", "quantity", demands).expand_dims(period=periods).transpose("demand", "period")
        sell = m.add_variables(lower=0, coords=[demands, periods], name="sell")
        short = m.add_variables(lower=0, upper=wanted, name="short")
        flows = f["flows"]
        lines = pd.RangeIndex(len(flows), name="flow")
        quantity = xr.DataArray(flows["quantity"].to_numpy(), [lines])
        at = flows.merge(f["plants"], on="plant", how="left")["place"]
        used = run.sel(plant=xr.DataArray(flows["plant"].to_numpy(), [lines])) * quantity
        start, end = (self.spot(routes[side].iloc[of_route], goods.iloc[of_good]) for side in ("from", "to"))

        def at_spot(expression: linopy.LinearExpression, spots: np.ndarray, index: pd.Index) -> linopy.LinearExpression:
            group = xr.DataArray(spots, [index], name="spot")
            return expression.groupby(group).sum()

        parts = [
            at_spot(used, self.spot(at, flows["commodity"]), lines),
            at_spot(-1.0 * ship, start, arcs),
            at_spot(1.0 * ship, end, arcs),
            at_spot(1.0 * buy, self.spot(f["supplies"]["place"], f["supplies"]["commodity"]), supplies),
            at_spot(-1.0 * sell, self.spot(f["demands"]["place"], f["demands"]["commodity"]), demands),
        ]
        m.add_constraints(linopy.merge(parts, join="outer") == 0, name="balance")
        works = f["works"].assign(one=1.0).pivot(index="vintage", columns="period", values="one").fillna(0.0)
        stands = sum(
            build.sel(period=vintage, drop=True) * xr.DataArray(row.to_numpy(), [periods])
            for vintage, row in works.iterrows()
        )
        m.add_constraints(run - stands <= 0, name="capacity")
        m.add_constraints(stands <= figure("plants", "max_capacity", plants), name="limit")
        road = xr.DataArray(of_route, [arcs], name="road")
        carried = xr.DataArray(routes["capacity"].to_numpy(), [pd.RangeIndex(len(routes), name="road")])
        m.add_constraints((1.0 * ship).groupby(road).sum() <= carried, name="link")
        m.add_constraints(sell + short == wanted, name="demand")
        capital = f["capital"]["capital"].to_numpy().reshape(len(plants), len(periods))
        freight = xr.DataArray(routes["freight"].to_numpy()[of_route], [arcs])
        m.add_objective(
            (build * xr.DataArray(capital, [plants, periods])).sum()
            + (ship * (freight * weight)).sum()
            + (buy * (figure("supplies", "price", supplies) * weight)).sum()
            + (short * (figure("demands", "penalty", demands) * weight)).sum()
        )
        self.m = m

    def hand_over(self) -> None:
        self.solver = Highs.from_model(self.m, io_api="direct", set_names=False)

    def solve(self, options: Options) -> None:
        self.solver.solver_model.setOptionValue("output_flag", False)
        for name, value in options.items():
            self.solver.solver_model.setOptionValue(name, value)
        self.result = self.solver.solve()

    def read(self) -> Tables:
        self.m.assign_result(self.result, self.solver)
        tables = {name: self.m.variables[name].solution.to_dataframe(name) for name in BLOCKS}
        return tables | {"price": self.m.constraints["balance"].dual.to_dataframe("price")}

    def objective(self) -> float:
        return float(self.m.objective.value)
