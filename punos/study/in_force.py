"""Which figure is in force: the narrowest row that fills the cell (Semantics 2-4)."""

from __future__ import annotations

import polars as pl

from punos.tables import Qualifier, Table

PERIOD = Qualifier.PERIOD.value
FOUND = "figure in force"
_TARGET, _WIDTH = "number of the target", "qualifiers filled"


def label(table: Table) -> list[str]:
    """Return key and qualifiers, without the period."""
    return [*table.keys, *(q.value for q in table.qualifiers if q is not Qualifier.PERIOD)]


def in_force(table: Table, rows: pl.DataFrame, targets: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the targets that exist, with the figure in force there.

    Parameters
    ----------
    table : Table
        Description of the table.
    rows : DataFrame
        Its active rows with all their columns.
    targets : DataFrame
        Key, qualifiers (blank: all) and `period`, which is not blank. Of a qualifier that they do not have, only rows
        for all count.
    column : str
        Column of the figure.

    Returns
    -------
    DataFrame
        The targets of which some row speaks, with the figure as :data:`FOUND`, null where no row fills it.
    """
    narrow = [qualifier.value for qualifier in table.qualifiers]
    speaks = rows.select(*table.keys, *(pl.col(q).alias(f"{q} said") for q in narrow), pl.col(column).alias(FOUND))
    absent = [q for q in narrow if q not in targets.columns]
    numbered = targets.with_row_index(_TARGET).with_columns(pl.lit(None, dtype=pl.String).alias(q) for q in absent)
    joined = numbered.join(speaks, on=list(table.keys), how="inner", maintain_order="left").filter(
        pl.col(f"{q} said").is_null() | (pl.col(f"{q} said") == pl.col(q)) for q in narrow
    )
    width = pl.sum_horizontal(pl.col(f"{q} said").is_not_null().cast(pl.Int32) for q in narrow)
    ranked = joined.with_columns(width.alias(_WIDTH)).sort(_TARGET, _WIDTH, maintain_order=True)
    figures = ranked.group_by(_TARGET, maintain_order=True).agg(pl.col(FOUND).drop_nulls().last())
    return numbered.join(figures, on=_TARGET, how="inner", maintain_order="left").drop(_TARGET, *absent)


def widest(table: Table, rows: pl.DataFrame, found: pl.DataFrame, position: str) -> pl.Series:
    """Tell for each found row whether no other row of its key is wider, so that its blanks mean the default."""
    narrow = [qualifier.value for qualifier in table.qualifiers]
    if not narrow:
        return pl.repeat(value=True, n=found.height, dtype=pl.Boolean, eager=True)
    others = rows.select(*table.keys, *(pl.col(q).alias(f"{q} said") for q in narrow))
    joined = found.select(position, *table.keys, *narrow).join(others, on=list(table.keys), how="left")
    covers = pl.all_horizontal(pl.col(f"{q} said").is_null() | (pl.col(f"{q} said") == pl.col(q)) for q in narrow)
    wider = pl.any_horizontal(pl.col(f"{q} said").is_null() & pl.col(q).is_not_null() for q in narrow)
    covered = joined.filter(covers & wider)[position].unique()
    return ~found[position].is_in(covered.implode())
