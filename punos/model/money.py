"""Money: each kind of cost and income defined once (Semantics 10-14).

The objective is the sum of these expressions, weighted; reports read the solved values of the same expressions.
So what is reported always adds up to the objective.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from punos.indicators.catalogue import INDICATORS, EarnKind, SpendKind
from punos.instance.instance import Instance
from punos.instance.time import alive
from punos.instance.weights import money_weights
from punos.lp import Expression
from punos.model.investment import Investment
from punos.model.operation import Operations
from punos.model.stocks import Stocks
from punos.model.trade import Trades
from punos.model.transport import ARC, Shipping, along
from punos.study.settings import Capital
from punos.tables.impacts import ImpactSource

LABELS = tuple(name for name in INDICATORS["spend"].index if name != "kind")
"""Labels of where money arises; in a study without slices none has the label slice."""


@dataclass(frozen=True)
class Money:
    """Expressions of money, not weighted, each over the labels of where it arises.

    Attributes
    ----------
    spend, earn
        Money by kind. Running kinds are yearly, capital kinds of the period (with ``capital = "annuity"`` capex is a
        yearly payment too).
    weights
        kind, period, weight: how many times money of a kind and period counts in the objective.
    """

    spend: dict[SpendKind, Expression]
    earn: dict[EarnKind, Expression]
    weights: pl.DataFrame


def money(
    instance: Instance, investment: Investment, run: Operations, ship: Shipping, trade: Trades, stock: Stocks,
    emit: Expression,
) -> Money:  # fmt: skip
    """All costs and incomes of a plan."""
    outlay = _outlays(instance, investment, ship)
    turned = _conversions(instance, investment)
    overnight = instance.settings.time.capital is Capital.OVERNIGHT
    at, traded, operated = instance.at, instance.trade, instance.operation
    moved = ship.arcs.filter(pl.col("freight") != 0)
    spend = {
        SpendKind.CAPEX: _sum([o.at_once if overnight else o.by_annuity for o in outlay]),
        SpendKind.FIXED: _fixed(instance, investment),
        SpendKind.OPENING: _opening(instance, investment),
        SpendKind.RESTART: _restart(instance, investment),
        SpendKind.CONVERSION: _sited(instance, turned.at_once if overnight else turned.by_annuity),
        SpendKind.RUNNING: _times(run.run, operated.runs, "variable_cost", at("process", "plant")),
        SpendKind.SUPPLY: _times(trade.buy, traded.supplies, "price", at("supply")),
        SpendKind.FREIGHT: along(moved, pl.col("freight"), at(*ARC)),
        SpendKind.HANDLING: _handling(instance, ship),
        SpendKind.IMPACT: _impacts(instance, emit),
        SpendKind.DISPOSAL: _times(
            trade.discard, instance.commodities, "disposal_cost", ("commodity", "period")
        ),
        SpendKind.STORAGE: _times(stock.level, instance.stocks, "holding_cost", at("place", "commodity")),
        SpendKind.SHORTFALL: _times(trade.short, traded.demands, "shortfall_cost", at("demand")),
    }  # fmt: skip
    earn = {
        EarnKind.SALES: _times(trade.sell, traded.demands, "price", at("demand")),
        EarnKind.SALVAGE: _sum(
            [
                *([o.left for o in outlay] if overnight else []),
                *([_sited(instance, turned.left)] if overnight else []),
                _left_in_stock(instance, stock),
            ]
        ),
    }
    return Money(spend, earn, money_weights(instance.periods, instance.settings))


@dataclass(frozen=True)
class Outlay:
    """The capital of one kind of thing: paid at once, as an annuity while it works, and what is left at the end."""

    at_once: Expression
    by_annuity: Expression
    left: Expression


def _outlays(instance: Instance, investment: Investment, ship: Shipping) -> list[Outlay]:
    frame = instance.plants.frame
    site = frame.select("plant", "technology", "place", "operator").unique()
    plants = _plant_outlay(instance, investment)
    shut = _closed_value(instance, investment)
    works = investment.vintages
    plant = _outlay(instance, plants, ("plant",), frame, works, shut)
    routes = instance.transport.routes.filter(pl.col("capex").is_not_null())
    route = _outlay(
        instance, _times(ship.open_route, routes, "capex", ("route", "period")), ("route",), routes, ship.route_works
    )
    yards = instance.transport.terminals.filter(pl.col("capex").is_not_null())
    yard = _outlay(
        instance, _times(ship.open_terminal, yards, "capex", ("place", "mode", "period")), ("place", "mode"), yards,
        ship.terminal_works,
    )  # fmt: skip
    at_site = site.with_columns(one=pl.lit(1.0))
    located = Outlay(*(e.times(at_site, "one") for e in (plant.at_once, plant.by_annuity, plant.left)))
    return [located, route, yard]


def _conversions(instance: Instance, investment: Investment) -> Outlay:
    """Converting is paid for and valued like building the plant it becomes: cost x capacity + fixed_cost."""
    frame = instance.conversions
    index = ("plant", "to", "period")
    per_share = frame.with_columns(cost=pl.col("cost") * pl.col("existing"))
    turned = investment.conversion
    paid = [_times(turned.share, per_share, "cost", index), _times(turned.chosen, frame, "fixed_cost", index)]
    opening = Expression.sum(paid, index).over("to", "period").rename(to="plant")
    figures = frame.select(pl.col("to").alias("plant"), "period", "salvage_share", "annuity").unique()
    vintages = frame.select(pl.col("to").alias("plant"), "lifetime", vintage="period").unique()
    works = alive(vintages, instance.periods).select("plant", "vintage", "period", works=pl.lit(1.0))
    return _outlay(instance, opening, ("plant",), figures, works)


def _plant_outlay(instance: Instance, investment: Investment) -> Expression:
    """capex x size + fixed_capex x opening, or the capex curve of the opening."""
    index = ("plant", "period")
    frame = instance.plants.frame
    segments = investment.curves.segments
    segment = ("plant", "period", "segment")
    curved = segments.select(index).unique()
    plain = frame.join(curved, on=index, how="anti")
    return Expression.sum(
        [
            _times(investment.build, plain, "capex", index),
            _times(investment.open, plain, "fixed_capex", index),
            _times(investment.curves.size, segments, "slope", segment).over(*index),
            _times(investment.curves.chosen, segments, "base", segment).over(*index),
        ],
        index,
    )


def _closed_value(instance: Instance, investment: Investment) -> Expression:
    """Salvage that is given up by closing new capacity early."""
    cost = instance.plants.frame.select(
        "plant", pl.col("period").alias("vintage"), value=pl.col("capex") * pl.col("salvage_share")
    )
    return investment.closed_new.times(cost, "value").over("plant", "vintage").rename(vintage="period")


def _outlay(
    instance: Instance, opening: Expression, key: tuple[str, ...], figures: pl.DataFrame, works: pl.DataFrame,
    given_up: Expression | None = None,
) -> Outlay:  # fmt: skip
    """What an opening's money means over time; the end value falls in the last period."""
    index = (*key, "period")
    paid = opening.rename(period="vintage").times(works, "works")
    yearly = figures.select(*key, pl.col("period").alias("vintage"), "annuity")
    left = _times(opening, figures, "salvage_share", index)
    if given_up is not None:
        left = Expression.sum([left, -given_up], index)
    last = instance.periods["period"][-1]
    ended = Expression(index, left.frame.with_columns(pl.lit(last, dtype=instance.types["periods"]).alias("period")))
    return Outlay(opening, paid.times(yearly, "annuity").over(*index), ended)


def _fixed(instance: Instance, investment: Investment) -> Expression:
    """fixed_om on all standing capacity."""
    return _sited(instance, _times(investment.capacity, instance.plants.frame, "fixed_om", ("plant", "period")))


def _opening(instance: Instance, investment: Investment) -> Expression:
    """open_om on each opening while it works; existing capacity counts as one opening while it stands."""
    frame = instance.plants.frame
    index = ("plant", "period")
    works = investment.vintages.select("plant", "vintage", "period", "works")
    new = investment.open.rename(period="vintage").times(works, "works").over(*index)
    stands = frame.filter(pl.col("existing") > 0).select(*index, one=1.0 / pl.col("existing"))
    standing = investment.existing.times(stands, "one")
    return _sited(instance, _times(Expression.sum([new, standing], index), frame, "open_om", index))


def _restart(instance: Instance, investment: Investment) -> Expression:
    return _sited(instance, _times(investment.restart, instance.plants.frame, "restart_cost", ("plant", "period")))


def _handling(instance: Instance, ship: Shipping) -> Expression:
    """handling_cost x mass, each time goods are put into or taken out of a mode."""
    index = instance.at("place", "mode", "commodity")
    cost = (
        instance.transport.handling.select(*instance.at("place", "mode"), "handling_cost")
        .join(
            instance.commodities.filter(pl.col("mass").is_not_null()).select("commodity", "period", "mass"), on="period"
        )
        .select(*index, cost=pl.col("handling_cost") * pl.col("mass"))
    )
    into = _times(ship.load, cost, "cost", index).labelled(direction="in")
    out = _times(ship.unload, cost, "cost", index).labelled(direction="out")
    return Expression.sum([into, out], (*index, "direction"))


def _impacts(instance: Instance, emit: Expression) -> Expression:
    """price x impact. What building causes is paid for once, at the start of the period.

    All money of the kind is yearly, so this payment is said as even yearly ones of the same present value.
    """
    index = ("impact", "period")
    once = pl.col("of") == ImpactSource.BUILD.value
    spread = instance.impacts.join(
        instance.periods.select("period", share=pl.col("discount") / pl.col("weight")), on="period", how="left"
    ).with_columns(price=pl.col("price") * pl.col("share"))
    yearly = _times(emit.where(~once), instance.impacts, "price", index)
    return Expression.sum([yearly, _times(emit.where(once), spread, "price", index)], emit.index)


def _left_in_stock(instance: Instance, stock: Stocks) -> Expression:
    """end_value x what is in stock when the last period ends."""
    last = instance.stocks.filter(pl.col("period") == instance.periods["period"][-1])
    return _times(stock.level, last, "end_value", instance.at("place", "commodity"))


def _sited(instance: Instance, expression: Expression) -> Expression:
    site = instance.plants.frame.select("plant", "technology", "place", "operator").unique()
    return expression.times(site.with_columns(one=pl.lit(1.0)), "one")


def _times(expression: Expression, figures: pl.DataFrame, by: str, index: Sequence[str]) -> Expression:
    """Expression x a figure of a resolved frame, leaving out zeros."""
    rows = figures[[*index, by]].filter(pl.col(by) != 0)  # nor blank ones
    return expression.times(rows, by)


def _sum(expressions: list[Expression]) -> Expression:
    labels = [n for n in LABELS if any(n in e.index for e in expressions)] or ["period"]
    return Expression.sum(expressions, labels) if expressions else Expression.empty(labels)
