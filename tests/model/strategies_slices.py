"""Slices of the year for a random study that stands: goods of the year, rows of a slice, stocks within the year.

Rows of a slice are added only where no other row would contend for the same cell (Semantics 3).
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.model.drawing import Draw, Row, Tables, number, some

SHARES = [[0.25, 0.75], [0.5, 0.5], [0.2, 0.3, 0.5]]
NAMES = ["winter", "autumn", "summer"]
QUALIFIERS = ("period", "slice", "plant")
BY_PLANT = ("technologies", "processes", "uses", "flows")
KEYS = {
    "technologies": ("technology",),
    "processes": ("process",),
    "uses": ("process", "technology"),
    "flows": ("process", "commodity"),
    "routes": ("route",),
    "terminals": ("place", "mode"),
    "supplies": ("supply",),
    "demands": ("demand",),
}
CELLS: dict[str, dict[str, tuple[float, ...]]] = {
    "technologies": {"availability": (0.0, 0.6, 1.0)},
    "processes": {"capacity_use": (0.75, 1.5), "variable_cost": (0.0, 3.0)},
    "uses": {"capacity_use": (0.25, 1.5)},
    "routes": {"capacity": (0.0, 1.0, 3.0, 10.0), "cost": (0.25, 4.0), "loss": (0.0, 0.1)},
    "terminals": {"capacity": (0.0, 2.0, 8.0), "handling_cost": (0.0, 2.0)},
    "supplies": {"capacity": (0.0, 1.0, 4.0, 10.0), "price": (0.25, 1.5, 15.0)},
    "demands": {"quantity": (0.0, 1.0, 4.0), "price": (10.0, 45.0)},
}


def cut(draw: Draw, tables: Tables) -> None:
    """Cut the year of a study into slices, in place."""
    Slicer(draw, tables).cut()


class Slicer:
    """Draws the slices of one study, table by table."""

    def __init__(self, draw: Draw, tables: Tables) -> None:
        self.draw, self.tables = draw, tables
        self.slices: list[str] = []
        self.of_the_year: set[str] = set()

    def cut(self) -> None:
        """Draw everything."""
        self._slices()
        self._balances()
        for table in ("technologies", "processes", "uses", "routes", "terminals"):
            self._narrow_some(table, 3)
        self._narrow_flows()
        for table in ("supplies", "demands"):
            self._narrow_some(table, 2)
            self._trade_in_one_slice(table)
        for table in ("uses", "flows", "processes"):
            self._only_in_one_slice(table)
        self._stocks()
        self._policies()

    def _slices(self) -> None:
        shares = self.draw(st.sampled_from(SHARES))
        self.slices = NAMES[: len(shares)]
        order = self.draw(st.permutations(range(1, len(shares) + 1)))
        rows = zip(self.slices, shares, order, strict=True)
        self.tables["slices"] = [{"slice": name, "share": share, "order": place} for name, share, place in rows]

    def _balances(self) -> None:
        for row in self.tables["commodities"]:
            if "period" not in row and some(self.draw, 3):
                row["balance"] = "year"
                self.of_the_year.add(row["commodity"])

    def _slice(self) -> str:
        return self.draw(st.sampled_from(self.slices))

    def _things(self, table: str) -> list[Row]:
        """The keys of a table, of trade only those whose good balances by slice."""
        rows = [row for row in self.tables.get(table, []) if not any(q in row for q in QUALIFIERS)]
        return [row for row in rows if table not in ("supplies", "demands") or self._by_slice(row)]

    def _by_slice(self, row: Row) -> bool:
        return row["commodity"] not in self.of_the_year

    def _narrow_some(self, table: str, chance: int) -> None:
        for wide in self._things(table):
            for _ in range(2):
                if some(self.draw, chance):
                    cells = CELLS[table] | ({"shortfall_cost": (50.0, 100.0)} if wide.get("kind") == "must" else {})
                    self._narrow(table, wide, cells)

    def _narrow(self, table: str, wide: Row, cells: dict[str, tuple[float, ...]]) -> None:
        row = {key: wide[key] for key in KEYS[table]} | {"slice": self._slice()}
        if some(self.draw, 4):
            row["period"] = self.draw(st.sampled_from(self.tables["periods"]))["period"]
        plants = self._plants(wide) if table in BY_PLANT else []
        if plants and some(self.draw, 4):
            row["plant"] = self.draw(st.sampled_from(plants))
        columns = self.draw(st.lists(st.sampled_from(sorted(cells)), min_size=1, max_size=2, unique=True))
        row |= {column: number(self.draw, *cells[column]) for column in columns}
        if self._fits(table, row):
            self.tables[table].append(row)

    def _plants(self, wide: Row) -> list[str]:
        """The plants of a technology, or those that run a process."""
        process = wide.get("process")
        (technology,) = {
            row["technology"]
            for row in (self.tables["processes"] if process else [wide])
            if row.get("process") == process and "technology" in row
        }
        return [row["plant"] for row in self.tables["plants"] if row["technology"] == technology]

    def _fits(self, table: str, row: Row) -> bool:
        """Whether no other row of the key contends for a cell: one must have all qualifiers of the other and more."""
        mine = _qualifiers(row)
        for other in self.tables[table]:
            if any(other[key] != row[key] for key in KEYS[table]):
                continue
            its = _qualifiers(other)
            if its == mine:
                return False
            apart = any(mine[q] != its[q] for q in mine.keys() & its.keys())
            nested = mine.keys() < its.keys() or its.keys() < mine.keys()
            shared = row.keys() & other.keys() - {*KEYS[table], *QUALIFIERS}
            if shared and not apart and not nested:
                return False
        return True

    def _narrow_flows(self) -> None:
        for wide in self._things("flows"):
            if some(self.draw, 5):
                quantity = wide["quantity"]
                self._narrow("flows", wide, {"quantity": (0.0, 0.5 * quantity, 1.25 * quantity)})

    def _alone(self, table: str, row: Row) -> bool:
        return sum(all(other[key] == row[key] for key in KEYS[table]) for other in self.tables[table]) == 1

    def _only_in_one_slice(self, table: str) -> None:
        """A flow, a use or a process that no row speaks of elsewhere is there in one slice only (Semantics 4)."""
        for row in self._things(table):
            if self._alone(table, row) and some(self.draw, 8):
                row["slice"] = self._slice()

    def _trade_in_one_slice(self, table: str) -> None:
        """So is a supply or a demand; not of an attribute, which is delivered wherever it is demanded."""
        attributes = {row["attribute"] for row in self.tables.get("contents", [])}
        for row in self._things(table):
            known = row["commodity"] in attributes or "reserve" in row
            if not known and self._alone(table, row) and some(self.draw, 5):
                row["slice"] = self._slice()

    def _stocks(self) -> None:
        """Some stocks turn within the year: goods that balance by slice, without a beginning and an end."""
        goods = {row["commodity"] for row in self.tables.get("stocks", []) if self._by_slice(row)}
        for commodity in sorted(goods):
            if some(self.draw):
                for row in self.tables["stocks"]:
                    if row["commodity"] == commodity:
                        row.pop("initial", None)
                        row.pop("end_value", None)
                        row["yearly"] = "yes"

    def _policies(self) -> None:
        rules: list[Row] = [
            {"rule": "make[commodity=metal] <= value", "value": 9.0, "each": "slice"},
            {"rule": "run[process=smelting] <= 0.8 * capacity[technology=smelter]", "each": "slice"},
            {"rule": "capacity[technology=smelter] >= 1.2 * run[process=smelting]", "each": "slice"},
            {"rule": "buy[commodity=ore] <= 1.2 * buy[commodity=ore, slice=*]", "each": "slice"},
            {"rule": "sell[commodity=metal, slice=winter] <= value", "value": 2.0},
            {"rule": "run[process=smelting, slice!=winter] <= 0.7 * run[process=smelting]"},
            {"rule": "use[commodity=ore] <= 1.5 * buy[commodity=ore]", "each": "slice, place"},
            {"rule": "ship[commodity=ore] <= 0.6 * buy[commodity=ore]", "each": "slice, route"},
            {"rule": "run[process=smelting] <= value", "value": 12.0, "each": "slice", "over": "horizon"},
        ]
        for index in self.draw(st.lists(st.integers(0, len(rules) - 1), max_size=2, unique=True)):
            self.tables.setdefault("policies", []).append({"policy": f"sliced_{index}"} | rules[index])


def _qualifiers(row: Row) -> dict[str, str]:
    return {q: row[q] for q in QUALIFIERS if q in row}
