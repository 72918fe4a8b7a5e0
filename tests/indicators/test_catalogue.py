"""The catalogue is whole, and quantities keep to it."""

from __future__ import annotations

import polars as pl
import pytest

from punos.errors import WrongUse
from punos.indicators import COLUMNS, INDICATORS, EarnKind, Quantity, SpendKind, UnknownIndicator
from punos.indicators.catalogue import Base
from punos.tables import TABLES


def test_every_column_is_described_and_leads_to_a_table_there_is() -> None:
    for indicator in INDICATORS.values():
        assert indicator.index[0] == "period"
        assert len(set(indicator.index)) == len(indicator.index)
        assert set(indicator.index) <= set(COLUMNS)
    for column in COLUMNS.values():
        assert column.meaning
        assert not column.table or column.table in TABLES
    assert set(COLUMNS) == {c for i in INDICATORS.values() for c in i.index}


def test_columns_as_semantics_30_lists_them() -> None:
    assert {name: " ".join(i.index[1:]) for name, i in INDICATORS.items() if name not in ("spend", "earn")} == {
        "build": "plant technology place operator",
        "open": "plant technology place operator",
        "close": "plant technology place operator",
        "convert": "plant technology place operator",
        "capacity": "plant technology place operator",
        "run": "slice process plant technology place operator",
        "make": "slice process plant technology place operator commodity",
        "use": "slice process plant technology place operator commodity",
        "ship": "slice route from to mode commodity",
        "load": "slice place mode commodity direction",
        "buy": "slice supply place commodity origin",
        "sell": "slice demand place commodity",
        "short": "slice demand place commodity",
        "store": "slice place commodity",
        "discard": "slice place commodity",
        "emit": "impact of key place",
    }


def test_money_has_a_kind_and_every_column_where_it_may_arise() -> None:
    others = {c for i in INDICATORS.values() for c in i.index}
    for name in ("spend", "earn"):
        assert INDICATORS[name].index[:2] == ("period", "kind")
        assert set(INDICATORS[name].index) == others


def test_bases_as_semantics_31_says_them() -> None:
    of_the_period = {"build", "open", "close", "convert", "capacity", "store"}
    assert {n for n, i in INDICATORS.items() if i.base is Base.PERIOD} == of_the_period
    assert {n for n, i in INDICATORS.items() if i.base is Base.KIND} == {"spend", "earn"}
    once = {SpendKind.CAPEX, SpendKind.RESTART, SpendKind.CONVERSION, EarnKind.SALVAGE}
    assert {k for k in (*SpendKind, *EarnKind) if k.base is Base.PERIOD} == once


def test_pieces_become_one_table_in_the_order_of_the_catalogue() -> None:
    one = pl.DataFrame({"kind": ["capex"], "plant": ["old"], "period": ["2025"], "unit": ["EUR"], "value": [1.0]})
    other = pl.DataFrame({"period": ["2025"], "kind": ["supply"], "supply": ["far"], "unit": ["EUR"], "value": [2.0]})
    spend = Quantity.of("spend", [one, other])
    assert tuple(spend.frame.columns) == (*INDICATORS["spend"].index_of(()), "unit", "value")
    assert spend.frame.select("plant", "supply", "route").rows() == [("old", None, None), (None, "far", None)]
    assert spend.frame.select(spend.row_base.alias("base"))["base"].to_list() == ["period", "year"]


def test_a_table_that_lacks_a_column_is_refused() -> None:
    frame = pl.DataFrame({"period": ["2025"], "value": [1.0]})
    with pytest.raises(WrongUse, match="'sell' has no column demand, unit"):
        Quantity("sell", ("period", "demand"), Base.YEAR, frame)
    with pytest.raises(WrongUse, match="has no column value"):
        Quantity("sell", ("period",), Base.YEAR, pl.DataFrame({"period": ["2025"], "unit": ["t"]}))
    with pytest.raises(WrongUse, match="has no column column"):
        Quantity("sell", ("period",), Base.YEAR, pl.DataFrame({"period": ["2025"], "unit": ["t"], "coefficient": [1]}))
    with pytest.raises(WrongUse, match="no column 'kind'"):
        Quantity("spend", ("period",), Base.KIND, frame.with_columns(unit=pl.lit("EUR")))
    with pytest.raises(UnknownIndicator, match="Did you mean 'sell'"):
        Quantity.of("sel", [frame])
