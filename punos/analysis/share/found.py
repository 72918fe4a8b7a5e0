"""What was found about sharing a park, as tables."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import partial

import polars as pl

from punos.analysis.share.book_tables import AHEAD, BOOK_LINES, BOOKS, COMPANY, none_of
from punos.analysis.share.telling import told, told_exit
from punos.analysis.share.telling_books import told_ahead, told_books


@dataclass(frozen=True)
class Share:
    """How a park may be shared. Money is present value in the study's currency; every table has the column `park`.

    Attributes
    ----------
    frame
        One row a park: players (what a tenant is), tenants, groups (looked at), solved, inferred (known without
        planning), sampled (Shapley values), method (all, generated, sampled), together (what all tenants bring: net
        cost without any less net cost with all), alone (sum of what each brings by itself), saved (together less
        alone), epsilon (the least excess that some group bears, whatever the shares; above 0 the core is empty),
        epsilon_most (no group complains of more of the shares told, which is proved; more than epsilon only where
        groups were generated), holds (shares exist with which nobody would rather leave), deciding (the groups that
        decide it), doubt (what a value may be off), tariff_cost (what the common services
        cost), tariff_excess (what the worst-off group would gain by leaving at the tariff), tariff_best (the same if
        each could be charged its own sum), tariff_group, remark.
    tenants
        tenant, plants, alone (what it brings by itself), adds (to all others), least, most (that it has anywhere in
        the core; blank: the core is empty, or not every group was planned).
    rules
        rule, holds, group, excess (the group that would gain most by leaving, and what), remark.
    shares
        rule, tenant, share (of what all bring), gains (share less what it brings by itself), error (standard error,
        where sampled).
    tariff
        service, unit, connection (a year and plant), booked (a year and unit booked), used (a unit), cost, lasting.
    payments
        tenant, connection, booked, used, pays, most (it could be asked for), gains, account (before services).
    exits
        leaver, tenant, why (leaves, stops, loses; blank: stays), round, account_before, account_after, pays_before,
        pays_after, cost (what net cost rises by when the leaver leaves), in_the_end (with those who follow).
    unit_costs
        leaver, service, before, after: mean cost of a unit.
    currency
        Of all money.
    complete
        False if it was stopped before the end.
    company
        One row a park with a tariff: operator (the company; blank: nobody was named), said (its figures of finance that
        somebody gave), those figures as they count (see the table `operators`; uplift is what it asks above cost), rate
        (at which present values count), invested (undiscounted), income (from all, present value), uncovered (what the
        tariff does not cover at the study's rate, all let: 0 unless the plan read here differs from the one the tariff
        was found for), npv, irr, irr_remark, payback_years of the platform before finance; npv_owner, irr_owner,
        irr_owner_remark after debt and reserve; lowest_year, put_in (the year in which the owner has most in it, and
        how much), cover, cover_period (the least that yearly income less costs is of interest and repayment),
        uplift_even, uplift_owner (share by which the tariff would have to be above cost for a net present value of 0,
        before and after finance), vacancy_even (share that may stay empty until npv is 0, at the uplift; blank: not
        even all let is enough).
    books
        One row a period, money of all its years, undiscounted, costs above 0: period, start, years; connection, booked,
        use, outsiders (services sold to others), products (other goods its plants make), empty (lost as it stays
        unlet), upkeep, running, goods, bought, operating (income less yearly costs), investment, drawn, interest,
        repaid, set_aside, returned, cash (of the owner), cumulated, cover (operating / (interest + repaid)), debt,
        in_reserve (at the end of the period); of the last period left (what the plants are worth then) and settled
        (loans paid back out of it), which count in present values, not in cash.
    book_lines
        service, period, line, money (undiscounted, in +, out -), present (its present value): before finance.
    ahead
        One row for each opening that the plan has later than it could, and each plant of the company that it does not
        build: plant, services, unit, period (of the opening), size, earlier (the period before), early (what net cost
        rises by if it is built then), late (if it is not built before the period after), chance (of earlier demand from
        which building ahead pays: early / (early + late)), remark.
    """

    name: str
    frame: pl.DataFrame
    tenants: pl.DataFrame
    rules: pl.DataFrame
    shares: pl.DataFrame
    tariff: pl.DataFrame
    payments: pl.DataFrame
    exits: pl.DataFrame
    unit_costs: pl.DataFrame
    currency: str
    complete: bool
    company: pl.DataFrame = field(default_factory=partial(none_of, COMPANY))
    books: pl.DataFrame = field(default_factory=partial(none_of, BOOKS))
    book_lines: pl.DataFrame = field(default_factory=partial(none_of, BOOK_LINES))
    ahead: pl.DataFrame = field(default_factory=partial(none_of, AHEAD))

    def __str__(self) -> str:
        """Say in some sentences what the tenants save, whether they stay, and what the company earns."""
        parts = [
            part
            for row in self.frame.iter_rows(named=True)
            for part in (told(self, row), told_books(self, row["park"]), told_ahead(self, row["park"]))
        ]
        return "\n\n".join(part for part in parts if part)

    def left(self, leaver: str) -> str:
        """Say in some sentences what happens if a tenant leaves."""
        return told_exit(self, leaver)

    def tables(self) -> dict[str, pl.DataFrame]:
        """Give all tables by name; `frame` is called ``parks``."""
        frames = {f.name: getattr(self, f.name) for f in fields(self)}
        return {"parks" if n == "frame" else n: f for n, f in frames.items() if isinstance(f, pl.DataFrame)}

    def beside(self, other: Share | None) -> Share:
        """Give this and what was found about other parks."""
        if other is None:
            return self
        parks = self.frame["park"].implode()
        both = {
            f.name: pl.concat(
                [getattr(other, f.name).filter(~pl.col("park").is_in(parks)), getattr(self, f.name)],
                how="diagonal_relaxed",  # what was found by an earlier Punos may lack a column
            )
            for f in fields(self)
            if isinstance(getattr(self, f.name), pl.DataFrame)
        }
        return Share(self.name, **both, currency=self.currency, complete=self.complete)
