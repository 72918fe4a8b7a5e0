"""One place of a plan: what is asked of it in the town hall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.local.accounts import plant_years
from punos.analysis.local.land import LandBy, given_of, land_of
from punos.analysis.local.neighbours import causes_of, impacts_of, unsaid
from punos.analysis.local.residents import residents_of, sold_of
from punos.analysis.local.traffic import traffic_of
from punos.errors import WrongUse

if TYPE_CHECKING:
    from punos.plan.plan import Plan


@dataclass(frozen=True)
class Local:
    """What a plan is for one place. What a study does not say is null, never 0.

    Attributes
    ----------
    plan, place
        The plan, and the place of its study.
    years
        Every plant's account by year, with tax.
    """

    plan: Plan
    place: str
    years: pl.DataFrame

    @staticmethod
    def of(plan: Plan, place: str, years: pl.DataFrame | None = None) -> Local:
        """Look at a place; `years` spares computing them where several places are looked at.

        Raises
        ------
        WrongUse
            The study has no such place.
        """
        plan.study.refuse_unknown_place(place)
        return Local(plan, place, plant_years(plan) if years is None else years)

    @property
    def bare(self) -> bool:
        """Whether no plant stands or runs there in any period."""
        return self.years.filter(pl.col("place") == self.place).is_empty()

    def land(self, by: LandBy | str = LandBy.PLANT) -> pl.DataFrame:
        """Give what the land of the place brings a hectare, best first in each period.

        Parameters
        ----------
        by
            ``plant``, ``operator`` or ``place``.

        Returns
        -------
        period, plant or operator, plants (how many stand), without_land (how many of them take land that the study
        does not say), hectares (of the others), value_added (sales less goods bought, at traded prices), jobs, tax
        (what the place gets of wages and profits), each a year; value_added_per_ha, jobs_per_ha, tax_per_ha (of the
        plants whose land is known); worth (what one more hectare would save the plan, money a year; null where land
        has no limit or no such value), below (value added a hectare is less than that), unpriced (goods that have no
        price: by-products and waste count as nothing, another good leaves value added and tax null), unit. By place
        also possible (the land there) and free.

        Raises
        ------
        WrongUse
            No such rows.
        """
        if by not in set(LandBy):
            raise WrongUse(f"Land has no rows by '{by}'; choose one of: {', '.join(LandBy)}.")
        return land_of(self.plan, self.years, self.place, LandBy(by))

    def given(self) -> pl.DataFrame:
        """Give the utilities, such as heat, that plants make for others: net of own use and of what is thrown away.

        Returns
        -------
        plant, period, commodity, operator, amount (units a year), per_ha (null where the plant's land is not known),
        unit.
        """
        return given_of(self.plan, self.years, self.place)

    def impacts(self) -> pl.DataFrame:
        """Give every impact that arises at the place or is capped there; what is built counts in its period.

        Returns
        -------
        impact, period, amount (a year), cap (null: none), share_of_cap (null without a cap, or with a cap of 0), worth
        (what one more unit of the cap would save, money a year), population, per_resident (amount / population), unit.
        """
        return impacts_of(self.plan, self.place)

    def causes(self) -> pl.DataFrame:
        """Give who causes the impacts; the parts add up to the amount of the place.

        Impacts of buying are those of the plants that use the good there, in proportion to what they, demands and
        routes take of it; what is thrown away, of those who make it.

        Returns
        -------
        impact, period, plant (null: no plant does, as freight), operator, of and key (the cause, as `impact_factors`
        names it), amount, share (of the place's amount), share_of_cap, unit.
        """
        return causes_of(self.plan, self.place)

    def unsaid(self) -> tuple[str, ...]:
        """Give those of noise and water of which the study counts no impact."""
        return unsaid(self.plan)

    def traffic(self) -> pl.DataFrame:
        """Give loaded vehicles a day, each counted once: going home empty is not counted.

        Of one good that comes and goes by one mode, the lesser amount is taken to pass through.

        Returns
        -------
        period, mode, way (``in``, ``out``, ``through``), mass (a year, as sent), payload (mass a vehicle),
        vehicles_a_day (mass / payload / 365; null where the study has no payload), unit (of mass).
        """
        return traffic_of(self.plan, self.place)

    def residents(self) -> pl.DataFrame:
        """Give what the residents of the place get, period by period.

        Returns
        -------
        period, population, jobs (at the plants, without building), jobs_of_residents (jobs × resident_share),
        jobs_per_1000 (jobs a thousand residents), wage_tax, corporate_tax (of results above 0), tax, tax_per_resident
        (money a year), unit.
        """
        return residents_of(self.plan, self.years, self.place)

    def sold(self) -> pl.DataFrame:
        """Give the utilities that are sold at the place, such as district heat.

        Returns
        -------
        commodity, period, amount (a year), per_resident, unit.
        """
        return sold_of(self.plan, self.place)
