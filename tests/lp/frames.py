"""Small frames that several tests of the layer use."""

from __future__ import annotations

import polars as pl

from punos.lp import Expression, Program

# Dantzig's transport problem, as published with GAMS (Rosenthal, GAMS: A User's Guide): 153.675 thousand dollars.
PLANTS = pl.DataFrame({"plant": ["seattle", "san-diego"], "capacity": [350.0, 600.0]})
MARKETS = pl.DataFrame({"market": ["new-york", "chicago", "topeka"], "demand": [325.0, 300.0, 275.0]})
ROUTES = pl.DataFrame(
    {
        "plant": ["seattle"] * 3 + ["san-diego"] * 3,
        "market": ["new-york", "chicago", "topeka"] * 2,
        "distance": [2.5, 1.7, 1.8, 2.5, 1.8, 1.4],
    }
)


def transport(
    plants: pl.DataFrame = PLANTS, markets: pl.DataFrame = MARKETS, routes: pl.DataFrame = ROUTES
) -> tuple[Program, Expression]:
    """Return the transport problem and its variables."""
    program = Program()
    ship = program.variables("ship", routes.select("plant", "market"))
    program.constraint("supply", plants, ship.over("plant"), upper="capacity")
    program.constraint("demand", markets, ship.over("market"), lower="demand")
    program.cost("freight", ship.times(routes, "distance").scaled(0.09))
    return program, ship


def by_label(frame: pl.DataFrame, value: str) -> dict[object, float]:
    """Return a column of figures by label (by a tuple of labels if there are several)."""
    labels = [name for name in frame.columns if name != value]
    rows = frame.select(*labels, value).iter_rows()
    return {row[0] if len(row) == 2 else row[:-1]: row[-1] for row in rows}
