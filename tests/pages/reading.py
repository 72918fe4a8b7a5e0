"""Reading a page in tests: its tables, figures, links, with the standard library alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Table:
    """A table of a page, cells as text."""

    anchor: str
    rows: list[list[str]] = field(default_factory=list)


class Page(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.addresses: list[tuple[str, str]] = []
        self.tables: dict[str, Table] = {}
        self.labels: list[str] = []
        self.plots: list[dict[str, str]] = []
        self.scripts: dict[str, str] = {}
        self._open: list[tuple[str, dict[str, str]]] = []
        self._cell: list[str] | None = None
        self._table: Table | None = None
        self._script = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {k: v or "" for k, v in attrs}
        if tag not in VOID:
            self._open.append((tag, held))
        if "id" in held:
            self.ids.append(held["id"])
        self.addresses += [(tag, held[k]) for k in ("src", "href", "action", "data", "poster", "srcset") if k in held]
        if tag == "a" and held.get("href", "").startswith("#"):
            self.links.append(held["href"][1:])
        if "data-figure" in held:
            self.plots.append(held)
        if tag == "table":
            anchor = next(a["id"] for _t, a in reversed(self._open) if "table" in a.get("class", ""))
            self._table = self.tables[anchor] = Table(anchor)
            self.labels.append(held.get("aria-label", ""))
        if tag == "tr" and self._table:
            self._table.rows.append([])
        if tag in ("td", "th"):
            self._cell = []
        if tag == "script":
            self._script = held.get("id", "")

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
        if self._open and self._open[-1][0] == "script" and self._script:
            self.scripts[self._script] = self.scripts.get(self._script, "") + data

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag in ("td", "th") and self._cell is not None and self._table:
            self._table.rows[-1].append("".join(self._cell).strip())
            self._cell = None
        if tag == "table":
            self._table = None

    def figure(self, anchor: str) -> dict[str, Any]:
        """Give what the script of the page draws."""
        held: dict[str, Any] = json.loads(self.scripts[f"{anchor}-data"])
        return held


def number(text: str) -> float:
    """Read an English number as a page writes it."""
    return float(re.sub(r"[,\s]", "", text).replace("−", "-"))
