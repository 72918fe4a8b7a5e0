"""Which rows of evidence need a look of their own: not those that name a figure plainly and hold it in their range."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from punos.study.raw import ROW
from punos.tables import TABLES, Table, Type

PLAIN = r"^\s*([a-z_][a-z_0-9]*)\s*=\s*([^\s,=|*\[\]\"'][^,=|*\[\]\"']*?)\s*$"
"""One condition: a column is a name. What else the language can say is left to its parser."""

_PERIOD = "period"
_SAID = "of period"
_LEAST, _MOST = "least", "most"
_THERE = "there"
_FIGURE = "figure"


def in_doubt(rows: pl.DataFrame, ready: Callable[[str], pl.DataFrame], slack: float) -> pl.DataFrame:
    """Return the rows of evidence that are not surely in order.

    In order is one that finds a figure by plain conditions, none of those meant outside its range. Found in columns, so
    that a study may have as much evidence as figures; the few others are looked up one by one, to say what is wrong.

    Parameters
    ----------
    rows : DataFrame
        Active rows of `evidence` with table and column.
    ready : callable
        Gives the active rows of a table, blanks that its key fills filled.
    slack : float
        A figure this share beyond an end of its range is still in it.
    """
    known = rows.filter(pl.col("table").is_in(list(TABLES)))
    conditions = known.select(ROW, "table", "column", condition=pl.col("select").str.split(",")).explode("condition")
    said = conditions.with_columns(
        name=pl.col("condition").str.extract(PLAIN, 1), value=pl.col("condition").str.extract(PLAIN, 2)
    )
    plain = said.group_by(ROW, "table", "column", maintain_order=True).agg("name", "value").filter(
        pl.col("name").list.eval(pl.element().is_not_null()).list.all()
        & (pl.col("name").list.n_unique() == pl.col("name").list.len())
    )  # fmt: skip
    figures = known.select(ROW, pl.col(_PERIOD).alias(_SAID), "low", "high")
    sure = []
    for part in plain.partition_by("table", "column", "name", maintain_order=True):
        table, column, names = part["table"][0], part["column"][0], part["name"][0].to_list()
        frame = ready(table)
        if (
            column in TABLES[table]
            and column in frame.columns
            and all(frame.schema.get(name) == pl.String for name in names)
        ):
            values = part.select(ROW, *(pl.col("value").list.get(i).alias(_said(n)) for i, n in enumerate(names)))
            asked = values.join(figures, on=ROW, maintain_order="left")
            sure.append(_in_order(TABLES[table], frame, column, names, asked, slack))
    return rows.join(pl.concat(sure), on=ROW, how="anti", maintain_order="left") if sure else rows


def _said(name: str) -> str:
    return f"{name} said"


def _in_order(
    table: Table, frame: pl.DataFrame, column: str, names: list[str], asked: pl.DataFrame, slack: float
) -> pl.DataFrame:
    """Return `row` of the evidence that is in order, all of one table, column and kind of selection."""
    said = [_said(name) for name in names]
    number = table.column(column).type is Type.NUMBER  # anything else has to be there, in no range
    figures = frame.drop_nulls(column).with_columns(
        *(pl.col(name).alias(_said(name)) for name in names), (pl.col(column) if number else pl.lit(0.0)).alias(_FIGURE)
    )
    if not number:
        asked = asked.with_columns(pl.lit(None, pl.Float64).alias(end) for end in ("low", "high"))
    if _PERIOD not in figures.columns or table.keys[0] == _PERIOD:
        asked = asked.join(_ends(figures, said), on=said, how="left")
        return asked.filter(_held(slack)).select(ROW)
    narrow = figures.drop_nulls(_PERIOD).with_columns(pl.col(_PERIOD).alias(_SAID))
    wide = figures.filter(pl.col(_PERIOD).is_null())
    alone = narrow.join(wide, on=[*table.keys, *said], how="anti")
    there = asked.join(_ends(narrow, [*said, _SAID]), on=[*said, _SAID], how="left")
    # A period's own figures, else those of the widest rows; without a period also those that only periods have.
    of_period = there.filter(pl.col(_THERE)).drop_nulls(_SAID)
    rest = there.join(of_period, on=ROW, how="anti").drop(_LEAST, _MOST, _THERE)
    of_all = rest.drop_nulls(_SAID).join(_ends(wide, said), on=said, how="left")
    unsaid = rest.filter(pl.col(_SAID).is_null())
    unsaid = unsaid.join(_ends(pl.concat([wide, alone.select(wide.columns)]), said), on=said, how="left")
    return pl.concat(part.filter(_held(slack)).select(ROW) for part in (of_period, of_all, unsaid))


def _ends(figures: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Least and most of the figures that each kind of evidence means."""
    ends = (pl.col(_FIGURE).min().alias(_LEAST), pl.col(_FIGURE).max().alias(_MOST), pl.lit(value=True).alias(_THERE))
    return figures.group_by(by).agg(*ends)


def _held(slack: float) -> pl.Expr:
    """Whether there is a figure, and none outside the range."""
    low, high = pl.col("low"), pl.col("high")
    below = (pl.col(_LEAST) < low - low.abs() * slack).fill_null(value=False)
    above = (pl.col(_MOST) > high + high.abs() * slack).fill_null(value=False)
    return pl.col(_THERE).fill_null(value=False) & ~below & ~above
