"""What every part of a page is made with: the plan, the words, the number formats, the names, the evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.findings import Findings
from punos.analysis.matches import Matches
from punos.errors import WrongUse
from punos.pages.chain import Chain, chain_of
from punos.pages.evidence import Evidence
from punos.pages.names import Names
from punos.pages.numbers import Numbers
from punos.pages.words import Words, words_in
from punos.plan.public import PublicPlan
from punos.plan.public import public as public_plan
from punos.study.settings import Capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from punos.plan import Plan


def total(values: pl.Series) -> float:
    """Add up a column of numbers."""
    return float(values.sum())


NOISE = 1e-8
"""Share of the largest figure of a unit below which one is the solver's tolerance and no decision."""


@dataclass(frozen=True)
class View:
    """A plan seen in one language, perhaps from one place."""

    plan: Plan
    words: Words
    numbers: Numbers
    names: Names
    evidence: Evidence
    place: str | None = None
    findings: Findings = field(default_factory=Findings)

    @property
    def gettext(self) -> Callable[[str], str]:
        """Give the function that translates a message; bind it to ``_``."""
        return self.words.gettext

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The periods in order of time."""
        return tuple(self.plan.periods["period"].to_list())

    @cached_property
    def spans(self) -> dict[str, tuple[int, int]]:
        """First and last year of each period."""
        rows = self.plan.periods.select("period", "start", "years").iter_rows()
        return {period: (int(start), int(start + years) - 1) for period, start, years in rows}

    @cached_property
    def chain(self) -> Chain:
        """The stages of the study's technologies."""
        return chain_of(self.plan.study)

    @cached_property
    def economics(self) -> pl.DataFrame:
        """The plan's economics by plant, at traded prices."""
        return self.plan.economics()

    @cached_property
    def ledger(self) -> pl.DataFrame:
        """What each plant pays and earns by good and period, at traded prices."""
        return self.plan.ledger()

    def once(self, name: str, made: Callable[[View], pl.DataFrame]) -> pl.DataFrame:
        """A table that many parts of a page look at, made when it is first asked for."""
        if name not in self._once:
            self._once[name] = made(self)
        return self._once[name]

    @cached_property
    def _once(self) -> dict[str, pl.DataFrame]:
        """The tables already made."""
        return {}

    @cached_property
    def economics_of_owners(self) -> pl.DataFrame:
        """The plan's economics by operator, at traded prices."""
        return self.plan.economics(by="operator")

    @cached_property
    def origins(self) -> pl.DataFrame:
        """Countries of origin of every good at every place."""
        return self.plan.origins()

    @cached_property
    def matches(self) -> Matches | None:
        """Who could use what is left over; None where it would tell of what must not be told."""
        hidden = isinstance(self.plan, PublicPlan) and bool(self.plan.secrets)
        return None if hidden else self.plan.matches()

    @cached_property
    def withheld(self) -> frozenset[tuple[str, int, str]]:
        """Cells that a public page leaves out: table, row, column."""
        return frozenset(self.plan.secrets.cells.iter_rows()) if isinstance(self.plan, PublicPlan) else frozenset()

    @property
    def currency(self) -> str:
        """The study's currency."""
        return str(self.plan.study.settings.study.currency)

    @property
    def annuity(self) -> bool:
        """Whether capital is paid year by year: capex is then a yearly sum, not what a plant costs."""
        return self.plan.study.settings.time.capital is Capital.ANNUITY

    @cached_property
    def money_scale(self) -> float:
        """By what sums in tables are divided: a million, a thousand or one, as the largest of them asks."""
        sums = [self.plan.frame(name)["value"].abs().max() for name in ("spend", "earn")]
        largest = max((float(s) for s in sums if isinstance(s, int | float)), default=0.0)
        return next((scale for scale in (1e6, 1e3) if largest >= 5 * scale), 1.0)

    @property
    def money_unit(self) -> str:
        """The unit of sums in tables."""
        _ = self.gettext
        words = {1e6: _("million {currency}"), 1e3: _("thousand {currency}")}
        return words.get(self.money_scale, "{currency}").format(currency=self.currency)

    def name(self, column: str, name: str | None) -> str:
        """Give the shown name of one thing."""
        return self.names.of(column, name)

    def frame(self, indicator: str) -> pl.DataFrame:
        """Give an indicator of the plan without what is nothing but rounding."""
        size = pl.col("value").abs()
        real = size > NOISE * size.max().over("unit") + NOISE
        return self.once(f"indicator {indicator}", lambda view: view.plan.frame(indicator).filter(real))


def view_of(
    plan: Plan,
    language: str = "en",
    place: str | None = None,
    public: bool = False,
    findings: Findings | None = None,
) -> View:
    """Look at a plan in a language.

    Raises
    ------
    WrongUse
        If there is no such language, or no such place in the study.
    """
    words = words_in(language)
    numbers = Numbers(words.locale, str(plan.study.settings.study.currency))
    if place is not None:
        _must_know(plan, place)
    told = public_plan(plan) if public else plan
    found = findings or Findings()
    if isinstance(told, PublicPlan):
        found = found.public(told.whole.study, told.secrets)
    evidence = Evidence(told.study, words, numbers, isinstance(told, PublicPlan))
    return View(told, words, numbers, Names(plan.study, language), evidence, place, found)


def _must_know(plan: Plan, place: str) -> None:
    known = plan.study.table("places")["place"].to_list()
    if place not in known:
        raise WrongUse(f"The study has no place {place!r}. It has: {', '.join(known)}.")
