"""Slips in rows, headings, files and settings."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator

from punos.tables import TABLES, Type
from tests.study import good_study
from tests.study.broken import (
    CELLS,
    Broken,
    Grid,
    encoded,
    maker,
    misspelt,
)


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
    "slices": [("night,Night,,,0.1,3", "share"), ("year,Year,,,0.001,3", "slice")],
    "periods": [("2031,Late,2031,4,", "start"), ("2026,,2026,1,", "start"), ("2036,,2036,0,", "years")],
    "conversions": [("smelter,smelter,,1,,,", "technology_to"), ("boilr,works,,1,,,", "technology_from"),
                    ("works,boiler,,1,,-1,", "yield")],
    "capex_curve": [("works,20000,30000000", "capex"), ("work,20000,60000000", "technology")],
    "terminals": [("town,sea,5,,", "place"), ("park,sae,5,,", "mode"), ("park,sea,5,-1,", "capacity")],
    "impacts": [("noise,,Noise,dB,,", "impact")],
    "policies": [("new,,,use[commodity=ore] <= value,,,,,", "value"), ("new,,,,1,,,,", "rule")],
    "objectives": [("new,,make[commodity=metl],,,,,", "indicator"), ("new,,,,,5,,", "indicator"),
                   ("new,,make[commodity=metal],up,,,,", "direction"), ("new,,run * value,,,,,", "indicator")],
    "actions": [("new,,metl_here,,,,,,", "objective"), ("new,,,,,2030,2027,,", "to"), ("new,,,cty,,,,,", "owner"),
                ("new,,,,,,,,dear_or", "scenario"), ("new,,,,,,,begun,", "status")],
    "criteria": [("new,,Good parks,land,indicator,at_least,,,ha,assumed,,", "threshold"),
                 ("new,,Good parks,land,indicator,yes_no,5,,,assumed,,", "threshold"),
                 ("new,,Good parks,land,figure,at_least,5,,ha,assumed,,", "threshold"),
                 ("new,,Good parks,land,figure,yes_no,,,,assumed,,", "sense"),
                 ("new,,Good parks,land,indicator,at_least,0,,%,assumed,,", "start"),
                 ("new,,Good parks,land,indicator,at_most,50,40,%,assumed,,", "start"),
                 ("new,,Good parks,land,prereqisite,yes_no,,,,assumed,,", "kind"),
                 ("new,,,land,indicator,yes_no,,,,assumed,,", "framework"),
                 ("new,,Good parks,land,indicator,yes_no,,,,read,,", "source")],
    "practices": [("landfill,town,,landfil,,,60,,,assumed,,", "criterion"),
                  ("district_heat,twon,,,,yes,,,,assumed,,", "place"),
                  ("landfill,town,,landfill,,yes,,,,assumed,,", "answer"),
                  ("operator,town,,operator,,,3,,,assumed,,", "observed"),
                  ("district_heat,town,,,,,3,,,assumed,,", "observed"),
                  ("landfill,town,,landfill,,,60,0.5,,assumed,,", "practice"),
                  ("landfill,town,,landfill,no,,60,,,assumed,,", "applies"),
                  ("landfill,town,,landfill,,,,,,assumed,,", "practice"),
                  ("landfill,town,,landfill,,,,7,,assumed,,", "score"),
                  ("density,town,,density,,,,0.5,,assumed,,", "score"),
                  ("tip,park,,landfill,,,60,,,assumed,,", "criterion"),
                  ("tip,town,,landfill,,,60,,,assumed,,", "practice"),
                  ("distrcit_heat,town,,,,yes,,,,assumed,,", "practice"),
                  ("district_heat,town,,,,yes,,,,read,,", "source"),
                  ("district_heat,park,,,,yes,,,,assumed,,", "practice"),
                  ("operator,town,,,,yes,,,,assumed,,", "criterion")],
    "changes": [("new,supplies,supply=gone,price,,set,1", ""), ("new,supplies,,place,,set,park", ""),
                ("new,supplies,supply=ore_dear,capacity,,set,-5", "value"), ("new,routes,,cost,2031,set,5", "period")],
    "evidence": [("supplies,supply=gone,price,,1,2,read,,,", "select"), ("supplies,,prise,,1,2,read,,,", "column"),
                 ("supplies,supply=ore_home,price,,1,2,read,,,", "high")],
    "stocks": [("town,,scrap,,park_boiler,,,,,", "held_in"), ("town,,scrap,-1,,,,,,", "capacity"),
               ("town,,scrap,,,5,2,,,", "loss"), ("town,,scrap,,,,,,,yes", "yearly"),
               ("town,,power,,,5,,,,yes", "initial")],
    "observations": [("new,,mke[commodity=metal],2024,5,,,read,,", "indicator"),
                     ("new,,make[],2024,,,,read,,", "value"),
                     ("new,,\"price[commodity=gold, place=park]\",2024,5,,,read,,", "indicator"),
                     ("new,,make[commodity=metal],2024,5,6,7,read,,", "value")],
    "contracts": [("again,,park_works,park_smelter,metal,1000", "seller"),
                  ("again,,gone,park_works,metal,1000", "seller")],
    "contents": [("cell,cell,0.2", "attribute"), ("cell,metal,0.2", "attribute")],
    "uses": [("smelting,boilr,1", "technology"), ("smelter,boiler,1", "process")],
    "currencies": [("SEK,2030,", "rate"), ("SEK,,0", "rate"), ("EUR,,1.1", "rate")],
    "operators": [("new,,6,,,,,,,,", "discount_rate"), ("new,,,1.5,,,,,,,", "debt_share"),
                  ("new,,,,0.9,,,,,,", "interest"), ("new,,,,,0,,,,,", "loan_years"),
                  ("new,,,,,,bullet,,,,", "repayment"), ("new,,,,,,,-0.1,,,", "vacancy"),
                  ("new,,,,,,,,1.2,,", "reserve"), ("new,,,,,,,,,-5,", "reserve_target"),
                  ("new,,,,,,,,,,-1", "uplift")],
    "modes": [("air,Air,120,", "cost_per_tkm"), ("air,Air,0.1,0", "payload")],
    "commodities": [("more,,,material,1,,", "unit"), ("more,,kg,material,1,,", "mass"), ("more,,t,metal,1,,", "kind")],
    "places": [("more,,,,town,FI,,,,,,,,,,,,", "kind"), ("more,,,,city,Finland,,,,,,,,,,,,", "country"),
               ("more,,,,city,FI,,,,,,,0,,,,,", "population"), ("more,,,,city,FI,,,,,,,,84,,,,", "resident_share"),
               ("more,,,,city,FI,,,,,,,,,-1,,,", "wage"), ("more,,,,city,FI,,,,,,,,,,7.5,,", "income_tax"),
               ("more,,,,city,FI,,,,,,,,,,,5,", "corporate_tax")],
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
        yield Broken("later", f"later: {table}", {"regions.csv": b"region,name\n"}, frozenset({"regions"}))


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
