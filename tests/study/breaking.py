"""Every way to break the good study that can be noticed, one at a time, and where it must be noticed."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from punos.tables import KEY_TABLES, TABLES, Column, Type
from tests.study import good_study

Grid = list[list[str]]


@dataclass(frozen=True)
class Broken:
    """A broken study.

    Attributes
    ----------
    kind, what : str
        The kind of slip, and this one in words.
    files : dict
        Files that differ from the good study; None where one is gone.
    tables, columns : frozenset of str
        It must be noticed in one of these tables, and columns if there are any.
    """

    kind: str
    what: str
    files: dict[str, bytes | None]
    tables: frozenset[str]
    columns: frozenset[str] = frozenset()


Maker = Callable[[random.Random], Iterator[Broken]]
MAKERS: list[Maker] = []


def maker(make: Maker) -> Maker:
    """Register a kind of slip."""
    MAKERS.append(make)
    return make


def every(seed: int) -> list[Broken]:
    """All broken studies, in a fixed order for a seed."""
    made = [broken for make in MAKERS for broken in make(random.Random(seed))]
    return list({broken.what: broken for broken in made}.values())


def encoded(grid: Grid) -> bytes:
    """A table as the bytes of a CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(grid)
    return text.getvalue().encode()


@dataclass(frozen=True)
class Cell:
    """A filled cell of the good study."""

    table: str
    row: int  # as a spreadsheet counts
    name: str
    text: str

    @property
    def column(self) -> Column:
        return TABLES[self.table].column(self.name)

    @property
    def grid(self) -> Grid:
        return good_study.cells(self.table)

    @property
    def cells(self) -> dict[str, str]:
        """The row it is in."""
        return dict(zip(self.grid[0], self.grid[self.row - 1], strict=False))

    @property
    def number(self) -> float:
        return float(self.text)

    def put(self, text: str) -> dict[str, bytes | None]:
        """The file with another text in this cell."""
        grid = self.grid
        grid[self.row - 1][grid[0].index(self.name)] = text
        return {f"{self.table}.csv": encoded(grid)}

    def broken(self, kind: str, text: str, *tables: str, columns: tuple[str, ...] | None = None) -> Broken:
        """The study with another text here: noticed in this column, or in other tables if some are named."""
        what = f"{kind}: {self.table}, row {self.row}, {self.name}: {self.text!r} -> {text!r}"
        where = (self.name,) if columns is None and not tables else columns or ()
        return Broken(kind, what, self.put(text), frozenset(tables or (self.table,)), frozenset(where))


def filled() -> list[Cell]:
    """Every filled cell of the good study."""
    found = []
    for table in good_study.TEXT:
        head, *rows = good_study.cells(table)
        found += [
            Cell(table, number, name, text)
            for number, row in enumerate(rows, start=2)
            for name, text in zip(head, row, strict=False)
            if text
        ]
    return found


CELLS = filled()


def of_type(*types: Type) -> list[Cell]:
    """Filled cells of these types."""
    return [cell for cell in CELLS if cell.column.type in types]


def misspelt(word: str, rng: random.Random) -> str:
    """A word as a hurried hand writes it."""
    at = rng.randrange(len(word) - 1) if len(word) > 1 else 0
    slips = [
        word[:at] + word[at + 1 :], word + "x", word[:at] + word[at] * 2 + word[at + 1 :], f"{word}_", word + " 2",
        word.replace("o", "0").replace("e", "3") + "q",
    ]  # fmt: skip
    slips += [word.swapcase()] if word.swapcase() != word else []
    return rng.choice([slip for slip in slips if slip.strip() not in ("", word)])


def referrers(table: str) -> set[str]:
    """Tables with a column that refers to a table, and those whose text does."""
    named = {t.name for t in TABLES.values() for c in t.all_columns if c.refers == table}
    keyed = {"impact_factors"} if any(table in tables for tables in KEY_TABLES.values()) else set()
    return named | keyed | {"changes", "evidence", "study", "policies"}


@maker
def unknown_names(rng: random.Random) -> Iterator[Broken]:
    for cell in CELLS:
        if cell.column.refers or (cell.table, cell.name) == ("impact_factors", "key"):
            yield cell.broken("name", misspelt(cell.text, rng))


@maker
def renamed_things(rng: random.Random) -> Iterator[Broken]:
    """A key misspelt: whoever refers to it does so in vain, or a narrow row stands alone."""
    for cell in CELLS:
        table = TABLES[cell.table]
        spoken = any(
            (cell.text == o.text and (o.column.refers == cell.table or o.name == "key"))
            or (o.name in ("select", "rule") and f"={cell.text}" in o.text)
            or (o.table == cell.table and o.row != cell.row and o.name == cell.name and o.text == cell.text)
            for o in CELLS
        )
        if (
            cell.name == table.keys[0]
            and not cell.column.refers
            and spoken
            and cell.table not in ("changes", "evidence")
        ):
            yield cell.broken("key", misspelt(cell.text, rng), cell.table, *referrers(cell.table))


@maker
def not_numbers(rng: random.Random) -> Iterator[Broken]:
    words = ["abc", "12 apples", "1.2.3", "#DIV/0!", "n/a", "NaN", "--5", "5 %", "1e", "=A1", "0x1F", "12_000"]
    for cell in of_type(Type.NUMBER):
        yield cell.broken("not a number", rng.choice(words))


@maker
def not_years(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.YEAR):
        yield cell.broken("not a year", rng.choice(["soon", "25", "2025.5", "20300", "-2030", "2030-06-01", "0"]))


@maker
def odd_years(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.YEAR):
        yield cell.broken("odd year", rng.choice(["1203", "9999", "3025", "1025"]), cell.table)


@maker
def not_choices(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.CHOICE):
        yield cell.broken("choice", misspelt(cell.text, rng))


@maker
def not_flags(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.FLAG):
        yield cell.broken("flag", rng.choice(["maybe", "2", "y", "on", "x", "-"]))


@maker
def bad_names(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.NAME):
        sign = rng.choice(",=|*[]\"'\t")
        at = rng.randrange(1, len(cell.text)) if len(cell.text) > 1 else 1
        yield cell.broken("bad name", cell.text[:at] + sign + cell.text[at:])


@maker
def blanks(rng: random.Random) -> Iterator[Broken]:
    """Cells that must be filled, and those without which a row says nothing."""
    odd = {("demands", "price"), ("plants", "capacity"), ("policies", "value")}
    for cell in CELLS:
        narrow = any(cell.cells.get(q.value) for q in TABLES[cell.table].qualifiers)
        alone = not narrow or cell.column.key
        may = cell.cells.get("kind") == "may"
        owed = (cell.table, cell.name) == ("demands", "quantity") and not narrow and not may
        gone = cell.cells.get("status") == "cancelled"
        if (cell.column.required and alone) or owed:
            yield cell.broken("blank", "")
        elif (cell.table, cell.name) in odd and not narrow and not gone and (cell.name != "price" or may):
            yield cell.broken("blank", rng.choice(["", "   ", "\u00a0"]))


@maker
def negatives(rng: random.Random) -> Iterator[Broken]:
    """Numbers below their bound, and costs and prices below nothing."""
    costs = {"capex", "fixed_capex", "fixed_om", "open_om", "variable_cost", "cost", "cost_per_tkm", "handling_cost"}
    costs |= {"restart_cost", "disposal_cost"}
    lone = {"slag"}  # one price of a good may well be negative
    for cell in of_type(Type.NUMBER):
        bounded = cell.column.minimum in (0, 1) or cell.column.above is not None
        priced = (
            cell.name == "price"
            and cell.table in ("supplies", "demands")
            and cell.cells["commodity"] not in ("", *lone)
        )
        if cell.number > 0 and (bounded or cell.name in costs or priced):
            yield cell.broken("negative", f"-{cell.text}")


@maker
def flipped_flows(rng: random.Random) -> Iterator[Broken]:
    """What goes in comes out, or the other way."""
    kept = [("smelting", "metal"), ("remelting", "metal")]  # slag or dust alone would still be made
    for cell in CELLS:
        recipe = (cell.cells.get("process"), cell.cells.get("commodity"))
        heavy = cell.table == "flows" and cell.name == "quantity" and recipe[1] != "power"
        if heavy and recipe not in kept and abs(cell.number) > 0.5:
            text = cell.text.removeprefix("-") if cell.number < 0 else f"-{cell.text}"
            yield cell.broken("flipped", text, "flows", "evidence", "demands", "plants", "contracts")


@maker
def infinities(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.NUMBER):
        if not cell.column.infinite:
            yield cell.broken("infinite", rng.choice(["inf", "-inf", "Infinity", "∞"]))
        elif cell.table != "evidence":
            yield cell.broken("infinite", "-inf")


@maker
def percentages(rng: random.Random) -> Iterator[Broken]:
    for cell in of_type(Type.NUMBER):
        if cell.column.unit.startswith("share"):
            yield cell.broken("percentage", str(rng.choice([65, 92, 150])))
        elif cell.name in ("lat", "lon"):
            yield cell.broken("off the map", str(rng.choice([190, -200, 6383])))


_SEEN_ELSEWHERE = {
    ("technologies", "capex"): ("smelter",), ("technologies", "fixed_capex"): ("smelter",),
    ("technologies", "open_om"): ("smelter",), ("technologies", "fixed_om"): ("works",),
}  # fmt: skip
_SLIPS = {
    ("periods", "weight"), ("technologies", "lifetime"), ("operators", "discount_rate"),
    ("modes", "cost_per_tkm"), ("terminals", "handling_cost"), ("supplies", "price"),
}  # fmt: skip


def _usual(cell: Cell) -> bool:
    """Whether a figure has its like, by which a slip in it can be seen in its own column."""
    if cell.table == "commodities" and cell.name == "mass":
        return True
    if cell.table == "demands" and cell.name == "price":
        return cell.cells["commodity"] not in ("slag", "")
    if cell.table == "plants" and cell.name == "capacity":
        return "smelter" in cell.text or cell.cells["plant"] in ("park_smelter", "old_smelter", "new_smelter")
    if cell.table == "routes" and cell.name == "distance_km":
        return cell.cells["to"] not in ("overseas", "")
    return (cell.table, cell.name) in _SLIPS


@maker
def magnitudes(rng: random.Random) -> Iterator[Broken]:
    """Figures so many times too large or small."""
    for cell in of_type(Type.NUMBER):
        times = rng.choice([1e-6, 1e-5, 1e5, 1e6])
        text = f"{cell.number * times:.10g}"
        narrow = any(cell.cells.get(q.value) for q in TABLES[cell.table].qualifiers)
        numeric = not cell.column.fixed and not cell.column.key
        if cell.number == 0:
            continue
        if cell.name == "price" and cell.cells.get("commodity") in ("scrap", "power", "cell", "energy"):
            # of two prices that are far apart nobody knows which is wrong
            yield cell.broken("magnitude", text, "supplies", "demands", columns=("price",))
        elif _usual(cell) or (narrow and numeric and cell.table not in ("flows",) and cell.name != "fixed_om"):
            text = f"{cell.number * max(times, 1 / times):.10g}" if cell.name in ("lifetime", "discount_rate") else text
            yield cell.broken("magnitude", text)
        elif cell.cells.get("technology") in _SEEN_ELSEWHERE.get((cell.table, cell.name), ()) and not narrow:
            yield cell.broken("magnitude", text, "evidence", "technologies")
        elif cell.table == "flows" and cell.cells["commodity"] in ("ore", "metal", "slag", "scrap", "cell"):
            yield cell.broken("magnitude", f"{cell.number * max(times, 1 / times):.10g}", "flows", "evidence")
        elif cell.table in ("currencies", "capex_curve") and not cell.column.key:
            yield cell.broken("magnitude", text, cell.table, "evidence")
        elif cell.table == "evidence" and cell.name in ("low", "high"):
            away = max(times, 1 / times) if (cell.name == "low") == (cell.number > 0) else min(times, 1 / times)
            yield cell.broken("magnitude", f"{cell.number * away:.10g}", "evidence")


@maker
def dates(rng: random.Random) -> Iterator[Broken]:
    late, early = ("2099", "2077"), ("1990", "1901")
    for cell in of_type(Type.YEAR):
        where = (cell.table, cell.name)
        if where in {("plants", "earliest"), ("routes", "opens"), ("policies", "from")}:
            yield cell.broken("too late", rng.choice(late), cell.table)
        elif where == ("plants", "opened"):
            yield cell.broken("too late", rng.choice(late), "plants")
        elif where in {("plants", "closes"), ("policies", "to")}:
            yield cell.broken("too early", rng.choice(early))
        elif where == ("periods", "start"):
            yield cell.broken("moved period", str(int(cell.text) + rng.choice([-4, 1, 4])), "periods")


@maker
def contradictions(rng: random.Random) -> Iterator[Broken]:
    """Figures and names that exclude one another."""
    for cell in CELLS:
        where, cells = (cell.table, cell.name), cell.cells
        if where in {("technologies", "min_capacity"), ("technologies", "block")}:
            yield cell.broken("least above most", "70000")
        elif where == ("plants", "max_capacity") and cells["status"] == "operating":
            yield cell.broken("most below what stands", "10")
        elif where == ("routes", "to"):
            yield cell.broken("to itself", cells["from"])
        elif where == ("routes", "commodity"):
            yield cell.broken("cannot be shipped", rng.choice(["power", "energy"]))
        elif where == ("contents", "attribute"):
            yield cell.broken("attribute", rng.choice(["metal", "ore"]))
        elif where == ("contracts", "buyer"):
            yield cell.broken("itself", cells["seller"])
        elif where == ("contracts", "commodity"):
            yield cell.broken("not made", rng.choice(["scrap", "ore", "cell"]), "contracts")
        elif where == ("plants", "status") and cells["status"] == "operating":
            yield cell.broken("candidate that stands", "candidate", "plants")
        elif where == ("evidence", "low") and cells["high"]:
            yield cell.broken("low above high", str(float(cells["high"]) + 1), "evidence")
        elif where == ("places", "lat") and cells["kind"] != "gateway":
            grid = cell.grid
            row = grid[cell.row - 1]
            lat, lon = grid[0].index("lat"), grid[0].index("lon")
            row[lat], row[lon] = row[lon], row[lat]
            what = f"swapped: places, row {cell.row}: lat and lon"
            yield Broken(
                "swapped", what, {"places.csv": encoded(grid)}, frozenset({"routes"}), frozenset({"distance_km"})
            )


_RULES = (
    ("buy", "bye"), ("buy", "purchase"), ("commodity", "comodity"), ("=ore", "=oer"), ("=metal", "=metl"), ("<=", "<"),
    ("<=", "=>"), ("<=", ""), ("value *", "value"), ("use[", "use("), ("]", ""), ("capex", "capx"), ("spend", "spent"),
    ("origin!=", "orgin!="), ("use[", "buy[] * use["), ("make", "mkae"), ("value *", "value / "), ("kind", "kid"),
)  # fmt: skip
_SELECTIONS = (
    ("commodity", "comodity"), ("=ore", "=oer"), ("=", " "), ("=", "=="), ("supply", "suply"), ("demand", "demnd"),
    ("smelter", "smelterr"), ("power", "powr"), ("plant", "plnt"), ("process=smelting", "process=smeltin"),
    ("technology=", "tecnology="), ("_", "-"), ("energy", "enrgy"), ("impact=co2", "impact=co3"),
)  # fmt: skip


@maker
def language(rng: random.Random) -> Iterator[Broken]:
    """Rules and selections that say nothing."""
    for cell in CELLS:
        if (cell.table, cell.name) == ("policies", "rule"):
            for old, new in _RULES:
                if old in cell.text:
                    yield cell.broken("rule", cell.text.replace(old, new, 1))
        elif (cell.table, cell.name) == ("policies", "each"):
            yield from (cell.broken("each", word) for word in ("orign", "route", "origin place", "origin, palce"))
        elif cell.name == "select":
            for old, new in _SELECTIONS:
                if old in cell.text:
                    yield cell.broken("selection", cell.text.replace(old, new, 1), cell.table)
        elif cell.name in ("table", "column") and cell.table in ("changes", "evidence"):
            yield cell.broken("selection", misspelt(cell.text, rng), cell.table)
        elif (cell.table, cell.name) == ("changes", "value"):
            yield from (cell.broken("change", word, "changes") for word in ("abc", "", "maybe", "1.5x"))


@maker
def doubled_rows(rng: random.Random) -> Iterator[Broken]:
    for table in good_study.TEXT:
        grid = good_study.cells(table)
        for number in range(1, len(grid)):
            at = rng.randrange(1, len(grid) + 1)
            copy = [*grid[:at], grid[number], *grid[at:]]
            what = f"doubled: {table}, row {number + 1} again at {at + 1}"
            yield Broken("doubled", what, {f"{table}.csv": encoded(copy)}, frozenset({table}))


_ADDED = {
    "processes": [("smelting,2030,,,,,65", "variable_cost"), ("smelting,,park_works,,,,65", "plant"),
                  ("smelting,2030,,,works,,", "technology")],
    "technologies": [("smelter,2030,,,,,,,,,31,,,,,", "fixed_om"), ("smelter,,park_works,,,,,,,,31,,,,,", "plant"),
                     ("works,2030,,,kg/a,,,,,,,,,,,", "unit")],
    "flows": [("smelting,,park_boiler,ore,-2.2", "plant"), ("cell_making,,park_smelter,cell,1.1", "plant")],
    "plants": [("park_smelter,2030,,harbour,,,,,,,,,,,,,,", "place"),
               ("old_smelter,2030,,,works,,,,,,,,,,,,,", "technology"),
               ("second_boiler,,,park,boiler,,operating,1000,,,,,,,,,,", "")],
    "supplies": [("ore_world,2030,,scrap,,,,,,", "commodity"), ("ore_dear,2027,,,,CA,,,,", "origin"),
                 ("more,,,ore,park,FI,,,,", "price")],
    "demands": [("metal_town,2027,,,park,,,,,", "place"), ("metal_harbour,2030,,,,,may,,,", "kind"),
                ("more,,,metal,park,,must,,,", "quantity")],
    "routes": [("mine_park,2030,,,town,,,,,,,,,,,", "to"), ("more,,,park,,road,,7,,,,,,,,", "to"),
               ("cheap,,,mine,town,,,500,,,,,,,,", "cost")],
    "impact_factors": [("co2,sell,smelting,1", "key"), ("co2,ship,truck,1", "key"), ("noise,run,smelting,1", "impact")],
    "periods": [("2031,Late,2031,4,", "start"), ("2026,,2026,1,", "start"), ("2036,,2036,0,", "years")],
    "capex_curve": [("works,20000,30000000", "capex"), ("work,20000,60000000", "technology")],
    "terminals": [("town,sea,5,,", "place"), ("park,sae,5,,", "mode"), ("park,sea,5,-1,", "capacity")],
    "impacts": [("noise,,Noise,dB,,", "impact")],
    "policies": [("new,,,use[commodity=ore] <= value,,,,,", "value"), ("new,,,,1,,,,", "rule")],
    "changes": [("new,supplies,supply=gone,price,,set,1", ""), ("new,supplies,,place,,set,park", ""),
                ("new,supplies,supply=ore_dear,capacity,,set,-5", "value"), ("new,routes,,cost,2031,set,5", "period")],
    "evidence": [("supplies,supply=gone,price,,1,2,read,,,", "select"), ("supplies,,prise,,1,2,read,,,", "column"),
                 ("supplies,supply=ore_home,price,,1,2,read,,,", "high")],
    "contracts": [("again,,park_works,park_smelter,metal,1000", "seller"),
                  ("again,,gone,park_works,metal,1000", "seller")],
    "contents": [("cell,cell,0.2", "attribute"), ("cell,metal,0.2", "attribute")],
    "uses": [("smelting,boilr,1", "technology"), ("smelter,boiler,1", "process")],
    "currencies": [("SEK,2030,", "rate"), ("SEK,,0", "rate"), ("EUR,,1.1", "rate")],
    "operators": [("new,,6", "discount_rate")],
    "modes": [("air,Air,120", "cost_per_tkm")],
    "commodities": [("more,,,material,1,,", "unit"), ("more,,kg,material,1,,", "mass"), ("more,,t,metal,1,,", "kind")],
    "places": [("more,,,,town,FI,,,,,,,", "kind"), ("more,,,,city,Finland,,,,,,,", "country")],
}  # fmt: skip


@maker
def added_rows(rng: random.Random) -> Iterator[Broken]:
    """Rows that clash with others, narrow to nowhere, or speak of what there is not."""
    for table, rows in _ADDED.items():
        for row, column in rows:
            tables = {table, "uses"} if row.startswith("second_boiler") else {table}
            yield _with_row(table, row, tables, column)


def _with_row(table: str, row: str, tables: set[str], column: str) -> Broken:
    grid = [*good_study.cells(table), next(csv.reader([row]))]
    columns = frozenset({column} if column else ())
    return Broken("added", f"added: {table}: {row}", {f"{table}.csv": encoded(grid)}, frozenset(tables), columns)


@maker
def deleted_rows(rng: random.Random) -> Iterator[Broken]:
    """Rows of things that others refer to."""
    for cell in CELLS:
        keys = TABLES[cell.table].keys
        if len(keys) > 1 or cell.name != keys[0] or any(cell.cells.get(q.value) for q in TABLES[cell.table].qualifiers):
            continue
        told = {o.table for o in CELLS if o.text == cell.text and o.column.refers == cell.table}
        if told:
            grid = cell.grid
            del grid[cell.row - 1]
            what = f"deleted: {cell.table}, row {cell.row}, {cell.text}"
            yield Broken("deleted row", what, {f"{cell.table}.csv": encoded(grid)}, frozenset(told | {cell.table}))


@maker
def headings(rng: random.Random) -> Iterator[Broken]:
    """Headings misspelt, doubled, blank, exchanged, or gone."""
    for table in good_study.TEXT:
        grid = good_study.cells(table)
        head, first = grid[0], next(i for i, row in enumerate(grid[1:], start=1) if any(row))

        def told(kind: str, what: str, changed: Grid, table: str = table) -> Broken:
            return Broken(kind, f"{kind}: {table}: {what}", {f"{table}.csv": encoded(changed)}, frozenset({table}))

        yield told("heading", "none", grid[1:])
        yield told("heading", "a blank row instead", [[""] * len(head), *grid[1:]])
        for i, name in enumerate(head):
            free = name.startswith("tag_")
            used = any(row[i] for row in grid[1:])
            if not free:
                wrong = misspelt(name, rng)
                yield told("heading", f"{name} -> {wrong}", [[*head[:i], wrong, *head[i + 1 :]], *grid[1:]])
            other = rng.choice([h for h in head if h != name])
            yield told("heading", f"{name} -> {other}, twice", [[*head[:i], other, *head[i + 1 :]], *grid[1:]])
            if used:
                yield told("heading", f"{name} -> blank", [[*head[:i], "", *head[i + 1 :]], *grid[1:]])
        for i, j in _unlike(table, grid, first):
            swapped = list(head)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            yield told("heading", f"{head[i]} <-> {head[j]}", [swapped, *grid[1:]])
            row = list(grid[first])
            row[i], row[j] = row[j], row[i]
            yield told("cells exchanged", f"{head[i]} <-> {head[j]}", [*grid[:first], row, *grid[first + 1 :]])


def _unlike(table: str, grid: Grid, row: int) -> Iterator[tuple[int, int]]:
    """Pairs of filled columns of which the one holds numbers and the other names."""
    kinds = {i: TABLES[table].column(name).type for i, name in enumerate(grid[0]) if grid[row][i]}
    names = [i for i, kind in kinds.items() if kind is Type.NAME and not grid[row][i].isdigit()]
    numbers = [i for i, kind in kinds.items() if kind is Type.NUMBER]
    yield from ((i, j) for i in names[:2] for j in numbers[:2])


@maker
def shapes(rng: random.Random) -> Iterator[Broken]:
    """Rows too long, files cut off, quotation marks left open."""
    for table in good_study.TEXT:
        grid, name = good_study.cells(table), f"{table}.csv"
        where = frozenset({table})
        for number in range(1, len(grid)):
            long = [*grid[:number], [*grid[number], "more"], *grid[number + 1 :]]
            yield Broken("too long", f"too long: {table}, row {number + 1}", {name: encoded(long)}, where)
        text = encoded(grid).decode()
        lines = text.splitlines()
        for number in rng.sample(range(1, len(lines)), min(3, len(lines) - 1)):
            filled = [i for i, sign in enumerate(lines[number]) if sign == ","]
            if '"' in lines[number] or not filled:
                continue
            cut = "\n".join([*lines[:number], lines[number][: filled[-1]]])
            yield Broken("cut off", f"cut off: {table}, row {number + 1}", {name: cut.encode()}, where)
            quoted = "\n".join([*lines[:number], '"' + lines[number], *lines[number + 1 :]])
            yield Broken("open quote", f"open quote: {table}, row {number + 1}", {name: quoted.encode()}, where)


@maker
def bytes_of_files(rng: random.Random) -> Iterator[Broken]:
    """Files that hold no text, or text of two kinds."""
    for table in good_study.TEXT:
        name, text = f"{table}.csv", good_study.TEXT[table].lstrip("\n")
        middle = len(text) // 2
        data = text.encode()
        for what, wrong in {
            "nothing": b"",
            "blank lines": b"\n\n\n",
            "random bytes": rng.randbytes(500) + b"\x00\x81",
            "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
            "an archive": b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
            "a NUL": data[:middle] + b"\0" + data[middle:],
            "UTF-16 without mark": text.encode("utf-16-le"),
            "broken UTF-16": b"\xff\xfe" + text.encode("utf-16-le") + b"\x00",
            "two encodings": "\u00e4,Ä\u00d6".encode() + b"\xe4" + data,
            "bytes of no encoding": data[:middle] + b"\x81\x8d" + data[middle:],
            "a web page": b"<!DOCTYPE html><html><body>Not found</body></html>",
        }.items():
            yield Broken("bytes", f"bytes: {table}: {what}", {name: wrong}, frozenset({table}))


_GONE = {
    "periods": {"plants", "routes"}, "places": {"places"}, "commodities": {"commodities"}, "flows": {"processes"},
    "technologies": {"processes", "plants"}, "processes": {"flows", "uses"}, "plants": {"contracts", "processes"},
    "modes": {"routes"}, "routes": {"demands", "terminals"}, "supplies": {"flows", "demands", "changes"},
    "demands": {"supplies", "flows", "changes"}, "impacts": {"impact_factors"}, "impact_factors": {"impacts"},
    "operators": {"plants"}, "currencies": {"supplies"}, "policies": {"study"}, "capex_curve": {"technologies"},
    "uses": {"plants"}, "contents": {"demands"},
}  # fmt: skip


@maker
def files(rng: random.Random) -> Iterator[Broken]:
    """Files that are gone, misnamed, or there twice."""
    whole = good_study.files()
    for table, tables in _GONE.items():
        yield Broken("gone", f"gone: {table}.csv", {f"{table}.csv": None}, frozenset(tables))
        head = (",".join(good_study.cells(table)[0]) + "\n").encode()
        yield Broken("no rows", f"no rows: {table}.csv", {f"{table}.csv": head}, frozenset(tables))
    for table in good_study.TEXT:
        data = whole[f"{table}.csv"].encode()
        for other in (table[:-1], table.upper(), f"{table} (1)", f"my_{table}", f"{table}x"):
            files: dict[str, bytes | None] = {f"{table}.csv": None, f"{other}.csv": data}
            yield Broken("misnamed", f"misnamed: {table} -> {other}.csv", files, frozenset({other}))
        more: dict[str, bytes | None] = {f"{table}.CSV": data}
        yield Broken("twice", f"twice: {table}.CSV", more, frozenset({table}))
        yield Broken("not read", f"not read: {table}.ods", {f"{table}.ods": b"x"}, frozenset({table}))
        yield Broken("later", f"later: {table}", {"stocks.csv": b"place,commodity\n"}, frozenset({"stocks"}))


@maker
def settings(rng: random.Random) -> Iterator[Broken]:
    text = good_study.toml(good_study.SETTINGS)
    changes = [
        ("currency", "curency"), ('currency = "EUR"\n', ""),
        ('currency = "EUR"', 'currency = ""'), ("[study]", "[stduy]"),
        ("[time]", ""), ("price_year = 2025\n", ""), ("price_year = 2025", "price_year = 20025"),
        ("price_year = 2025", 'price_year = "soon"'), ("base_year = 2025", "base_year = 1025"),
        ("0.06", "6"), ("0.06", "60"), ("0.06", "-0.06"), ("0.06", "0,06"), ("0.06", "nan"), ("0.06", '"6 %"'),
        ("discount_rate = 0.06\n", ""), ("discount_rate", "discount_rat"), ('"overnight"', '"overnite"'),
        ('"overnight"', "overnight"), ('goal = "cost"', 'goal = "money"'),
        ("home_metal", "home_metl"), ("[policies]", "[policy]"),
        ("[solver]", "[solver"), ("gap = 0.0001", "gap = -1"), ("gap = 0.0001", "gap = inf"),
        ("threads = 1", "threads = 1.5"),
        ("threads = 1", "threads"), ("[study]", "[study]\n[study]"), ('name = "good"', 'name = "good'),
        ("price_year = 2025", "price_year = 1825"),
    ]  # fmt: skip
    for old, new in changes:
        assert old in text
        what = f"settings: {old!r} -> {new!r}"
        yield Broken("settings", what, {"study.toml": text.replace(old, new, 1).encode()}, frozenset({"study"}))
    for what, data in {"gone": None, "empty": b"", "bytes": b"\x00\x81\xff", "two": None}.items():
        files: dict[str, bytes | None] = {"study.toml": data}
        files |= {"study.csv": b"section,key,value\nstudy,currency,EUR\nstudy,currency,SEK\n"} if what == "two" else {}
        yield Broken("settings", f"settings: file {what}", files, frozenset({"study"}))
