"""The chain in Pyomo, by rules over index sets, with its persistent interface to HiGHS (APPSI)."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
import pyomo.environ as pyo
import pyomo.version
from pyomo.contrib.appsi.solvers import Highs

from benchmarks.frames import Frames
from benchmarks.tools.tool import BLOCKS, Options, Tables, Tool


class Pyomo(Tool):
    """Each row a rule of Python."""

    name = f"Pyomo {pyomo.version.version}, APPSI"

    def prepare(self, frames: Frames) -> None:
        self.f = {name: getattr(frames, name).to_dicts() for name in Frames.__dataclass_fields__}

    def build(self) -> None:
        f, m = self.f, pyo.ConcreteModel()
        T = [row["period"] for row in f["periods"]]
        weight = {row["period"]: row["weight"] for row in f["periods"]}
        plants, routes = (
            {row[key]: row for row in f[table]} for table, key in (("plants", "plant"), ("routes", "route"))
        )
        supplies = {row["supply"]: row for row in f["supplies"]}
        demands = {row["demand"]: row for row in f["demands"]}
        capital = {(row["plant"], row["vintage"]): row["capital"] for row in f["capital"]}
        goods, places = [row["commodity"] for row in f["goods"]], [row["place"] for row in f["places"]]
        born = defaultdict(list)
        for row in f["works"]:
            born[row["period"]].append(row["vintage"])
        made, bought, sold, gone, come = (defaultdict(list) for _ in range(5))
        for row in f["flows"]:
            made[plants[row["plant"]]["place"], row["commodity"]].append((row["plant"], row["quantity"]))
        for row in f["supplies"]:
            bought[row["place"], row["commodity"]].append(row["supply"])
        for row in f["demands"]:
            sold[row["place"], row["commodity"]].append(row["demand"])
        for row in f["routes"]:
            gone[row["from"]].append(row["route"])
            come[row["to"]].append(row["route"])
        m.run, m.build = pyo.Var(plants, T, bounds=(0, None)), pyo.Var(plants, T, bounds=(0, None))
        m.ship = pyo.Var(routes, goods, T, bounds=(0, None))
        m.buy = pyo.Var(supplies, T, bounds=lambda _, s, t: (0, supplies[s]["capacity"]))
        m.sell = pyo.Var(demands, T, bounds=(0, None))
        m.short = pyo.Var(demands, T, bounds=lambda _, d, t: (0, demands[d]["quantity"]))

        def balance(_: object, i: str, g: str, t: str) -> object:
            return (
                pyo.quicksum(q * m.run[k, t] for k, q in made[i, g])
                + pyo.quicksum(m.ship[r, g, t] for r in come[i])
                - pyo.quicksum(m.ship[r, g, t] for r in gone[i])
                + pyo.quicksum(m.buy[s, t] for s in bought[i, g])
                - pyo.quicksum(m.sell[d, t] for d in sold[i, g])
                == 0
            )

        def stands(k: str, t: str) -> object:
            return pyo.quicksum(m.build[k, v] for v in born[t])

        m.balance = pyo.Constraint(places, goods, T, rule=balance)
        m.capacity = pyo.Constraint(plants, T, rule=lambda _, k, t: m.run[k, t] - stands(k, t) <= 0)
        m.limit = pyo.Constraint(plants, T, rule=lambda _, k, t: stands(k, t) <= plants[k]["max_capacity"])
        m.link = pyo.Constraint(
            routes, T, rule=lambda _, r, t: pyo.quicksum(m.ship[r, g, t] for g in goods) <= routes[r]["capacity"]
        )
        m.demand = pyo.Constraint(
            demands, T, rule=lambda _, d, t: m.sell[d, t] + m.short[d, t] == demands[d]["quantity"]
        )
        m.cost = pyo.Objective(
            expr=pyo.quicksum(cost * m.build[k, v] for (k, v), cost in capital.items())
            + pyo.quicksum(routes[r]["freight"] * weight[t] * m.ship[r, g, t] for r in routes for g in goods for t in T)
            + pyo.quicksum(supplies[s]["price"] * weight[t] * m.buy[s, t] for s in supplies for t in T)
            + pyo.quicksum(demands[d]["penalty"] * weight[t] * m.short[d, t] for d in demands for t in T)
        )
        self.m = m

    def hand_over(self) -> None:
        self.solver = Highs()
        self.solver.config.load_solution = False
        self.solver.config.stream_solver = False
        self.solver.set_instance(self.m)

    def solve(self, options: Options) -> None:
        # The program was handed over whole; looking for changes would take as long again.
        for name, value in self.solver.update_config.items():
            if isinstance(value, bool):
                self.solver.update_config[name] = name == "treat_fixed_vars_as_params"
        self.solver.highs_options = dict(options)
        self.results = self.solver.solve(self.m)

    def read(self) -> Tables:
        self.results.solution_loader.load_vars()
        tables = {name: pd.Series({index: v.value for index, v in getattr(self.m, name).items()}) for name in BLOCKS}
        duals = self.solver.get_duals(list(self.m.balance.values()))
        return tables | {"price": pd.Series({index: duals[row] for index, row in self.m.balance.items()})}

    def objective(self) -> float:
        return float(self.results.best_feasible_objective)
