"""A plan audits itself: balances close, capacity holds, promises are kept, money adds up.

The checks read the plan's own result tables and the study's figures, not the solver's rows: an equation left out of
the model, or a quantity reported wrongly, shows here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from punos.indicators import Quantity
from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.tables import WHOLE_YEAR
from punos.tables.trade import DemandKind

TOLERANCE = 1e-6
"""Relative to what flows; the solver's own feasibility tolerance is 1e-7 absolute on scaled rows."""


@dataclass(frozen=True)
class Check:
    """One thing that must hold.

    Attributes
    ----------
    name, sentence
        What is checked, in words.
    worst
        Largest relative violation found.
    where
        Where it was found (blank if nothing was to check).
    count
        How many rows were looked at.
    """

    name: str
    sentence: str
    worst: float
    where: str
    count: int

    @property
    def holds(self) -> bool:
        """Within tolerance."""
        return self.worst <= TOLERANCE


@dataclass(frozen=True)
class Audit:
    """All checks of a plan."""

    checks: tuple[Check, ...]

    @property
    def clean(self) -> bool:
        """Everything holds."""
        return all(c.holds for c in self.checks)

    @property
    def broken(self) -> tuple[Check, ...]:
        """The checks that do not hold."""
        return tuple(c for c in self.checks if not c.holds)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"clean": self.clean, "checks": [asdict(c) | {"holds": c.holds} for c in self.checks]}

    @staticmethod
    def from_dict(data: dict[str, Any]) -> Audit:
        """What `to_dict` wrote."""
        rows = [{k: v for k, v in c.items() if k != "holds"} for c in data["checks"]]
        return Audit(tuple(Check(**row) for row in rows))


def audit(
    instance: Instance, quantities: Mapping[str, Quantity], costs: Mapping[str, float], objective: float,
    weights: pl.DataFrame,
) -> Audit:  # fmt: skip
    """Check a plan's tables against the study.

    Parameters
    ----------
    costs
        Weighted money by kind as the solver has it.
    weights
        kind, period, weight of money in the objective.
    """
    return Audit(
        (
            _balances(instance, quantities),
            _capacities(instance, quantities),
            _demands(instance, quantities),
            _no_negatives(quantities),
            *_money(quantities, costs, objective, weights),
        )
    )


def _check(name: str, sentence: str, rows: pl.DataFrame, off: str, scale: str) -> Check:
    """Worst relative violation: off / max(scale, 1)."""
    if rows.is_empty():
        return Check(name, sentence, 0.0, "", 0)
    relative = rows.with_columns((pl.col(off) / pl.max_horizontal(scale, 1.0)).alias("relative"))
    worst = relative.sort("relative", descending=True).row(0, named=True)
    labels = ", ".join(str(v) for k, v in worst.items() if isinstance(v, str))
    return Check(name, sentence, max(float(worst["relative"]), 0.0), labels, rows.height)


def _balances(instance: Instance, quantities: Mapping[str, Quantity]) -> Check:
    here = list(instance.at("place", "commodity"))

    def part(name: str, sign: float, place: str = "place") -> pl.DataFrame:
        frame = quantities[name].frame.with_columns(pl.col(place).alias("place"))
        return frame.select(*here, flow=pl.col("value") * sign)

    along = ["route", "from", "to", *instance.at("commodity")]
    lossy = names_as_text(instance.transport.arcs.filter(pl.col("loss") != 0).select(*along, "loss"))  # mostly none are
    sent = quantities["ship"].frame.join(lossy, on=along, how="left")
    arriving = sent.with_columns(pl.col("to").alias("place")).select(
        *here, flow=pl.col("value") * (1 - pl.col("loss").fill_null(0.0))
    )
    # Goods inside a mode with terminals pass from stop to stop, so summed over modes everything shipped, loaded and
    # unloaded still balances: loading takes from the place what shipping takes from the stop.
    signs = {"make": 1.0, "buy": 1.0, "use": -1.0, "sell": -1.0, "discard": -1.0}
    parts = [part(n, s) for n, s in signs.items()] + [
        arriving,
        part("ship", -1.0, "from"),
        _drawn(instance, quantities),
    ]
    every = _when_balanced(instance, pl.concat(parts))
    flows = every.group_by(here).agg(off=pl.col("flow").sum().abs(), scale=pl.col("flow").abs().sum())
    return _check("balances", "In every place, as much of a good comes as goes.", flows, "off", "scale")


def _when_balanced(instance: Instance, flows: pl.DataFrame) -> pl.DataFrame:
    """Flows at the slice in which their good balances; what is of the year counts in each slice with its share."""
    if not instance.slices.any:
        return flows
    goods = names_as_text(instance.slices.goods).rename({"slice": "counts"})
    shares = names_as_text(instance.slices.shares).rename({"slice": "counts"})
    met = flows.join(goods, on="commodity", how="left").join(shares, on="counts", how="left")
    whole = pl.col("counts") == WHOLE_YEAR
    spread = (pl.col("slice") == WHOLE_YEAR) & ~whole
    kept = met.filter(whole | spread | (pl.col("slice") == pl.col("counts")))
    flow = pl.when(spread).then(pl.col("flow") * pl.col("share")).otherwise(pl.col("flow"))
    return kept.with_columns(slice="counts", flow=flow).select(flows.columns)


def _drawn(instance: Instance, quantities: Mapping[str, Quantity]) -> pl.DataFrame:
    """What is taken from stock, a year: what a period or slice begins with, less losses, less what it ends with."""
    here = list(instance.at("place", "commodity"))
    ends = quantities["store"].frame.select(*here, end="value")
    rows = names_as_text(instance.stocks).join(ends, on=here, how="left")
    before = {"period": "before", "slice": "before_slice", "end": "begin"}
    earlier = ends.rename({k: v for k, v in before.items() if k in ends.columns})
    on = [before.get(c, c) for c in here]
    begun = rows.join(earlier, on=on, how="left").with_columns(pl.coalesce("initial", "begin").alias("begin"))
    drawn = (pl.col("begin") * pl.col("keep") - pl.col("end")) / pl.col("years")
    return begun.select(*here, flow=drawn)


def _capacities(instance: Instance, quantities: Mapping[str, Quantity]) -> Check:
    index = list(instance.at("plant"))
    uses = names_as_text(instance.operation.uses)
    run = list(instance.at("process", "plant"))
    taken = (
        quantities["run"].frame.select(*run, "value")
        .join(uses, on=run)
        .with_columns(plant="used")
        .group_by(index)
        .agg(need=(pl.col("value") * pl.col("capacity_use")).sum())
    )  # fmt: skip
    if instance.slices.any:
        year = taken.with_columns(slice=pl.lit(WHOLE_YEAR)).group_by(index).agg(pl.col("need").sum())
        taken = pl.concat([taken.filter(pl.col("slice") != WHOLE_YEAR), year.select(taken.columns)])
    limited = names_as_text(instance.plants.frame).filter(pl.col("existing").is_finite()).select("plant", "period")
    available = names_as_text(instance.plants.available).join(limited, on=["plant", "period"], how="semi")
    stands = quantities["capacity"].frame.group_by("plant", "period").agg(stands=pl.col("value").sum())
    rows = (
        taken.join(available, on=index)
        .join(stands, on=["plant", "period"], how="left")
        .with_columns(room=pl.col("stands").fill_null(0.0) * pl.col("availability"))
        .with_columns(off=pl.col("need") - pl.col("room"))
    )
    return _check("capacity", "No plant runs beyond its available capacity.", rows, "off", "room")


def _demands(instance: Instance, quantities: Mapping[str, Quantity]) -> Check:
    index = list(instance.at("demand"))
    must = names_as_text(instance.trade.demands).filter(pl.col("kind") == DemandKind.MUST.value)
    both = pl.concat([quantities[n].frame.select(*index, "value") for n in ("sell", "short")])
    met = both.group_by(index).agg(met=pl.col("value").sum())
    rows = must.join(met, on=index, how="left").with_columns(
        off=(pl.col("met").fill_null(0.0) - pl.col("quantity")).abs()
    )
    return _check("demands", "What must be delivered is delivered or counted as short.", rows, "off", "quantity")


def _no_negatives(quantities: Mapping[str, Quantity]) -> Check:
    names = ("build", "capacity", "run", "ship", "buy", "sell", "short", "discard", "store")
    rows = pl.concat(
        [
            quantities[n].frame.select(
                pl.lit(n).alias("indicator"), "period", off=-pl.col("value"), scale=pl.col("value").abs().max()
            )
            for n in names
        ]
    )
    return _check("signs", "Nothing is built, run, shipped or traded less than not at all.", rows, "off", "scale")


def _money(
    quantities: Mapping[str, Quantity], costs: Mapping[str, float], objective: float, weights: pl.DataFrame
) -> list[Check]:
    both = pl.concat(
        [
            quantities["spend"].frame.select("kind", "period", "value"),
            quantities["earn"].frame.select("kind", "period", value=-pl.col("value")),
        ]
    )
    weighted = both.join(names_as_text(weights), on=["kind", "period"], how="left")
    reported = weighted.group_by("kind").agg(reported=(pl.col("value") * pl.col("weight")).sum())
    solver = pl.DataFrame({"kind": list(costs), "cost": list(costs.values())})
    rows = solver.join(reported, on="kind", how="left").with_columns(pl.col("reported").fill_null(0.0))
    moved = float(rows["cost"].abs().sum())
    kinds = rows.with_columns(off=(pl.col("reported") - pl.col("cost")).abs(), scale=pl.lit(moved))
    total = pl.DataFrame(
        {"of": ["all kinds"], "off": [abs(float(rows["reported"].sum()) - objective)], "scale": [moved]}
    )
    return [
        _check("costs", "Each kind of money in the tables is what the solver counted.", kinds, "off", "scale"),
        _check("objective", "The money in the tables adds up to the objective.", total, "off", "scale"),
    ]
