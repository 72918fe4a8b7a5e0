"""Reads a study's tables for the instance: coded, resolved over periods and plants, in one currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from punos.errors import StudyFaults
from punos.instance.names import coded
from punos.instance.resolve import resolve, structure
from punos.instance.slices import Slices as SlicesOfYear
from punos.instance.slices import slices
from punos.instance.time import period_frame
from punos.study.faults import Fault, Faults, Severity
from punos.study.settings import Settings
from punos.study.study import Study
from punos.tables import TABLES, Qualifier, Slices
from punos.tables.schema import Table

MONEY = ("price", "shortfall_cost", "capex", "fixed_capex", "fixed_om", "open_om", "cost", "fixed_cost")
"""Columns that are money of the row's ``currency``; converted at the border."""


@dataclass(frozen=True)
class Reader:
    """A study on its way to an instance."""

    study: Study
    types: Mapping[str, pl.Enum]
    periods: pl.DataFrame
    slices: SlicesOfYear

    @staticmethod
    def of(study: Study, types: Mapping[str, pl.Enum]) -> Reader:
        """Reader of a study; without a periods table there is one period, of one year."""
        rows = study.table("periods")
        if rows.is_empty():
            year = study.settings.time.price_year
            rows = pl.DataFrame(
                {"period": [str(year)], "start": [year], "years": [1.0], "weight": [None]},
                schema_overrides={"weight": pl.Float64},
            )
            types = {**types, "periods": pl.Enum([str(year)])}
        periods = period_frame(rows, study.settings, types["periods"])
        return Reader(study, types, periods, slices(study, dict(types)))

    @property
    def settings(self) -> Settings:
        """Settings of the study."""
        return self.study.settings

    def rows(self, name: str) -> pl.DataFrame:
        """The active rows of a table, names coded, sorted by key."""
        table = TABLES[name]
        return coded(table, self.study.table(name), self.types).sort(
            *table.keys, *(q.value for q in table.qualifiers), nulls_last=False
        )

    def structure(self, name: str) -> pl.DataFrame:
        """What may not vary within a key: key columns and fixed columns, one row a key."""
        return structure(TABLES[name], self.rows(name))

    def resolved(
        self, name: str, at_plants: pl.DataFrame | None = None, at_slices: pl.DataFrame | None = None
    ) -> pl.DataFrame:
        """Full frame: key x (plant) x period x (slice) with the columns that may vary, blanks given their meaning.

        ``at_plants`` has key columns and ``plant``: where each key may exist; ``at_slices`` has key columns and
        ``slice``: in which slices. Without it, or in a study without slices, rows of one slice are left out.
        """
        table, rows = TABLES[name], self.rows(name)
        varying = [c for c in rows.columns if not _is_fixed(table, c)]
        domains = [self.periods.select("period")]
        by_slice = at_slices is not None and self.slices.any
        if at_slices is not None and by_slice:
            domains.append(at_slices)
            rows = self._amounts(table, rows, per_share=True)
        elif Qualifier.SLICE in table.qualifiers:
            rows, varying = rows.filter(pl.col("slice").is_null()), [c for c in varying if c != "slice"]
        if at_plants is not None:
            domains.insert(0, at_plants)
        if rows.is_empty():
            return self._nothing(table, rows.select(varying), at_plants is not None)
        full = resolve(table, rows.select(varying), domains)
        full = self._amounts(table, full, per_share=False) if by_slice else full
        full = self._one_currency(table, full)
        self._required(table, full)
        order = [*table.keys, *(d.columns[-1] for d in domains)]
        return full.sort(order)

    def _nothing(self, table: Table, rows: pl.DataFrame, by_plant: bool) -> pl.DataFrame:
        """The full frame of an empty table."""
        wanted = {"period": self.types["periods"]} | ({"plant": self.types["plants"]} if by_plant else {})
        if not by_plant and "plant" in rows.columns and "plant" not in table.keys:
            rows = rows.drop("plant")
        return rows.with_columns(pl.lit(None, dtype=t).alias(c) for c, t in wanted.items() if c not in rows.columns)

    def _amounts(self, table: Table, rows: pl.DataFrame, per_share: bool) -> pl.DataFrame:
        """Amounts of a slice said a year (per share of the year), in which rows with and without slice agree; or back.

        So a figure without slice is spread evenly over the slices that no row speaks of (Semantics 26).
        """
        amounts = [c.name for c in table.columns if c.in_slices is Slices.AMOUNT]
        shared = rows.join(self.slices.shares, on="slice", how="left", maintain_order="left")
        share = pl.col("share").fill_null(1.0)
        return shared.with_columns((pl.col(a) / share if per_share else pl.col(a) * share) for a in amounts).drop(
            "share"
        )

    def with_structure(
        self, name: str, at_plants: pl.DataFrame | None = None, at_slices: pl.DataFrame | None = None
    ) -> pl.DataFrame:
        """`resolved` with the fixed columns joined."""
        full = self.resolved(name, at_plants, at_slices)
        return full.join(self.structure(name), on=list(TABLES[name].keys), how="left", maintain_order="left")

    def _one_currency(self, table: Table, full: pl.DataFrame) -> pl.DataFrame:
        """Money in the study's currency (rate = money of the study a unit of the row's currency)."""
        if "currency" not in full.columns or "currency" in table.keys:
            return full
        if full["currency"].null_count() == full.height:
            return full.drop("currency")
        rated = self._rated(full)
        return rated.with_columns(pl.col(m) * pl.col("rate") for m in MONEY if m in full.columns).drop(
            "rate", "currency"
        )

    def _rated(self, full: pl.DataFrame) -> pl.DataFrame:
        """With ``rate``, money of the study a unit of the row's currency; 1 where it names none."""
        rates = self.resolved("currencies").select("currency", "period", "rate")
        rated = full.join(rates, on=["currency", "period"], how="left", maintain_order="left")
        return rated.with_columns(pl.col("rate").fill_null(1.0))

    def rates(self, name: str, at_plants: pl.DataFrame) -> pl.DataFrame:
        """Key, plant, period and ``rate`` of the currency that the rows of a table are in."""
        table = TABLES[name]
        rows = self.rows(name)
        if Qualifier.SLICE in table.qualifiers:
            rows = rows.filter(pl.col("slice").is_null()).drop("slice")
        qualifiers = [q.value for q in table.qualifiers if q is not Qualifier.SLICE]
        rows = rows.select(*table.keys, *qualifiers, "currency")
        return self._rated(resolve(table, rows, [at_plants, self.periods.select("period")])).drop("currency")

    def _required(self, table: Table, full: pl.DataFrame) -> None:
        """A required cell blank after overriding stops here, however the study came in."""
        missing = [
            (c, blank)
            for c in table.columns
            if c.required and c.name in full.columns and (blank := full.filter(pl.col(c.name).is_null())).height
        ]
        if missing:
            raise StudyFaults(
                Faults(
                    Fault(
                        code="required-blank", severity=Severity.ERROR, table=table.name, row=None, column=c.name,
                        value="", message=f"{c.name} is blank for {_label(blank, table)}",
                        expected=f"{c.meaning}", remedy=f"fill {c.name} in {table.name}",
                    )
                    for c, blank in missing
                )
            )  # fmt: skip


def _is_fixed(table: Table, name: str) -> bool:
    return any(c.name == name and c.fixed and not c.key for c in table.columns)


def _label(blank: pl.DataFrame, table: Table) -> str:
    first = blank.row(0, named=True)
    return ", ".join(f"{k} {first[k]}" for k in (*table.keys, "plant", "period") if k in first)
