"""The public indicators of a model: expressions with their columns and units (Semantics 30, 31)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from punos.indicators import INDICATORS, Quantity
from punos.indicators.catalogue import PERIOD_KINDS, Base, Direction, SpendKind
from punos.instance.instance import Instance
from punos.lp import Expression
from punos.model.investment import Investment
from punos.model.money import Money
from punos.model.operation import Operations
from punos.model.stocks import Stocks
from punos.model.trade import Trades
from punos.model.transport import Shipping
from punos.study.settings import Capital
from punos.tables.impacts import ImpactSource


@dataclass(frozen=True)
class Quantities(Mapping[str, Quantity]):
    """Every indicator of a model by name, each made when it is first asked for.

    A policy asks for a few; a plan asks for all, after the solve.
    """

    instance: Instance
    investment: Investment
    operation: Operations
    transport: Shipping
    trade: Trades
    stocks: Stocks
    emit: Expression
    money: Money
    _made: dict[str, Quantity] = field(default_factory=dict, repr=False)
    _known_units: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> Quantity:
        if name not in self._made:
            self._made[name] = self._based(_quantity(name, self._index(name), *self._parts(name)))
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(INDICATORS)

    def __len__(self) -> int:
        return len(INDICATORS)

    def _index(self, name: str) -> tuple[str, ...]:
        """The columns of the catalogue, without the slice in a study that has none."""
        return INDICATORS[name].index_of(self.instance.slices.labels)

    def _based(self, quantity: Quantity) -> Quantity:
        """With the base of each row, where it is not that of the catalogue."""
        if quantity.name == "spend" and self.instance.settings.time.capital is Capital.ANNUITY:
            return _annuities(quantity)
        return _of_building(quantity) if quantity.name == "emit" else quantity

    def _parts(self, name: str) -> tuple[Expression, pl.DataFrame | str]:
        """The expression of an indicator and its unit: a frame by technology, commodity, impact, or one text."""
        match name:
            case "build" | "open" | "close" | "convert" | "capacity":
                return self._of_plants(name)
            case "run":
                return _join(self.operation.run, self._activity), self._units("technologies", "technology")
            case "make" | "use":
                return self._flows(name), self._units("commodities", "commodity")
            case "ship":
                return self.transport.ship, self._units("commodities", "commodity")
            case "load":
                return self._loads(), self._units("commodities", "commodity")
            case "buy" | "sell" | "short" | "discard":
                return getattr(self.trade, name), self._units("commodities", "commodity")
            case "store":
                return self.stocks.level, self._units("commodities", "commodity")
            case "emit":
                return self.emit, self._units("impacts", "impact")
            case "spend" | "earn":
                return self._money(name), self.instance.settings.study.currency
        raise KeyError(name)

    def _of_plants(self, name: str) -> tuple[Expression, pl.DataFrame | str]:
        expression = {
            "build": lambda: self.investment.build,
            "open": lambda: self.investment.open,
            "close": lambda: _closed(self.instance, self.investment),
            "convert": lambda: self.investment.conversion.gained,
            "capacity": lambda: self.investment.capacity,
        }[name]()
        unit = "openings" if name == "open" else self._units("technologies", "technology")
        return _join(expression, self._site), unit

    @property
    def _site(self) -> pl.DataFrame:
        return self.instance.plants.frame.select("plant", "technology", "place", "operator").unique()

    @property
    def _activity(self) -> pl.DataFrame:
        return self.instance.operation.runs.select("process", "plant", "technology", "place", "operator").unique()

    def _units(self, table: str, key: str) -> pl.DataFrame:
        if table not in self._known_units:
            rows = self.instance.study.table(table).select(key, "unit").drop_nulls().unique(key)
            self._known_units[table] = rows.with_columns(pl.col(key).cast(self.instance.types[table]))
        return self._known_units[table]

    def _flows(self, name: str) -> Expression:
        """Made or used by processes; goods handed over for their attributes are used, the attributes are made."""
        if name == "make":
            yields = self.trade.yields.over(*self.instance.at("place", "attribute"))
            extra = yields.rename(attribute="commodity")
        else:
            extra = self.trade.deliver
        flow = _join(self.operation.make if name == "make" else self.operation.use, self._activity)
        return Expression.sum([flow, extra], flow.index)

    def _loads(self) -> Expression:
        into = self.transport.load.labelled(direction=Direction.IN.value)
        out = self.transport.unload.labelled(direction=Direction.OUT.value)
        return Expression.sum([into, out], into.index)

    def _money(self, name: str) -> Expression:
        index = self._index(name)
        kinds = self.money.spend.items() if name == "spend" else self.money.earn.items()
        return Expression.sum([e.labelled(kind=k.value) for k, e in kinds], index)


def _annuities(quantity: Quantity) -> Quantity:
    """Capital paid as an annuity is yearly."""
    yearly = (SpendKind.CAPEX, SpendKind.CONVERSION)
    once = pl.col("kind").is_in([k for k in PERIOD_KINDS if k not in yearly])
    base = pl.when(once).then(pl.lit(Base.PERIOD.value)).otherwise(pl.lit(Base.YEAR.value))
    return replace(quantity, frame=quantity.frame.with_columns(base=base))


def _of_building(quantity: Quantity) -> Quantity:
    """What building causes is of the period (Semantics 29, 31)."""
    built = pl.col("of") == ImpactSource.BUILD.value
    if not quantity.frame.select(built.any()).item():
        return quantity
    base = pl.when(built).then(pl.lit(Base.PERIOD.value)).otherwise(pl.lit(Base.YEAR.value))
    return replace(quantity, frame=quantity.frame.with_columns(base=base))


def _closed(instance: Instance, investment: Investment) -> Expression:
    """Capacity closed early: the share of what stands, and new capacity."""
    stands = instance.plants.frame.filter(pl.col("existing").is_finite()).select("plant", "period", "existing")
    shut = investment.closed_share.times(stands, "existing")
    return Expression.sum([shut, investment.closed_new.over("plant", "period")], ("plant", "period"))


def _join(expression: Expression, labels: pl.DataFrame) -> Expression:
    return expression.times(labels.with_columns(one=pl.lit(1.0)), "one")


def _quantity(name: str, index: tuple[str, ...], expression: Expression, unit: pl.DataFrame | str) -> Quantity:
    """The catalogue's columns in their order, with the unit of each row."""
    known = INDICATORS[name]
    frame = expression.frame
    if isinstance(unit, str):
        frame = frame.with_columns(unit=pl.lit(unit))
    else:
        frame = frame.join(unit, on=unit.columns[0], how="left", maintain_order="left")
    return Quantity(name, index, known.base, frame.select(*index, "unit", "column", "coefficient"))
