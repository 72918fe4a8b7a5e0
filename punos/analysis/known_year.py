"""A study as it stood in a known year: one period of one year, nothing new built, restarted, closed or opened."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import polars as pl

from punos.errors import WrongUse
from punos.study.study import Study
from punos.tables import TABLES, PlantStatus, Qualifier

PERIOD = Qualifier.PERIOD.value
LEFT_OUT = ("objectives", "actions", "changes", "evidence", "observations")
"""Tables that say nothing about what happens in the year."""
SCENARIO = "year_{year}"
"""The scenario with the prices and demands of a year, if the study has it and none is named."""


def known_year(study: Study, year: int, scenario: str | None = None) -> Study:
    """Give the study of one year that has passed.

    Figures of the first period hold, moved to the year, with the changes of the scenario. What stood then stands: dates
    of plants and routes count as ever (Semantics 15). Candidates, restarts, extensions and early closures are out, and
    so are routes and terminals that would have to be opened.

    Parameters
    ----------
    study
        Any study.
    year
        The year.
    scenario
        Changes of the study that give its prices and demands; by default those of ``year_2024`` for 2024, if there are.

    Raises
    ------
    WrongUse
        If there is no such scenario.
    """
    named = SCENARIO.format(year=year)
    own = study.table("changes")["scenario"].drop_nulls().unique().to_list()
    chosen = scenario or (named if named in own else None)
    changed = study.scenario(chosen, study.name) if chosen else study
    first = changed.table("periods").sort("start")["period"].head(1).to_list()
    tables = {name: frame for name, frame in changed.tables.items() if name not in LEFT_OUT}
    tables = {name: _in_first(name, frame, first) for name, frame in tables.items()}
    tables["periods"] = _one_year(changed, tables.get("periods"), year)
    if "plants" in tables:
        tables["plants"] = _nothing_new(tables["plants"], year)
    for name in ("routes", "terminals"):
        if name in tables:
            tables[name] = _nothing_to_open(name, tables[name])
    named_study = changed.settings.named(f"{study.name}: {year}")
    return replace(changed, tables=MappingProxyType(tables), settings=named_study)


def _in_first(name: str, frame: pl.DataFrame, first: list[str]) -> pl.DataFrame:
    """Give the rows that speak of the first period."""
    if Qualifier.PERIOD not in TABLES[name].qualifiers or PERIOD not in frame.columns:
        return frame
    return frame.filter(pl.col(PERIOD).is_null() | pl.col(PERIOD).is_in(first))


def _one_year(study: Study, periods: pl.DataFrame | None, year: int) -> pl.DataFrame:
    if periods is None or periods.is_empty():
        if year != study.settings.time.price_year:
            raise WrongUse(
                f"The study has no periods: it is of {study.settings.time.price_year} and cannot be moved to {year}."
            )
        return study.table("periods")
    first = periods.sort("start").head(1)
    blank = pl.lit(None, pl.Float64)
    return first.with_columns(
        start=pl.lit(year, first.schema["start"]),
        years=pl.lit(1.0),
        **({"weight": blank} if "weight" in first.columns else {}),
    )


def _nothing_new(plants: pl.DataFrame, year: int) -> pl.DataFrame:
    """Let plants be what stands: no capacity may be added, none closed, and what was idle stands no more.

    They stay in the model, so that rules that speak of them still find them.
    """
    idle = plants.filter(pl.col("status") == PlantStatus.IDLE.value)["plant"]
    shut = pl.col("plant").is_in(idle.implode())
    closes = pl.col("closes") if "closes" in plants.columns else pl.lit(None, pl.Int64)
    none = {c: pl.lit(None, plants.schema[c]) for c in ("min_build", "closable") if c in plants.columns}
    return plants.with_columns(
        max_build=pl.lit(0.0),
        closes=pl.when(shut).then(pl.lit(year, pl.Int64)).otherwise(closes),
        **none,
    )


def _nothing_to_open(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out what would have to be opened."""
    if "capex" not in frame.columns:
        return frame
    keys = list(TABLES[name].keys)
    priced = frame.filter(pl.col("capex").is_not_null()).select(keys).unique()
    return frame.join(priced, on=keys, how="anti", maintain_order="left")
