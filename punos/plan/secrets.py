"""What a public report of a plan must not tell: confidential cells, and what would give one plant's figures away.

A figure of the study is confidential where `evidence` says so. Whoever owns it is protected: the plant it speaks of,
every plant of the technology or process it speaks of, or, for a price of trade or freight, every plant that makes or
uses the good. What protected plants make and use can also be told from the balance of a good, as what is bought, sold,
shipped and thrown away less what the others make and use. So these are withheld too, unless at least :data:`CROWD`
protected operators stand behind the balance: then only their sum can be told. This is the rule of statistical offices
that a cell needs three contributors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.indicators import LanguageError, matches, parse_selection

if TYPE_CHECKING:
    from punos.plan.plan import Plan
    from punos.study.study import Study

CROWD = 3
"""Operators that must stand behind a figure before it may be told."""

EVERYWHERE = "*"
"""Place of a good that is shipped: its balances hang together wherever it goes."""

CELL = {"table": pl.String, "row": pl.Int64, "column": pl.String}
GOODS = {"commodity": pl.String, "place": pl.String}
MOVES = 1e-9
"""What is shipped at least, in the good's unit; less is the solver's tolerance."""

_OF_TRADE = ("supplies", "demands", "routes", "commodities")
"""Tables whose figures belong to who trades the good."""
_OF_FREIGHT = ("modes", "terminals")
"""Tables whose figures show in what freight and handling cost by mode."""


@dataclass(frozen=True)
class Secrets:
    """What must not be told.

    Attributes
    ----------
    cells
        Confidential cells of the study: table, row (as a spreadsheet counts), column.
    plants
        Protected plants.
    goods
        Balances that would give one away: commodity, place (:data:`EVERYWHERE` for a good that is shipped).
    modes
        Modes of which freight and handling cost would give a figure away.
    """

    cells: pl.DataFrame
    plants: frozenset[str]
    goods: pl.DataFrame
    modes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.cells.height)

    def __or__(self, other: Secrets) -> Secrets:
        """Give what either must not tell."""
        cells = pl.concat([self.cells, other.cells]).unique(maintain_order=True)
        goods = pl.concat([self.goods, other.goods]).unique(maintain_order=True)
        return Secrets(cells, self.plants | other.plants, goods, self.modes | other.modes)

    def of_goods(self, *places: str) -> pl.Expr:
        """Say of each row with a commodity and some columns of places whether it is of a withheld balance."""
        local = self.goods.filter(pl.col("place") != EVERYWHERE)
        moving = self.goods.filter(pl.col("place") == EVERYWHERE)["commodity"]
        found = pl.col("commodity").is_in(moving.implode())
        pairs = local.select(pl.concat_str("commodity", "place", separator="\n")).to_series()
        for place in places:
            found |= pl.concat_str("commodity", place, separator="\n").is_in(pairs.implode())
        return found.fill_null(value=False)


def secrets_of(plan: Plan) -> Secrets:
    """Find what a plan must not tell."""
    cells = confidential_cells(plan.study)
    if cells.is_empty():
        return Secrets(cells, frozenset(), pl.DataFrame(schema=GOODS))
    touched = _touched(plan)
    traded = _traded(plan.study, cells, touched)
    plants = _become(plan, _owners(plan.study, cells) | _names(traded, "plant"))
    priced = traded.select("commodity", place=pl.lit(EVERYWHERE))
    goods = pl.concat([_telling(plan.study, touched, plants), priced])
    goods = pl.concat([goods, _held(plan.study, goods)])
    modes = set[str]().union(*(_names(_rows(plan.study, cells, name), "mode") for name in _OF_FREIGHT))
    return Secrets(cells, frozenset(plants), goods.unique().sort("commodity", "place"), frozenset(modes))


def _become(plan: Plan, plants: set[str]) -> set[str]:
    """Add what protected plants may be converted into: what that gains tells what stood."""
    into = plan.instance.conversions.select(pl.col("plant", "to").cast(pl.String)).unique()
    return plants | set(into.filter(pl.col("plant").is_in(sorted(plants)))["to"])


def confidential_cells(study: Study) -> pl.DataFrame:
    """Give the cells of a study that its evidence calls confidential: table, row, column."""
    said = study.table("evidence").filter(pl.col("confidential").fill_null(value=False))
    parts = [
        found.select(table=pl.lit(row["table"]), row="row", column=pl.lit(row["column"]))
        for row in said.iter_rows(named=True)
        if (found := _spoken_of(study, row["table"], row["select"], row["period"], row["column"])) is not None
    ]
    made = pl.concat(parts) if parts else pl.DataFrame(schema=CELL)
    return made.cast(pl.Schema(CELL)).unique(maintain_order=True)


def gives_away(study: Study, figure: Mapping[str, Any], hidden: Secrets) -> bool:
    """Say whether what one figure of a study moves would give a protected plant away.

    Parameters
    ----------
    study
        The whole study.
    figure
        table, select, column, period, as a row of `evidence` has them.
    """
    name, select, column, period = (figure[k] for k in ("table", "select", "column", "period"))
    rows = _spoken_of(study, name, select, period, column)
    if rows is None or rows.is_empty():
        return True
    cells = rows.select(table=pl.lit(name), row="row", column=pl.lit(column)).cast(pl.Schema(CELL))
    goods = set(hidden.goods["commodity"])
    return bool(_owners(study, cells) & hidden.plants or _names(rows, "commodity") & goods)


def _spoken_of(study: Study, name: str, select: str | None, period: str | None, column: str) -> pl.DataFrame | None:
    """Give the filled rows of a table that a row of evidence speaks of; None where `check` would refuse it."""
    table = study.table(name)
    if column not in table.columns:
        return None
    here = pl.col(column).is_not_null()
    if period is not None and "period" in table.columns:
        here &= pl.col("period") == period
    try:
        return table.filter(here).filter(matches(table.filter(here), parse_selection(select or ""), {}))
    except LanguageError:
        return None


def _rows(study: Study, cells: pl.DataFrame, name: str) -> pl.DataFrame:
    numbers = cells.filter(pl.col("table") == name)["row"]
    return study.table(name).filter(pl.col("row").is_in(numbers.implode()))


def _owners(study: Study, cells: pl.DataFrame) -> set[str]:
    """Give the plants that confidential cells speak of, by plant, technology, process, contract or impact."""
    found = set[str]()
    for name in cells["table"].unique():
        rows = _rows(study, cells, name)
        found |= _names(rows, "plant") | _names(rows, "seller") | _names(rows, "buyer")
        if name == "operators":
            run = pl.col("operator").is_in(list(_names(rows, "operator")))
            found |= _names(study.table("plants").filter(run), "plant")
        wide = rows.filter(pl.col("plant").is_null()) if "plant" in rows.columns else rows
        found |= _plants_of(study, _names(wide, "technology"), _names(wide, "process"))
        if {"of", "key"} <= set(rows.columns):
            keys = _names(rows, "key")
            found |= (keys & _names(study.table("plants"), "plant")) | _plants_of(study, keys, keys)
    return found


def _plants_of(study: Study, technologies: set[str], processes: set[str]) -> set[str]:
    """Give the plants of technologies and of those on which processes run."""
    runs = study.table("processes").filter(pl.col("process").is_in(list(processes)))
    uses = study.table("uses").filter(pl.col("process").is_in(list(processes)))
    every = technologies | _names(runs, "technology") | _names(uses, "technology")
    return _names(study.table("plants").filter(pl.col("technology").is_in(list(every))), "plant")


def _names(frame: pl.DataFrame, column: str) -> set[str]:
    return set(frame[column].drop_nulls().unique().to_list()) if column in frame.columns else set()


def _touched(plan: Plan) -> pl.DataFrame:
    """Give who makes and uses what in which balance: plant, commodity, place (:data:`EVERYWHERE` if it is shipped)."""
    shipped = plan.frame("ship").filter(pl.col("value").abs() > MOVES)["commodity"].unique()
    rows = pl.concat([plan.frame(name).select("plant", "commodity", "place") for name in ("make", "use")]).unique()
    moving = pl.col("commodity").is_in(shipped.implode())
    return rows.with_columns(place=pl.when(moving).then(pl.lit(EVERYWHERE)).otherwise("place")).unique()


def _traded(study: Study, cells: pl.DataFrame, touched: pl.DataFrame) -> pl.DataFrame:
    """Give who makes and uses the goods whose trade or freight has a confidential figure, as `_touched` does."""
    goods, every = set[str](), False
    for name in _OF_TRADE:
        rows = _rows(study, cells, name)
        goods |= _names(rows, "commodity")
        every |= bool(rows["commodity"].null_count())  # a route without a good carries all of them
    return touched.filter(pl.lit(every) | pl.col("commodity").is_in(list(goods)))


def _held(study: Study, goods: pl.DataFrame) -> pl.DataFrame:
    """Give the attributes that withheld goods hold: what is handed over for them would tell of the goods."""
    held = study.table("contents").filter(pl.col("commodity").is_in(goods["commodity"].implode()))
    return held.select(commodity="attribute", place=pl.lit(EVERYWHERE)).unique()


def _telling(study: Study, touched: pl.DataFrame, plants: Iterable[str]) -> pl.DataFrame:
    """Give the balances behind which fewer than a crowd of protected operators stand."""
    known = study.table("plants").select("plant", "operator").drop_nulls().unique("plant", keep="first")
    behind = touched.filter(pl.col("plant").is_in(list(plants))).join(known, on="plant", how="left")
    owner = pl.col("operator").fill_null(pl.col("plant"))
    counted = behind.group_by("commodity", "place").agg(n=owner.n_unique())
    return counted.filter(pl.col("n") < CROWD).select("commodity", "place").sort("commodity", "place")


def union(several: Iterable[Secrets]) -> Secrets:
    """Give what any of some plans must not tell."""
    return reduce(Secrets.__or__, several)
