"""Write a study folder from settings and frames: one CSV a table, a blank for what is not said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

Settings = dict[str, dict[str, Any]]
Tables = dict[str, pl.DataFrame]


YEAR = 2000  # of a case without time


def static_settings(name: str, currency: str, mass_unit: str, year: int = YEAR) -> Settings:
    """Settings of a case without time: one year, undiscounted, capital charged once and never given back."""
    return {
        "study": {"name": name, "currency": currency, "mass_unit": mass_unit},
        "time": {
            "price_year": year,
            "base_year": year,
            "discount_rate": 0.0,
            "capital": "overnight",
            "salvage": "none",
        },
        "solver": {"gap": 0.0},
    }


def one_year(year: int = YEAR) -> pl.DataFrame:
    """The ``periods`` table of a static case: a single year that counts once."""
    return pl.DataFrame({"period": [str(year)], "start": [year], "years": [1], "weight": [1.0]})


def write_study(folder: Path, settings: Mapping[str, Mapping[str, Any]], tables: Mapping[str, pl.DataFrame]) -> Path:
    """Write ``study.toml`` and one CSV a table into `folder` (made if need be) and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(_toml(settings), encoding="utf-8")
    for name, frame in tables.items():
        frame.write_csv(folder / f"{name}.csv")
    return folder


def _toml(settings: Mapping[str, Mapping[str, Any]]) -> str:
    sections = (
        "\n".join([f"[{section}]", *(f"{key} = {_value(value)}" for key, value in entries.items()), ""])
        for section, entries in settings.items()
    )
    return "\n".join(sections)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else repr(value)
