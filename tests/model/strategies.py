"""Hypothesis strategies: small random studies that touch every strand, valid by construction.

A study is a pair ``(settings, tables)``, tables as lists of rows (blank cells left out). The chain is ore →
metal → cell, with slag as a by-product, steam used from a shared boiler, and GWh held in cells. Numbers come from
short lists, so that plans have corners worth finding and shrunken failures can be read.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from hypothesis import strategies as st

from tests.model.drawing import Draw, Row, Settings, Study, Tables, maybe, number, some
from tests.model.oracle import idle_policies
from tests.model.strategies_slices import cut

__all__ = ["Row", "Settings", "Study", "Tables", "frames", "studies"]

PLACES = ["arctic", "bay", "cape"]
MOVED = ["ore", "metal", "cell"]
RECIPES = {
    "smelter": [
        ("smelting", {"ore": -2.0, "metal": 1.0, "slag": 0.5}),
        ("remelting", {"ore": -1.5, "metal": 1.0}),
    ],
    "works": [("assembling", {"metal": -1.0, "cell": 2.0})],
    "boiler": [("steaming", {})],
}


def frames(tables: Mapping[str, list[Row]]) -> dict[str, pl.DataFrame]:
    """Turn lists of rows into frames, a column for every cell that some row has filled."""
    return {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in tables.items() if rows}


@st.composite
def studies(draw: Draw, *, whole: bool = True, sliced: bool = True) -> Study:
    """A small study, one of three with slices unless not `sliced`; without `whole` nothing needs a whole number."""
    study = Maker(draw, whole)
    study.make()
    tables = {name: rows for name, rows in study.tables.items() if rows}
    if sliced and some(draw, 3):
        cut(draw, tables)
    if idle := idle_policies(study.settings, tables):  # a rule that finds nothing is an error (Semantics 33)
        tables["policies"] = [row for row in tables["policies"] if row["policy"] not in idle]
    return study.settings, {name: rows for name, rows in tables.items() if rows}


class Maker:
    """Draws one study, table by table."""

    def __init__(self, draw: Draw, whole: bool) -> None:
        self.draw, self.whole = draw, whole
        self.settings: Settings = {}
        self.tables: Tables = {}
        self.periods: list[Row] = []

    def make(self) -> None:
        """Draw everything."""
        self._time()
        self._currencies()
        self.places = PLACES[: self.draw(st.integers(2, 3))]
        self._places()
        self._goods()
        self._technologies()
        self._plants()
        self._transport()
        self._trade()
        self._stocks()
        self._impacts()
        self._policies()

    def add(self, table: str, *rows: Row) -> None:
        """Add rows to a table."""
        self.tables.setdefault(table, []).extend(rows)

    def some(self, chance: int = 2) -> bool:
        """Yes, once in `chance` times."""
        return some(self.draw, chance)

    def narrowed(self, row: Row, key: str, column: str, *choices: float, chance: int = 4) -> list[Row]:
        """Return the row, and now and then a narrower one that says otherwise in one period."""
        if len(self.periods) == 1 or not self.some(chance):
            return [row]
        period = self.draw(st.sampled_from(self.periods))["period"]
        return [row, {key: row[key], "period": period, column: number(self.draw, *choices)}]

    def _time(self) -> None:
        year = 2025
        for index in range(self.draw(st.integers(1, 3))):
            years = self.draw(st.integers(1, 4))
            row: Row = {"period": f"p{index}", "start": year, "years": years}
            maybe(self.draw, row, "weight", 1.0, 2.5, chance=5)
            self.periods.append(row)
            year += years + self.draw(st.sampled_from([0, 0, 0, 2]))
        self.add("periods", *self.periods)
        time: Row = {
            "price_year": 2025,
            "discount_rate": number(self.draw, 0.0, 0.05, 0.1),
            "running_at": self.draw(st.sampled_from(["start", "middle", "end"])),
            "capital": self.draw(st.sampled_from(["overnight", "overnight", "annuity"])),
        }
        if time["capital"] == "overnight":
            time["salvage"] = self.draw(st.sampled_from(["annuity", "straight-line", "none"]))
        maybe(self.draw, time, "base_year", 2020, 2024, chance=3)
        self.settings = {
            "study": {"name": "random", "currency": "EUR", "mass_unit": "t"},
            "time": time,
            "solver": {"gap": 0.0},
        }
        self.forever = time.get("salvage") == "none"

    def _currencies(self) -> None:
        rate = {"currency": "USD", "rate": number(self.draw, 0.5, 1.25)}
        self.add("currencies", *self.narrowed(rate, "currency", "rate", 0.75, 2.0, chance=2))

    def _places(self) -> None:
        for place in self.places:
            row: Row = {"place": place, "country": self.draw(st.sampled_from(["FI", "SE"]))}
            maybe(self.draw, row, "area_ha", 8.0, 20.0, chance=4)
            maybe(self.draw, row, "transit", "no", chance=5)
            self.add("places", *self.narrowed(row, "place", "area_ha", 12.0, 30.0, chance=8))

    def _goods(self) -> None:
        for commodity in MOVED:
            row: Row = {"commodity": commodity, "unit": "t", "mass": number(self.draw, 1.0, 1.0, 0.5)}
            maybe(self.draw, row, "disposal_cost", 0.0, 1.5, chance=4)
            self.add("commodities", row)
        slag: Row = {"commodity": "slag", "unit": "t", "mass": 1.0}
        if not self.some(5):
            slag["disposal_cost"] = number(self.draw, 0.0, 3.0)
        self.add("commodities", *self.narrowed(slag, "commodity", "disposal_cost", 1.0, 6.0))
        self.attribute = self.some(3)
        if self.attribute:
            self.add("commodities", {"commodity": "gwh", "unit": "GWh"}, {"commodity": "nickel", "unit": "t Ni"})
            held = {"commodity": "cell", "attribute": "gwh", "quantity": number(self.draw, 0.5, 2.0)}
            self.add("contents", held, {"commodity": "cell", "attribute": "nickel", "quantity": 0.25})
            if self.some():
                self.add("contents", {"commodity": "metal", "attribute": "nickel", "quantity": 1.0})

    def _technologies(self) -> None:
        names = ["smelter", *(name for name in ("works", "boiler") if self.some())]
        for technology in names:
            self._technology(technology)
            for process, flows in RECIPES[technology][: self.draw(st.integers(1, 2))]:
                self._process(technology, process, flows)
        self.steamed = "boiler" in names and self.some()
        if self.steamed:
            use = number(self.draw, 0.5, 1.0)
            self.add("uses", {"process": "smelting", "technology": "boiler", "capacity_use": use})

    def _technology(self, technology: str) -> None:
        row: Row = {"technology": technology, "unit": "t/a"}
        maybe(self.draw, row, "capex", 5.0, 12.0, 30.0, chance=1)
        maybe(self.draw, row, "fixed_om", 0.5, 2.0)
        maybe(self.draw, row, "availability", 0.5, 0.9, chance=3)
        maybe(self.draw, row, "year_availability", 0.8, chance=6)
        maybe(self.draw, row, "build_years", 1.0, 3.0, chance=5)
        maybe(self.draw, row, "area_ha", 0.5, 1.0)
        maybe(self.draw, row, "max_capacity", 10.0, 25.0)
        maybe(self.draw, row, "currency", "USD", chance=6)
        if not self.forever or self.some():
            row["lifetime"] = number(self.draw, 2.0, 3.0, 5.0, 20.0)
        if self.whole and self.some():
            self._lumps(row)
        self.add("technologies", *self.narrowed(row, "technology", "capex", 2.0, 8.0, 40.0))

    def _lumps(self, row: Row) -> None:
        """Charges, minima and modules: an opening with any of them needs a size."""
        row["max_capacity"] = number(self.draw, 10.0, 25.0)
        maybe(self.draw, row, "fixed_capex", 10.0, 60.0)
        maybe(self.draw, row, "open_om", 4.0, chance=4)
        maybe(self.draw, row, "min_capacity", 3.0, 6.0, chance=3)
        maybe(self.draw, row, "block", 2.0, 5.0, chance=4)
        if self.some(4):
            sizes = [(0.0, 8.0), (5.0, 40.0), (row["max_capacity"], number(self.draw, 60.0, 90.0, 200.0))]
            first = 0 if self.some() else 1
            curve = [{"technology": row["technology"], "capacity": a, "capex": c} for a, c in sizes]
            if first:
                curve[0]["capex"] = 0.0
            self.add("capex_curve", *curve)

    def _process(self, technology: str, process: str, flows: Mapping[str, float]) -> None:
        row: Row = {"process": process, "technology": technology}
        maybe(self.draw, row, "capacity_use", 0.5, 1.25, chance=3)
        maybe(self.draw, row, "variable_cost", 0.5, 2.0)
        self.add("processes", *self.narrowed(row, "process", "variable_cost", 0.0, 4.0))
        for commodity, quantity in flows.items():
            self.add("flows", {"process": process, "commodity": commodity, "quantity": quantity})

    def _plants(self) -> None:
        if self.some(3):
            self.add("operators", {"operator": "mint", "discount_rate": 0.08}, {"operator": "crown"})
        pairs = [(place, row["technology"]) for place in self.places for row in self._wide("technologies")]
        first = (self.draw(st.sampled_from(self.places)), "smelter")
        others = self.draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True))
        for place, technology in dict.fromkeys([first, *others]):
            self._plant(f"{place}_{technology}", place, technology)

    def _wide(self, table: str) -> list[Row]:
        return [row for row in self.tables.get(table, []) if "period" not in row]

    def _plant(self, name: str, place: str, technology: str) -> None:
        kinds = ["candidate", "candidate", "candidate", "operating", "committed", "cancelled", "idle"]
        status = self.draw(st.sampled_from(kinds if self.whole else kinds[:-1]))
        row: Row = {"plant": name, "place": place, "technology": technology, "status": status}
        if "operators" in self.tables:
            maybe(self.draw, row, "operator", "mint", "crown")
        maybe(self.draw, row, "capex_factor", 0.8, 1.5, chance=3)
        if status in ("operating", "committed", "idle"):
            self._standing(row)
        if status == "candidate" or row.get("expandable") == "yes":
            self._building(row)
        if all(curve["technology"] != technology for curve in self.tables.get("capex_curve", [])):
            maybe(self.draw, row, "closable", "yes", chance=4)
        self.add("plants", row)
        if row.get("expandable") == "yes" and self.some(3):
            self.add(
                "technologies",
                {"technology": technology, "plant": name, "fixed_om": number(self.draw, 0.0, 3.0)},
            )

    def _standing(self, row: Row) -> None:
        row["capacity"] = number(self.draw, 4.0, 7.0)
        start = self.draw(st.sampled_from(self.periods))["start"]
        if row["status"] == "committed":
            row["opened"] = start
        else:
            maybe(self.draw, row, "opened", 2018, 2024, chance=3)
        maybe(self.draw, row, "closes", start + 1, max(start + 1, 2032), chance=4)
        if row["status"] == "idle":
            maybe(self.draw, row, "restart_cost", 5.0, 20.0)
        maybe(self.draw, row, "expandable", "yes")

    def _building(self, row: Row) -> None:
        maybe(self.draw, row, "earliest", 2026, 2028, chance=4)
        maybe(self.draw, row, "max_build", 6.0, 12.0, chance=4)
        maybe(self.draw, row, "max_capacity", 12.0, 20.0, chance=4)
        maybe(self.draw, row, "min_build", 1.0, chance=8)

    def _transport(self) -> None:
        self.add("modes", {"mode": "road", "cost_per_tkm": number(self.draw, 0.01, 0.02)}, {"mode": "rail"})
        ends = [(a, b) for a in self.places for b in self.places if a != b]
        for index, (a, b) in enumerate(self.draw(st.lists(st.sampled_from(ends), min_size=2, max_size=5))):
            self._route(f"r{index}", a, b)
        if self.some():
            self._terminals()

    def _route(self, name: str, a: str, b: str) -> None:
        row: Row = {
            "route": name,
            "from": a,
            "to": b,
            "mode": self.draw(st.sampled_from(["road", "road", "rail"])),
        }
        row["distance_km"] = number(self.draw, 50.0, 100.0)
        maybe(self.draw, row, "cost", 0.5, 1.0, 3.0)
        maybe(self.draw, row, "commodity", *MOVED, chance=3)
        maybe(self.draw, row, "loss", 0.05, 0.2, chance=4)
        maybe(self.draw, row, "both_ways", "yes", chance=3)
        maybe(self.draw, row, "capacity", 5.0, 15.0, 40.0)
        maybe(self.draw, row, "opens", 2026, 2028, chance=6)
        maybe(self.draw, row, "currency", "USD", chance=8)
        if self.whole and self.some(3):
            row["capex"] = number(self.draw, 10.0, 40.0)
            row.setdefault("capacity", 40.0)
            if not self.forever or self.some():
                row["lifetime"] = number(self.draw, 3.0, 10.0)
        self.add("routes", *self.narrowed(row, "route", "cost", 0.25, 2.0))

    def _terminals(self) -> None:
        for place in self.places:
            row: Row = {"place": place, "mode": "rail", "handling_cost": number(self.draw, 0.25, 1.0)}
            maybe(self.draw, row, "capacity", 10.0, 30.0)
            if self.whole and self.forever and self.settings["time"]["capital"] == "overnight" and self.some(4):
                row["capex"] = 15.0
                row.setdefault("capacity", 30.0)
            if self.some():
                self.add("terminals", row)

    def _trade(self) -> None:
        mines = self.draw(st.lists(st.sampled_from(self.places), min_size=2, max_size=4))
        for index, place in enumerate(mines):
            self._supply(f"ore_{index}", "ore", place, (0.5, 1.0, 2.0))
        if self.some(3):
            self._supply("metal_import", "metal", self.draw(st.sampled_from(self.places)), (12.0, 25.0))
        wanted = ["metal", "metal", *(["gwh", "nickel"] if self.attribute else [])]
        if any(row["technology"] == "works" for row in self._wide("plants")):
            wanted += ["cell"]
        for index in range(self.draw(st.integers(2, 4))):
            self._demand(f"d{index}", self.draw(st.sampled_from(wanted)))

    def _supply(self, name: str, commodity: str, place: str, prices: tuple[float, ...]) -> None:
        row: Row = {
            "supply": name,
            "commodity": commodity,
            "place": place,
            "price": number(self.draw, *prices),
        }
        maybe(self.draw, row, "origin", "CN", "CL")
        maybe(self.draw, row, "currency", "USD", chance=6)
        maybe(self.draw, row, "capacity", 8.0, 20.0)
        maybe(self.draw, row, "reserve", 30.0, 60.0, chance=5)
        self.add("supplies", *self.narrowed(row, "supply", "price", *prices))

    def _demand(self, name: str, commodity: str) -> None:
        place = self.draw(st.sampled_from(self.places))
        row: Row = {"demand": name, "commodity": commodity, "place": place, "kind": "may"}
        row["quantity"] = number(self.draw, 2.0, 6.0, 9.0)
        row["price"] = number(self.draw, 15.0, 30.0, 60.0)
        maybe(self.draw, row, "currency", "USD", chance=6)
        if self.some():
            row |= {"kind": "must", "shortfall_cost": number(self.draw, 60.0, 120.0)}
            if self.some(12):
                del row["shortfall_cost"]  # now and then a wish that no plan may meet
        self.add("demands", *self.narrowed(row, "demand", "quantity", 3.0, 8.0, chance=3))

    def _stocks(self) -> None:
        for commodity in ("ore", "metal"):
            if not self.some(3):
                continue
            row: Row = {"place": self.draw(st.sampled_from(self.places)), "commodity": commodity}
            maybe(self.draw, row, "capacity", 4.0, 12.0)
            maybe(self.draw, row, "initial", 2.0, 4.0)
            maybe(self.draw, row, "loss", 0.1, 0.5, chance=3)
            maybe(self.draw, row, "holding_cost", 0.2, 1.0)
            if "capacity" in row:  # without a limit a high value would pay for buying without end
                maybe(self.draw, row, "end_value", 1.0, 20.0)
            here = [plant["plant"] for plant in self.tables["plants"] if self._holds(plant, row["place"])]
            if here:
                maybe(self.draw, row, "held_in", *here, chance=3)
            rows = [row]
            if len(self.periods) > 1 and self.some(3):
                period = self.draw(st.sampled_from(self.periods))["period"]
                rows += [{"place": row["place"], "commodity": commodity, "period": period, "holding_cost": 3.0}]
            self.add("stocks", *rows)

    @staticmethod
    def _holds(plant: Row, place: str) -> bool:
        return bool(plant["place"] == place and plant["status"] not in ("cancelled", "idle"))

    def _impacts(self) -> None:
        if not self.some():
            return
        row: Row = {"impact": "co2", "unit": "t"}
        maybe(self.draw, row, "price", 0.5, 2.0)
        maybe(self.draw, row, "cap", 10.0, 30.0, chance=3)
        self.add("impacts", *self.narrowed(row, "impact", "price", 0.0, 4.0))
        keys = [("run", row["process"]) for row in self._wide("processes")]
        keys += [("capacity", row["technology"]) for row in self._wide("technologies")]
        keys += [("build", row["plant"]) for row in self._wide("plants")]
        keys += [("buy", "ore"), ("ship", "road"), ("sell", "metal"), ("discard", "slag")]
        keys += [("ship", row["route"]) for row in self._wide("routes")]
        for of, key in self.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True)):
            factor = number(self.draw, 0.01, 0.02) if of == "ship" else number(self.draw, 0.5, 1.0)
            self.add("impact_factors", {"impact": "co2", "of": of, "key": key, "quantity": factor})
        if self.some(3):
            place = self.draw(st.sampled_from(self.places))
            self.add("impact_caps", {"impact": "co2", "place": place, "cap": number(self.draw, 5.0, 15.0)})

    def _policies(self) -> None:
        rules: list[Row] = [
            {"rule": "buy[commodity=ore, origin=CN] <= value * buy[commodity=ore]", "value": 0.5},
            {"rule": "buy[commodity=ore] <= value", "value": 50.0, "over": "horizon"},
            {"rule": "make[commodity=metal] >= 0.5 * use[commodity=metal]"},
            {"rule": "make[commodity=metal] <= value", "value": 6.0, "each": "place"},
            {"rule": "ship[commodity=ore, from.country=FI] <= 0.5 * buy[commodity=ore]", "from": 2026},
            {"rule": "capacity[technology=smelter] <= value", "value": 18.0, "to": 2028},
            {"rule": "build[technology=smelter] <= value", "value": 15.0, "over": "horizon"},
            {"rule": "buy[commodity=ore] <= 0.7 * buy[commodity=ore, supply=*]", "each": "supply"},
            {"rule": "store[commodity=ore] >= value", "value": 1.0, "to": 2026},
            {"rule": "sell[commodity!=slag|ore] <= value", "value": 7.0, "each": "commodity, place"},
        ]
        for index in self.draw(st.lists(st.integers(0, len(rules) - 1), max_size=2, unique=True)):
            self.add("policies", {"policy": f"rule_{index}"} | rules[index])
