"""The plan: what a study's model decided, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Quantity, evaluate, parse_indicator
from punos.instance.follow import follow
from punos.plan.audit import Audit
from punos.plan.summary import Summary
from punos.study.study import Study

if TYPE_CHECKING:
    pass


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
        Marginal values: constraint, period and the constraint's labels (place, commodity, plant, route, …), ``value``
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

    def frame(self, indicator: str) -> pl.DataFrame:
        """The whole table of one indicator: its columns, ``value``, ``unit``."""
        return self.quantities[parse_indicator(f"{indicator}[]" if "[" not in indicator else indicator).indicator].frame

    def indicator(self, text: str, by: Sequence[str] = ()) -> pl.DataFrame:
        """Values of an indicator, e.g. ``make[commodity=pcam]``, by the columns asked for.

        Parameters
        ----------
        text
            An indicator with its selection, in the indicator language.
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
        return evaluate(parse_indicator(text), self.quantities, follow(self.study), by=tuple(by))

    def save(self, folder: str | Path, *, force: bool = False) -> Path:
        """Write the plan as a self-contained folder, whole or not at all.

        Raises
        ------
        WrongUse
            The folder exists and ``force`` is not set, or is no plan.
        """
        from punos.plan.store import save_plan

        return save_plan(self, Path(folder), force=force)
