"""The eco-industrial park of the case as tables: each item a criterion, what was observed a practice."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from punos import Study

PARK, FRAMEWORK = "park", "Eco-industrial parks"
SENSES = {"yes/no": "yes_no", "% >=": "at_least", "% <=": "at_most"}


def study(folder: Path) -> Study:
    """One park and 21 items."""
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        items = list(csv.DictReader(file))
    settings = {"study": {"name": "park", "currency": "EUR"}, "time": {"price_year": 2025, "discount_rate": 0.0}}
    tables = {
        "places": {"place": [PARK], "kind": ["park"]},
        "criteria": [_criterion(item) for item in items],
        "practices": [_practice(item) for item in items],
    }
    return Study.from_frames(settings, tables)


def _criterion(item: dict[str, str]) -> dict[str, Any]:
    return {
        "criterion": item["id"], "name": item["text"], "framework": FRAMEWORK, "category": item["category"],
        "kind": item["type"], "sense": SENSES[item["rule"]], "threshold": item["threshold"] or None,
        "unit": "%" if item["threshold"] else None, "basis": "recalled",
    }  # fmt: skip


def _practice(item: dict[str, str]) -> dict[str, Any]:
    seen, counted = item["observed"], bool(item["threshold"])
    row = {"practice": item["id"], "place": PARK, "criterion": item["id"], "basis": "assumed"}
    if seen == "n/a":
        return {**row, "applies": "no", "answer": None, "observed": None}
    return {**row, "applies": None, "answer": None if counted else seen, "observed": seen if counted else None}
