"""A park company's books: income from the tariff, costs, debt, vacancy, reserve, and what it is all worth.

Money falls when the plan and its economics have it fall (:mod:`punos.plan.economics.timing`); loans are paid for at the
end of each year. With nothing empty, no debt, no reserve and nothing asked above cost the net present value at the
study's rate is 0: a tariff that covers cost earns the study's rate, no more and no less. A loan at that rate changes
nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl
from scipy.optimize import brentq

from punos.analysis.share.book_tables import BOOK_LINES, BOOKS, COMPANY, INCOME, YEARLY_COSTS
from punos.analysis.share.finance import Finance
from punos.analysis.share.loans import Debt, loans
from punos.analysis.share.platform import TARIFF, Line, platform_lines
from punos.analysis.share.reading import Desk
from punos.analysis.share.tariff import Price
from punos.indicators import Base
from punos.instance.time import horizon_end
from punos.plan.economics import Remark
from punos.plan.economics.appraisal import internal_rates, payback
from punos.plan.economics.timing import END, events
from punos.plan.plan import Plan
from punos.study.settings import Capital

EMPTY = "empty"
"""Line of what is lost as it stays unlet."""

SET_ASIDE, RETURNED = "set_aside", "returned"
"""Lines of the reserve."""

ROUNDING = 1e-9
"""Share of what comes in and is invested below which a present value is rounding."""

HIGHEST = 100.0
"""Share of the tariff beyond which no uplift is looked for."""

_FLOWS = ("period", "when", "year", "part", "time", "line", "money")
_ONE = "park"


@dataclass(frozen=True)
class Books:
    """The books of one park's company.

    Attributes
    ----------
    plan, finance
        Of which plan, and how it is financed.
    lines
        What its services take in at the tariff that covers cost and what they cost, as
        :func:`punos.analysis.share.platform.platform_lines` gives it.
    """

    plan: Plan
    finance: Finance
    lines: pl.DataFrame

    @staticmethod
    def of(plan: Plan, desk: Desk, prices: Sequence[Price], finance: Finance) -> Books:
        """Give the books of a park at a tariff."""
        return Books(plan, finance, platform_lines(plan, desk, prices))

    @cached_property
    def platform(self) -> pl.DataFrame:
        """Every payment before finance: service, period, when, year, part, time, line, money (in +, out -)."""
        tariff = pl.col("line").is_in([line.value for line in TARIFF])
        let = pl.col("line").is_in([Line.CONNECTION.value, Line.BOOKED.value])
        asked = self.lines.with_columns(
            pl.when(tariff).then(pl.col("money") * (1.0 + self.finance.uplift)).otherwise("money").alias("money")
        )
        lost = asked.filter(let).with_columns(pl.col("money") * -self.finance.vacancy, line=pl.lit(EMPTY))
        both = pl.concat([asked, lost]).filter(pl.col("money") != 0)
        timed = both.join(events(self.plan), on=["period", "when"])
        last = self.plan.periods.sort("start")["period"][-1]
        period = pl.when(pl.col("when") == END).then(pl.lit(last)).otherwise("period").alias("period")
        return timed.with_columns(period, money=pl.col("money") * pl.col("count")).select("service", *_FLOWS)

    @cached_property
    def owner(self) -> pl.DataFrame:
        """Every payment of the company's owner: the platform's, loans and reserve."""
        return pl.concat([self.platform.select(_FLOWS), self._loans(), self._reserve()], how="vertical_relaxed")

    def _loans(self) -> pl.DataFrame:
        paid = pl.col("line") == Line.INVESTMENT.value, pl.col("when") == Base.PERIOD.value
        invested = self.platform.filter(*paid).group_by("period").agg(invested=-pl.col("money").sum())
        dated = invested.join(self.plan.periods.select("period", "start"), on="period").sort("start")
        found = loans(dated, self.finance, self.plan.periods, horizon_end(self.plan.periods), self._base)
        when = (
            pl.when(pl.col("line") == Debt.DRAWN.value).then(pl.lit(Base.PERIOD.value))
            .when(pl.col("line") == Debt.SETTLED.value).then(pl.lit(END))
            .otherwise(pl.lit(Base.YEAR.value))
        )  # fmt: skip
        return found.with_columns(when=when, part=pl.lit(1.0)).select(_FLOWS)

    @property
    def _base(self) -> float:
        base = self.plan.study.settings.time.base_year
        return float(base if base is not None else self.plan.periods["start"][0])

    def _reserve(self) -> pl.DataFrame:
        """Give what is set aside of each year's income until it is enough, and given back at the end."""
        income = self.platform.filter(pl.col("line").is_in([*INCOME, EMPTY]), pl.col("when") == Base.YEAR.value)
        years = income.group_by("period", "when", "year", "part", "time").agg(pl.col("money").sum()).sort("time")
        level = (pl.col("money").clip(lower_bound=0.0) * self.finance.reserve).cum_sum()
        held = years.with_columns(level.clip(upper_bound=self.finance.reserve_target).alias("level"))
        put = held.with_columns(money=-pl.col("level").diff().fill_null(pl.col("level")), line=pl.lit(SET_ASIDE))
        aside = put.filter(pl.col("money") != 0).select(_FLOWS)
        if aside.is_empty():
            return aside
        end = horizon_end(self.plan.periods)
        last = aside.tail(1).with_columns(
            pl.Series("money", [-float(aside["money"].sum())]),
            when=pl.lit(END), year=pl.lit(end), time=pl.lit(end - self._base), line=pl.lit(RETURNED),
            period=pl.lit(self.plan.periods.sort("start")["period"][-1]),
        )  # fmt: skip
        return pl.concat([aside, last])

    def present(self, flows: pl.DataFrame, rate: float | None = None) -> float:
        """Give the present value of payments, at the company's rate if no other is asked for."""
        each = 1.0 + (self.finance.rate if rate is None else rate)
        return float(flows.select((pl.col("money") * each ** -pl.col("time")).sum()).item())

    def by_period(self, park: str) -> pl.DataFrame:
        """One row a period, money of all its years, undiscounted: :attr:`punos.analysis.share.found.Share.books`."""
        sums = self.owner.group_by("period", "line").agg(pl.col("money").sum())
        wide = sums.pivot("line", index="period", values="money")
        order = self.plan.periods.select("period", "start", "years").sort("start")
        rows = order.join(wide, on="period", how="left", maintain_order="left")
        names = [n for n, t in BOOKS.items() if t == pl.Float64 and n not in order.columns]
        absent = [pl.lit(0.0).alias(n) for n in names if n not in rows.columns]
        rows = rows.with_columns(absent).with_columns(pl.col(names).fill_null(0.0))
        costs = [EMPTY, *YEARLY_COSTS, Line.INVESTMENT.value, Debt.INTEREST.value, Debt.REPAID.value, SET_ASIDE,
                 Debt.SETTLED.value]  # fmt: skip
        rows = rows.with_columns(-pl.col(costs) + 0.0)  # costs above 0
        service = pl.col("interest") + pl.col("repaid")
        rows = rows.with_columns(
            operating=pl.sum_horizontal(INCOME) - pl.col(EMPTY) - pl.sum_horizontal(YEARLY_COSTS),
            debt=(pl.col("drawn") - pl.col("repaid")).cum_sum(),
            in_reserve=(pl.col(SET_ASIDE) - pl.col(RETURNED)).cum_sum(),
        ).with_columns(
            cash=pl.col("operating") - pl.col("investment") + pl.col("drawn") - service - pl.col(SET_ASIDE)
            + pl.col(RETURNED),
            cover=pl.when(service > 0).then(pl.col("operating") / service),
        )  # fmt: skip
        return rows.with_columns(cumulated=pl.col("cash").cum_sum(), park=pl.lit(park)).select(list(BOOKS))

    def by_line(self, park: str) -> pl.DataFrame:
        """One row a service, period and line: :attr:`punos.analysis.share.found.Share.book_lines`."""
        worth = pl.col("money") * (1.0 + self.finance.rate) ** -pl.col("time")
        sums = self.platform.group_by("service", "period", "line").agg(pl.col("money").sum(), present=worth.sum())
        order = self.plan.periods.select("period", "start")
        named = sums.join(order, on="period").sort("service", "start", "line")
        return named.with_columns(park=pl.lit(park)).select(list(BOOK_LINES))

    def summary(self, park: str, operator: str | None) -> dict[str, Any]:
        """Give the one row of :attr:`punos.analysis.share.found.Share.company`."""
        f, books = self.finance, self.by_period(park)
        bare = replace(self, finance=replace(f, vacancy=0.0, uplift=0.0)).platform
        paid = books.filter(pl.col("cover").is_not_null()).sort("cover", maintain_order=True)
        year, put_in = self._lowest()
        rates = {n: self._rate(flows) for n, flows in (("irr", self.platform), ("irr_owner", self.owner))}
        income = self.platform.filter(pl.col("line").is_in([*INCOME, EMPTY]))
        row: dict[str, Any] = {
            "park": park, "operator": operator, "said": ", ".join(f.said), "rate": f.rate,
            "debt_share": f.debt_share, "interest": f.interest, "loan_years": f.loan_years,
            "repayment": f.repayment.value, "vacancy": f.vacancy, "reserve": f.reserve,
            "reserve_target": f.reserve_target, "uplift": f.uplift,
            "invested": float(books["investment"].sum()), "income": self.present(income),
            "uncovered": self.present(bare, self.plan.study.settings.time.discount_rate),
            "npv": self.present(self.platform), "npv_owner": self.present(self.owner),
            "payback_years": self._payback(), "lowest_year": year, "put_in": put_in,
            "cover": paid["cover"][0] if paid.height else None,
            "cover_period": paid["period"][0] if paid.height else None,
            "uplift_even": self._uplift(lambda books: books.platform),
            "uplift_owner": self._uplift(lambda books: books.owner),
            "vacancy_even": self._vacancy(),
        }  # fmt: skip
        for name, (rate, remark) in rates.items():
            row |= {name: rate, f"{name}_remark": remark}
        small = ROUNDING * (row["invested"] + abs(row["income"]))
        row |= {n: 0.0 for n in ("uncovered", "npv", "npv_owner") if abs(row[n]) <= small}
        return {name: row[name] for name in COMPANY}

    def _rate(self, flows: pl.DataFrame) -> tuple[float | None, str | None]:
        if self.plan.study.settings.time.capital is Capital.ANNUITY:
            return None, Remark.ANNUITY.value
        if flows.filter(pl.col("line") == Line.INVESTMENT.value).is_empty():
            return None, Remark.NOTHING_INVESTED.value
        rows = internal_rates(flows.select(pl.lit(_ONE).alias(_ONE), "time", "money"), [_ONE])
        if rows.is_empty():
            return None, Remark.NOTHING_INVESTED.value
        return rows["irr"][0], rows["irr_remark"][0]

    def _years(self, flows: pl.DataFrame) -> pl.DataFrame:
        """Give calendar years: once (at the start), money (over the year); what comes at the end left out."""
        once = pl.col("when") == Base.PERIOD.value
        invested = pl.col("line") == Line.INVESTMENT.value
        return flows.filter(pl.col("when") != END).group_by("year").agg(
            pl.col("part").max(),
            once=pl.col("money").filter(once).sum(),
            money=pl.col("money").filter(~once).sum(),
            invested=pl.col("money").filter(once & invested).sum(),
        ).sort("year")  # fmt: skip

    def _payback(self) -> float | None:
        years = self._years(self.platform).with_columns(pl.lit(_ONE).alias(_ONE))
        found = payback(years, [_ONE])
        return found["payback_years"][0] if found.height else None

    def _lowest(self) -> tuple[float | None, float]:
        """Give the year in which the owner has most in the company, and how much that is."""
        years = self._years(self.owner).with_columns(after=(pl.col("once") + pl.col("money")).cum_sum())
        low = pl.min_horizontal("after", pl.col("after") - pl.col("money"))
        rows = years.select("year", low=low).filter(pl.col("low") < 0).sort("low", maintain_order=True)
        return (rows["year"][0], -rows["low"][0]) if rows.height else (None, 0.0)

    def _uplift(self, flows: Callable[[Books], pl.DataFrame]) -> float | None:
        """Seek the share by which the tariff must be raised for a present value of 0; it grows with the tariff."""

        def worth(uplift: float) -> float:
            raised = replace(self, finance=replace(self.finance, uplift=uplift))
            return self.present(flows(raised))

        if not worth(-1.0) < 0 < worth(HIGHEST):
            return None
        found = float(brentq(worth, -1.0, HIGHEST, xtol=1e-10))
        return 0.0 if abs(found) <= ROUNDING else found

    def _vacancy(self) -> float | None:
        """Give the share that may stay empty until the present value is 0; None: not even all let it is not below 0."""
        full = replace(self, finance=replace(self.finance, vacancy=0.0)).platform
        let = self.present(full.filter(pl.col("line").is_in([Line.CONNECTION.value, Line.BOOKED.value])))
        worth = self.present(full)
        if let <= 0 or worth < -1e-9 * let:
            return None
        return min(1.0, max(0.0, worth / let))
