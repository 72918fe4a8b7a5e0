"""Names become codes: one polars Enum for each kind of thing, sorted, so that joins are fast and order is fixed.

Enum categories are sorted by name (periods by their start), and frames are sorted by their index before they
become columns of the model: the order of a user's rows changes nothing (Semantics 38).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from punos.study.study import Study
from punos.tables import TABLES, WHOLE_YEAR
from punos.tables.schema import Table, Type

ENTITIES = (
    "periods", "places", "commodities", "technologies", "processes", "plants", "modes", "routes", "supplies",
    "demands", "impacts", "operators",
)  # fmt: skip
"""Tables whose first key names a thing that other tables refer to."""


def codes(study: Study) -> Mapping[str, pl.Enum]:
    """Enum type of each entity table, and ``origins`` for countries of origin."""
    types = {}
    for name in ENTITIES:
        frame = study.table(name)
        key = TABLES[name].keys[0]
        if name == "periods":
            frame = frame.sort("start")
            names = frame[key].unique(maintain_order=True)
        else:
            names = frame[key].unique().sort()
        types[name] = pl.Enum(names.drop_nulls())
    order = study.table("slices").sort(pl.col("order"), pl.col("slice"), nulls_last=True)["slice"].drop_nulls()
    types["slices"] = pl.Enum([*order.unique(maintain_order=True), WHOLE_YEAR])
    types["origins"] = pl.Enum(study.table("supplies")["origin"].drop_nulls().unique().sort())
    types["modes"] = pl.Enum(
        pl.concat([study.table(t)["mode"] for t in ("modes", "routes", "terminals")]).drop_nulls().unique().sort()
    )
    types["operators"] = pl.Enum(
        pl.concat([study.table("operators")["operator"], study.table("plants")["operator"]])
        .drop_nulls()
        .unique()
        .sort()
    )
    return types


def coded(table: Table, rows: pl.DataFrame, types: Mapping[str, pl.Enum]) -> pl.DataFrame:
    """The schema's columns of a table (no notes, no tags) with every name as the Enum of what it refers to."""
    wanted = (*(q.value for q in table.qualifiers), *(c.name for c in table.columns if c.name != "name"))
    frame = rows.select(list(dict.fromkeys(c for c in wanted if c in rows.columns)))
    casts = {c.name: types[c.refers] for c in table.columns if c.refers in types}
    if table.name in types and table.columns[0].type is Type.NAME:
        casts[table.keys[0]] = types[table.name]
    casts |= {q.value: types[q.value + "s"] for q in table.qualifiers}
    if table.name == "slices":
        casts["slice"] = types["slices"]
    if table.name == "supplies":
        casts["origin"] = types["origins"]
    if "mode" in frame.columns:
        casts["mode"] = types["modes"]
    if "operator" in frame.columns:
        casts["operator"] = types["operators"]
    return frame.with_columns(pl.col(c).cast(t) for c, t in casts.items() if c in frame.columns)


def names_as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of an instance with its coded names as text, as plans have them."""
    return frame.with_columns(pl.col(pl.Enum).cast(pl.String))
