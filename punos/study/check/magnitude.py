"""Slips of unit or magnitude: figures far from like figures (a comma lost, kilograms for tonnes, cents for euros)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, shown, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import TABLES, Table, Type

FACTOR = 300.0
"""So many times the median of like figures is a slip."""
PAIR = 1000.0
"""Of two like figures one is a slip if they are so many times apart."""

_ODD = Severity.WARNING
_CODE = "odd-magnitude"


def check(subject: Subject) -> Iterator[Fault]:
    """Compare every figure with its like."""
    for table in TABLES.values():
        if table.qualifiers:
            yield from _overrides(subject, table)
    yield from _prices(subject)
    for name, column, group in _LIKE:
        yield from _stray(subject, name, column, group)
    yield from _signs(subject)
    yield from _masses(subject)
    yield from _bounds(subject)


def _overrides(subject: Subject, table: Table) -> Iterator[Fault]:
    """Figures of narrow rows far from those of the wide row of their key."""
    rows = subject.rows(table.name)
    narrow = pl.any_horizontal(pl.col(q.value).is_not_null() for q in table.qualifiers)
    numbers = [c.name for c in table.columns if c.type is Type.NUMBER and not c.key and not c.fixed]
    some = rows.filter(narrow)
    if some.is_empty():
        return
    keys = list(table.keys)
    wide = rows.filter(~narrow).unique(keys, keep="first").select(*keys, pl.col(numbers).name.suffix(" elsewhere"))
    both = some.join(wide, on=keys, maintain_order="left")
    for column in numbers:
        other = pl.col(f"{column} elsewhere")
        found = both.filter(_apart(pl.col(column), other, FACTOR))
        message = (
            f"{column} {{{column}}} here is far from the {{{column} elsewhere}} of the row for all of {{{keys[0]}}}."
        )
        yield from tell(found, Kind(_CODE, table.name, column, _ODD), message, "a figure of like magnitude")


def _apart(one: pl.Expr, other: pl.Expr, factor: float) -> pl.Expr:
    """Whether two figures, both finite and not 0, are so many times apart."""
    ratio = (one / other).abs()
    return ratio.is_finite() & (ratio > 0) & ~ratio.is_between(1 / factor, factor, closed="none")


_LIKE = (
    ("plants", "capacity", "technology"),
    ("plants", "max_capacity", "technology"),
    ("plants", "max_build", "technology"),
    ("plants", "capex_factor", ""),
    ("technologies", "capex", "unit"),
    ("technologies", "fixed_om", "unit"),
    ("technologies", "lifetime", ""),
    ("routes", "cost", "mode"),
    ("routes", "distance_km", "mode"),
    ("routes", "capacity", "mode"),
    ("modes", "cost_per_tkm", ""),
    ("terminals", "handling_cost", ""),
    ("terminals", "capacity", "mode"),
    ("demands", "quantity", "commodity"),
    ("demands", "shortfall_cost", "commodity"),
    ("supplies", "capacity", "commodity"),
    ("contents", "quantity", "attribute"),
    ("impact_caps", "cap", "impact"),
    ("flows", "quantity", "commodity"),
    ("processes", "variable_cost", ""),
    ("commodities", "disposal_cost", ""),
    ("places", "area_ha", ""),
)
"""Figures that are alike: a column, and the column by which to tell kinds apart."""


def _stray(subject: Subject, table: str, column: str, group: str) -> Iterator[Fault]:
    """Figures far from the median of their kind."""
    rows = subject.rows(table).filter(pl.col(column).is_finite() & (pl.col(column) != 0))
    if rows.height < 2:
        return
    key = TABLES[table].keys[0]
    if group and TABLES[table].column(group).fixed:
        rows = rows.drop(group).join(subject.once(table).select(key, group), on=key, maintain_order="left")
    rows = rows.with_columns(kind=pl.col(group) if group else pl.lit(""))
    # the rows of one thing count once, so that a long row of periods does not outvote all others
    firm = rows.group_by("kind", *TABLES[table].keys).agg(pl.col(column).abs().log10().median().alias("log"))
    usual = firm.group_by("kind").agg(pl.col("log").median(), n=pl.len()).filter(pl.col("n") >= 3)
    found = _far(rows.join(usual, on="kind", maintain_order="left"), column)
    like = f" of {group} {{kind}}" if group else ""
    message = f"{column} {{{column}}} is {{times}} the usual {{usual}} of {{n}} like figures{like}."
    yield from tell(found, Kind(_CODE, table, column, _ODD), message, "a figure of like magnitude", "Check its unit.")


def _far(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows whose figure is far from ``10^log``, with `usual` and `times` in words."""
    off = pl.col(column).abs().log10() - pl.col("log")
    found = rows.filter(off.abs() >= math.log10(FACTOR))
    ratio = 10**off
    few = pl.when(ratio >= 1).then(ratio.round(0).cast(pl.Int64).cast(pl.String)).otherwise(
        pl.format("1/{}", (1 / ratio).round(0).cast(pl.Int64))
    )  # fmt: skip
    return found.with_columns(times=pl.format("{} times", few), usual=10 ** pl.col("log"))


def _prices(subject: Subject) -> Iterator[Fault]:
    """Prices of one good, bought, sold and agreed, in one currency."""
    parts = [_priced(subject, table) for table in ("supplies", "demands", "contracts")]
    prices = pl.concat(parts).filter(pl.col("price").is_finite() & (pl.col("price") != 0))
    firm = prices.group_by("commodity", "table", "thing").agg(log=pl.col("money").abs().log10().median())
    usual = firm.group_by("commodity").agg(pl.col("log").median(), n=pl.len())
    many = prices.join(usual.filter(pl.col("n") >= 3), on="commodity", maintain_order="left")
    found = _far(many, "money")
    message = "price {price} of {commodity} is {times} the usual {usual} of {n} prices of it."
    for table in ("supplies", "demands", "contracts"):
        mine = found.filter(pl.col("table") == table).with_columns(value="price")
        yield from tell(
            mine, Kind(_CODE, table, "price", _ODD), message, "a price of like magnitude", "Check its unit."
        )
    yield from _pairs(prices.join(usual.filter(pl.col("n") == 2), on="commodity", maintain_order="left"))


def _pairs(prices: pl.DataFrame) -> Iterator[Fault]:
    """A good of which two prices are said that are far apart."""
    first = prices.unique(["commodity", "table", "thing"], keep="first", maintain_order=True)
    other = pl.col("money", "price", "table", ROW).shift(1).over("commodity").name.suffix(" of the other")
    both = first.with_columns(other).filter(_apart(pl.col("money"), pl.col("money of the other"), PAIR))
    message = (
        "price {price} of {commodity} is far from the {price of the other} in {table of the other}, "
        "row {row of the other}."
    )
    for table in ("supplies", "demands", "contracts"):
        mine = both.filter(pl.col("table") == table).with_columns(value="price")
        yield from tell(mine, Kind(_CODE, table, "price", _ODD), message, "a price of like magnitude", "Check units.")


def _priced(subject: Subject, table: str) -> pl.DataFrame:
    """table, thing, commodity, price, money (in the currency of the study), row."""
    key = TABLES[table].keys[0]
    rows = subject.filled(table).drop_nulls([key, "price"]).drop("commodity")
    rates = subject.rows("currencies").group_by("currency").agg(pl.col("rate").median())
    rows = rows.join(rates, on="currency", how="left", maintain_order="left")
    goods = subject.once(table).select(key, "commodity")
    return rows.join(goods, on=key, maintain_order="left").select(
        pl.lit(table).alias("table"), pl.col(key).alias("thing"), "commodity", "price",
        money=pl.col("price") * pl.col("rate").fill_null(1.0), row=ROW,
    )  # fmt: skip


_COSTS = (
    ("technologies", "capex"), ("technologies", "fixed_capex"), ("technologies", "fixed_om"),
    ("technologies", "open_om"), ("capex_curve", "capex"), ("processes", "variable_cost"), ("routes", "cost"),
    ("routes", "capex"), ("modes", "cost_per_tkm"), ("terminals", "handling_cost"), ("terminals", "capex"),
    ("plants", "restart_cost"), ("commodities", "disposal_cost"),
)  # fmt: skip


def _signs(subject: Subject) -> Iterator[Fault]:
    """Costs below nothing, and prices whose sign differs from that of other prices of the good."""
    for table, column in _COSTS:
        found = subject.rows(table).filter(pl.col(column) < 0)
        message = f"{column} {{{column}}} is negative: it would be earned."
        kind = Kind("negative-cost", table, column, _ODD)
        yield from tell(found, kind, message, "0 or more", "Check the sign.")
    prices = pl.concat([_priced(subject, table) for table in ("supplies", "demands")])
    mixed = prices.with_columns(mixed=(pl.col("price") > 0).any().over("commodity") & (pl.col("price") < 0))
    message = "price {price} of {commodity} is negative, and other prices of it are not."
    for table in ("supplies", "demands"):
        found = mixed.filter("mixed", pl.col("table") == table).with_columns(value="price")
        kind = Kind("negative-price", table, "price", _ODD)
        yield from tell(found, kind, message, "a price of like sign", "Check the sign.")


TONNES = {"t": 1.0, "kg": 1e-3, "g": 1e-6, "kt": 1e3, "mt": 1e6, "tonne": 1.0, "tonnes": 1.0, "ton": 1.0, "tons": 1.0}
"""Units of mass by which a commodity may be counted, in tonnes."""


def _masses(subject: Subject) -> Iterator[Fault]:
    """A commodity counted in a unit of mass weighs what that unit weighs."""
    per = TONNES.get(subject.settings.study.mass_unit.strip().casefold())
    if per is None:
        return
    units = subject.once("commodities").select("commodity", its="unit").drop_nulls()
    known = units.with_columns(
        due=pl.col("its").str.strip_chars().str.to_lowercase().replace_strict(TONNES, default=None) / per
    ).drop_nulls("due")
    rows = subject.rows("commodities").drop_nulls("mass").join(known, on="commodity", maintain_order="left")
    found = rows.filter((pl.col("mass") / pl.col("due") - 1).abs() > 0.01)
    unit = subject.settings.study.mass_unit
    message = f"{{commodity}} is counted in {{its}}, and a {{its}} of it weighs {{mass}} {unit}."
    kind = Kind("odd-mass", "commodities", "mass", _ODD)
    yield from tell(found, kind, message, f"{{due}} ({unit} a {{its}})", "Correct the mass, or the unit.")


_BOUNDS = (
    ("technologies", "lifetime", 2.0, 200.0, "years"),
    ("technologies", "build_years", 0.0, 25.0, "years"),
    ("technologies", "availability", 0.05, 1.0, "a share, e.g. 0.9"),
    ("technologies", "year_availability", 0.05, 1.0, "a share, e.g. 0.9"),
    ("routes", "lifetime", 2.0, 300.0, "years"),
    ("operators", "discount_rate", 0.0, 0.5, "a share, e.g. 0.08 for 8 %"),
    ("plants", "capex_factor", 0.1, 10.0, "a factor near 1"),
)


def _bounds(subject: Subject) -> Iterator[Fault]:
    """Figures that are possible, and that nobody means."""
    for table, column, low, high, expected in _BOUNDS:
        cell = pl.col(column)
        found = subject.rows(table).filter(cell.is_finite() & (cell != 0) & ~cell.is_between(low, high))
        message = f"{column} {{{column}}} is not between {shown(low)} and {shown(high)}."
        yield from tell(found, Kind(_CODE, table, column, _ODD), message, expected, "Check its unit.")
