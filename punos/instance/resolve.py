"""Overrides resolved once into full frames (Semantics 2-5).

A row of a table is *narrow* in the qualifiers it fills (``period``, ``plant``) and *wide* in those it leaves
blank. ``resolve`` lays the rows of a table over one another, cell by cell, the narrower over the wider, and
returns one row for every key, plant and period in which the thing exists. Everything after it is joins.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import polars as pl

from punos.tables.schema import Table


def resolve(table: Table, rows: pl.DataFrame, domains: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Full frame of a table: key x qualifiers, every cell resolved and blanks given their meaning.

    Parameters
    ----------
    table
        The schema; its value columns are resolved, blanks take ``Column.default``.
    rows
        Key columns, qualifier columns (blank = all) and value columns.
    domains
        One frame a qualifier of this call: ``period`` alone, or key columns and ``plant`` (the plants at which a
        key may exist).

    Returns
    -------
    Key columns, qualifier columns, value columns; unique by the former.
    """
    keys = list(table.keys)
    qualifiers = [frame.columns[-1] for frame in domains]
    values = [c for c in rows.columns if c not in {*keys, *qualifiers}]
    rows = rows.with_columns(
        pl.lit(None, dtype=domain.schema[domain.columns[-1]]).alias(domain.columns[-1])
        for domain in domains
        if domain.columns[-1] not in rows.columns
    )
    layers = _layers(rows, keys, qualifiers)
    full = _domain(layers, keys, domains)
    for narrow, layer in layers:
        on = [*keys, *narrow]
        full = full.join(layer.select(*on, *(pl.col(v).alias(f"{v} here") for v in values)), on=on, how="left")
        full = full.with_columns(
            pl.coalesce(v, f"{v} here").alias(v) if v in full.columns else pl.col(f"{v} here").alias(v) for v in values
        ).drop(f"{v} here" for v in values)
    return full.with_columns(_blanks(table, values))


def _layers(rows: pl.DataFrame, keys: list[str], qualifiers: list[str]) -> list[tuple[tuple[str, ...], pl.DataFrame]]:
    """Rows split by the qualifiers they fill, narrowest first (a cell is taken from the first that fills it)."""
    layers = []
    for size in range(len(qualifiers), -1, -1):
        for narrow in combinations(qualifiers, size):
            layer = rows.filter(pl.col(q).is_not_null() if q in narrow else pl.col(q).is_null() for q in qualifiers)
            if layer.height:
                layers.append((narrow, layer))
    return layers


def _domain(
    layers: list[tuple[tuple[str, ...], pl.DataFrame]], keys: list[str], domains: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """Every key x qualifiers at which some row speaks: a wide row everywhere, a narrow row only there."""
    spread = []
    for narrow, layer in layers:
        part = layer.select(*keys, *narrow)
        for domain in domains:
            qualifier = domain.columns[-1]
            shared = [c for c in domain.columns if c in part.columns]
            part = part.join(domain, on=shared, how="inner") if shared else part.join(domain, how="cross")
            part = part.select(*keys, *(d.columns[-1] for d in domains if d.columns[-1] in part.columns))
            assert qualifier in part.columns
        spread.append(part)
    if not spread:
        raise ValueError("resolve needs at least one row")
    return spread[0] if len(spread) == 1 else pl.concat(spread).unique(maintain_order=True)


def _blanks(table: Table, values: list[str]) -> list[pl.Expr]:
    """What a blank means once nothing is left to inherit (Semantics 6-9)."""
    defaults = {c.name: c.default for c in table.columns if c.default is not None}
    return [pl.col(v).fill_null(defaults[v]) for v in values if v in defaults]


def structure(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns that may not differ between the rows of one key (place, technology, from, to …), one row a key."""
    keys = list(table.keys)
    fixed = [c.name for c in table.columns if c.fixed and not c.key and c.name in rows.columns]
    return rows.group_by(keys, maintain_order=True).agg(pl.col(f).drop_nulls().first() for f in fixed)
