"""The model: variables of each strand, then every registered constraint, then the weighted costs.

Each quantity is one expression with one definition; policies, the objective and every report read the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from punos.indicators import EarnKind, Quantity, SpendKind
from punos.instance.instance import Instance
from punos.lp import Expression, Program
from punos.model.constraints import CONSTRAINTS
from punos.model.impacts import emissions
from punos.model.indicators import Quantities
from punos.model.investment import Investment, investment
from punos.model.money import Money, money
from punos.model.operation import Operations, operations
from punos.model.sizes import Sizes, sizes
from punos.model.sourcing import Sourcing, sourcing
from punos.model.stocks import Stocks, stores
from punos.model.trade import Trades, trades
from punos.model.transport import Shipping, shipping


@dataclass(frozen=True)
class Model:
    """Everything a constraint can speak of.

    Attributes
    ----------
    touched
        place, commodity, period, slice (in a study with slices): where a good can be at all; there is a balance for
        each.
    quantities
        The public indicators as expressions, by name.
    """

    instance: Instance
    program: Program
    sizes: Sizes
    investment: Investment
    operation: Operations
    transport: Shipping
    trade: Trades
    stocks: Stocks
    sourcing: Sourcing
    touched: pl.DataFrame
    emit: Expression
    money: Money
    quantities: Mapping[str, Quantity]


def build_model(instance: Instance) -> Model:
    """Variables, constraints and costs of an instance."""
    program = Program()
    rules = instance.policies["rule"].drop_nulls()
    size = sizes(instance, count_openings=bool(rules.str.contains(r"\bopen\[").any()))
    invest = investment(instance, program, size)
    run = operations(instance, program)
    ship = shipping(instance, program, size.bounds)
    touched = _touched(instance, ship)
    trade = trades(instance, program, touched)
    stock = stores(instance, program)
    source = sourcing(instance, program, size.bounds, run, ship, trade)
    emit = emissions(instance, invest, run, ship, trade)
    cash = money(instance, invest, run, ship, trade, stock, emit)
    shown = Quantities(instance, invest, run, ship, trade, stock, emit, cash)
    model = Model(instance, program, size, invest, run, ship, trade, stock, source, touched, emit, cash, shown)
    for each in CONSTRAINTS.values():
        each.build(model)
    _objective(model)
    return model


def _touched(instance: Instance, ship: Shipping) -> pl.DataFrame:
    """Places and goods that a recipe, a purchase, a demand, a stock or a route touches, when they balance."""
    here = ("place", "commodity", "period")
    runs = instance.operation.runs.select("process", "plant", "period", "place").unique()
    flows = instance.operation.flows.join(runs, on=["process", "plant", "period"])
    arcs, trade = ship.arcs, instance.trade
    touched = pl.concat(
        [
            flows.select(here),
            trade.supplies.select(here),
            trade.demands.select(here),
            instance.stocks.select(here),
            arcs.select(pl.col("from").alias("place"), "commodity", "period"),
            arcs.select(pl.col("to").alias("place"), "commodity", "period"),
            ship.load.frame.select(here),
        ]
    ).unique()
    if instance.slices.any:
        touched = touched.join(instance.slices.goods, on="commodity")
    return touched.sort(instance.at("place", "commodity"))


def _objective(model: Model) -> None:
    """Least social net cost: weighted spend less weighted earn, one named cost a kind."""
    for kind, spent in model.money.spend.items():
        model.program.cost(kind.value, _weighted(spent, kind, model.money.weights))
    for income, earned in model.money.earn.items():
        model.program.cost(income.value, -_weighted(earned, income, model.money.weights))


def _weighted(expression: Expression, kind: SpendKind | EarnKind, weights: pl.DataFrame) -> Expression:
    of_kind = weights.filter(pl.col("kind") == kind.value).select("period", "weight")
    return expression.over("period").times(of_kind, "weight").over()
