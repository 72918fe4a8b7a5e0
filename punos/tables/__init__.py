"""What a study holds: every table, one module a strand.

Examples
--------
>>> from punos.tables import TABLES
>>> TABLES["routes"].column("loss").default
0.0
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from punos.tables import (
    actors,
    changes,
    evidence,
    goods,
    impacts,
    observations,
    places,
    plants,
    practices,
    rules,
    stocks,
    strategy,
    technology,
    time,
    trade,
    transport,
)
from punos.tables.changes import Operation
from punos.tables.evidence import Basis
from punos.tables.goods import Balance, CommodityKind
from punos.tables.impacts import KEY_TABLES, ImpactSource
from punos.tables.places import PlaceKind
from punos.tables.plants import PlantStatus
from punos.tables.practices import Answer, CriterionKind, Sense
from punos.tables.rules import Over
from punos.tables.schema import (
    COMMON,
    FORBIDDEN_IN_NAMES,
    TAG_PREFIX,
    WHOLE_YEAR,
    Column,
    Qualifier,
    Slices,
    Strand,
    Table,
    Type,
    qualifier_column,
    tag_column,
)
from punos.tables.strategy import ActionStatus, Towards
from punos.tables.trade import DemandKind

_STRANDS = (
    time, places, goods, technology, plants, transport, trade, stocks, impacts, actors, rules, strategy, practices,
    changes,
    evidence, observations,
)  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for strand in _STRANDS for table in strand.TABLES})
"""Every table a study may hold, in reading order."""

__all__ = [
    "COMMON",
    "FORBIDDEN_IN_NAMES",
    "KEY_TABLES",
    "TABLES",
    "TAG_PREFIX",
    "WHOLE_YEAR",
    "ActionStatus",
    "Answer",
    "Balance",
    "Basis",
    "Column",
    "CommodityKind",
    "CriterionKind",
    "DemandKind",
    "ImpactSource",
    "Operation",
    "Over",
    "PlaceKind",
    "PlantStatus",
    "Qualifier",
    "Sense",
    "Slices",
    "Strand",
    "Table",
    "Towards",
    "Type",
    "qualifier_column",
    "tag_column",
]
