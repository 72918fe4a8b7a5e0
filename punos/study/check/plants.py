"""Plants and technologies: sizes that exclude each other, figures without effect, units shared (Semantics 14-18)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import STANDING, Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.study.settings import Capital
from punos.tables import PlantStatus

CANDIDATE, IDLE = PlantStatus.CANDIDATE.value, PlantStatus.IDLE.value
_ODD = Severity.WARNING


def check(subject: Subject) -> Iterator[Fault]:
    """Find plants and technologies that contradict themselves."""
    yield from _limits(subject)
    yield from _twins(subject)
    yield from _annuities(subject)
    yield from _capacities(subject)
    yield from _without_effect(subject)
    yield from _free(subject)
    yield from _land(subject)
    yield from _too_late(subject)


_PAIRS = (
    ("technologies", "min_capacity", "max_capacity"),
    ("technologies", "block", "max_capacity"),
    ("plants", "min_build", "max_build"),
    ("plants", "min_build", "max_capacity"),
)


def _limits(subject: Subject) -> Iterator[Fault]:
    """A least above a most."""
    for table, least, most in _PAIRS:
        rows = subject.filled(table)
        found = rows.filter(pl.col(least) > pl.col(most))
        key = rows.columns[0]
        message = f"{{{key}}}: {least} {{{least}}} is more than {most} {{{most}}}."
        yield from tell(found, Kind("least-above-most", table, least), message, f"at most {{{most}}}")


def _twins(subject: Subject) -> Iterator[Fault]:
    """Two plants at one place of a technology that a process uses there beside its own (Semantics 17)."""
    uses = subject.rows("uses").drop_nulls(["process", "technology"])
    if uses.is_empty():
        return
    sites = subject.plants.select("place", used="technology", other="plant")
    own = subject.once("processes").select("process", own="technology")
    needed = uses.join(own, on="process").filter(pl.col("technology") != pl.col("own"))
    runs = subject.runs.select("process", "place").unique()
    there = needed.join(runs, on="process").join(sites, left_on=["place", "technology"], right_on=["place", "used"])
    keys = ["process", "technology", "place"]
    twins = there.group_by(keys, maintain_order=True).agg(
        pl.col(ROW).first(), plants=pl.col("other").unique().sort(), n=pl.col("other").n_unique()
    )
    message = "{process} uses {technology} at {place}, where there are {n} plants of it: {plants}."
    yield from tell(
        twins.filter(pl.col("n") > 1), Kind("two-plants-to-use", "uses", "technology"), message,
        "one plant of a used technology at a place", "Make them one plant, or two technologies.",
    )  # fmt: skip


def _annuities(subject: Subject) -> Iterator[Fault]:
    """Capital counted as an annuity needs a lifetime (Semantics 14)."""
    if subject.settings.time.capital is not Capital.ANNUITY:
        return
    built = subject.plants.join(_buildable(subject), on="plant", how="semi").select("technology").unique()
    technologies = subject.filled("technologies").join(built, on="technology", how="semi")
    costs = (pl.col("capex").fill_null(0) != 0) | (pl.col("fixed_capex").fill_null(0) != 0)
    curved = pl.col("technology").is_in(subject.names("capex_curve").implode())
    routes = subject.filled("routes").filter(pl.col("capex").fill_null(0) != 0)
    remedy = "Fill lifetime, or count capital overnight (time.capital in the settings)."
    for table, rows in (("technologies", technologies.filter(costs | curved)), ("routes", routes)):
        message = f"The capital of {{{rows.columns[0]}}} counts as an annuity, but its lifetime is blank."
        found = rows.filter(pl.col("lifetime").is_null()).unique(rows.columns[0], keep="first", maintain_order=True)
        yield from tell(found, Kind("annuity-without-lifetime", table, "lifetime"), message, "years", remedy)


def _buildable(subject: Subject) -> pl.DataFrame:
    """Plants at which something may be built."""
    rows = subject.rows("plants")
    expandable = rows.filter("expandable").select("plant")
    candidates = subject.plants.filter(pl.col("status") == CANDIDATE).select("plant")
    return pl.concat([candidates, expandable]).unique()


def _capacities(subject: Subject) -> Iterator[Fault]:
    """Capacity of candidates, which counts for nothing; plants that stand without any."""
    status = subject.plants.select("plant", its="status")
    rows = subject.filled("plants").join(status, on="plant", maintain_order="left")
    found = rows.filter((pl.col("its") == CANDIDATE) & (pl.col("capacity") > 0))
    message = "{plant} is a candidate: its capacity {capacity} does not stand and counts for nothing."
    remedy = "Give it another status, or say how much may be built (max_build, max_capacity)."
    yield from tell(found, Kind("candidate-with-capacity", "plants", "capacity", _ODD), message, "blank", remedy)
    stands = rows.filter(pl.col("its").is_in(STANDING))
    most = stands.group_by("plant", maintain_order=True).agg(pl.col(ROW).first(), most=pl.col("capacity").max())
    nothing = most.filter(pl.col("most").fill_null(0) == 0).with_columns(value=pl.col("most"))
    message = "{plant} stands, but its capacity is blank or 0: it can make nothing."
    yield from tell(nothing, Kind("no-capacity", "plants", "capacity", _ODD), message, "a capacity, or inf")
    endless = stands.filter((pl.col("its") == IDLE) & pl.col("capacity").is_infinite())
    message = "{plant} is idle with unlimited capacity: without a size nothing says what waits for the restart."
    kind = Kind("idle-without-size", "plants", "capacity", Severity.ERROR)
    yield from tell(endless, kind, message, "a finite capacity", "Write how much stands idle.")
    above = stands.filter(pl.col("capacity") > pl.col("max_capacity"))
    message = "{plant} stands with capacity {capacity}, more than its max_capacity {max_capacity}."
    yield from tell(above, Kind("capacity-above-most", "plants", "max_capacity", _ODD), message, "{capacity} or more")


def _without_effect(subject: Subject) -> Iterator[Fault]:
    """Figures about building where nothing is built, about restarting where nothing idles."""
    status = subject.plants.select("plant", its="status")
    rows = subject.rows("plants").join(status, on="plant", maintain_order="left").drop_nulls("its")
    fixed = rows.join(_buildable(subject), on="plant", how="anti", maintain_order="left")
    for column in ("earliest", "min_build", "max_build"):
        found = fixed.filter(pl.col(column).is_not_null())
        message = f"{{plant}} is {{its}} and not expandable: its {column} has no effect."
        kind = Kind("without-effect", "plants", column, _ODD)
        yield from tell(found, kind, message, "blank", "Set expandable to yes, or correct its status.")
    awake = rows.filter((pl.col("its") != IDLE) & (pl.col("restart_cost") != 0))
    kind = Kind("without-effect", "plants", "restart_cost", _ODD)
    yield from tell(awake, kind, "{plant} is {its}: only idle plants are restarted.", "blank", "Correct its status.")
    never = rows.filter((pl.col("its") == CANDIDATE) & pl.col("opened").is_not_null())
    kind = Kind("without-effect", "plants", "opened", _ODD)
    yield from tell(never, kind, "{plant} is a candidate and has not opened.", "blank", "Write earliest.")


def _free(subject: Subject) -> Iterator[Fault]:
    """Technologies that may be built for nothing."""
    built = subject.plants.join(_buildable(subject), on="plant", how="semi").select("technology").unique()
    rows = subject.rows("technologies").join(built, on="technology", how="semi", maintain_order="left")
    rows = rows.join(subject.rows("capex_curve").select("technology"), on="technology", how="anti")
    costs = pl.col("capex", "fixed_capex")
    said = rows.group_by("technology", maintain_order=True).agg(pl.col(ROW).first(), costs.max())
    free = said.filter(pl.col("capex").is_null() & pl.col("fixed_capex").is_null())
    message = "{technology} may be built, but neither capex nor fixed_capex nor a capex_curve says what it costs."
    yield from tell(free, Kind("free-to-build", "technologies", "capex", _ODD), message, "a cost, or 0 if it is free")


def _land(subject: Subject) -> Iterator[Fault]:
    """What stands needs more land than its place has."""
    area = subject.rows("technologies").filter(pl.col("plant").is_null() & pl.col("period").is_null())
    stands = subject.plants.filter(pl.col("status").is_in(STANDING)).select("plant", "place", "technology")
    sizes = subject.rows("plants").filter(pl.col("period").is_null()).select("plant", "capacity")
    needs = stands.join(sizes, on="plant").join(area.select("technology", "area_ha"), on="technology")
    taken = (pl.col("area_ha") * pl.col("capacity")).filter(pl.col("capacity").is_finite())
    need = needs.group_by("place").agg(need=taken.sum())
    places = subject.rows("places").filter(pl.col("period").is_null()).join(need, on="place", maintain_order="left")
    found = places.filter(pl.col("need") > pl.col("area_ha") * (1 + 1e-9))
    message = "The plants that stand at {place} take {need} ha, more than its area_ha {area_ha}."
    kind = Kind("land-short", "places", "area_ha", _ODD)
    yield from tell(found, kind, message, "{need} or more", "Correct area_ha here, or in technologies.")


def _too_late(subject: Subject) -> Iterator[Fault]:
    """Building takes longer than the plan."""
    if subject.periods.is_empty():
        return
    first, last = int(subject.periods["start"][0]), int(subject.periods["start"][-1])
    built = subject.plants.join(_buildable(subject), on="plant", how="semi").select("technology").unique()
    rows = subject.rows("technologies").join(built, on="technology", how="semi", maintain_order="left")
    found = rows.filter(pl.col("build_years") + first > last)
    message = (
        f"{{technology}} takes build_years {{build_years}} and cannot work before the last period starts ({last})."
    )
    kind = Kind("never-built", "technologies", "build_years", _ODD)
    yield from tell(found, kind, message, f"at most {last - first}", "Correct build_years, or add a period.")
