"""Common services of a park: goods its company makes or takes in, and utilities that are bought for all."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.analysis.share.park import Park
from punos.errors import WrongUse
from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.tables.goods import CommodityKind

DELIVERED = (CommodityKind.UTILITY.value, CommodityKind.SERVICE.value)
TAKEN = (CommodityKind.WASTE.value, CommodityKind.BY_PRODUCT.value)


@dataclass(frozen=True)
class Service:
    """A good that tenants share.

    Attributes
    ----------
    commodity
        The good.
    unit
        Of its amounts.
    taken
        Whether it is taken from tenants (waste water, salt) rather than delivered to them (steam).
    plants
        Plants of the company that make it or take it in.
    """

    commodity: str
    unit: str
    taken: bool
    plants: tuple[str, ...]


def services_of(instance: Instance, park: Park, only: tuple[str, ...] = ()) -> tuple[Service, ...]:
    """Find the common services of a park.

    Delivered: what tenants use and the company makes there, and utilities and services that are bought there. Taken:
    waste and by-products that tenants make and the company's plants use.

    Parameters
    ----------
    only
        Goods to look at; none is all.

    Raises
    ------
    WrongUse
        A good asked for is no common service there.
    """
    flows = _flows(instance, park)
    goods = names_as_text(instance.commodities).unique("commodity", maintain_order=True)
    kinds = dict(goods.select("commodity", "kind").iter_rows())
    ours = flows.filter(pl.col("plant").is_in(park.company))
    theirs = flows.filter(~pl.col("plant").is_in(park.company))
    for_sale = set(names_as_text(instance.trade.supplies).filter(pl.col("place").is_in(park.places))["commodity"])
    bought = {c for c in for_sale if kinds.get(c) in DELIVERED}
    makes = set(ours.filter(pl.col("quantity") > 0)["commodity"])
    takes = {c for c in ours.filter(pl.col("quantity") < 0)["commodity"] if kinds.get(c) in TAKEN}
    given = set(theirs.filter(pl.col("quantity") < 0)["commodity"]) & (makes | bought)
    taken = (set(theirs.filter(pl.col("quantity") > 0)["commodity"]) & takes) - given
    if missing := sorted(set(only) - given - taken):
        raise WrongUse(f"{', '.join(missing)} is no common service at {park.name}; there are: "
                       f"{', '.join(sorted(given | taken)) or 'none'}.")  # fmt: skip
    units = dict(goods.select("commodity", "unit").iter_rows())
    return tuple(
        Service(c, units[c], c in taken, _plants(ours, c, made=c not in taken))
        for c in sorted(given | taken)
        if not only or c in only
    )


def _plants(ours: pl.DataFrame, commodity: str, *, made: bool) -> tuple[str, ...]:
    flow = pl.col("quantity") > 0 if made else pl.col("quantity") < 0
    return tuple(ours.filter(pl.col("commodity") == commodity, flow)["plant"].unique().sort())


def _flows(instance: Instance, park: Park) -> pl.DataFrame:
    """Give what plants of the park make and use: plant, commodity, quantity."""
    runs = names_as_text(instance.operation.runs).select("process", "plant", "period", "place")
    flows = names_as_text(instance.operation.flows).join(runs, on=["process", "plant", "period"])
    sited = flows.filter(pl.col("place").is_in(park.places))
    return sited.select("plant", "commodity", "quantity").unique()
