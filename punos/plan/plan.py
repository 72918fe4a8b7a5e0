"""The plan: a solved study, and all that can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from punos.plan.solved import Solved

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
class Plan(Solved):
    """A solved study: self-contained, immutable; to be reported, compared, saved, and asked what would change it.

    What it holds are the tables of :class:`~punos.plan.solved.Solved`.
    """

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
