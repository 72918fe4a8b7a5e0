"""Punos' own layer, `punos.lp`: tables joined by label, given the same tables as the others."""

from __future__ import annotations

import polars as pl

from benchmarks.frames import Frames
from benchmarks.tools.tool import BLOCKS, Options, Tables, Tool
from punos.lp import Expression, Program, Solution
from punos.lp import Options as LpOptions
from punos.lp.solve import Task, read

HERE = ("place", "commodity", "period")


class Layer(Tool):
    """The program as variables, constraints and costs over labels."""

    name = "Punos, lp layer"

    def prepare(self, frames: Frames) -> None:
        self.frames = frames

    def build(self) -> None:
        f, program = self.frames, Program()
        periods = f.periods.select("period")
        sites = f.plants.select("plant", "place").join(periods, how="cross")
        arcs = f.routes.select("route", "from", "to").join(f.goods, how="cross").join(periods, how="cross")
        demands = f.demands.join(periods, how="cross")
        run = program.variables("run", sites)
        build = program.variables("build", sites.rename({"period": "vintage"}))
        ship = program.variables("ship", arcs)
        supplies = f.supplies.drop("price").join(periods, how="cross")
        buy = program.variables("buy", supplies, upper="capacity")
        wanted = demands.drop("penalty")
        sell = program.variables("sell", wanted.drop("quantity"))
        short = program.variables("short", wanted, upper="quantity")
        balance = Expression.sum(
            [
                run.times(f.flows, "quantity").over(*HERE),
                ship.rename(**{"from": "place"}).over(*HERE).scaled(-1.0),
                ship.rename(to="place").over(*HERE),
                buy.over(*HERE),
                -sell.over(*HERE),
            ],
            HERE,
        )
        everywhere = f.places.join(f.goods, how="cross").join(periods, how="cross")
        program.constraint("balance", everywhere, balance, lower=0.0, upper=0.0)
        stands = build.times(f.works.with_columns(one=pl.lit(1.0)), "one").over("plant", "period")
        of_plant = sites.select("plant", "period")
        program.constraint("capacity", of_plant, run.over("plant", "period") - stands, upper=0.0)
        largest = f.plants.select("plant", "max_capacity").join(periods, how="cross")
        program.constraint("limit", largest, stands, upper="max_capacity")
        link = f.routes.select("route", "capacity").join(periods, how="cross")
        program.constraint("link", link, ship.over("route", "period"), upper="capacity")
        rows = wanted.select("demand", "period", "quantity")
        met = sell.over("demand", "period") + short.over("demand", "period")
        program.constraint("demand", rows, met, lower="quantity", upper="quantity")
        program.cost("capital", build.times(f.capital, "capital"))
        for what, expression, figures, by in (
            ("freight", ship.over("route", "period"), f.routes.select("route", "freight"), "freight"),
            ("supply", buy, f.supplies.select("supply", "price"), "price"),
            ("shortfall", short, f.demands.select("demand", "penalty"), "penalty"),
        ):
            yearly = figures.join(f.periods, how="cross").with_columns(pl.col(by) * pl.col("weight")).drop("weight")
            program.cost(what, expression.times(yearly, by))
        program.arrays()
        self.program = program

    def hand_over(self) -> None:
        self.engine = self.program.load()

    def solve(self, options: Options) -> None:
        self.engine.set(**options)
        self.engine.run()

    def read(self) -> Tables:
        arrays = self.program.arrays()
        outcome = read(Task(self.engine, arrays, LpOptions(), None, 0.0))
        self.solution: Solution = self.program._solution(outcome, 0.0)
        tables = {name: self.solution.variable(name) for name in BLOCKS}
        return tables | {"price": self.solution.dual("balance")}

    def objective(self) -> float:
        return self.solution.objective
