"""What an investment is worth to its owner: present values, return, payback, break-even price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Base
from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.plan.economics.accounts import WHO, item_sum, per_hectare, period_accounts
from punos.plan.economics.appraisal import Remark, internal_rates, payback
from punos.plan.economics.kinds import Item
from punos.plan.economics.timing import events, factors, owner_rates, when
from punos.plan.economics.traded import TRACE
from punos.plan.economics.vintages import by_vintage
from punos.study.settings import Capital

if TYPE_CHECKING:
    from punos.plan.solved import Solved

MEANS = ("value_added", "capital_charge", "jobs", "hectares")
INVESTED = tuple(item.value for item in Item if item.invested)


@dataclass(frozen=True)
class Returns:
    """Tables over the whole horizon.

    Attributes
    ----------
    lines
        The ledger.
    times
        When money falls, as `timing.events` gives it.
    """

    plan: Solved
    instance: Instance
    lines: pl.DataFrame
    times: pl.DataFrame

    @staticmethod
    def of(plan: Solved, instance: Instance, lines: pl.DataFrame) -> Returns:
        """Returns of a plan, from its ledger."""
        return Returns(plan, instance, lines, events(plan))

    def plants(self) -> pl.DataFrame:
        """One row a plant that stands, runs or is built, as `Plan.economics` documents."""
        rows = self._appraised(self.lines, ["plant"]).join(self._means(), on="plant", how="left")
        return rows.select(pl.exclude("unit"), "unit").sort("plant")

    def vintages(self) -> pl.DataFrame:
        """One row a plant and investment, what stood before first."""
        lines = by_vintage(self.lines, self.plan, self.instance)
        starts = self.plan.periods.select(vintage="period", start="start")
        rows = self._appraised(lines, ["plant", "vintage"]).join(starts, on="vintage", how="left")
        return rows.sort("plant", "start", nulls_last=False).drop("start")

    def operators(self) -> pl.DataFrame:
        """One row an operator: sums over its plants, each at its own rate."""
        money = [pl.col(c).sum() for c in ("invested", *Item, *MEANS[:2])]
        # No jobs are 0, unknown jobs are blank; so with a net present value.
        known = [pl.when(pl.col(c).count() > 0).then(pl.col(c).sum()).alias(c) for c in ("npv", *MEANS[2:])]
        sums = self.plants().group_by("operator").agg(
            pl.len().cast(pl.Int64).alias("plants"),
            pl.col("npv").is_null().sum().cast(pl.Int64).alias("plants_without_npv"),
            *money, *known,
        )  # fmt: skip
        unit = pl.lit(self.plan.summary.currency)
        return sums.with_columns(**per_hectare()).with_columns(unit=unit).sort("operator", nulls_last=True)

    def _means(self) -> pl.DataFrame:
        """Means over the years in which a plant stands or runs."""
        weighted = {c: (pl.col(c) * pl.col("years")).sum() / pl.col("years").sum() for c in MEANS}
        known = [pl.when(pl.col(c).count() > 0).then(mean).alias(c) for c, mean in weighted.items()]
        rows = period_accounts(self.plan, self.instance, self.lines)
        return rows.group_by("plant").agg(known).with_columns(**per_hectare())

    def _appraised(self, lines: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        """Present values by item, return, payback, break-even price of each key."""
        rated = lines.with_columns(when=when()).join(owner_rates(self.plan).select("plant", "rate"), on="plant")
        valued = rated.join(factors(self.times, rated["rate"]), on=["rate", "period", "when"])
        present = valued.with_columns(pl.col("money", "amount") * pl.col("factor"))
        totals = present.group_by(keys).agg(
            *(item_sum(item) for item in Item), npv=pl.col("money").sum(), rate=pl.col("rate").first()
        )
        for part in (_gaps(lines, keys), self._main_product(present, keys), self._timed(lines, keys)):
            totals = totals.join(part, on=keys, how="left", nulls_equal=True)
        return self._judged(totals, keys)

    def _main_product(self, present: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
        """The product that brings most, its average price, and where most of that comes from."""
        sold = present.filter((pl.col("item") == Item.REVENUE.value) & pl.col("price").is_not_null())
        each = sold.group_by(*keys, "commodity").agg(
            pl.col("money", "amount").sum(),
            product_basis=pl.col("basis").sort_by("money", "basis").last(),
            product_unit=pl.col("amount_unit").first(),
        )
        most = each.sort("money", "commodity", descending=[True, False]).unique(keys, keep="first", maintain_order=True)
        unit = pl.format("{} / {}", pl.lit(self.plan.summary.currency), pl.col("product_unit"))
        return most.select(
            *keys, pl.col("commodity").alias("main_product"), "product_basis", unit.alias("price_unit"),
            product_price=pl.col("money") / pl.col("amount"), worth="money", sold="amount",
        )  # fmt: skip

    def _timed(self, lines: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        """Rate of return and payback."""
        timed = lines.with_columns(when=when()).join(self.times, on=["period", "when"])
        rates = internal_rates(timed.with_columns(pl.col("money") * pl.col("count")), keys)
        once, money = pl.col("when") == Base.PERIOD.value, pl.col("money")
        years = timed.filter(pl.col("item") != Item.SALVAGE.value).group_by(*keys, "year").agg(
            pl.col("part").filter(~once).max().fill_null(1.0),
            once=money.filter(once).sum(),
            money=(money * pl.col("part")).filter(~once).sum(),
            invested=money.filter(once & pl.col("item").is_in(INVESTED)).sum(),
        )  # fmt: skip
        return rates.join(payback(years, keys), on=keys, how="left", nulls_equal=True)

    def _judged(self, totals: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
        """Blank what cannot be said, and say why."""
        unpriced, annuity = pl.col("unpriced_inputs") | pl.col("unpriced_products"), self._as_annuity()
        nothing, stands = pl.col("invested") <= 0, self._stands(keys)
        why = {Remark.UNPRICED: unpriced, Remark.ANNUITY: annuity, Remark.STANDS: stands & ~nothing,
               Remark.NOTHING_INVESTED: nothing}  # fmt: skip
        said = [pl.when(test).then(pl.lit(remark.value)) for remark, test in why.items()]
        priced, paid = pl.when(~unpriced), pl.when(~(unpriced | annuity | stands | nothing))
        judged = totals.with_columns(
            priced.then("npv").alias("npv"),
            paid.then("irr").alias("irr"),
            paid.then("payback_years").alias("payback_years"),
            priced.then((pl.col("worth") - pl.col("npv")) / pl.col("sold")).alias("break_even_price"),
            remark=pl.coalesce(*said, "irr_remark", "payback_remark"),
            unit=pl.lit(self.plan.summary.currency),
        ).join(owner_rates(self.plan).select(WHO), on="plant")
        return judged.select(
            *keys, *WHO[1:], "rate", "invested", *(item.value for item in Item), "npv", "irr", "payback_years",
            "main_product", "product_basis", "product_price", "break_even_price", "price_unit", "unpriced", "remark",
            "unit",
        )  # fmt: skip

    def _as_annuity(self) -> pl.Expr:
        return pl.lit(self.plan.study.settings.time.capital is Capital.ANNUITY)

    def _stands(self, keys: list[str]) -> pl.Expr:
        """What stood before has no return, unless it was idle and restarted."""
        stood = names_as_text(self.instance.plants.frame.filter(pl.col("existing") > 0))["plant"].unique()
        restarted = self.lines.filter(pl.col("item") == Item.RESTART.value)["plant"].unique()
        stands = pl.col("plant").is_in(stood.implode()) & ~pl.col("plant").is_in(restarted.implode())
        return stands & pl.col("vintage").is_null() if "vintage" in keys else stands


def _gaps(lines: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """What was invested, and which goods have no price."""
    sells = (pl.col("item") == Item.REVENUE.value) & (pl.col("amount") > TRACE)
    buys = (pl.col("item") == Item.INPUTS.value) & (pl.col("amount") > TRACE)
    blank = pl.col("price").is_null()
    paid = pl.col("item").is_in(INVESTED) & (pl.col("base") == Base.PERIOD.value)
    return lines.group_by(keys).agg(
        invested=(pl.col("money") * -1.0).filter(paid).sum(),
        unpriced=pl.col("commodity").filter((sells | buys) & blank).unique().sort().str.join(", ").replace("", None),
        unpriced_inputs=(buys & blank).any(),
        unpriced_products=sells.any() & ~(sells & ~blank).any(),
    )
