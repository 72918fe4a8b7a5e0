"""The reference page says everything the schema says, and links that lead somewhere."""

from __future__ import annotations

import re

from punos.tables import TABLES, Strand
from punos.tables.reference import markdown

TEXT = markdown()


def test_every_table_and_column_is_there() -> None:
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))
    assert list(sections) == list(TABLES)
    for table in TABLES.values():
        named = re.findall(r"^\| (?:\*\*)?`(\w+)`", sections[table.name], re.MULTILINE)
        assert tuple(named) == table.keys + table.values
        assert table.meaning in sections[table.name]


def test_every_strand_has_one_section() -> None:
    assert re.findall(r"^## Strand: (\w+)$", TEXT, re.MULTILINE) == [strand.value for strand in Strand]


def test_links_lead_to_tables() -> None:
    links = set(re.findall(r"\]\(#(\w+)\)", TEXT))
    assert links
    assert links <= set(TABLES)


def test_rows_have_as_many_cells_as_the_heading() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


def test_a_row_says_unit_bounds_and_blank() -> None:
    assert "| `loss` | number (at least 0, at most 1) | share | Share lost on the way. | 0 |" in TEXT
    assert "| **`price`** | number | money / unit | Price at this place. | must be filled |" in TEXT
    assert "| `area_ha` | number (at least 0, or inf) | ha |" in TEXT
