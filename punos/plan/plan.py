"""The plan: what a study's model decided, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Quantity, evaluate_expression, parse_indicator
from punos.instance.follow import follow
from punos.instance.instance import Instance, build_instance
from punos.plan.audit import Audit
from punos.plan.economics import By, PriceBasis, chosen, economics, plant_ledger, traded
from punos.plan.origins import origins
from punos.plan.prices import over_the_year
from punos.plan.summary import Summary
from punos.study.study import Study

if TYPE_CHECKING:
    from punos.analysis.cures import Cures
    from punos.analysis.findings import Findings
    from punos.analysis.flips import Flips
    from punos.analysis.hindcast import Hindcast
    from punos.analysis.local import Local
    from punos.analysis.matches import Matches
    from punos.analysis.moves import Progress
    from punos.analysis.share import Share
    from punos.analysis.tornado import Tornado
    from punos.analysis.track import Track


@dataclass(frozen=True)
class Plan:
    """A solved study: self-contained, immutable.

    Attributes
    ----------
    study
        The study as it was planned, changes included.
    summary
        Status, objective, gap, sizes, versions, changes.
    audit
        Whether balances close, capacity holds, and money adds up.
    quantities
        Every indicator by name, with values.
    prices
        Marginal values: constraint, period, slice and the constraint's labels (place, commodity, plant, …), ``value``
        (money of that period a unit: what one more unit of the limit would save, or one more unit of the good cost),
        ``unit``. Integers fixed. They value land, permits, routes, goods at the margin; never a plant.
    periods
        period, start, years, weight, discount.
    choices
        The model's variables by block: labels and ``value``, for starting another plan.
    """

    study: Study
    summary: Summary
    audit: Audit
    quantities: Mapping[str, Quantity]
    prices: pl.DataFrame
    periods: pl.DataFrame
    choices: Mapping[str, pl.DataFrame]

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.summary.name

    @property
    def objective(self) -> float:
        """Net cost, study currency (Semantics 38)."""
        return self.summary.objective

    @property
    def year_prices(self) -> pl.DataFrame:
        """`prices` without slices: the mean of what has a value in each, every slice with its share of the year."""
        return over_the_year(self.prices, self.study.table("slices"))

    @cached_property
    def instance(self) -> Instance:
        """The study's figures, overrides resolved; made when first asked for."""
        return build_instance(self.study)

    def frame(self, indicator: str, *, by_slice: bool = False) -> pl.DataFrame:
        """The whole table of one indicator: its columns, ``value``, ``unit``.

        Parameters
        ----------
        by_slice
            In a study with slices, each slice by itself (column ``slice``, ``year`` for what is of the year as a
            whole). Otherwise the slices are added up; of stocks that turn within the year, the fullest is told.
        """
        text = f"{indicator}[]" if "[" not in indicator else indicator
        quantity = self.quantities[parse_indicator(text).indicator]
        if by_slice or "slice" not in quantity.index:
            return quantity.frame
        if quantity.name not in self._of_year:
            keys = [c for c in quantity.frame.columns if c not in ("slice", "value")]
            figure = pl.col("value").max() if quantity.name == "store" else pl.col("value").sum()
            together = quantity.frame.group_by(keys, maintain_order=True).agg(figure)
            self._of_year[quantity.name] = together.select(c for c in quantity.frame.columns if c != "slice")
        return self._of_year[quantity.name]

    @cached_property
    def _of_year(self) -> dict[str, pl.DataFrame]:
        """Indicators with their slices added up, as far as they were asked for."""
        return {}

    def indicator(self, text: str, by: Sequence[str] = ()) -> pl.DataFrame:
        """Values of an indicator, e.g. ``make[commodity=pcam]``, or of a formula of indicators, by columns.

        Parameters
        ----------
        text
            An indicator with its selection, or sums, differences and quotients of them, in the indicator language.
        by
            Columns to keep; others are summed. Figures of different periods are never added up unasked.

        Returns
        -------
        The columns of ``by`` (and ``period``), ``value``, ``unit``.

        Raises
        ------
        LanguageError
            Unknown indicator, column or name, or figures of different units.
        """
        return evaluate_expression(text, self.quantities, follow(self.study), by=tuple(by))

    def traded_prices(self) -> pl.DataFrame:
        """What goods cost to import to a place and earn in export from it (Semantics 39).

        The import price is that of the cheapest delivered supply, the export price the best net-back of a may-demand:
        price at the supply or demand, with freight, handling and losses along the cheapest way over routes and
        terminals that stand or that the plan opened. Limits of routes and terminals are not looked at. Several
        supplies (or may-demands) of a good at one place are one curve: its price is the average of what the plan
        buys (sells) there, or the best row where it buys (sells) nothing. A may-demand for an attribute pays for the
        goods that hold it. Where freight would pay for going in circles there is no price.

        Who *makes* a good gets the export price if the plan sells the good out of the region in that period, else the
        import price, which is what making it saves. Who *uses* it pays the import price, but the export price, which
        is what using it forgoes, if the plan sells the good and buys none. Where the price asked for does not
        exist, the other counts; where neither does, the good is not traded there and has no price.

        Returns
        -------
        One row a period, place and good: import_price, supply (whose price it is), export_price, demand,
        product_price and product_basis (``export`` or ``import``) for who makes it, input_price and input_basis for
        who uses it, unit (money a unit of the good).
        """
        return traded(self)

    def economics(self, prices: PriceBasis | str = PriceBasis.TRADED, by: By | str = By.PLANT) -> pl.DataFrame:
        """What the plan means for the owners of its plants: constant money, before tax.

        Goods that pass from plant to plant are valued at traded or agreed prices, never at the model's marginal
        prices, at which every freely sized plant earns exactly its capital. All other money is the plan's own, of
        `spend` and `earn`. Present values are of the base year of the study, at the operator's discount rate, else the
        study's. What is left of an investment at the end of the horizon counts as the study says (salvage), as in the
        plan. Plants that neither stand nor run nor are built have no row.

        Parameters
        ----------
        prices
            ``traded``, or ``agreed``: as `contracts` say, traded where there is none (`ledger` says which, line by
            line).
        by
            ``plant``; ``vintage``: what stood before (vintage blank) and what each period built, yearly money shared by
            capacity; ``period``; ``operator``: sums over its plants.

        Returns
        -------
        By plant or vintage:
            rate (a year), invested (capex, converting, restart as paid); present values: revenue, inputs, running,
            fixed, opening, impacts (priced impacts it causes), disposal (of its surplus), restart, capex,
            salvage, and npv, which they add up to; irr (share a year), payback_years (from opening, undiscounted,
            without salvage), main_product (by revenue), product_basis, product_price (its average), break_even_price
            (at which npv is 0), price_unit, unpriced (goods without a price: counted as 0), remark (why a figure is
            blank).
            By plant also means over the years in which it stands: value_added (revenue less inputs), capital_charge,
            jobs (the impact of that name), hectares, value_added_per_ha, jobs_per_ha.
        By period:
            the same money a year, operating_result (revenue less all yearly costs), result (less capital_charge too),
            capacity; restart and capex as paid in the period.
        By operator:
            the sums; plants (how many), plants_without_npv (left out of npv).

        ``unit`` is the unit of money; ``prices`` says at which prices.

        Raises
        ------
        WrongUse
            No such prices, or no such rows.
        """
        return economics(self, chosen(PriceBasis, prices, "prices"), chosen(By, by, "rows"))

    def ledger(self, prices: PriceBasis | str = PriceBasis.TRADED) -> pl.DataFrame:
        """Every line of every plant's account, from which `economics` is added up.

        Goods that a plant makes and uses itself are netted; what is thrown away earns nothing and costs its disposal.

        Returns
        -------
        plant, period, item (a line of the account, see `economics`), commodity, contract, amount (a year), amount_unit,
        price (money a unit), basis (``import``, ``export``, ``agreed``; blank: no price), money (in +, out -), base
        (``year``: in each year of the period; ``period``: once, at its start, salvage at the end of the horizon), unit.
        """
        return plant_ledger(self, chosen(PriceBasis, prices, "prices"))

    def origins(self) -> pl.DataFrame:
        """Countries of origin of every good at every place, followed through the chain.

        Goods mix in proportion at every place and stop; a product has the origins of its inputs, weighted by mass (an
        attribute counts with the mass of the goods handed over for it), utilities and services left out. What is made
        of nothing that counts is of the country of its place; what was bought without an origin is ``unknown``. That
        is bookkeeping by proportion: no tonne is traced.

        Returns
        -------
        period, place, commodity, origin, share (of what comes to the place: bought, made, arrived; the shares of a good
        at a place add to 1), amount (units a year), unit.
        """
        return origins(self)

    def __str__(self) -> str:
        """Give the first paragraph of the report: what is built, where, when, and what it costs."""
        from punos.pages.report import first_paragraph

        return first_paragraph(self)

    def report(
        self,
        path: str | Path,
        place: str | None = None,
        language: str = "en",
        public: bool = False,
        findings: Findings | None = None,
    ) -> Path:
        """Write the report as one HTML file that needs no network.

        Parameters
        ----------
        path
            The file; what stands there is replaced.
        place
            A place that the page looks at first.
        language
            "en", "fi" or "sv".
        public
            Leave out the cells that the evidence calls confidential.
        findings
            What analyses found about the plan, as ``Findings(tornado=plan.tornado(), flips=plan.flips())``.

        Raises
        ------
        WrongUse
            No such language or place.
        """
        from punos.pages.report import write_report

        return write_report(self, path, place=place, language=language, public=public, findings=findings)

    def tornado(
        self,
        indicator: str | None = None,
        *,
        top: int = 40,
        tables: Sequence[str] | None = None,
        keep: str | Path | None = None,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> Tornado:
        """Move every figure of `evidence` to its low and to its high, and solve again.

        Parameters
        ----------
        indicator
            An indicator to read besides net cost; yearly figures are told as the mean year, others added up.
        top
            How many figures: those guessed to matter most (:mod:`punos.analysis.estimate` says how it guesses).
        tables
            Only figures of these tables.
        keep
            File in which results are kept: what was solved once, of the same study, is not solved again.
        workers
            Processes at most; by default as many as there are processors, where that is worth their start.
        progress
            Hears how many solves are done, of how many, and which was the last. Ctrl-C gives what is done.

        Raises
        ------
        WrongUse
            No such table; `top` is not at least 1.
        LanguageError
            No such indicator.
        """
        from punos.analysis.tornado import tornado

        return tornado(
            self, indicator, top=top, tables=tables, keep=keep, workers=workers, progress=progress
        )  # fmt: skip

    def flips(
        self,
        plants: Sequence[str] | None = None,
        *,
        size: str = "announced",
        keep: str | Path | None = None,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> Flips:
        """Find what would turn each investment: what a built plant is worth, what a refused one would need.

        A plant that the plan builds (or restarts) is kept out of it; one that it refuses is forced in. The difference
        of net cost is the grant at which society is indifferent. The capital cost at which the plan turns is sought by
        solving with it.

        Parameters
        ----------
        plants
            Only these; by default all that may be built or restarted.
        size
            Of a refused plant: ``announced`` (the largest that the study lets it have) or ``least`` (the smallest
            opening allowed). Where the one does not fit, the other is tried.
        keep, workers, progress
            As `tornado` has them.

        Raises
        ------
        WrongUse
            No such plant or size.
        """
        from punos.analysis.flips import flips

        return flips(self, plants, size, keep=keep, workers=workers, progress=progress)

    def share(
        self,
        park: str | Sequence[str] | None = None,
        players: str = "operators",
        *,
        tenants: Sequence[str] | None = None,
        company: str | None = None,
        services: Sequence[str] = (),
        weights: Mapping[str, float] | None = None,
        unions: Sequence[Sequence[str]] | None = None,
        orders: int | None = None,
        gap: float | None = None,
        finance: Mapping[str, str | float] | None = None,
        method: str | None = None,
        keep: str | Path | None = None,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> Share:
        """Find what the tenants of a park save together, how it may be shared, one tariff, and who would leave.

        Every group of tenants is planned with the plants of the others away; the park's company and all other places
        stay. What a group brings is the net cost of the plan without any tenant less that of its own plan. Up to 12
        tenants every group is planned; of more, those that complain most of what they are given.

        Parameters
        ----------
        park
            Name of a place of the study, or several; with ``players="places"`` the places that pool (all with plants
            by default).
        players
            ``operators``, ``plants`` or ``places``.
        tenants
            Only these; the others are always there.
        company
            Operator of the common plants; plants without an operator are common too.
        services
            Only these common services; by default all that are found.
        weights, unions
            Of tenants, for the weighted Shapley value; groups that speak with one voice, for the Owen value.
        orders
            Draw this many pairs of orders for Shapley values; without a method, plan nothing else.
        gap
            Gap of each plan, instead of the plan's own.
        finance
            Figures of the company's books (debt_share, interest, loan_years, repayment, vacancy, reserve,
            reserve_target, uplift) that count instead of those that the table `operators` has of the company.
        method
            ``all``, ``generated`` (core and tariff by the groups that complain most) or ``sampled`` (Shapley values).
        keep, workers, progress
            As `tornado` has them.

        Raises
        ------
        WrongUse
            No such park, tenant, company or service; fewer than two tenants; a group without a plan.
        """
        from punos.analysis.share.share import Wanted, share

        places = [park] if isinstance(park, str) else list(park or ())
        wanted = Wanted(tenants, company, services, weights, unions, orders, gap, finance, method)
        return share(self, places, players, wanted, keep=keep, workers=workers, progress=progress)

    def cures(self, *parks: str, workers: int | None = None, progress: Progress | None = None) -> Cures:
        """Find what is short at parks, and what each way out would change; see :func:`punos.analysis.cures.cures`."""
        from punos.analysis.cures import cures

        return cures(self, parks, workers=workers, progress=progress)

    def local(self, place: str) -> Local:
        """Look at one place: what its land brings a hectare, what its neighbours bear, what its residents get.

        Raises
        ------
        WrongUse
            The study has no such place.
        """
        from punos.analysis.local import Local

        return Local.of(self, place)

    def track(self) -> Track:
        """Hold the plan to the objectives of its study: baseline, target, the plan's figure in that year, gap.

        Returns
        -------
        Track
            `objectives` and `actions` as tables; printed, a sentence.
        """
        from punos.analysis.track import track

        return track(self)

    def matches(self, places: Sequence[str] = ()) -> Matches:
        """Find who could use the by-products and waste that the plan throws away or gives away.

        A match is a good that is bought and used somewhere, or a may-demand that is not met, and something left over
        that is that good, or that one process of the study turns into it. It gains the disposal that is spared and the
        value of what is replaced (import price, or what the demand pays), and costs transport by the cheapest way and
        treatment (variable cost, other inputs at traded prices, capital as an annuity). The best exchange is the linear
        programme of :mod:`punos.analysis.exchange` over all matches of all periods.

        Parameters
        ----------
        places
            Only what is left over at these places; by default everywhere.

        Returns
        -------
        Matches
            `frame` with one row a match and period; printed, a few sentences.

        Raises
        ------
        WrongUse
            The study has no such place.
        """
        from punos.analysis.matches.matches import matches

        return matches(self, places)

    def hindcast(self, year: int | None = None, scenario: str | None = None, tolerance: float = 0.15) -> Hindcast:
        """Plan a year that has passed, with what stood then, and hold it against what is known of it.

        Parameters
        ----------
        year
            By default the one that most `observations` are of.
        scenario
            Changes of the study with its prices and demands; by default ``year_2024`` for 2024, if there is.
        tolerance
            Share of a known figure by which the model may be off before the miss must be explained.

        Raises
        ------
        WrongUse
            No observations, no such scenario, or a tolerance that is not positive.
        StudyFaults, Infeasible
            With what stood then, not everything that must be delivered can be.
        """
        from punos.analysis.hindcast import hindcast

        return hindcast(self.study, year, scenario, tolerance)

    def save(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write the plan as a self-contained folder, whole or not at all.

        Raises
        ------
        WrongUse
            The folder exists and ``force`` is not set, or is no plan.
        """
        from punos.plan.store import save_plan

        return save_plan(self, Path(folder), force=force)
