"""A small study, and ways to write it as people's spreadsheets do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from punos.study.study import Study

SETTINGS = {
    "study": {"name": "small", "currency": "EUR"},
    "time": {"price_year": 2025, "discount_rate": 0.06},
}

TABLES: Mapping[str, tuple[list[str], list[list[object]]]] = {
    "periods": (["period", "start", "years"], [["2025", 2025, 2], ["2027", 2027, 4]]),
    "places": (
        ["place", "name", "lat", "area_ha", "transit", "tag_coast", "note"],
        [
            ["kokkola", "Kokkola – Karleby", 63.838, 120.5, None, "yes", "Åbo; Öland, two lines\nof note"],
            ["jyvaskyla", "Jyväskylä", 62.241, None, False, None, 'a "quoted" word'],
        ],
    ),
    "commodities": (["commodity", "unit", "mass"], [["pcam", "t", 1], ["ni", "t", 1]]),
    "supplies": (
        ["supply", "commodity", "place", "period", "price", "capacity", "active"],
        [
            ["ni_world", "ni", "kokkola", None, 12345.678, float("inf"), True],
            ["ni_world", None, None, "2027", -0.5, None, None],
            ["ni_old", "ni", "kokkola", None, 1e-7, 2e15, False],
        ],
    ),
    "changes": (
        ["scenario", "table", "select", "column", "op", "value"],
        [["dear", "supplies", "commodity=ni, place=kokkola", "price", "scale", "1.5"]],
    ),
}


def study() -> Study:
    """The study as made in memory."""
    frames = {
        name: pl.DataFrame(rows, schema=heading, orient="row", strict=False) for name, (heading, rows) in TABLES.items()
    }
    return Study.from_frames(SETTINGS, frames)


def write(
    folder: Path,
    encode: Callable[[str], bytes] = str.encode,
    separator: str = ",",
    decimal: str = ".",
    flags: tuple[str, str] = ("yes", "no"),
    line_end: str = "\n",
    settings_as_csv: bool = False,
) -> Path:
    """Write the study as some spreadsheet would, with the csv module and not with Punos."""
    folder.mkdir()

    def cell(value: object) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return flags[0] if value else flags[1]
        if isinstance(value, int | float):
            return str(value).replace(".", decimal)
        return str(value).replace(".", decimal) if value == "1.5" else str(value)  # the figure in `changes`

    def save(name: str, rows: list[list[object]]) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator=line_end).writerows([[cell(c) for c in r] for r in rows])
        (folder / f"{name}.csv").write_bytes(encode(text.getvalue()))

    for name, (heading, rows) in TABLES.items():
        save(name, [list(heading), *rows])
    if settings_as_csv:
        said = [[section, key, value] for section, keys in SETTINGS.items() for key, value in keys.items()]
        save("study", [["section", "key", "value"], *said])
    else:
        (folder / "study.toml").write_text(
            '[study]\nname = "small"\ncurrency = "EUR"\n[time]\nprice_year = 2025\ndiscount_rate = 0.06\n'
        )
    return folder


def same(one: Study, other: Study) -> bool:
    """Whether two studies hold the same tables and settings, row numbers included."""
    assert list(one.tables) == list(other.tables)
    for name in one.tables:
        assert one.tables[name].schema == other.tables[name].schema, name
        assert one.tables[name].equals(other.tables[name]), (name, one.tables[name], other.tables[name])
    return one.settings == other.settings
