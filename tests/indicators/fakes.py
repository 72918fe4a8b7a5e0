"""A small made-up model: few columns, so that every row of a rule can be worked out by hand.

Two periods, 2025 (5 years) and 2031 (10 years). Goods are bought from three offers at two places, used by one
plant at each place, made from recycled stuff by the second one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from punos.indicators import Quantity

PERIODS = pl.DataFrame({"period": ["2025", "2031"], "start": [2025, 2031], "years": [5.0, 10.0]})
PLACES = pl.DataFrame(
    {
        "place": ["kokkola", "vaasa", "luleå"],
        "country": ["FI", "FI", "SE"],
        "area_ha": [100.0, None, 50.0],
        "tag_coast": ["yes", "yes", None],
    }
)
PLANTS = pl.DataFrame(
    {"plant": ["old", "new"], "place": ["kokkola", "luleå"], "tag_owner": ["city", None], "closable": [True, None]}
)
TECHNOLOGIES = pl.DataFrame(
    {
        "technology": ["kiln", "kiln", "kiln", "press"],
        "period": [None, "2031", None, None],
        "plant": [None, None, "new", None],
        "unit": ["t", None, None, "pcs"],
        "availability": [0.9, 0.8, None, None],
        "area_ha": [2.0, None, 3.0, None],
        "lifetime": [None, None, None, None],
    },
    schema_overrides={"lifetime": pl.Float64},
)
FOLLOW = {
    "place": PLACES,
    "from": PLACES,
    "to": PLACES,
    "plant": PLANTS,
    "technology": TECHNOLOGIES,
    "commodity": pl.DataFrame({"commodity": ["graphite", "salt", "cell", "unused"]}),
    "process": pl.DataFrame({"process": ["bake", "recycle"], "tag_recycling": [None, "yes"]}),
}


def table(columns: str, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Give a frame from a header line and rows."""
    return pl.DataFrame(rows, schema=columns.split(), orient="row")


BUY = table(
    "period supply place commodity origin unit column coefficient",
    [
        ("2025", "cheap", "kokkola", "graphite", "CN", "t", 0, 1.0),
        ("2025", "dear", "kokkola", "graphite", "FI", "t", 1, 1.0),
        ("2025", "far", "luleå", "graphite", "CN", "t", 2, 1.0),
        ("2031", "cheap", "kokkola", "graphite", "CN", "t", 3, 1.0),
        ("2031", "dear", "kokkola", "graphite", "FI", "t", 4, 1.0),
        ("2025", "sea", "luleå", "salt", None, "m3", 5, 1.0),
    ],
)
_RUN = "period process plant technology place operator"
USE = table(
    f"{_RUN} commodity unit column coefficient",
    [
        ("2025", "bake", "old", "kiln", "kokkola", "city", "graphite", "t", 10, 2.0),
        ("2025", "recycle", "new", "kiln", "luleå", None, "graphite", "t", 11, 0.5),
        ("2031", "bake", "old", "kiln", "kokkola", "city", "graphite", "t", 12, 2.0),
        ("2031", "bake", "old", "kiln", "kokkola", "city", "salt", "m3", 12, 7.0),
    ],
)
MAKE = table(
    f"{_RUN} commodity unit column coefficient",
    [
        ("2025", "bake", "old", "kiln", "kokkola", "city", "cell", "pcs", 10, 1.0),
        ("2031", "bake", "old", "kiln", "kokkola", "city", "cell", "pcs", 12, 1.0),
        ("2025", "recycle", "new", "kiln", "luleå", None, "graphite", "t", 11, 0.25),
    ],
)
RUN = table(
    f"{_RUN} unit column coefficient",
    [
        ("2025", "bake", "old", "kiln", "kokkola", "city", "t", 10, 1.0),
        ("2025", "recycle", "new", "kiln", "luleå", None, "t", 11, 1.0),
        ("2031", "bake", "old", "kiln", "kokkola", "city", "t", 12, 1.0),
    ],
)
_PLANT = "period plant technology place operator unit column coefficient"
BUILD = table(
    _PLANT,
    [
        ("2025", "old", "kiln", "kokkola", "city", "t", 20, 1.0),
        ("2031", "old", "kiln", "kokkola", "city", "t", 21, 1.0),
        ("2031", "new", "kiln", "luleå", None, "t", 22, 1.0),
    ],
)
CAPACITY = table(
    _PLANT,
    [
        ("2025", "old", "kiln", "kokkola", "city", "t", 20, 1.0),
        ("2031", "old", "kiln", "kokkola", "city", "t", 20, 1.0),
        ("2031", "old", "kiln", "kokkola", "city", "t", 21, 1.0),
        ("2031", "new", "kiln", "luleå", None, "t", 22, 1.0),
    ],
)
SPEND = table(
    "period kind plant place supply unit column coefficient",
    [
        ("2025", "capex", "old", "kokkola", None, "EUR", 20, 300.0),
        ("2031", "capex", "old", "kokkola", None, "EUR", 21, 250.0),
        ("2025", "supply", None, "kokkola", "cheap", "EUR", 0, 4.0),
        ("2031", "supply", None, "kokkola", "cheap", "EUR", 3, 5.0),
    ],
)
_FRAMES = {
    "buy": BUY,
    "use": USE,
    "make": MAKE,
    "run": RUN,
    "build": BUILD,
    "capacity": CAPACITY,
    "spend": SPEND,
}


def model() -> Mapping[str, Quantity]:
    """Give the indicators of the made-up model."""
    return {name: Quantity.of(name, [frame]) for name, frame in _FRAMES.items()}


def plan(values: Mapping[int, float]) -> Mapping[str, Quantity]:
    """Give the same indicators in a plan in which each column of the solver has a value."""
    at = pl.DataFrame({"column": list(values), "at": list(values.values())}, schema={"column": pl.Int32, "at": float})
    solved = {}
    for name, frame in _FRAMES.items():
        worth = (pl.col("coefficient") * pl.col("at")).alias("value")
        held = frame.join(at, on="column").with_columns(worth).drop("column", "coefficient", "at")
        solved[name] = Quantity.of(name, [held])
    return solved
