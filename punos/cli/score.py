"""``punos score STUDY``: parks side by side, and what one could take from another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.figures import short_number, short_share
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, StudyArgument
from punos.cli.paths import existing, new_file
from punos.cli.plan import Changes
from punos.cli.sheets import write_sheets

if TYPE_CHECKING:
    from polars import DataFrame

NOTHING = {"not known", "does not apply"}
"""Standings of which a table full tells nothing."""


@guarded
def score(
    study: StudyArgument,
    place: Annotated[
        str | None, typer.Option("--place", metavar="PLACE", help="Only this park, and what it could take from others.")
    ] = None,
    changes: Changes = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write all tables (.xlsx).")
    ] = None,
    force: ForceOption = False,
    debug: DebugOption = False,
) -> None:
    """Set industrial parks side by side: what each does of the study's `criteria` and `practices`, scored.

    It needs no plan. What is not known of a park is told apart from what it does not do.
    """
    import punos

    file = new_file(output, force, ".xlsx") if output else None
    found = punos.load(existing(study, "study")).changed(*changes or ()).score(place)
    console.results().print(Text(str(found)))
    _beside(found.items)
    _frameworks(found.frameworks)
    _takes(found.takes)
    if file:
        write_sheets(found.tables(), file)


def _beside(items: DataFrame) -> None:
    """Every item a row, every park a column; one park alone with what is known of it."""
    parks = items["place"].unique(maintain_order=True).to_list()
    if not parks:
        return
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in items.iter_rows(named=True):
        rows.setdefault(row["item"], []).append(row)
    alone = len(parks) == 1
    silent = [] if alone else [item for item, held in rows.items() if {row["standing"] for row in held} <= NOTHING]
    rows = {item: held for item, held in rows.items() if item not in silent}
    heads = ("asked", "", "threshold", *parks, *(("evidence", "source") if alone else ()))
    console.show_table(heads, ("threshold",), (
        [_name(held[0]), held[0]["kind"], _asked(held[0]), *(_stands(row) for row in held),
         *((held[0]["evidence"] or "", _source(held[0])) if alone else ())]
        for held in rows.values()
    ))  # fmt: skip
    if silent:
        asked = f"{len(silent)} items of which nothing is known of any park are left out: {', '.join(silent)}."
        console.results().print(Text(asked))


def _name(row: dict[str, Any]) -> str:
    return f"{row['item']} {row['name'] or ''}".rstrip()


def _asked(row: dict[str, Any]) -> str:
    if row["threshold"] is None:
        return ""
    sign = {"at_least": "≥", "at_most": "≤"}[row["sense"]]
    return f"{sign} {short_number(row['threshold'])} {row['unit'] or ''}".rstrip()


def _stands(row: dict[str, Any]) -> str:
    seen = short_number(row["observed"])
    standing = str(row["standing"])
    if standing == "compared":
        return f"{seen} {row['unit'] or ''}".rstrip()
    return standing if seen is None else f"{standing} ({seen})"


def _source(row: dict[str, Any]) -> str:
    told = [row["source"] or "", str(row["year"] or ""), row["basis"] or ""]
    return ", ".join(word for word in told if word)


def _frameworks(frame: DataFrame) -> None:
    known = [row for row in frame.iter_rows(named=True) if row["known"]]
    if not known:
        return
    heads = ("framework", "park", "score", "by category", "known", "lowest", "highest", "qualifies", "gaps")
    console.show_table(heads, heads[2:7], (
        [row["framework"], row["place"], row["exact"], row["by_category_exact"], short_share(row["share_known"]) or "",
         f"{row['lowest']:.2f}", f"{row['highest']:.2f}", row["verdict"], row["gaps"]]
        for row in known
    ))  # fmt: skip


def _takes(frame: DataFrame) -> None:
    if frame.is_empty():
        return
    console.results().print(Text("\nWhat one park could take from another:"))
    heads = ("park", "what", "here", "who does better", "how", "evidence", "source")
    console.show_table(heads, (), (
        [row["place"], _name(row), _half(row, "here"), row["from"], _half(row, "there"), row["evidence"] or "",
         _source(row)]
        for row in frame.iter_rows(named=True)
    ))  # fmt: skip


def _half(row: dict[str, Any], side: str) -> str:
    return _stands({"standing": row[side], "observed": row[f"observed_{side}"], "unit": row["unit"]})
