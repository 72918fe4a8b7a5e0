"""Plant economics: what a plan means for the owners of its plants, at traded or agreed prices.

The plan has the least social net cost; whether a plant pays for its owner is another question. At the model's own
marginal prices every freely sized plant earns exactly its capital cost, and one with a charge loses exactly the
charge (duality), so those prices never serve for a net present value.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from punos.errors import WrongUse
from punos.instance.instance import Instance, build_instance
from punos.instance.year import of_year
from punos.plan.economics.accounts import period_accounts
from punos.plan.economics.agreed import contract_prices, deliveries
from punos.plan.economics.appraisal import Remark
from punos.plan.economics.kinds import By, Item, Parity, PriceBasis
from punos.plan.economics.ledger import ledger
from punos.plan.economics.returns import Returns
from punos.plan.economics.sharing import net_flows
from punos.plan.economics.traded import traded_prices

if TYPE_CHECKING:
    from punos.plan.solved import Solved

__all__ = ["By", "Item", "Parity", "PriceBasis", "Remark", "chosen", "economics", "plant_ledger", "traded"]


Kind = TypeVar("Kind", bound=StrEnum)


def chosen(kinds: type[Kind], word: str, what: str) -> Kind:
    """The word of an enum.

    Raises
    ------
    WrongUse
        There is no such word.
    """
    if word not in set(kinds):
        raise WrongUse(f"There are no {what} '{word}' of plant economics; choose one of: {', '.join(kinds)}.")
    return kinds(word)


def traded(plan: Solved) -> pl.DataFrame:
    """Traded prices, as `Plan.traded_prices` documents."""
    return traded_prices(plan, of_year(build_instance(plan.study)))


def plant_ledger(plan: Solved, prices: PriceBasis) -> pl.DataFrame:
    """Every line of every plant's account, as `Plan.ledger` documents."""
    return _ledger(plan, of_year(build_instance(plan.study)), prices)


def economics(plan: Solved, prices: PriceBasis, by: By) -> pl.DataFrame:
    """Economics of the plants, as `Plan.economics` documents."""
    instance = of_year(build_instance(plan.study))
    return _table(plan, instance, _ledger(plan, instance, prices), by).with_columns(prices=pl.lit(prices.value))


def at_prices(plan: Solved, prices: pl.DataFrame, by: By = By.PLANT) -> pl.DataFrame:
    """Economics at any prices: period, place, commodity, price (the same for maker and user)."""
    value = {f"{side}_price": pl.col("price") for side in ("product", "input")}
    basis = {f"{side}_basis": pl.lit("given") for side in ("product", "input")}
    return _table(plan, of_year(build_instance(plan.study)), ledger(plan, prices.with_columns(**value, **basis)), by)


def _ledger(plan: Solved, instance: Instance, prices: PriceBasis) -> pl.DataFrame:
    agreed = None
    if prices is PriceBasis.AGREED and not plan.study.table("contracts").is_empty():
        agreed = deliveries(contract_prices(plan, instance), net_flows(plan))
    return ledger(plan, traded_prices(plan, instance), agreed)


def _table(plan: Solved, instance: Instance, lines: pl.DataFrame, by: By) -> pl.DataFrame:
    returns = Returns.of(plan, instance, lines)
    tables = {
        By.PLANT: returns.plants,
        By.VINTAGE: returns.vintages,
        By.PERIOD: lambda: period_accounts(plan, instance, lines),
        By.OPERATOR: returns.operators,
    }
    return tables[by]()
