"""Variables of investment: building, opening, closing, restarting, and the capacity that stands."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance
from punos.instance.time import alive
from punos.lp import Expression, Program
from punos.model.conversion import Conversion, conversion
from punos.model.curves import Curves, curves
from punos.model.sizes import Sizes
from punos.tables.plants import PlantStatus

INDEX = ("plant", "period")
INF = float("inf")


@dataclass(frozen=True)
class Investment:
    """Expressions over plant and period (and vintage, the period in which capacity first works).

    Attributes
    ----------
    build
        New capacity, technology units, in the period in which it first works.
    open
        1 where something is opened; only for openings with a charge, a yearly cost, a minimum or a curve.
    modules
        Whole number of blocks built.
    existing
        Capacity of the study that stands, a column fixed to the figure of the table.
    closed_share
        Share of the existing capacity of a closable plant that is closed early in a period.
    closed_new
        plant, vintage, period: new capacity of a closable plant closed early.
    conversion
        What stands and becomes another plant.
    restart
        1 where an idle plant is restarted.
    vintages
        plant, vintage, period: the periods in which a vintage works, and ``works`` = 1.
    capacity
        What stands: existing, new and gained by conversion, less what is closed or converted.
    """

    build: Expression
    open: Expression
    modules: Expression
    curves: Curves
    existing: Expression
    closed_share: Expression
    closed_new: Expression
    conversion: Conversion
    restart: Expression
    vintages: pl.DataFrame
    capacity: Expression


def investment(instance: Instance, program: Program, sizes: Sizes) -> Investment:
    """Add the variables of investment."""
    frame = instance.plants.frame
    buildable = sizes.openings
    build = program.variables("build", buildable.select(*INDEX, "upper"), upper="upper")
    curve = curves(instance, program, buildable)
    plain = buildable.filter(pl.col("binary") & ~pl.col("stepped")).select(INDEX)
    opened = program.variables("open", plain, upper=1.0, integer=True)
    blocks = buildable.filter(pl.col("block").is_not_null() & (pl.col("block") > 0)).select(INDEX)
    stands = frame.filter((pl.col("existing") > 0) & pl.col("existing").is_finite()).select(*INDEX, "existing")
    existing = program.variables("existing", stands, lower="existing", upper="existing")
    vintages = _vintages(instance, buildable)
    share, new = _closures(frame, program, stands, vintages)
    turned = conversion(instance, program)
    gone = Expression.sum([share, turned.share.over(*INDEX)], INDEX)
    capacity = _capacity(instance, build, existing, gone, new, vintages, stands)
    return Investment(
        build=build,
        open=Expression.sum([opened, curve.open], INDEX),
        modules=program.variables("modules", blocks, integer=True),
        curves=curve,
        existing=existing,
        closed_share=share,
        closed_new=new,
        conversion=turned,
        restart=_restart(frame, program),
        vintages=vintages,
        capacity=Expression.sum([capacity, turned.works], INDEX),
    )


def _vintages(instance: Instance, buildable: pl.DataFrame) -> pl.DataFrame:
    """The periods in which each vintage works and the plant is in the model."""
    rows = buildable.select("plant", pl.col("period").alias("vintage"), "lifetime")
    works = alive(rows, instance.periods).drop("lifetime").with_columns(works=pl.lit(1.0))
    return works.join(instance.plants.frame.select(INDEX), on=INDEX, how="semi")


def _closures(
    frame: pl.DataFrame, program: Program, stands: pl.DataFrame, vintages: pl.DataFrame
) -> tuple[Expression, Expression]:
    closable = frame.filter("closable").select(INDEX)
    share = program.variables("closed_share", stands.join(closable, on=INDEX, how="semi").select(INDEX), upper=1.0)
    later = vintages.filter(pl.col("period") > pl.col("vintage")).join(closable, on=INDEX, how="semi")
    return share, program.variables("closed_new", later.select("plant", "vintage", "period"))


def _restart(frame: pl.DataFrame, program: Program) -> Expression:
    """A charge paid once makes a restart all or nothing; without one it may be part."""
    idle = frame.filter((pl.col("status") == PlantStatus.IDLE.value) & (pl.col("existing") > 0))
    charged = idle.filter(pl.col("restart_cost") != 0).select(INDEX)
    free = idle.filter(pl.col("restart_cost") == 0).select(INDEX)
    whole = program.variables("restart", charged, upper=1.0, integer=True)
    return Expression.sum([whole, program.variables("restart_free", free, upper=1.0)], INDEX)


def _capacity(
    instance: Instance,
    build: Expression,
    existing: Expression,
    share: Expression,
    new: Expression,
    vintages: pl.DataFrame,
    stands: pl.DataFrame,
) -> Expression:
    """existing x (1 - share closed or converted so far) + what is built and works - what of it is closed so far."""
    so_far = later_periods(instance).join(stands, on="period").select("plant", "event", "period", "existing")
    shut = share.rename(period="event").times(so_far, "existing").over(*INDEX)
    standing = build.rename(period="vintage").times(vintages, "works").over(*INDEX)
    gone = new.rename(period="event").times(
        later_periods(instance)
        .join(vintages.rename({"works": "one"}), on="period")
        .select("plant", "vintage", "event", "period", "one"),
        "one",
    )
    return Expression.sum([existing, -shut, standing, -gone.over(*INDEX)], INDEX)


def later_periods(instance: Instance) -> pl.DataFrame:
    """event, period: every period in or after the period of an event."""
    periods = instance.periods.select("period")
    return periods.rename({"period": "event"}).join(periods, how="cross").filter(pl.col("period") >= pl.col("event"))
