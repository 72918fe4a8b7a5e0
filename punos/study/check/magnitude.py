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
        rows = subject.rows(table.name)
        if rows.height > 1:
            spread = _spread(table, rows)
            yield from _overrides(subject, table, spread)
            for column, group in _LIKE.get(table.name, ()):
                if column in spread:
                    yield from _stray(subject, table.name, column, group)
        if rows.height:
            yield from _bounds(table.name, rows)
    yield from _prices(subject)
    yield from _masses(subject)


def _spread(table: Table, rows: pl.DataFrame) -> set[str]:
    """Columns whose figures are so far apart that some may be far from the others; of most tables there are none."""
    numbers = [c.name for c in table.columns if c.type is Type.NUMBER and not c.key]
    if not numbers:
        return set()
    size = {name: pl.col(name).abs().filter(pl.col(name).is_finite() & (pl.col(name) != 0)) for name in numbers}
    ratios = rows.select((s.max() / s.min()).alias(name) for name, s in size.items()).row(0, named=True)
    return {name for name, ratio in ratios.items() if ratio is not None and ratio >= FACTOR}


def _overrides(subject: Subject, table: Table, spread: set[str]) -> Iterator[Fault]:
    """Figures of narrow rows far from those of the wide row of their key."""
    rows = subject.rows(table.name)
    numbers = [c.name for c in table.columns if c.name in spread and not c.fixed]
    if not numbers or not table.qualifiers:
        return
    narrow = pl.any_horizontal(pl.col(q.value).is_not_null() for q in table.qualifiers)
    some = rows.filter(narrow)
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


_LIKE: dict[str, tuple[tuple[str, str], ...]] = {
    "places": (("area_ha", ""), ("wage", "")),
    "commodities": (("disposal_cost", ""),),
    "contents": (("quantity", "attribute"),),
    "technologies": (("capex", "unit"), ("fixed_om", "unit"), ("lifetime", "")),
    "processes": (("variable_cost", ""),),
    "flows": (("quantity", "commodity"),),
    "plants": (("capacity", "technology"), ("max_capacity", "technology"), ("max_build", "technology")),
    "modes": (("cost_per_tkm", ""),),
    "terminals": (("handling_cost", ""), ("capacity", "mode")),
    "routes": (("cost", "mode"), ("distance_km", "mode"), ("capacity", "mode")),
    "supplies": (("capacity", "commodity"),),
    "demands": (("quantity", "commodity"), ("shortfall_cost", "commodity")),
    "impact_caps": (("cap", "impact"),),
}
"""Figures that are alike, by table: a column, and the column by which to tell kinds apart."""


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
    message = f"{column} {{{column}}} is {{times}} times the usual {{usual}} of {{n}} like figures{like}."
    yield from tell(found, Kind(_CODE, table, column, _ODD), message, "a figure of like magnitude", "Check its unit.")


def _far(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Rows whose figure is far from ``10^log``, with `usual` and how many `times` that it is."""
    off = pl.col(column).abs().log10() - pl.col("log")
    found = rows.filter(off.abs() >= math.log10(FACTOR))
    ten = pl.lit(10.0)
    return found.with_columns(times=ten.pow(off).round_sig_figs(2), usual=ten.pow(pl.col("log")))


def _prices(subject: Subject) -> Iterator[Fault]:
    """Prices of one good, bought, sold and agreed, in one currency."""
    parts = [_priced(subject, table) for table in ("supplies", "demands", "contracts")]
    prices = pl.concat(parts).filter(pl.col("price").is_finite() & (pl.col("price") != 0))
    money = pl.col("money").abs()
    spread = prices.group_by("commodity").agg(times=money.max() / money.min(), low=pl.col("price").min())
    yield from _negative(
        prices.join(spread.filter(pl.col("low") < 0), on="commodity", how="semi", maintain_order="left")
    )
    prices = prices.join(spread.filter(pl.col("times") >= FACTOR), on="commodity", how="semi", maintain_order="left")
    if prices.is_empty():
        return
    firm = prices.group_by("commodity", "table", "thing").agg(log=pl.col("money").abs().log10().median())
    usual = firm.group_by("commodity").agg(pl.col("log").median(), n=pl.len())
    many = prices.join(usual.filter(pl.col("n") >= 3), on="commodity", maintain_order="left")
    found = _far(many, "money")
    message = "price {price} of {commodity} is {times} times the usual {usual} of {n} prices of it."
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
    goods = subject.once(table).select(key, "commodity")
    rate = pl.col("currency").replace_strict(_rates(subject), default=1.0)
    return rows.join(goods, on=key, maintain_order="left").select(
        pl.lit(table).alias("table"), pl.col(key).alias("thing"), "commodity", "price",
        money=pl.col("price") * rate, row=ROW,
    )  # fmt: skip


def _rates(subject: Subject) -> dict[str, float]:
    """A rate of each other currency, near enough to compare magnitudes."""
    rates = subject.rows("currencies").drop_nulls(["currency", "rate"])
    return dict(zip(rates["currency"], rates["rate"], strict=True)) | {subject.settings.study.currency: 1.0}


def _negative(prices: pl.DataFrame) -> Iterator[Fault]:
    """Prices whose sign differs from that of other prices of the good."""
    if prices.is_empty():
        return
    below = pl.col("price") < 0
    mixed = prices.filter(below.any().over("commodity") & (~below).any().over("commodity") & below)
    message = "price {price} of {commodity} is negative, and other prices of it are not."
    for table in ("supplies", "demands"):
        found = mixed.filter(pl.col("table") == table).with_columns(value="price")
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


INF = math.inf
_COST = (0.0, INF, "0 or more")
_SHARE = (0.05, 1.0, "a share, e.g. 0.9")
_BOUNDS: dict[str, dict[str, tuple[float, float, str]]] = {
    "commodities": {"disposal_cost": _COST},
    "technologies": {
        "capex": _COST, "fixed_capex": _COST, "fixed_om": _COST, "open_om": _COST, "lifetime": (2.0, 200.0, "years"),
        "build_years": (0.0, 25.0, "years"), "availability": _SHARE, "year_availability": _SHARE,
    },
    "capex_curve": {"capex": _COST},
    "conversions": {"cost": _COST, "fixed_cost": _COST},
    "processes": {"variable_cost": _COST},
    "plants": {"restart_cost": _COST, "capex_factor": (0.1, 10.0, "a factor near 1")},
    "modes": {"cost_per_tkm": _COST},
    "terminals": {"handling_cost": _COST, "capex": _COST},
    "routes": {"cost": _COST, "capex": _COST, "lifetime": (2.0, 300.0, "years")},
    "operators": {
        "discount_rate": (0.0, 0.5, "a share, e.g. 0.08 for 8 %"), "interest": (0.0, 0.5, "a share, e.g. 0.04 for 4 %"),
        "loan_years": (1.0, 100.0, "years"), "uplift": (0.0, 1.0, "a share, e.g. 0.05 for 5 %"),
    },
}  # fmt: skip
"""Figures between which all is well; beyond them they are possible, and nobody means them. 0 is always well."""


def _bounds(table: str, rows: pl.DataFrame) -> Iterator[Fault]:
    """Costs below nothing, lives of centuries, shares near nothing."""
    bounds = _BOUNDS.get(table, {})
    odd = {
        column: pl.col(column).is_finite() & (pl.col(column) != 0) & ~pl.col(column).is_between(low, high)
        for column, (low, high, _) in bounds.items()
    }
    some = rows.select(out.any().alias(column) for column, out in odd.items()).row(0, named=True) if odd else {}
    for column in (name for name, is_odd in some.items() if is_odd):
        low, high, expected = bounds[column]
        if low == 0 and high == INF:
            message, remedy = f"{column} {{{column}}} is negative: it would be earned.", "Check the sign."
        else:
            message, remedy = f"{column} {{{column}}} is not between {shown(low)} and {shown(high)}.", "Check its unit."
        code = "negative-cost" if high == INF else _CODE
        yield from tell(rows.filter(odd[column]), Kind(code, table, column, _ODD), message, expected, remedy)
