"""A study of a million rows, loaded from its CSV files and checked: seconds and peak memory.

Run: python -m benchmarks.wide [rows]

Each figure comes from a process of its own. The study is of chance with a fixed seed and means nothing; a part of its
rows narrows others by period or plant, and one row in a hundred has evidence, as in a study that people keep.
"""

from __future__ import annotations

import cProfile
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

import punos
from punos.study.folder import write_folder
from punos.study.settings import Settings

ROWS = 1_000_000
SHARES = {"routes": 0.33, "demands": 0.30, "supplies": 0.15, "plants": 0.09, "impact_factors": 0.11, "evidence": 0.01}
"""Parts of all rows; the rest is one wide row a thing."""
PERIODS = tuple(str(year) for year in range(2025, 2060, 5))


def write(folder: Path, rows: int = ROWS, seed: int = 1) -> None:
    """Write a study of about so many rows."""
    count = {name: round(rows * share) for name, share in SHARES.items()}
    rng = np.random.default_rng(seed)
    places = names("place", max(round(rows / 200), 4))
    goods = names("good", max(round(rows / 2500), 4))
    techs = names("make", len(goods) - 1)
    plants = names("plant", round(count["plants"] * 0.8))
    home, kind = some(rng, places, len(plants)), some(rng, techs, len(plants))
    tables = {
        "periods": pl.DataFrame({"period": PERIODS, "start": [int(p) for p in PERIODS], "years": 5.0}),
        "places": pl.DataFrame({"place": places}).with_columns(country=pl.lit("FI"), area_ha=pl.lit(500.0)),
        "commodities": pl.DataFrame({"commodity": goods}).with_columns(
            unit=pl.lit("t"), mass=pl.lit(1.0), disposal_cost=pl.lit(5.0)
        ),
        "modes": pl.DataFrame({"mode": ["road", "rail"], "cost_per_tkm": [0.1, 0.03]}),
        "impacts": pl.DataFrame({"impact": ["co2"], "unit": ["t"], "price": [80.0]}),
        "technologies": pl.DataFrame({"technology": techs}).with_columns(
            unit=pl.lit("t/a"), capex=pl.lit(900.0), lifetime=pl.lit(20.0), max_capacity=pl.lit(1e6)
        ),
        "processes": pl.DataFrame({"process": techs, "technology": techs}),
        "flows": pl.DataFrame(
            {
                "process": pl.concat([techs, techs]),
                "commodity": pl.concat([goods[:-1], goods[1:]]),
                "quantity": [-1.1] * len(techs) + [1.0] * len(techs),
            }
        ),
        "plants": narrowed(
            rng,
            pl.DataFrame({"plant": plants, "place": home, "technology": kind}).with_columns(
                status=pl.lit("candidate"), max_capacity=amounts(rng, len(plants))
            ),
            ("plant", "max_capacity"),
            count["plants"],
        ),
        "routes": routes(rng, places, count["routes"]),
        "supplies": trade(rng, "supply", places, goods, count["supplies"], "price", "capacity"),
        "demands": trade(rng, "demand", places, goods, count["demands"], "price", "quantity").with_columns(
            kind=pl.when(pl.col("place").is_not_null()).then(pl.lit("may"))
        ),
    }
    routed = tables["routes"]["route"].unique(maintain_order=True)[: count["impact_factors"]]
    tables["impact_factors"] = pl.DataFrame({"key": routed}).select(
        impact=pl.lit("co2"), of=pl.lit("ship"), key="key", quantity=pl.lit(0.01)
    )
    demanded = tables["demands"].filter(pl.col("period").is_null()).head(count["evidence"])
    tables["evidence"] = demanded.select(
        table=pl.lit("demands"),
        select=pl.format("demand={}", "demand"),
        column=pl.lit("price"),
        low=pl.col("price") * 0.8,
        high=pl.col("price") * 1.2,
        basis=pl.lit("assumed"),
    )
    settings = Settings.model_validate(
        {"study": {"name": "a million rows", "currency": "EUR"}, "time": {"price_year": 2025, "discount_rate": 0.05}}
    )
    write_folder(
        folder, settings, {name: frame.with_columns(row=pl.int_range(pl.len())) for name, frame in tables.items()}
    )


def names(kind: str, count: int) -> pl.Series:
    """Names as planners write them: a word and a number."""
    return pl.select(pl.format(f"{kind} {{}}", pl.int_range(1, count + 1))).to_series()


def some(rng: np.random.Generator, of: pl.Series, count: int) -> pl.Series:
    """So many of some names, of chance."""
    return of[rng.integers(0, len(of), count)]


def amounts(rng: np.random.Generator, count: int) -> pl.Series:
    """Figures with a few digits."""
    return pl.Series(np.round(rng.uniform(10, 1000, count), 1))


def narrowed(rng: np.random.Generator, wide: pl.DataFrame, cells: tuple[str, str], rows: int) -> pl.DataFrame:
    """The rows of a table, and for chance ones a row of a period with another figure, until there are enough."""
    key, column = cells
    more = max(rows - wide.height, 0)
    pick = rng.choice(wide.height * len(PERIODS), min(more, wide.height * len(PERIODS)), replace=False)
    narrow = pl.DataFrame(
        {
            key: wide[key][pick // len(PERIODS)],
            "period": pl.Series(PERIODS)[pick % len(PERIODS)],
            column: amounts(rng, len(pick)),
        }
    )
    return pl.concat([wide, narrow], how="diagonal_relaxed")


def routes(rng: np.random.Generator, places: pl.Series, rows: int) -> pl.DataFrame:
    """Roads and rails between places of chance; every fifth row is of a period."""
    count = round(rows * 0.8)
    start = rng.integers(0, len(places), count)
    end = (start + rng.integers(1, len(places), count)) % len(places)
    wide = pl.DataFrame({"route": names("route", count), "from": places[start], "to": places[end]}).with_columns(
        mode=pl.Series(["road", "rail"])[rng.integers(0, 2, count)],
        distance_km=amounts(rng, count),
        capacity=amounts(rng, count),
    )
    return narrowed(rng, wide, ("route", "capacity"), rows)


def trade(
    rng: np.random.Generator, key: str, places: pl.Series, goods: pl.Series, rows: int, *figures: str
) -> pl.DataFrame:
    """Supplies or demands of chance; two rows in five are of a period."""
    count = round(rows * 0.6)
    wide = pl.DataFrame(
        {key: names(key, count), "commodity": some(rng, goods, count), "place": some(rng, places, count)}
    ).with_columns(amounts(rng, count).alias(figure) for figure in figures)
    return narrowed(rng, wide, (key, figures[0]), rows)


def measure(folder: Path) -> None:
    """Load and check the study of a folder; print seconds, rows, faults and the peak of memory."""
    began = time.perf_counter()
    study = punos.load(folder)
    loaded = time.perf_counter()
    faults = study.check()
    checked = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rows = sum(frame.height for frame in study.tables.values())
    print(
        f"{rows:,} rows: load {loaded - began:.2f} s, check {checked - loaded:.2f} s, {faults.summary()}; "
        f"peak {peak:.0f} MiB, the libraries included"
    )


def main() -> None:
    """Write the study, then load and check it in a process of its own; ``--profile`` says where the time goes."""
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
        return
    if sys.argv[1:2] == ["--profile"]:
        with cProfile.Profile() as profile:
            measure(Path(sys.argv[2]))
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)
        return
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
        subprocess.run([sys.executable, "-m", "benchmarks.wide", "--measure", folder], check=True)


if __name__ == "__main__":
    main()
