"""What a plan counts by place, shared out to the plants that cause it.

Impacts of running, building and standing are shared by the activity, building and capacity that cause them, which is
exact. What is thrown away is the surplus of those who make the good: at the place where it is thrown away in
proportion to what each makes, and what exceeds the making there is shared over all makers of the good. Impacts of
buying, selling and shipping belong to trade, not to a plant, and are not shared out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.plan.economics.traded import HERE, TRACE
from punos.tables.impacts import ImpactSource

if TYPE_CHECKING:
    from punos.plan.solved import Solved

CAUSE = ("period", "of", "key", "place")
JOBS = "jobs"
"""Name of the impact that counts jobs, in a study that has it."""


def net_flows(plan: Solved) -> pl.DataFrame:
    """What each plant makes less what it uses itself.

    Returns
    -------
    plant, place, period, commodity, amount (units a year; above 0 leaves the plant, below 0 comes in).
    """
    index = ("plant", "place", "period", "commodity")
    signs = {"make": 1.0, "use": -1.0}
    parts = [plan.frame(n).select(*index, amount=pl.col("value") * sign) for n, sign in signs.items()]
    both = pl.concat(parts).filter(pl.col("plant").is_not_null())
    summed = both.group_by(index).agg(amount=pl.col("amount").sum(), moved=pl.col("amount").abs().max())
    # What cancels within a plant leaves the rounding of what moved, not of what is left.
    kept = (pl.col("amount").abs() > TRACE) & (pl.col("amount").abs() > 1e-9 * pl.col("moved"))
    return summed.filter(kept).drop("moved").sort(index)


def discarded(plan: Solved, flows: pl.DataFrame) -> pl.DataFrame:
    """Whose surplus it is that is thrown away.

    Parameters
    ----------
    flows
        Net flows of plants, as `net_flows` gives them.

    Returns
    -------
    plant, period, place (where it is thrown away), commodity, amount (units a year).
    """
    made = flows.filter(pl.col("amount") > 0).rename({"amount": "made"})
    thrown = plan.frame("discard").filter(pl.col("value") > TRACE).select(*HERE, thrown="value")
    here = made.with_columns(total=pl.col("made").sum().over(HERE)).join(thrown, on=HERE)
    local = here.with_columns(amount=pl.col("made") * pl.min_horizontal(pl.col("thrown") / pl.col("total"), 1.0))
    index = ["plant", "place", "period", "commodity"]
    taken = local.select(*index, "amount")
    gone = taken.group_by(HERE).agg(gone=pl.col("amount").sum())
    rest = thrown.join(gone, on=HERE, how="left").select(*HERE, rest=pl.col("thrown") - pl.col("gone").fill_null(0.0))
    rest = rest.filter(pl.col("rest") > TRACE)
    good = ["commodity", "period"]
    room = made.join(taken, on=index, how="left").select(
        "plant", *good, room=pl.col("made") - pl.col("amount").fill_null(0.0)
    )
    room = room.filter(pl.col("room") > TRACE).with_columns(rooms=pl.col("room").sum().over(good))
    spread = rest.with_columns(total=pl.col("rest").sum().over(good)).join(room, on=good)
    # no maker throws away more than is left of what it makes
    share = pl.col("room") * pl.min_horizontal(1.0 / pl.col("rooms"), 1.0 / pl.col("total"))
    afar = spread.with_columns(amount=pl.col("rest") * share)
    return pl.concat([taken.select(*index, "amount"), afar.select(*index, "amount")]).sort(index)


def shares_of_causes(plan: Solved, thrown: pl.DataFrame) -> pl.DataFrame:
    """Which plants cause an impact, and how much of it each.

    Parameters
    ----------
    thrown
        Whose surplus is thrown away, as `discarded` gives it.

    Returns
    -------
    period, of, key, place, plant, share; the shares of one cause add to 1, or to less where goods that no plant makes
    are thrown away.
    """
    technologies = plan.study.table("technologies")["technology"].unique()
    by_plant = ~pl.col("plant").is_in(technologies.implode())
    build, capacity = plan.frame("build"), plan.frame("capacity")
    causes = [
        _caused(plan.frame("run"), ImpactSource.RUN, "process"),
        _caused(build, ImpactSource.BUILD, "technology"),
        _caused(build.filter(by_plant), ImpactSource.BUILD, "plant"),
        _caused(capacity, ImpactSource.CAPACITY, "technology"),
        _caused(capacity.filter(by_plant), ImpactSource.CAPACITY, "plant"),
    ]
    weights = pl.concat(causes).group_by(*CAUSE, "plant").agg(pl.col("weight").sum())
    shares = weights.with_columns(total=pl.col("weight").sum().over(CAUSE))
    of_all = plan.frame("discard").select(*HERE, total="value")
    tips = thrown.group_by(*HERE, "plant").agg(weight=pl.col("amount").sum()).join(of_all, on=HERE)
    tips = tips.with_columns(of=pl.lit(ImpactSource.DISCARD.value), key=pl.col("commodity"))
    columns = (*CAUSE, "plant")
    both = pl.concat([f.select(*columns, share=pl.col("weight") / pl.col("total")) for f in (shares, tips)])
    return both.sort(columns)


def _caused(frame: pl.DataFrame, of: ImpactSource, key: str) -> pl.DataFrame:
    at = frame.filter(pl.col("value") > TRACE)
    return at.select("period", of=pl.lit(of.value), key=key, place="place", plant="plant", weight="value")


def jobs(plan: Solved, shares: pl.DataFrame) -> pl.DataFrame:
    """People who work at each plant, of the impact named jobs: plant, period, jobs."""
    counted = plan.frame("emit").filter(pl.col("impact") == JOBS)
    return (
        counted.join(shares, on=CAUSE)
        .group_by("plant", "period")
        .agg(jobs=(pl.col("value") * pl.col("share")).sum())
        .sort("plant", "period")
    )
