"""The reference of all tables as text, made from their descriptions."""

from __future__ import annotations

from itertools import groupby

from punos.tables import TABLES
from punos.tables.schema import Column, Table, Type


def markdown() -> str:
    """Return every table with its columns as Markdown, one section a strand.

    A column marked with * is part of the key; bold ones must be filled once overrides are resolved.
    """
    strands = groupby(TABLES.values(), key=lambda table: table.strand)
    return "\n".join(_strand(strand.value, list(tables)) for strand, tables in strands)


def _strand(name: str, tables: list[Table]) -> str:
    return "\n".join([f"## Strand: {name}", "", *map(_table, tables)])


def _table(table: Table) -> str:
    narrowed = " and ".join(f"`{qualifier.value}`" for qualifier in table.qualifiers)
    rows = [_row(table.column(name)) for name in table.keys + table.values]
    lines = [
        f"### {table.name}",
        "",
        table.meaning,
        "",
        f"Rows may be narrowed by {narrowed}." if narrowed else "Rows are not narrowed by period.",
        "",
        "| column | cell | unit | meaning | if blank |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]
    return "\n".join(lines)


def _row(column: Column) -> str:
    name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
    shown = f"{name} \\*" if column.key else name
    meaning = column.meaning + (f" Example: `{column.example}`." if column.example else "")
    cells = (shown, _cell(column), column.unit, meaning, column.if_blank or "must be filled")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _cell(column: Column) -> str:
    """What a cell holds: a name of which table, which words, which numbers."""
    if column.refers:
        return f"name in [{column.refers}](#{column.refers})"
    if column.choices:
        return ", ".join(choice.value for choice in column.choices)
    return f"number{_bounds(column)}" if column.type is Type.NUMBER else column.type.value


def _bounds(column: Column) -> str:
    bounds = [
        "" if column.minimum is None else f"at least {column.minimum:g}",
        "" if column.above is None else f"above {column.above:g}",
        "" if column.maximum is None else f"at most {column.maximum:g}",
        "or inf" if column.infinite else "",
    ]
    said = ", ".join(bound for bound in bounds if bound)
    return f" ({said})" if said else ""
