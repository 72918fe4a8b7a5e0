"""Agreed prices: what passes from plant to plant under the table `contracts`.

A plan says what every plant makes and uses, not who delivers to whom. So a contract is taken to cover as much as both
sides have for it: a seller's net output is offered to the buyers of his contracts in proportion to what they need, a
buyer's need to his sellers in proportion to what they make, and the lesser of the two is delivered. Both sides then
count the same amount. The price is the seller's, at his gate; the buyer bears the cheapest freight to his own place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.instance.instance import Instance
from punos.instance.names import codes, names_as_text
from punos.instance.reader import Reader
from punos.plan.economics.kinds import Parity
from punos.plan.economics.network import ARRIVES, LEAVES, NODE, price_arcs
from punos.plan.economics.spread import spread_prices
from punos.plan.economics.traded import TRACE

if TYPE_CHECKING:
    from punos.plan.solved import Solved


def contract_prices(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Contracts that goods can be delivered under.

    Returns
    -------
    contract, seller, buyer, commodity, period, price (at the seller's gate), delivered_price (freight to the buyer
    included).
    """
    signed = names_as_text(Reader.of(plan.study, codes(plan.study)).with_structure("contracts"))
    sites = names_as_text(instance.plants.frame).select("plant", "place").unique()
    signed = signed.select("contract", "seller", "buyer", "commodity", "period", "price")
    for party in ("seller", "buyer"):
        site = sites.select(pl.col("plant").alias(party), pl.col("place").alias(f"{party}_place"))
        signed = signed.join(site, on=party)
    return _delivered(signed, price_arcs(plan, instance)).drop_nulls("delivered_price").sort("contract", "period")


def _delivered(signed: pl.DataFrame, arcs: pl.DataFrame) -> pl.DataFrame:
    """The price at the buyer's place: each contract spreads over the network as a good of its own."""
    layers = signed.select("contract", commodity_tail="commodity", period_tail="period")
    own = arcs.join(layers, on=["commodity_tail", "period_tail"])
    own = own.with_columns(pl.col("contract").alias(f"commodity_{end}") for end in ("tail", "head")).drop("contract")
    begun = signed.select(place="seller_place", commodity="contract", period="period", price="price", source="contract")
    seeds = pl.concat([begun.with_columns(stop=pl.lit(stop)) for stop in (ARRIVES, LEAVES)])
    ends = [own.select(pl.col(f"{n}_{end}").alias(n) for n in NODE) for end in ("tail", "head")]
    nodes = pl.concat([*ends, seeds.select(NODE)]).unique().sort(NODE)
    longest = nodes.select("place", "stop").n_unique()
    spread = spread_prices(nodes, own, seeds.select(*NODE, "price", "source"), outward=False, longest=longest)
    arrived = spread.filter(pl.col("stop") == ARRIVES).select(
        buyer_place="place", contract="commodity", period="period", delivered_price="price"
    )
    return signed.join(arrived, on=["buyer_place", "contract", "period"], how="left")


def deliveries(contracts: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """How much is delivered under each contract.

    Parameters
    ----------
    contracts
        As `contract_prices` gives them.
    flows
        plant, period, commodity, amount: net flows of plants.

    Returns
    -------
    The columns of the contracts, ``amount`` (units a year) and ``basis``.
    """
    good = ["period", "commodity"]
    made = flows.filter(pl.col("amount") > TRACE).select(*good, seller="plant", made="amount")
    need = flows.filter(pl.col("amount") < -TRACE).select(*good, buyer="plant", need=-pl.col("amount"))
    both = contracts.join(made, on=["seller", *good]).join(need, on=["buyer", *good])
    offered = pl.col("made") * pl.col("need") / pl.col("need").sum().over("seller", *good)
    asked = pl.col("need") * pl.col("made") / pl.col("made").sum().over("buyer", *good)
    amount = pl.min_horizontal(offered, asked)
    return both.with_columns(amount=amount, basis=pl.lit(Parity.AGREED.value)).select(
        *contracts.columns, "amount", "basis"
    )
