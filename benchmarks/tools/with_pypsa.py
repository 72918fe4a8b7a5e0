"""The chain in PyPSA, as far as its components say it; the rest as linopy constraints on the model it makes.

A place and a good are a bus, a plant of one building year a link, a route a link for each good, a supply and what a
demand goes short generators. What PyPSA has no words for: a capacity that the goods of a route share, and a largest
size of a plant over its building years.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pypsa
import xarray as xr
from linopy.solvers import Highs

from benchmarks.frames import Frames
from benchmarks.tools.tool import Options, Tables, Tool


class Pypsa(Tool):
    """A network with several investment periods; one link a plant and building year, as PyPSA asks for."""

    name = f"PyPSA {pypsa.__version__}"

    def prepare(self, frames: Frames) -> None:
        def text(frame: object) -> pd.DataFrame:
            made: pd.DataFrame = frame.to_pandas()  # type: ignore[attr-defined]
            return made.astype({c: str for c in made.columns if made[c].dtype.name == "category"})

        self.f = {name: text(getattr(frames, name)) for name in Frames.__dataclass_fields__}

    def build(self) -> None:
        f = self.f
        years = [int(p) for p in f["periods"]["period"]]
        n = pypsa.Network()
        n.snapshots = pd.MultiIndex.from_tuples([(year, "year") for year in years], names=["period", "timestep"])
        n.investment_periods = years
        n.investment_period_weightings["years"] = 5.0
        n.investment_period_weightings["objective"] = f["periods"]["weight"].to_numpy()
        n.add("Bus", [f"{i}|{g}" for i in f["places"]["place"] for g in f["goods"]["commodity"]])
        self._plants(n, years)
        routes, goods = f["routes"], f["goods"]["commodity"].to_numpy()
        each, good = routes.loc[routes.index.repeat(len(goods))], np.tile(goods, len(routes))
        names = each["route"] + "|" + good
        n.add(
            "Link", names.to_numpy(),
            bus0=(each["from"] + "|" + good).to_numpy(), bus1=(each["to"] + "|" + good).to_numpy(),
            p_nom=each["capacity"].to_numpy(), marginal_cost=each["freight"].to_numpy(), build_year=years[0],
        )  # fmt: skip
        supplies, demands = f["supplies"], f["demands"]
        n.add(
            "Generator", supplies["supply"].to_numpy(),
            bus=(supplies["place"] + "|" + supplies["commodity"]).to_numpy(),
            p_nom=supplies["capacity"].to_numpy(), marginal_cost=supplies["price"].to_numpy(), build_year=years[0],
        )  # fmt: skip
        spot = (demands["place"] + "|" + demands["commodity"]).to_numpy()
        wanted = demands["quantity"].to_numpy()
        n.add("Load", demands["demand"].to_numpy(), bus=spot, p_set=wanted)
        n.add(
            "Generator", ("short " + demands["demand"]).to_numpy(), bus=spot, p_nom=wanted,
            marginal_cost=demands["penalty"].to_numpy(), build_year=years[0],
        )  # fmt: skip
        self.n = n
        self.m = n.optimize.create_model(multi_investment_periods=True)
        self._shared(names.to_numpy(), each["route"].to_numpy())
        self._largest()

    def _plants(self, n: pypsa.Network, years: list[int]) -> None:
        """Links of the plants: activity is what they use of their first good."""
        f = self.f
        weight = dict(zip(f["periods"]["period"], f["periods"]["weight"], strict=True))
        paid = f["works"].assign(weight=f["works"]["period"].map(weight)).groupby("vintage")["weight"].sum()
        lines = f["flows"].merge(f["plants"][["plant", "place"]], on="plant")
        lines["bus"] = lines["place"] + "|" + lines["commodity"]
        used = lines[lines["quantity"] < 0].sort_values(["plant", "quantity"])
        used["rank"] = used.groupby("plant").cumcount()
        wide = used.pivot(index="plant", columns="rank", values=["bus", "quantity"])
        made = lines[lines["quantity"] > 0].set_index("plant")
        table = f["capital"].rename(columns={"vintage": "born"})
        plant = table["plant"]
        first = wide["quantity"][0].astype(float).reindex(plant).abs().to_numpy()
        second = wide["quantity"][1].astype(float).reindex(plant).to_numpy() / first
        self.links = (plant + "|" + table["born"]).to_numpy()
        self.site, self.first = plant.to_numpy(), first
        life = float(years[1] - years[0]) * f["works"].groupby("vintage").size().max()
        n.add(
            "Link", self.links,
            bus0=wide["bus"][0].reindex(plant).to_numpy(), bus1=made["bus"].reindex(plant).to_numpy(),
            efficiency=made["quantity"].reindex(plant).to_numpy() / first,
            bus2=wide["bus"][1].reindex(plant).fillna("").to_numpy(), efficiency2=np.nan_to_num(second),
            p_nom_extendable=True, build_year=table["born"].astype(int).to_numpy(), lifetime=life,
            capital_cost=table["capital"].to_numpy() / paid.reindex(table["born"]).to_numpy() / first,
        )  # fmt: skip

    def _shared(self, names: np.ndarray, routes: np.ndarray) -> None:
        """The goods of a route share its capacity."""
        moved = self.m.variables["Link-p"].sel(name=names)
        group = xr.DataArray(routes, [pd.Index(names, name="name")], name="route")
        limit = self.f["routes"].set_index("route")["capacity"]
        carried = (1.0 * moved).groupby(group).sum()
        self.m.add_constraints(carried <= limit.rename_axis("route").to_xarray(), name="shared")

    def _largest(self) -> None:
        """No more stands at a plant than its largest size."""
        used = xr.DataArray(self.first, [pd.Index(self.links, name="name")])
        size = self.m.variables["Link-p_nom"].sel(name=self.links) / used
        limit = self.f["plants"].set_index("plant")["max_capacity"].rename_axis("plant").to_xarray()
        for period, works in self.f["works"].groupby("period"):
            born = set(works["vintage"])
            there = np.array([link.rsplit("|", 1)[1] in born for link in self.links])
            group = xr.DataArray(self.site[there], [pd.Index(self.links[there], name="name")], name="plant")
            stands = size.sel(name=self.links[there]).groupby(group).sum()
            self.m.add_constraints(stands <= limit, name=f"largest {period}")

    def hand_over(self) -> None:
        self.solver = Highs.from_model(self.m, io_api="direct", set_names=False)

    def solve(self, options: Options) -> None:
        for name, value in options.items():
            self.solver.solver_model.setOptionValue(name, value)
        self.solver.solver_model.setOptionValue("output_flag", False)
        self.result = self.solver.solve()

    def read(self) -> Tables:
        self.m.assign_result(self.result, self.solver)
        self.n.optimize.assign_solution()
        self.n.optimize.assign_duals()
        return {"links": self.n.c.links.dynamic.p0, "build": self.n.c.links.static.p_nom_opt,
                "supplies": self.n.c.generators.dynamic.p, "price": self.n.c.buses.dynamic.marginal_price}  # fmt: skip

    def objective(self) -> float:
        return float(self.m.objective.value)
