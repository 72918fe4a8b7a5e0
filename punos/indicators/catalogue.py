"""The indicators: what each shows, over which columns, in what unit. The one place where they are named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from punos.tables import ImpactSource


class Base(StrEnum):
    """What time a figure belongs to; figures of different bases are never added (Semantics 31)."""

    YEAR = "year"
    """A flow: so much in every year of the period."""
    PERIOD = "period"
    """Something that happens, or stands, once in the period."""
    KIND = "kind"
    """Money: running kinds are yearly, capital kinds belong to the period; each row's `kind` says which."""


class SpendKind(StrEnum):
    """What money is spent on."""

    CAPEX = "capex"
    FIXED = "fixed"
    OPENING = "opening"
    RESTART = "restart"
    CONVERSION = "conversion"
    RUNNING = "running"
    SUPPLY = "supply"
    FREIGHT = "freight"
    HANDLING = "handling"
    IMPACT = "impact"
    DISPOSAL = "disposal"
    SHORTFALL = "shortfall"
    STORAGE = "storage"

    @property
    def base(self) -> Base:
        """Whether this money falls once in a period or in each of its years."""
        once = (SpendKind.CAPEX, SpendKind.RESTART, SpendKind.CONVERSION)
        return Base.PERIOD if self in once else Base.YEAR


class EarnKind(StrEnum):
    """What money is earned with."""

    SALES = "sales"
    SALVAGE = "salvage"

    @property
    def base(self) -> Base:
        """Whether this money falls once in a period or in each of its years."""
        return Base.PERIOD if self is EarnKind.SALVAGE else Base.YEAR


class Direction(StrEnum):
    """Which way goods cross a terminal."""

    IN = "in"
    OUT = "out"


PERIOD_KINDS = tuple(k.value for k in (*SpendKind, *EarnKind) if k.base is Base.PERIOD)
"""The kinds of money that belong to the period, not to each of its years."""


@dataclass(frozen=True, slots=True)
class IndexColumn:
    """A column that indicators are given over.

    Attributes
    ----------
    name : str
    meaning : str
        For the reference page.
    table : str
        The study table its names come from; blank if they are not names of a table.
    words : tuple of str
        The fixed words the column may hold, if it holds fixed words.
    """

    name: str
    meaning: str
    table: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """A named quantity of a plan.

    Attributes
    ----------
    name : str
    sentence : str
        What it shows, for people.
    index : tuple of str
        Its columns, `period` first.
    base : Base
    unit : str
        In words, what it is counted in.
    kinds : tuple of str
        The words its column `kind` may hold, if it has one.
    """

    name: str
    sentence: str
    index: tuple[str, ...]
    base: Base
    unit: str
    kinds: tuple[str, ...] = ()

    @property
    def of_goods(self) -> bool:
        """Whether it counts goods, each in its commodity's unit."""
        return self.unit == _GOODS

    def index_of(self, columns: Collection[str]) -> tuple[str, ...]:
        """Give the columns of the indicator in a table: without the slice, where the study has none."""
        return tuple(c for c in self.index if c != "slice" or c in columns)

    def words(self, column: str) -> tuple[str, ...]:
        """Give the fixed words that a column of this indicator may hold; none if it holds names."""
        return self.kinds if column == "kind" else COLUMNS[column].words


_CAPACITY = "the technology's unit"
_GOODS = "the commodity's unit"

_PLANT = ("period", "plant", "technology", "place", "operator")
_RUN = ("period", "slice", "process", "plant", "technology", "place", "operator")
_FLOW = (*_RUN, "commodity")
_SHIP = ("period", "slice", "route", "from", "to", "mode", "commodity")
_LOAD = ("period", "slice", "place", "mode", "commodity", "direction")
_BUY = ("period", "slice", "supply", "place", "commodity", "origin")
_SELL = ("period", "slice", "demand", "place", "commodity")
_DISCARD = ("period", "slice", "place", "commodity")
_EMIT = ("period", "impact", "of", "key", "place")
_MONEY = tuple(dict.fromkeys(("period", "kind", *_FLOW, *_SHIP, *_LOAD, *_BUY, *_SELL, *_DISCARD, *_EMIT)))


COLUMNS: Mapping[str, IndexColumn] = MappingProxyType(
    {
        column.name: column
        for column in (
            IndexColumn("period", "the period", "periods"),
            IndexColumn("slice", "the slice of the year, or `year` (only in a study with slices)", "slices"),
            IndexColumn("process", "the recipe that runs", "processes"),
            IndexColumn("plant", "the plant", "plants"),
            IndexColumn("technology", "the plant's technology", "technologies"),
            IndexColumn("place", "where it happens", "places"),
            IndexColumn("operator", "who operates it", "operators"),
            IndexColumn("commodity", "the good", "commodities"),
            IndexColumn("route", "the link goods move on", "routes"),
            IndexColumn("from", "the place goods leave", "places"),
            IndexColumn("to", "the place goods arrive at", "places"),
            IndexColumn("mode", "road, rail, sea …", "modes"),
            IndexColumn("direction", "into or out of the mode", words=tuple(Direction)),
            IndexColumn("supply", "the offer that is bought from", "supplies"),
            IndexColumn("origin", "the country goods come from"),
            IndexColumn("demand", "the demand that is served", "demands"),
            IndexColumn("impact", "CO2, salt, jobs …", "impacts"),
            IndexColumn(
                "of",
                "the indicator an impact comes from",
                words=tuple(ImpactSource),
            ),
            IndexColumn("key", "the name within that indicator that causes the impact"),
            IndexColumn("kind", "what money is spent on or earned with"),
        )
    }
)
"""Every column an indicator may be filtered by, grouped by or spread over with `each`."""

INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {
        indicator.name: indicator
        for indicator in (
            Indicator("build", "Capacity that first works in the period", _PLANT, Base.PERIOD, _CAPACITY),
            Indicator("open", "Openings of plants", _PLANT, Base.PERIOD, "openings"),
            Indicator("close", "Capacity closed for good", _PLANT, Base.PERIOD, _CAPACITY),
            Indicator("convert", "Capacity that a plant gains by conversion", _PLANT, Base.PERIOD, _CAPACITY),
            Indicator("capacity", "Capacity that stands", _PLANT, Base.PERIOD, _CAPACITY),
            Indicator("run", "Activity of processes", _RUN, Base.YEAR, _CAPACITY),
            Indicator("make", "Goods produced", _FLOW, Base.YEAR, _GOODS),
            Indicator("use", "Goods consumed by processes", _FLOW, Base.YEAR, _GOODS),
            Indicator("ship", "Goods sent along a route, as they leave", _SHIP, Base.YEAR, _GOODS),
            Indicator("load", "Goods loaded or unloaded at a terminal", _LOAD, Base.YEAR, _GOODS),
            Indicator("buy", "Goods bought", _BUY, Base.YEAR, _GOODS),
            Indicator("sell", "Goods sold", _SELL, Base.YEAR, _GOODS),
            Indicator("short", "Demand that must be met and is not", _SELL, Base.YEAR, _GOODS),
            Indicator("store", "Goods in stock at the end", _DISCARD, Base.PERIOD, _GOODS),
            Indicator("discard", "Goods thrown away", _DISCARD, Base.YEAR, _GOODS),
            Indicator("emit", "Impacts caused", _EMIT, Base.YEAR, "the impact's unit"),
            Indicator("spend", "Money spent", _MONEY, Base.KIND, "money", tuple(SpendKind)),
            Indicator("earn", "Money earned", _MONEY, Base.KIND, "money", tuple(EarnKind)),
        )
    }
)
"""All indicators by name, in the order a plan is read."""
