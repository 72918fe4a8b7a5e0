"""Settings from TOML or from rows, with faults that name section and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import polars as pl
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from punos.study.dialect import Unreadable, decode
from punos.study.faults import Fault, Severity, did_you_mean
from punos.study.raw import ROW
from punos.study.reading import SETTINGS, Reading, unreadable
from punos.study.settings import Settings

Said = dict[str, Any]  # sections, each a mapping of keys; anything else in a TOML is a fault
Rows = Mapping[tuple[str, str], int]

_ASSUMED: Said = {"study": {"currency": "?"}, "time": {"price_year": 2000, "discount_rate": 0.0}}
"""Stands in for what must be said and was not: only to go on looking for faults."""


def read_toml(reading: Reading, data: bytes) -> None:
    """Read ``study.toml``."""
    try:
        text, _ = decode(data)
        said = tomllib.loads(text)
    except Unreadable as error:
        reading.faults.append(unreadable(SETTINGS.name, str(error), "study.toml"))
        return
    except tomllib.TOMLDecodeError as error:
        reading.faults.append(_bad_toml(error))
        return
    _settle(reading, said, _lines(text))


def read_rows(reading: Reading, rows: pl.DataFrame) -> None:
    """Read settings from rows of section, key, value."""
    said: Said = {}
    where: dict[tuple[str, str], int] = {}
    for row in rows.iter_rows(named=True):  # a dozen rows
        section, key, value = (row.get(name) or "" for name in ("section", "key", "value"))
        if (section, key) in where:
            reading.faults.append(_twice(section, key, row[ROW]))
        if value:
            said.setdefault(section, {})[key] = _names(value) if (section, key) == ("policies", "off") else value
        where[section, key] = row[ROW]
    _settle(reading, said, where)


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


def _settle(reading: Reading, said: Said, rows: Rows) -> None:
    settings, faults = settings_from(said, rows, reading.source.stem)
    reading.settings = settings
    reading.faults += faults


def settings_from(said: Said, rows: Rows, name: str) -> tuple[Settings, list[Fault]]:
    """Return the settings and their faults; what is wrong is left out, so that reading can go on.

    Parameters
    ----------
    said : dict
        Section, key, value.
    rows : mapping
        Row or line of each section and key.
    name : str
        Name of the study if none is said.
    """
    said = {**said, "study": {"name": name, **_mapping(said.get("study", {}))}} if _ok(said, "study") else said
    try:
        settings = Settings.model_validate(said)
    except ValidationError as error:
        faults = [_fault(details, rows) for details in error.errors()]
        return Settings.model_validate(_without(said, error.errors(), name)), faults
    return settings, _unused(settings)


def _ok(said: Said, section: str) -> bool:
    return isinstance(said.get(section, {}), Mapping)


def _mapping(section: Any) -> dict[str, Any]:
    return dict(section) if isinstance(section, Mapping) else {}


def _without(said: Said, errors: list[ErrorDetails], name: str) -> Said:
    """Return what is left without the wrong keys, with stand-ins for what must be said."""
    left = {section: _mapping(said.get(section)) for section in Settings.model_fields if section in said}
    for details in errors:
        section, *key = details["loc"]
        if key:
            left.get(str(section), {}).pop(str(key[0]), None)
    for section, keys in _ASSUMED.items():
        left[section] = keys | left.get(section, {})
    left["study"].setdefault("name", name)
    return left


def _unused(settings: Settings) -> list[Fault]:
    if settings.uncertainty is None:
        return []
    message = "Scenarios are not read by this version of Punos, so [uncertainty] would change nothing."
    return [_settings_fault("unused-setting", "uncertainty", "", None, message, "", "Take the section out.")]


def _settings_fault(
    code: str, column: str, value: str, row: int | None, message: str, expected: str, remedy: str
) -> Fault:
    return Fault(code, Severity.ERROR, SETTINGS.name, row, column, value, message, expected, remedy)


def _fault(details: ErrorDetails, rows: Rows) -> Fault:
    section, *rest = (str(part) for part in details["loc"])
    key = rest[0] if rest else ""
    row, name = rows.get((section, key)), f"{section}.{key}" if key else section
    if details["type"] == "missing":
        return _missing(section, key)
    value = str(details["input"])
    if details["type"] == "extra_forbidden":
        remedy = did_you_mean(key or section, _fields(section) if key else Settings.model_fields)
        return _settings_fault("unknown-setting", name, value, row, f"There is no setting {name}.", "", remedy)
    expected = _description(section, key)
    return _settings_fault("bad-setting", name, value, row, f"{name}: {details['msg']}.", expected, "")


def _missing(section: str, key: str) -> Fault:
    name = f"{section}.{key}" if key else section
    words = f"The settings do not say {name}." if key else f"The section [{section}] is missing."
    expected = _description(section, key) if key else f"at least {', '.join(_ASSUMED[section])}"
    return _settings_fault("missing-setting", name, "", None, words, expected, f"Add {name if key else 'it'}.")


def no_settings(name: str) -> tuple[Settings, Fault]:
    """Return stand-in settings for a study that has none, and the fault that says so."""
    said = _ASSUMED | {"study": {"name": name, **_ASSUMED["study"]}}
    words = "The study has no settings: no study.toml, or in a workbook no sheet 'study'."
    expected = "currency, price_year and discount_rate, at least"
    fault = _settings_fault("missing-settings", "", "", None, words, expected, "Copy one from another study.")
    return Settings.model_validate(said), fault


def _fields(section: str) -> list[str]:
    model = _model(section)
    return list(model.model_fields) if model else []


def _description(section: str, key: str) -> str:
    model = _model(section)
    field = model.model_fields.get(key) if model else None
    return (field.description or "").rstrip(".") if field else ""


def _model(section: str) -> type[BaseModel] | None:
    field = Settings.model_fields.get(section)
    options = [field.annotation, *getattr(field.annotation, "__args__", ())] if field else []
    return next((o for o in options if isinstance(o, type) and issubclass(o, BaseModel)), None)


def _twice(section: str, key: str, row: int) -> Fault:
    message = f"{section}.{key} is said twice."
    return _settings_fault("duplicate-setting", f"{section}.{key}", "", row, message, "", "Delete one of them.")


def _bad_toml(error: tomllib.TOMLDecodeError) -> Fault:
    line = re.search(r"at line (\d+)", str(error))
    return Fault(
        "bad-toml", Severity.ERROR, SETTINGS.name, int(line[1]) if line else None, "", "",
        f"study.toml cannot be read: {error}.", 'lines like `currency = "EUR"` under [sections]',
        "Words stand in quotation marks, numbers have a decimal point.",
    )  # fmt: skip


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return the line of each section and key, as far as they stand one a line."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.match(r"\s*\[([^\[\]]+)\]", line):
            section = heading[1].strip()
            found[section, ""] = number
        elif key := re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line):
            found[section, key[1]] = number
    return found
