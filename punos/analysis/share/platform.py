"""What a park's common services take in at one tariff and what they cost: each line, by service and period.

All is read of the plan's own tables. What a tariff must cover (:mod:`punos.analysis.share.reading`) is the same money,
so that at the study's rate the present value of all lines is 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import polars as pl

from punos.analysis.share.reading import Desk
from punos.analysis.share.tariff import Price
from punos.analysis.share.uses import served
from punos.indicators import Base, EarnKind, SpendKind
from punos.instance.slices import sliced
from punos.plan.economics import Item
from punos.plan.economics.timing import when
from punos.plan.plan import Plan


class Line(StrEnum):
    """A line of a company's books."""

    CONNECTION = "connection"
    BOOKED = "booked"
    USE = "use"
    OUTSIDERS = "outsiders"
    """Services sold to others than tenants."""
    PRODUCTS = "products"
    """Other goods that its plants make, at traded prices."""
    INVESTMENT = "investment"
    """Capital and restarts."""
    UPKEEP = "upkeep"
    """Of plants that stand, whether they run or not."""
    RUNNING = "running"
    GOODS = "goods"
    """Other goods that its plants use, at traded prices."""
    BOUGHT = "bought"
    """Services that are bought, carried and thrown away."""
    LEFT = "left"
    """What the plants are worth when the horizon ends, as the study counts it."""


TARIFF = (Line.CONNECTION, Line.BOOKED, Line.USE)
"""What tenants pay."""

YEARLY_COSTS = (Line.UPKEEP, Line.RUNNING, Line.GOODS, Line.BOUGHT)

_OWN = {
    Item.RUNNING: Line.RUNNING, Item.FIXED: Line.UPKEEP, Item.OPENING: Line.UPKEEP, Item.RESTART: Line.INVESTMENT,
    Item.CAPEX: Line.INVESTMENT, Item.SALVAGE: Line.LEFT,
}  # fmt: skip
_BOUGHT = (SpendKind.SUPPLY, SpendKind.FREIGHT, SpendKind.DISPOSAL)
_COLUMNS = ("service", "period", "line", "when", "money")


def platform_lines(plan: Plan, desk: Desk, prices: Sequence[Price]) -> pl.DataFrame:
    """Give every line of the common services.

    Parameters
    ----------
    prices
        The tariff.

    Returns
    -------
    service, period, line, when (as :func:`punos.plan.economics.timing.events` has it), money (in +, out -; a year, or
    once).
    """
    used = _used(plan, desk)
    served_by = pl.DataFrame(
        [(p, s.commodity, 1.0 / _served(desk, p)) for s in desk.services for p in s.plants],
        schema={"plant": pl.String, "service": pl.String, "part": pl.Float64}, orient="row",
    )  # fmt: skip
    of_plants = pl.concat([_own(plan), _goods(plan, desk)]).join(served_by, on="plant")
    shared = of_plants.with_columns(pl.col("money") * pl.col("part"))
    trade = _passed_on(_trade(plan, desk), desk, used, plan.periods)
    whole = pl.concat([_income(desk, used, prices), shared.select(_COLUMNS), trade])
    return whole.group_by(_COLUMNS[:-1]).agg(pl.col("money").sum()).sort(_COLUMNS[:-1])


def _served(desk: Desk, plant: str) -> int:
    return sum(plant in s.plants for s in desk.services)


def _used(plan: Plan, desk: Desk) -> pl.DataFrame:
    """Give plant, service, period, amount (a year; below 0: it gives), pace (a year, in the slice of most)."""
    goods = {s.commodity: -1.0 if s.taken else 1.0 for s in desk.services}
    park, index = desk.park, ["plant", "service", "period", "slice"]
    plants = [*park.plants_of(frozenset(park.tenants)), *park.company]
    parts = []
    for name, takes in (("use", 1.0), ("make", -1.0)):
        rows = sliced(plan.frame(name, by_slice=True))
        rows = rows.filter(pl.col("plant").is_in(plants), pl.col("commodity").is_in(list(goods)))
        sign = pl.col("commodity").replace_strict(goods, return_dtype=pl.Float64) * takes
        parts.append(rows.select("plant", "period", "slice", service="commodity", amount=pl.col("value") * sign))
    sums = pl.concat(parts).group_by(index).agg(pl.col("amount").sum()).sort(index)
    here = pl.col("place").is_in(park.places) & pl.col("commodity").is_in([s.commodity for s in desk.services
                                                                           if not s.taken])  # fmt: skip
    heaps = sliced(plan.frame("discard", by_slice=True)).filter(here)
    heaps = heaps.group_by("commodity", "period", "slice").agg(pl.col("value").sum())
    thrown = {(row[0], row[1], row[2]): float(row[3]) for row in heaps.iter_rows()}
    amounts = (((row[0], row[1], row[2], row[3]), float(row[4])) for row in sums.iter_rows())
    rows = pl.DataFrame(
        [(*taken, counts) for taken, counts in served(amounts, thrown)],
        schema={**dict.fromkeys(index, pl.String), "amount": pl.Float64}, orient="row",
    )  # fmt: skip
    shares = plan.study.table("slices").select("slice", "share")
    paced = rows.join(shares, on="slice", how="left").with_columns(pace=pl.col("amount") / pl.col("share").fill_null(1))
    return paced.group_by("plant", "service", "period").agg(pl.col("amount").sum(), pl.col("pace").max())


def _income(desk: Desk, used: pl.DataFrame, prices: Sequence[Price]) -> pl.DataFrame:
    """Give what tenants pay: a connection in each year in which a plant takes or gives, the same booking in each."""
    schema = ("service", *(line.value for line in TARIFF))
    parts = pl.DataFrame(
        [(p.service, p.connection, p.booked, p.used) for p in prices],
        schema={"service": pl.String, **dict.fromkeys(schema[1:], pl.Float64)}, orient="row",
    )  # fmt: skip
    park = desk.park
    tenants = used.filter(pl.col("plant").is_in(park.plants_of(frozenset(park.tenants))))
    booked = pl.col("pace").max().over("plant", "service").clip(lower_bound=0.0)
    paid = tenants.with_columns(most=booked).join(parts, on="service").with_columns(
        pl.col(Line.BOOKED.value) * pl.col("most"), pl.col(Line.USE.value) * pl.col("amount")
    )  # fmt: skip
    long = paid.unpivot([line.value for line in TARIFF], index=["service", "period"], variable_name="line",
                        value_name="money")  # fmt: skip
    return long.with_columns(when=pl.lit(Base.YEAR.value)).select(_COLUMNS)


def _own(plan: Plan) -> pl.DataFrame:
    """Give the money that the plan counts by plant: plant, period, line, when, money."""
    names = {item.value: line.value for item, line in _OWN.items()}
    rows = plan.ledger().filter(pl.col("item").is_in(list(names)))
    line = pl.col("item").replace_strict(names, return_dtype=pl.String)
    return rows.with_columns(when(), line=line).select("plant", *_COLUMNS[1:])


def _goods(plan: Plan, desk: Desk) -> pl.DataFrame:
    """Give what plants make and use of other goods, at traded prices."""
    parts = []
    for name, price, sign, line in (
        ("make", "product_price", 1.0, Line.PRODUCTS), ("use", "input_price", -1.0, Line.GOODS),
    ):  # fmt: skip
        rows = plan.frame(name).filter(~pl.col("commodity").is_in([s.commodity for s in desk.services]))
        rows = rows.join(desk.prices, on=["place", "commodity", "period"], how="left")
        worth = pl.col("value") * pl.col(price).fill_null(0.0) * sign
        parts.append(rows.select("plant", "period", line=pl.lit(line.value), when=pl.lit(Base.YEAR.value), money=worth))
    return pl.concat(parts)


def _trade(plan: Plan, desk: Desk) -> pl.DataFrame:
    """Give the services' own trade at the park: bought, carried, thrown away, sold to outsiders."""
    services, here = [s.commodity for s in desk.services], desk.park.places
    both = pl.concat([
        plan.frame(n).select("kind", "period", "place", "from", "to", "commodity", "value") for n in ("spend", "earn")
    ], how="vertical_relaxed")  # fmt: skip
    carried = pl.col("kind") == SpendKind.FREIGHT.value
    sold = pl.col("kind") == EarnKind.SALES.value
    at = pl.when(carried).then(pl.col("from").is_in(here) | pl.col("to").is_in(here)).otherwise(
        pl.col("place").is_in(here)
    )  # fmt: skip
    kinds = [kind.value for kind in _BOUGHT]
    rows = both.filter(pl.col("commodity").is_in(services), at, pl.col("kind").is_in(kinds) | sold)
    line = pl.when(sold).then(pl.lit(Line.OUTSIDERS.value)).otherwise(pl.lit(Line.BOUGHT.value))
    money = pl.when(sold).then("value").otherwise(-pl.col("value"))
    return rows.select("period", service="commodity", line=line, when=pl.lit(Base.YEAR.value), money=money).select(
        _COLUMNS
    )


def _passed_on(trade: pl.DataFrame, desk: Desk, used: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Charge what the company itself takes of a service (power for a boiler) to the services it makes with it."""
    total = used.join(periods.select("period", "weight"), on="period").group_by("plant", "service").agg(
        whole=(pl.col("amount") * pl.col("weight")).sum()
    )  # fmt: skip
    taken = {(p, s): float(a) for p, s, a in total.iter_rows() if a > 0}
    names = [s.commodity for s in desk.services]
    shares = {n: {m: float(n == m) for m in names} for n in names}
    for service in desk.services:
        every = sum(a for (_, s), a in taken.items() if s == service.commodity)
        gone = dict.fromkeys(names, 0.0)
        for plant in sorted(set(desk.park.company) - set(service.plants)):
            to = [s.commodity for s in desk.services if plant in s.plants]
            for name in to:
                gone[name] += taken.get((plant, service.commodity), 0.0) / (every or 1.0) / len(to)
        # of whatever stands at the service by now, wherever it came from
        for parts in shares.values():
            whole = parts[service.commodity]
            for name, part in gone.items():
                parts[name] += whole * part
                parts[service.commodity] -= whole * part
    rows = [(n, m, part) for n, parts in shares.items() for m, part in parts.items() if part]
    passed = pl.DataFrame(rows, schema={"service": pl.String, "to": pl.String, "part": pl.Float64}, orient="row")
    moved = trade.join(passed, on="service").with_columns(pl.col("money") * pl.col("part"), service=pl.col("to"))
    return moved.select(_COLUMNS)
