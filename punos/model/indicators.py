"""The public indicators of a model: expressions with their columns and units (Semantics 30, 31)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from punos.indicators import INDICATORS, Quantity
from punos.indicators.catalogue import PERIOD_KINDS, Base, Direction, SpendKind
from punos.instance.instance import Instance
from punos.lp import Expression
from punos.model.investment import Investment
from punos.model.money import Money
from punos.model.operation import Operations
from punos.model.trade import Trades
from punos.model.transport import Shipping
from punos.study.settings import Capital


def quantities(
    instance: Instance,
    investment: Investment,
    run: Operations,
    ship: Shipping,
    trade: Trades,
    emit: Expression,
    money: Money,
) -> Mapping[str, Quantity]:
    """Every indicator by name."""
    technology = instance.study.table("technologies").select("technology", "unit").drop_nulls().unique("technology")
    capacity = technology.with_columns(pl.col("technology").cast(instance.types["technologies"]))
    goods = instance.commodities.select("commodity", "unit").unique("commodity")
    impacts = instance.impacts.select("impact", "unit").unique("impact")
    site = instance.plants.frame.select("plant", "technology", "place", "operator").unique()
    activity = instance.operation.runs.select("process", "plant", "technology", "place", "operator").unique()
    delivered = trade.deliver.labelled(process=None, plant=None)
    yielded = trade.yields.over("place", "attribute", "period").rename(attribute="commodity")
    yielded = yielded.labelled(process=None, plant=None)
    made = Expression.sum([_join(run.make, activity), yielded], ("technology", "operator", *yielded.index))
    used = Expression.sum([_join(run.use, activity), delivered], ("technology", "operator", *delivered.index))
    into = ship.load.labelled(direction=Direction.IN.value)
    out = ship.unload.labelled(direction=Direction.OUT.value)
    loads = Expression.sum([into, out], into.index)
    return {
        "build": _quantity("build", _join(investment.build, site), capacity),
        "open": _quantity("open", _join(investment.open, site), "openings"),
        "close": _quantity("close", _join(_closed(instance, investment), site), capacity),
        "capacity": _quantity("capacity", _join(investment.capacity, site), capacity),
        "run": _quantity("run", _join(run.run, activity), capacity),
        "make": _quantity("make", made, goods),
        "use": _quantity("use", used, goods),
        "ship": _quantity("ship", ship.ship, goods),
        "load": _quantity("load", loads, goods),
        "buy": _quantity("buy", trade.buy, goods),
        "sell": _quantity("sell", trade.sell, goods),
        "short": _quantity("short", trade.short, goods),
        "discard": _quantity("discard", trade.discard, goods),
        "emit": _quantity("emit", emit, impacts),
        "spend": _money("spend", Expression.sum(money.spend.values(), INDICATORS["spend"].index), instance),
        "earn": _money("earn", Expression.sum(money.earn.values(), INDICATORS["earn"].index), instance),
    }


def _money(name: str, expression: Expression, instance: Instance) -> Quantity:
    """Money in the study's currency; capital paid as an annuity is yearly."""
    quantity = _quantity(name, expression, instance.settings.study.currency)
    if instance.settings.time.capital is Capital.OVERNIGHT:
        return quantity
    once = pl.col("kind").is_in([k for k in PERIOD_KINDS if k != SpendKind.CAPEX])
    base = pl.when(once).then(pl.lit(Base.PERIOD.value)).otherwise(pl.lit(Base.YEAR.value))
    return replace(quantity, frame=quantity.frame.with_columns(base=base))


def _closed(instance: Instance, investment: Investment) -> Expression:
    """Capacity closed early: the share of what stands, and new capacity."""
    stands = instance.plants.frame.filter(pl.col("existing").is_finite()).select("plant", "period", "existing")
    shut = investment.closed_share.times(stands, "existing")
    return Expression.sum([shut, investment.closed_new.over("plant", "period")], ("plant", "period"))


def _join(expression: Expression, labels: pl.DataFrame) -> Expression:
    return expression.times(labels.with_columns(one=pl.lit(1.0)), "one")


def _quantity(name: str, expression: Expression, unit: pl.DataFrame | str) -> Quantity:
    """The catalogue's columns in their order, with the unit of each row."""
    known = INDICATORS[name]
    frame = expression.frame
    if isinstance(unit, str):
        frame = frame.with_columns(unit=pl.lit(unit))
    else:
        frame = frame.join(unit, on=unit.columns[0], how="left", maintain_order="left")
    return Quantity(name, known.index, known.base, frame.select(*known.index, "unit", "column", "coefficient"))
