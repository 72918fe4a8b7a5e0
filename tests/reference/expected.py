"""What the published cases must give: every instance that is here, its study and its optimum."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.reference.cases import (
    by_product_exchange,
    canad_network_design,
    fixed_charge_network,
    gams_trnsport,
    mexls,
    mexss,
    orlib_warehouse,
    osemosys_utopia,
    robert,
    synthetic_chain,
    vietman,
)
from tests.reference.writing import Settings, Tables

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Case:
    """One study and the least cost it must have, in the study's money."""

    name: str
    objective: float
    tolerance: float
    build: Callable[[], tuple[Settings, Tables]]

    def __str__(self) -> str:
        """Name for the test's id."""
        return self.name


def read_expected(folder: str) -> dict[str, Any]:
    """Read the case's ``expected.json``."""
    told: dict[str, Any] = json.loads((DATA / folder / "expected.json").read_text(encoding="utf-8"))
    return told


def _single(folder: str, tables: Callable[[Path], tuple[Settings, Tables]], money: float) -> Case:
    """A case of one study; `money` of the study make one of the case."""
    told = read_expected(folder)
    return Case(folder, told["objective"] * money, told["relative_tolerance"], lambda: tables(DATA / folder))


def _instances(folder: str) -> Iterator[tuple[dict[str, Any], float]]:
    """The instances whose data are here, with the case's tolerance."""
    told = read_expected(folder)
    for instance in told["instances"]:
        if (DATA / folder / instance["instance"]).is_dir():
            yield instance, told["relative_tolerance"]


def _networks(folder: str, tables: Callable[[Path, str], tuple[Settings, Tables]]) -> list[Case]:
    return [
        Case(
            f"{folder} {instance['instance']}",
            instance["objective"],
            tolerance,
            lambda name=instance["instance"]: tables(DATA / folder, name),  # type: ignore[misc]
        )
        for instance, tolerance in _instances(folder)
    ]


def _warehouses() -> list[Case]:
    folder = "orlib-warehouse"
    return [
        _warehouse(DATA / folder, instance, tolerance)
        for instance, tolerance in _instances(folder)
        if instance["proved_optimal_here"]
    ]


def _warehouse(folder: Path, instance: dict[str, Any], tolerance: float) -> Case:
    """One instance and variant, of the large ones with its capacity.

    The published values are rounded; the exact ones were computed again and are told beside them.
    """
    name, variant, capacity = instance["instance"], instance["variant"], instance.get("capacity_of_every_warehouse")
    full = f"{folder.name} {name} {variant}" + (f" {capacity}" if capacity else "")
    return Case(
        full, instance["recomputed"], tolerance, lambda: orlib_warehouse.tables(folder, name, variant, capacity)
    )


def _utopia() -> list[Case]:
    folder = "osemosys-utopia"
    told = read_expected(folder)
    return [
        Case(
            f"{folder} {variant['variant']}",
            variant["objective"],
            told["relative_tolerance"],
            lambda name=variant["variant"]: osemosys_utopia.tables(DATA / folder, name),  # type: ignore[misc]
        )
        for variant in told["variants"]
    ]


def _exchange() -> Case:
    """A gain, which as a study is a cost below 0."""
    folder = "by-product-exchange"
    gain = read_expected(folder)["optimum_eur_per_year"]
    return Case(folder, -gain, 1e-9, lambda: by_product_exchange.tables(DATA / folder))


SINGLE = [
    _exchange(),
    _single("gams-trnsport", gams_trnsport.tables, 1.0),
    _single("mexss", mexss.tables, 1e6),
    _single("mexls", mexls.tables, 1e6),
    _single("robert", robert.tables, -1.0),  # published as a profit
    _single("synthetic-chain", synthetic_chain.tables, 1.0),
    _single("vietman", vietman.tables, 1.0),
    *_utopia(),
]
CANAD = _networks("canad-network-design", canad_network_design.tables)
FIXED_CHARGE = _networks("fixed-charge-network", fixed_charge_network.tables)
WAREHOUSES = _warehouses()
ALL = {case.name: case for case in [*SINGLE, *CANAD, *FIXED_CHARGE, *WAREHOUSES]}
