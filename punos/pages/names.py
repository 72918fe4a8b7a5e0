"""Names as people read them: the name a study gives in the language of the page, else its English one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from punos.study.study import Study

_NAMED = (
    ("places", "place"),
    ("commodities", "commodity"),
    ("technologies", "technology"),
    ("processes", "process"),
    ("plants", "plant"),
    ("impacts", "impact"),
    ("operators", "operator"),
    ("slices", "slice"),
    ("modes", "mode"),
    ("demands", "demand"),
    ("policies", "policy"),
    ("objectives", "objective"),
    ("actions", "action"),
    ("observations", "observation"),
    ("criteria", "criterion"),
    ("practices", "practice"),
)


class Names:
    """Shown names of everything a study names, by the column that refers to it."""

    def __init__(self, study: Study, language: str) -> None:
        self._shown = {column: _shown(study.table(table), column, language) for table, column in _NAMED}
        self._shown["from"] = self._shown["to"] = self._shown["place"]

    def of(self, column: str, name: str | None) -> str:
        """Give the shown name of one thing; the identifier itself, made readable, if it has none."""
        if name is None:
            return ""
        return self._shown.get(column, {}).get(name) or _readable(name)

    def all(self, column: str, names: Iterable[str]) -> list[str]:
        """Give the shown names of several things."""
        return [self.of(column, name) for name in names]

    def expression(self, column: str) -> pl.Expr:
        """Give a polars expression that turns a column of identifiers into shown names."""
        shown: Mapping[str, str] = self._shown.get(column, {})
        return pl.col(column).replace_strict(
            list(shown), list(shown.values()), default=pl.col(column), return_dtype=pl.String
        )


def _shown(table: pl.DataFrame, column: str, language: str) -> dict[str, str]:
    """Give identifier → shown name of one table."""
    if table.is_empty():
        return {}
    wanted = [c for c in (f"name_{language}", "name") if c in table.columns]
    if not wanted:
        return {}
    told = table.select(column, shown=pl.coalesce(wanted)).drop_nulls().unique(column, keep="first")
    return dict(zip(told[column].to_list(), told["shown"].to_list(), strict=True))


def _readable(name: str) -> str:
    """Make an identifier readable: underscores become spaces."""
    return name.replace("_", " ")
