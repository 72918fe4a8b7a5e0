"""Which recipes can run at all, judged by what can arrive at their plants and what can leave them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from punos.study.check.network import Marks, Network, network
from punos.study.check.subject import Subject

INF = float("inf")


@dataclass(frozen=True)
class Chain:
    """What is made, bought, used and sold, where, in any period: in doubt it can be.

    Attributes
    ----------
    network : Network
    goods : DataFrame
        commodity, weighs, discardable (it may be thrown away), free (its surplus leaves in one way or another), lossy
        (some of it is lost on a route, so that sent to and fro any surplus is gone).
    supplies, demands : DataFrame
        supply (demand), commodity, at (position of the place), row: those of which there is any.
    activities : DataFrame
        activity, process, plant, at: a process at a plant; a good held for an attribute, or in stock, has no process.
    flows : DataFrame
        activity, commodity, at, needed (it always uses it), used (it may), made (it may), left (it always makes it).
    """

    network: Network
    goods: pl.DataFrame
    supplies: pl.DataFrame
    demands: pl.DataFrame
    activities: pl.DataFrame
    flows: pl.DataFrame


@dataclass
class Reach:
    """What can be where once all recipes that cannot run are left out.

    Attributes
    ----------
    alive : Series
        For each activity, whether it can run.
    reached, reaching : dict
        By commodity, the places at which it can be, and from which it can get to somebody who takes it.
    lost : DataFrame
        round, activity, commodity, at, missing (an input, else an output): why activities cannot run; round 0
        are causes, later ones follow from them.
    """

    alive: pl.Series
    reached: dict[str, Marks] = field(default_factory=dict)
    reaching: dict[str, Marks] = field(default_factory=dict)
    lost: pl.DataFrame = field(default_factory=pl.DataFrame)


def chain(subject: Subject) -> Chain:
    """Read the chain of a study."""
    net = network(subject)
    where = pl.DataFrame({"place": net.places}).with_row_index("at").with_columns(pl.col("at").cast(pl.Int64))
    activities = _runs(subject).join(where, on="place", maintain_order="left").drop("place")
    activities = activities.with_columns(activity=pl.int_range(pl.len(), dtype=pl.Int64))
    flows = _flows(subject, activities)
    supplies, demands = (_trade(subject, name, where) for name in ("supplies", "demands"))
    held, yields = _contents(subject, flows, demands, activities.height)
    stocks, stored = _stocks(subject, where, activities.height + held.height)
    return Chain(
        net, _goods(subject), supplies, demands,
        pl.concat([activities.select(held.columns), held, stocks.select(held.columns)]),
        pl.concat([flows, *(part.select(flows.columns) for part in (yields, stored))]),
    )  # fmt: skip


def _goods(subject: Subject) -> pl.DataFrame:
    rows = subject.rows("commodities").drop_nulls("commodity")
    attribute = pl.col("commodity").is_in(subject.rows("contents")["attribute"].drop_nulls().unique().implode())
    goods = rows.group_by("commodity", maintain_order=True).agg(
        weighs=pl.col("mass").is_not_null().any(),
        discardable=pl.col("disposal_cost").is_not_null().any(),
        free=(pl.col("disposal_cost").is_not_null() | attribute).any(),
    )
    leaks = subject.rows("routes").filter(pl.col("loss").fill_null(0) > 0).select("route")
    last = max(subject.periods["start"].to_list() or [9999])  # a route that opens later carries, and loses, nothing
    routes = subject.once("routes").filter(pl.col("opens").fill_null(0) <= last)
    carried = routes.join(leaks, on="route", how="semi")["commodity"]
    any_of_them = pl.col("weighs") & bool(carried.null_count())
    return goods.with_columns(lossy=any_of_them | pl.col("commodity").is_in(carried.drop_nulls().implode()))


def _runs(subject: Subject) -> pl.DataFrame:
    """process, plant, place where all units stand that the process uses (Semantics 17)."""
    runs = subject.runs.select("process", "plant", "place", "technology")
    uses = subject.rows("uses").filter(pl.col("capacity_use").fill_null(1.0) != 0).select("process", used="technology")
    if uses.is_empty():
        return runs.drop("technology")
    needed = runs.join(uses.unique(), on="process").filter(pl.col("used") != pl.col("technology"))
    sites = subject.plants.select(pl.col("technology").alias("used"), "place")
    lacking = needed.join(sites, on=["used", "place"], how="anti")
    return runs.join(lacking, on=["process", "plant"], how="anti", maintain_order="left").drop("technology")


def _flows(subject: Subject, activities: pl.DataFrame) -> pl.DataFrame:
    """What activities use and make; a row for a plant replaces the one for all."""
    rows = subject.rows("flows").select("process", "commodity", "plant", "period", "quantity").drop_nulls("quantity")
    spread = activities.select("activity", "process", "plant", "at").join(
        rows.rename({"plant": "only"}), on="process", maintain_order="left"
    )
    spread = spread.filter(pl.col("only").is_null() | (pl.col("only") == pl.col("plant")))
    here = ["activity", "commodity", "at"]
    whole = (pl.col("only").is_not_null() & pl.col("period").is_null()).any().over(here)
    said = spread.filter(~(whole & pl.col("only").is_null()))
    return said.group_by(here, maintain_order=True).agg(
        needed=pl.col("quantity").max() < 0, used=pl.col("quantity").min() < 0, made=pl.col("quantity").max() > 0,
        left=pl.col("quantity").min() > 0,
    )  # fmt: skip


def _trade(subject: Subject, name: str, where: pl.DataFrame) -> pl.DataFrame:
    """Supplies of which something can be bought in some period, demands of which something can be sold."""
    key, most = ("supply", "capacity") if name == "supplies" else ("demand", "quantity")
    rows = subject.filled(name).group_by(key, maintain_order=True).agg(most=pl.col(most).fill_null(INF).max())
    things = subject.once(name).join(rows.filter(pl.col("most") > 0), on=key, how="semi", maintain_order="left")
    return things.join(where, on="place", maintain_order="left").drop_nulls("commodity")


def _contents(
    subject: Subject, flows: pl.DataFrame, demands: pl.DataFrame, first: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Goods handed over for their attributes, wherever an attribute is asked for (Semantics 28)."""
    held = subject.rows("contents").filter(pl.col("quantity") > 0).select("commodity", "attribute").unique()
    asked = pl.concat([demands.select("commodity", "at"), flows.filter("used").select("commodity", "at")]).unique()
    pairs = held.join(asked.rename({"commodity": "attribute"}), on="attribute").sort("commodity", "at", "attribute")
    none = pl.lit(None, dtype=pl.String)
    activities = pairs.select("commodity", "at").unique(maintain_order=True).select(
        "commodity", process=none, plant=none, at="at", activity=pl.int_range(pl.len(), dtype=pl.Int64) + first,
    )  # fmt: skip
    yes, no = pl.lit(value=True), pl.lit(value=False)
    gives = activities.select("activity", "commodity", "at", needed=yes, used=yes, made=no, left=no)
    named = pairs.join(activities.select("commodity", "at", "activity"), on=["commodity", "at"])
    yields = named.select(
        "activity", pl.col("attribute").alias("commodity"), "at", needed=no, used=no, made=yes, left=no
    )
    return activities.drop("commodity"), pl.concat([gives, yields])


def _stocks(subject: Subject, where: pl.DataFrame, first: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Stocks, which may take a good and give what they begin with (Semantics 27)."""
    rows = subject.rows("stocks").drop_nulls(["place", "commodity"])
    begun = rows.group_by("place", "commodity", maintain_order=True).agg(made=pl.col("initial").fill_null(0).max() > 0)
    none, no = pl.lit(None, dtype=pl.String), pl.lit(value=False)
    found = begun.join(where, on="place", maintain_order="left").with_columns(
        activity=pl.int_range(pl.len(), dtype=pl.Int64) + first, process=none, plant=none
    )
    return found, found.with_columns(needed=no, used=pl.lit(value=True), left=no)


def reach(chain: Chain, losing: bool = False) -> Reach:
    """Leave out recipes until all that are left can get their inputs and get rid of their outputs.

    Parameters
    ----------
    chain : Chain
    losing : bool
        A surplus may be lost on the way: nobody means that, but a plan may do it.

    Notes
    -----
    This errs on the side of what is possible: loops that feed themselves are let be, periods and amounts are not
    looked at. What is left out can run in no plan.
    """
    state = Reach(pl.repeat(value=True, n=chain.activities.height, dtype=pl.Boolean, eager=True))
    stale = set(chain.goods["commodity"])
    lost: list[pl.DataFrame] = []
    while stale:
        _update(chain, state, stale)
        dead = _dead(chain, state, losing).with_columns(round=pl.lit(len(lost)))
        lost.append(dead)
        gone = dead["activity"].unique()
        state.alive = pl.select(
            state.alive & ~pl.int_range(state.alive.len(), eager=True).is_in(gone.implode())
        ).to_series()
        stale = set(chain.flows.filter(pl.col("activity").is_in(gone.implode()))["commodity"])
    state.lost = pl.concat(lost)
    return state


def _update(chain: Chain, state: Reach, stale: set[str]) -> None:
    """Spread again the goods that some recipe no longer makes or uses."""
    alive = chain.flows.filter(state.alive.gather(chain.flows["activity"]))
    sources = pl.concat([chain.supplies.select("commodity", "at"), alive.filter("made").select("commodity", "at")])
    sinks = pl.concat([chain.demands.select("commodity", "at"), alive.filter("used").select("commodity", "at")])
    put, taken = (_positions(frame, stale) for frame in (sources, sinks))
    nowhere = np.empty(0, dtype=np.int64)
    for commodity, weighs in chain.goods.select("commodity", "weighs").iter_rows():
        if commodity in stale:
            state.reached[commodity] = chain.network.reached(commodity, weighs, put.get(commodity, nowhere))
            state.reaching[commodity] = chain.network.reaching(commodity, weighs, taken.get(commodity, nowhere))


def _positions(ends: pl.DataFrame, stale: set[str]) -> dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    mine = (
        ends.filter(pl.col("commodity").is_in(list(stale)))
        .drop_nulls()
        .group_by("commodity")
        .agg(pl.col("at").unique())
    )
    return {commodity: np.asarray(at, dtype=np.int64) for commodity, at in mine.iter_rows()}


def _dead(chain: Chain, state: Reach, losing: bool) -> pl.DataFrame:
    """activity, commodity, at, missing: inputs that cannot arrive, outputs that cannot leave."""
    alive = chain.flows.filter(state.alive.gather(chain.flows["activity"]))
    free = chain.goods.filter(pl.col("free") | (pl.col("lossy") & losing)).select("commodity")
    inputs = marked(alive.filter("needed"), state.reached)
    outputs = marked(alive.filter("left").join(free, on="commodity", how="anti"), state.reaching)
    parts = [(inputs, True), (outputs, False)]
    return pl.concat(
        frame.filter(~pl.col("marked")).select("activity", "commodity", "at", missing=pl.lit(value=is_input))
        for frame, is_input in parts
    )


def marked(frame: pl.DataFrame, marks: dict[str, Marks]) -> pl.DataFrame:
    """Add `marked`: whether the good of a row is marked at its place; goods that there are not are marked."""
    parts = []
    for (commodity,), part in frame.partition_by("commodity", as_dict=True).items():
        mark = marks.get(str(commodity))
        found = pl.lit(value=True) if mark is None else pl.Series(mark[part["at"].to_numpy()])
        parts.append(part.with_columns(marked=found))
    return pl.concat(parts) if parts else frame.with_columns(marked=pl.lit(value=True))
