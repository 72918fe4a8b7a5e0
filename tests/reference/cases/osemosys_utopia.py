"""UTOPIA of OSeMOSYS: 21 years, six slices of each, vintages, residual capacity, salvage, a reserve margin.

Imports of fuel are supplies, unserved demand is a shortfall at its penalty, and power plants are sized in the
energy they could give in a year (PJ), so that the reserve margin, a policy, compares like with like. The pumped
storage E51 starts full and never binds, so it is a plant that makes electricity of nothing. The variant `annual` has no
slices and no E51; `discount10` discounts at 10 %; `co2cap` caps CO2 from 2000.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables

PLACE = pl.lit("utopia").alias("place")
SOURCES = ["IMPDSL1", "IMPGSL1", "IMPHCO1", "IMPOIL1", "IMPURN1", "RIV"]
UNSERVED = {"RHu": "RH", "RLu": "RL", "TXu": "TX"}
PUMPED = "E51"
WORKS = pl.col("TECHNOLOGY").is_in([*SOURCES, *UNSERVED]).not_()
OVER_THE_YEAR = "TX"  # demand of transport has no profile
NO_LIMIT = 999999999
PERIOD = pl.col("YEAR").cast(pl.String).alias("period")


def tables(folder: Path, variant: str = "annual") -> tuple[Settings, Tables]:
    """Give the study of a variant of the case in `folder`: million dollars and PJ."""
    annual = variant == "annual"
    settings: Settings = {
        "study": {"name": f"Utopia, {variant}", "currency": "MUSD", "mass_unit": "t"},
        "time": {
            "price_year": 1990,
            "base_year": 1990,
            "discount_rate": 0.10 if variant == "discount10" else 0.05,
            "running_at": "middle",
            "capital": "overnight",
            "salvage": "annuity",
        },
        "solver": {"gap": 0.0},
    }
    study = {
        "periods": pl.read_csv(folder / "YEAR.csv").select(
            pl.col("VALUE").cast(pl.String).alias("period"),
            pl.col("VALUE").alias("start"),
            pl.lit(1).alias("years"),
        ),
        "places": pl.DataFrame({"place": ["utopia"]}),
        "commodities": pl.read_csv(folder / "FUEL.csv").select(
            pl.col("VALUE").alias("commodity"),
            pl.lit("PJ").alias("unit"),
            pl.lit(0.0).alias("disposal_cost"),
            pl.when(pl.col("VALUE") == OVER_THE_YEAR).then(pl.lit("year")).alias("balance"),
        ),
        "technologies": _technologies(folder),
        "processes": _processes(folder),
        "flows": _flows(folder),
        "plants": _plants(folder),
        "supplies": _supplies(folder),
        "demands": _demands(folder, annual),
        "impacts": _impacts(folder, variant),
        "impact_factors": _factors(folder),
        "policies": _policies(folder, annual),
    }
    if annual:
        return settings, _without_storage(study)
    return settings, study | {"slices": _slices(folder)}


def _slices(folder: Path) -> pl.DataFrame:
    """Seasons, day and night; every year has the same."""
    first = _read(folder, "YearSplit").filter(pl.col("YEAR") == pl.col("YEAR").min())
    return first.select(pl.col("TIMESLICE").alias("slice"), pl.col("VALUE").alias("share"))


def _without_storage(study: Tables) -> Tables:
    def others(frame: pl.DataFrame) -> list[pl.Expr]:
        return [pl.col(c).ne_missing(PUMPED) for c in ("technology", "process", "plant") if c in frame.columns]

    return {name: frame.filter(pl.lit(value=True), *others(frame)) for name, frame in study.items()}


def _impacts(folder: Path, variant: str) -> pl.DataFrame:
    """CO2 is limited to 7 Mt in every year from 2000 in one variant."""
    wide = pl.read_csv(folder / "EMISSION.csv").select(pl.col("VALUE").alias("impact"), pl.lit("Mt").alias("unit"))
    if variant != "co2cap":
        return wide
    years = pl.read_csv(folder / "YEAR.csv").select(YEAR="VALUE").filter(pl.col("YEAR") >= 2000)
    caps = years.select(pl.lit("CO2").alias("impact"), PERIOD, pl.lit(7.0).alias("cap"))
    return pl.concat([wide, caps], how="diagonal")


def _read(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_csv(folder / f"{name}.csv", schema_overrides={"VALUE": pl.Float64})


def _by_year(folder: Path, name: str, column: str) -> pl.DataFrame:
    """One parameter of the technologies that work, a row a technology and year."""
    frame = _read(folder, name).filter(WORKS)
    return frame.select("TECHNOLOGY", "YEAR", pl.col("VALUE").alias(column))


def _size(folder: Path) -> pl.DataFrame:
    """PJ a year of one unit of capacity as the case counts it: 31.536 for a gigawatt, else 1."""
    names = pl.read_csv(folder / "TECHNOLOGY.csv").select(TECHNOLOGY="VALUE").filter(WORKS)
    told = _read(folder, "CapacityToActivityUnit").select("TECHNOLOGY", size="VALUE")
    return names.join(told, on="TECHNOLOGY", how="left").with_columns(pl.col("size").fill_null(1.0))


def _technologies(folder: Path) -> pl.DataFrame:
    life = _read(folder, "OperationalLife").select("TECHNOLOGY", lifetime="VALUE")
    reserve = pl.read_csv(folder / "ReserveMarginTagTechnology.csv").select("TECHNOLOGY", counts=pl.lit("yes")).unique()
    size = _size(folder)
    wide = (
        size.join(life, on="TECHNOLOGY", how="left")
        .join(reserve, on="TECHNOLOGY", how="left")
        .select(
            pl.col("TECHNOLOGY").alias("technology"),
            pl.lit("PJ").alias("unit"),
            "lifetime",
            pl.col("counts").alias("tag_reserve"),
        )
    )
    factor = _read(folder, "CapacityFactor").filter(WORKS).group_by("TECHNOLOGY", "YEAR", maintain_order=True)
    narrow = (
        _by_year(folder, "CapitalCost", "capex")
        .join(_by_year(folder, "FixedCost", "fixed_om"), on=["TECHNOLOGY", "YEAR"], how="left")
        .join(factor.agg(availability=pl.col("VALUE").mean()), on=["TECHNOLOGY", "YEAR"], how="left")
        .join(size, on="TECHNOLOGY")
        .select(
            pl.col("TECHNOLOGY").alias("technology"),
            PERIOD,
            pl.col("capex", "fixed_om") / pl.col("size"),
            "availability",
        )
    )
    return pl.concat([wide, narrow], how="diagonal")


def _processes(folder: Path) -> pl.DataFrame:
    """A process a technology, with the variable cost of the year; the case's default where it tells none."""
    default = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["defaults"]["VariableCost"]
    names = pl.col("TECHNOLOGY").alias("process"), pl.col("TECHNOLOGY").alias("technology")
    wide = _size(folder).select(*names, pl.lit(default).alias("variable_cost"))
    narrow = _by_year(folder, "VariableCost", "variable_cost").select(names[0], PERIOD, "variable_cost")
    return pl.concat([wide, narrow], how="diagonal")


def _flows(folder: Path) -> pl.DataFrame:
    signed = [("InputActivityRatio", -1.0), ("OutputActivityRatio", 1.0)]
    return pl.concat(
        _read(folder, name)
        .filter(WORKS, pl.col("MODE_OF_OPERATION") == 1)  # mode 2 of the storage only uses electricity up
        .select(
            pl.col("TECHNOLOGY").alias("process"),
            pl.col("FUEL").alias("commodity"),
            PERIOD,
            (sign * pl.col("VALUE")).alias("quantity"),
        )
        for name, sign in signed
    )


def _plants(folder: Path) -> pl.DataFrame:
    size = _size(folder)
    wide = size.select(
        pl.col("TECHNOLOGY").alias("plant"),
        PLACE,
        pl.col("TECHNOLOGY").alias("technology"),
        pl.lit("operating").alias("status"),
        pl.lit("yes").alias("expandable"),
        # What is left of the old capacity is told year by year: no lifetime shall end it.
        pl.lit(2011).alias("closes"),
    )
    most = pl.when(pl.col("most") < NO_LIMIT).then(pl.col("most") * pl.col("size"))
    narrow = (
        _by_year(folder, "ResidualCapacity", "residual")
        .join(
            _by_year(folder, "TotalAnnualMaxCapacity", "most"),
            on=["TECHNOLOGY", "YEAR"],
            how="full",
            coalesce=True,
        )
        .join(size, on="TECHNOLOGY")
        .select(
            pl.col("TECHNOLOGY").alias("plant"),
            PERIOD,
            (pl.col("residual") * pl.col("size")).alias("capacity"),
            most.alias("max_capacity"),
        )
    )
    return pl.concat([wide, narrow], how="diagonal")


def _supplies(folder: Path) -> pl.DataFrame:
    """Imports and the river: the fuel each source gives, at its variable cost."""
    sources = pl.col("TECHNOLOGY").is_in(SOURCES)
    default = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["defaults"]["VariableCost"]
    wide = (
        _read(folder, "OutputActivityRatio")
        .filter(sources)
        .unique(["TECHNOLOGY", "FUEL"], maintain_order=True)
        .select(
            pl.col("TECHNOLOGY").alias("supply"),
            pl.col("FUEL").alias("commodity"),
            PLACE,
            pl.lit(default).alias("price"),
        )
    )
    narrow = (
        _read(folder, "VariableCost")
        .filter(sources)
        .select(pl.col("TECHNOLOGY").alias("supply"), PERIOD, pl.col("VALUE").alias("price"))
    )
    return pl.concat([wide, narrow], how="diagonal")


def _demands(folder: Path, annual: bool) -> pl.DataFrame:
    """Yearly demand of the three end uses, with their profile; what is not served falls short at the case's penalty."""
    unserved = _read(folder, "VariableCost").select(
        pl.col("TECHNOLOGY").replace_strict(UNSERVED, default=None).alias("FUEL"), "YEAR", penalty="VALUE"
    )
    told = pl.concat(_read(folder, name) for name in ("SpecifiedAnnualDemand", "AccumulatedAnnualDemand")).join(
        unserved, on=["FUEL", "YEAR"]
    )
    fuel = told.select("FUEL").unique(maintain_order=True)
    wide = fuel.select(
        pl.col("FUEL").alias("demand"), pl.col("FUEL").alias("commodity"), PLACE, pl.lit("must").alias("kind")
    )
    narrow = told.select(
        pl.col("FUEL").alias("demand"),
        PERIOD,
        pl.col("VALUE").alias("quantity"),
        pl.col("penalty").alias("shortfall_cost"),
    )
    profile = _read(folder, "SpecifiedDemandProfile").rename({"VALUE": "share"})
    in_slices = profile.join(told.rename({"VALUE": "quantity"}), on=["FUEL", "YEAR"]).select(
        pl.col("FUEL").alias("demand"),
        PERIOD,
        pl.col("TIMESLICE").alias("slice"),
        pl.col("quantity") * pl.col("share"),
    )
    return pl.concat([wide, narrow, *([] if annual else [in_slices])], how="diagonal")


def _factors(folder: Path) -> pl.DataFrame:
    source = pl.col("TECHNOLOGY").is_in(SOURCES)
    return _read(folder, "EmissionActivityRatio").select(
        pl.col("EMISSION").alias("impact"),
        pl.when(source).then(pl.lit("buy")).otherwise(pl.lit("run")).alias("of"),
        pl.col("TECHNOLOGY").alias("key"),
        PERIOD,
        pl.col("VALUE").alias("quantity"),
    )


def _policies(folder: Path, annual: bool) -> pl.DataFrame:
    """The reserve margin, and the least capacity of each technology that has one, year by year."""
    least = _by_year(folder, "TotalAnnualMinCapacity", "least").join(_size(folder), on="TECHNOLOGY")
    names = least.select("TECHNOLOGY").unique(maintain_order=True)
    floors = names.select(
        pl.format("least {}", "TECHNOLOGY").alias("policy"),
        pl.format("capacity[technology={}] >= value", "TECHNOLOGY").alias("rule"),
    )
    values = least.select(
        pl.format("least {}", "TECHNOLOGY").alias("policy"),
        PERIOD,
        (pl.col("least") * pl.col("size")).alias("value"),
    )
    reserve = pl.DataFrame(
        {
            "policy": "reserve margin",
            # What stands is turned into what it could give in a year; year_availability is 1 for all.
            "rule": "value * make[commodity=ELC] <= "
            "capacity[technology.tag_reserve=yes] * technology.year_availability",
            "each": "" if annual else "slice",
        }
    )
    margins = _read(folder, "ReserveMargin").select(
        pl.lit("reserve margin").alias("policy"), PERIOD, pl.col("VALUE").alias("value")
    )
    return pl.concat([floors, values, reserve, margins], how="diagonal")
