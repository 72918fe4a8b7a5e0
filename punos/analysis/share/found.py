"""What was found about sharing a park, as tables."""

from __future__ import annotations

from dataclasses import dataclass, fields

import polars as pl

from punos.analysis.share.telling import told, told_exit


@dataclass(frozen=True)
class Share:
    """How a park may be shared. Money is present value in the study's currency; every table has the column `park`.

    Attributes
    ----------
    frame
        One row a park: players (what a tenant is), tenants, groups (looked at), solved, inferred (known without
        planning), sampled, together (what all tenants bring: net cost without any less net cost with all), alone (sum
        of what each brings by itself), saved (together less alone), epsilon (the least excess that some group bears,
        whatever the shares; above 0 the core is empty), holds (shares exist with which nobody would rather leave),
        deciding (the groups that decide it), doubt (what a value may be off), tariff_cost (what the common services
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

    def __str__(self) -> str:
        """Say in some sentences what the tenants save, and whether they stay."""
        return "\n\n".join(told(self, row) for row in self.frame.iter_rows(named=True))

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
            f.name: pl.concat([getattr(other, f.name).filter(~pl.col("park").is_in(parks)), getattr(self, f.name)])
            for f in fields(self)
            if isinstance(getattr(self, f.name), pl.DataFrame)
        }
        return Share(self.name, **both, currency=self.currency, complete=self.complete)
