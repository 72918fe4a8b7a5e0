"""What a study's model decided, as tables, and what follows from them without asking anything anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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


@dataclass(frozen=True)
class Solved:
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
