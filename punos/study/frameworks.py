"""Frameworks that Punos brings along: what is asked of a park, as rows of the table `criteria`."""

from __future__ import annotations

from importlib.resources import files

import polars as pl


def eco_industrial_parks() -> pl.DataFrame:
    """Return the eco-industrial park framework: 26 items, 4 of them prerequisites.

    Thresholds are recalled from the International Framework for Eco-Industrial Parks, version 2.0 (UNIDO, World Bank,
    GIZ, January 2021), and say so: check them against the original before quoting.

    Returns
    -------
    DataFrame
        Columns of `criteria`, as text.
    """
    written = files("punos.study").joinpath("eco_industrial_parks.csv").read_bytes()
    return pl.read_csv(written, infer_schema=False)
