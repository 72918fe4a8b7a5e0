"""The account of every plant: each line of money with the amount, the price and where the price comes from.

Money that the plan has is taken from its `spend` and `earn`, never computed again; only what a plan has no money for,
goods that pass from plant to plant, is valued here, at the prices asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Base, EarnKind, SpendKind
from punos.plan.economics.kinds import Item
from punos.plan.economics.sharing import CAUSE, discarded, net_flows, shares_of_causes
from punos.plan.economics.traded import HERE, TRACE
from punos.study.settings import Capital

if TYPE_CHECKING:
    from punos.plan.solved import Solved

OWN: dict[SpendKind | EarnKind, Item] = {
    SpendKind.CAPEX: Item.CAPEX,
    SpendKind.CONVERSION: Item.CAPEX,
    SpendKind.FIXED: Item.FIXED,
    SpendKind.OPENING: Item.OPENING,
    SpendKind.RESTART: Item.RESTART,
    SpendKind.RUNNING: Item.RUNNING,
    EarnKind.SALVAGE: Item.SALVAGE,
}
"""Kinds of money that the plan counts by plant."""

COLUMNS = (
    "plant", "period", "item", "commodity", "contract", "amount", "amount_unit", "price", "basis", "money", "base",
    "unit",
)  # fmt: skip


def ledger(plan: Solved, prices: pl.DataFrame, agreed: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every line of every plant's account, as `Plan.ledger` documents.

    Parameters
    ----------
    prices
        period, place, commodity, product_price, product_basis, input_price, input_basis.
    agreed
        What is sold under contracts: seller, buyer, period, commodity, contract, amount, price, delivered_price.
        None: nothing.
    """
    flows = net_flows(plan)
    thrown = discarded(plan, flows)
    shares = shares_of_causes(plan, thrown)
    lines = [
        _goods(flows, thrown, prices, agreed, products=True),
        _goods(flows, thrown, prices, agreed, products=False),
        _own(plan),
        _impacts(plan, shares),
        _disposal(plan, thrown),
    ]
    units = plan.study.table("commodities").select("commodity", amount_unit="unit").unique("commodity")
    whole = pl.concat(lines, how="diagonal_relaxed").join(units, on="commodity", how="left")
    absent = [pl.lit(None, pl.String).alias(c) for c in ("contract",) if c not in whole.columns]
    order = plan.periods.select("period", "start")
    full = whole.with_columns(*absent, unit=pl.lit(plan.summary.currency)).join(order, on="period")
    as_listed = pl.col("item").cast(pl.Enum([item.value for item in Item]))
    return full.sort("plant", "start", as_listed, "commodity", "contract").select(COLUMNS)


def _goods(
    flows: pl.DataFrame, thrown: pl.DataFrame, prices: pl.DataFrame, agreed: pl.DataFrame | None, *, products: bool
) -> pl.DataFrame:  # fmt: skip
    """What a plant sells (less what of it is thrown away), or what it buys, valued."""
    side, item, party = ("product", Item.REVENUE, "seller") if products else ("input", Item.INPUTS, "buyer")
    index = ("plant", "period", "commodity")
    surplus = thrown.group_by(index).agg(surplus=pl.col("amount").sum())
    moved = flows.filter(pl.col("amount") * item.sign > TRACE).join(surplus, on=index, how="left")
    less = pl.col("surplus").fill_null(0.0) if products else pl.lit(0.0)
    moved = moved.select("place", *index, amount=pl.col("amount").abs() - less).filter(pl.col("amount") > TRACE)
    chosen = prices.select(*HERE, price=f"{side}_price", basis=f"{side}_basis")
    traded = moved.join(chosen, on=HERE, how="left").with_columns(contract=pl.lit(None, pl.String))
    lines = [traded]
    if agreed is not None:
        price = "price" if products else "delivered_price"
        under = agreed.select(plant=party, period="period", commodity="commodity", contract="contract",
                              amount="amount", price=price, basis="basis")  # fmt: skip
        gone = under.group_by(index).agg(gone=pl.col("amount").sum())
        rest = pl.col("amount") - pl.col("gone").fill_null(0.0)
        free = traded.join(gone, on=index, how="left").with_columns(amount=rest).drop("gone")
        lines = [free.filter(pl.col("amount") > TRACE), under]
    worth = pl.col("amount") * pl.col("price").fill_null(0.0) * item.sign
    return pl.concat(lines, how="diagonal_relaxed").select(
        "plant", "period", "commodity", "contract", "amount", "price", "basis",
        item=pl.lit(item.value), money=worth, base=pl.lit(Base.YEAR.value),
    )  # fmt: skip


def _own(plan: Solved) -> pl.DataFrame:
    """Money that the plan counts by plant; capital paid as an annuity is yearly."""
    items = {kind.value: item.value for kind, item in OWN.items()}
    signs = {item.value: item.sign for item in Item}
    yearly = plan.study.settings.time.capital is Capital.ANNUITY
    once = [k.value for k in OWN if k.base is Base.PERIOD and not (yearly and OWN[k] is Item.CAPEX)]
    both = pl.concat([plan.frame(n).select("plant", "period", "kind", "value") for n in ("spend", "earn")])
    own = both.filter(pl.col("plant").is_not_null() & pl.col("kind").is_in(list(items)))
    summed = own.group_by("plant", "period", "kind").agg(pl.col("value").sum()).filter(pl.col("value") != 0)
    named = summed.with_columns(item=pl.col("kind").replace_strict(items, return_dtype=pl.String))
    base = pl.when(pl.col("kind").is_in(once)).then(pl.lit(Base.PERIOD.value)).otherwise(pl.lit(Base.YEAR.value))
    sign = pl.col("item").replace_strict(signs, return_dtype=pl.Float64)
    return named.select("plant", "period", "item", money=pl.col("value") * sign, base=base)


def _impacts(plan: Solved, shares: pl.DataFrame) -> pl.DataFrame:
    """Priced impacts that a plant causes."""
    priced = plan.frame("spend").filter(pl.col("kind") == SpendKind.IMPACT.value)
    caused = priced.join(shares, on=CAUSE, suffix="_sharing")
    paid = caused.select(plant="plant_sharing", period="period", money=-pl.col("value") * pl.col("share"))
    summed = paid.group_by("plant", "period").agg(pl.col("money").sum())
    return summed.with_columns(item=pl.lit(Item.IMPACTS.value), base=pl.lit(Base.YEAR.value))


def _disposal(plan: Solved, thrown: pl.DataFrame) -> pl.DataFrame:
    """What it costs to throw away a plant's surplus."""
    paid = plan.frame("spend").filter(pl.col("kind") == SpendKind.DISPOSAL.value)
    total = plan.frame("discard").select(*HERE, total="value")
    cost = paid.select(*HERE, cost="value").join(total, on=HERE)
    each = thrown.join(cost, on=HERE).with_columns(money=-pl.col("cost") * pl.col("amount") / pl.col("total"))
    index = ("plant", "period", "commodity")
    summed = each.group_by(index).agg(pl.col("amount").sum(), pl.col("money").sum())
    return summed.with_columns(
        item=pl.lit(Item.DISPOSAL.value), base=pl.lit(Base.YEAR.value), price=pl.col("money") / -pl.col("amount")
    )
