"""Settings of a study: the pydantic model of ``study.toml``, and its text."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Goal(StrEnum):
    """Which total the summary shows; the least net cost is sought either way (Semantics 38)."""

    COST = "cost"
    PROFIT = "profit"


class RunningAt(StrEnum):
    """When in a year running costs fall (Semantics 11)."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Capital(StrEnum):
    """How capital counts: the sum once, or an annuity in each period it works (Semantics 14)."""

    OVERNIGHT = "overnight"
    ANNUITY = "annuity"


class Salvage(StrEnum):
    """What capital that still lives at the end of the horizon is worth (Semantics 14)."""

    ANNUITY = "annuity"
    STRAIGHT_LINE = "straight-line"
    NONE = "none"


class Method(StrEnum):
    """How linear programs are solved."""

    AUTO = "auto"
    SIMPLEX = "simplex"
    IPX = "ipx"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True)


class StudySection(_Section):
    """What the study is called and how it counts."""

    name: str = Field(default="", description="Name of the study; blank: the name of its folder or workbook.")
    currency: str = Field(min_length=1, description="The one currency of the study.")
    mass_unit: str = Field(default="t", min_length=1, description="Unit of commodities.mass and of freight.")
    goal: Goal = Field(default=Goal.COST, description="Total that the summary shows: cost or profit.")


class TimeSection(_Section):
    """Years, discounting and capital."""

    price_year: int = Field(ge=1000, le=9999, description="All money is constant money of this year.")
    base_year: int | None = Field(
        default=None, ge=1000, le=9999, description="Year to which is discounted; blank: start of the first period."
    )
    discount_rate: float = Field(gt=-1, description="Rate a year of the study as a whole, e.g. 0.06.")
    running_at: RunningAt = Field(default=RunningAt.MIDDLE, description="When in a year running costs fall.")
    capital: Capital = Field(default=Capital.OVERNIGHT, description="Capital counts once, or as an annuity.")
    salvage: Salvage = Field(default=Salvage.ANNUITY, description="Worth of what lives on; only with overnight.")


class UncertaintySection(_Section):
    """How scenarios are weighed."""

    common_until: int | None = Field(default=None, description="Investments up to here are the same in all.")
    cvar_weight: float = Field(default=0.0, ge=0, le=1, description="Weight of the worst outcomes; 0: the mean.")
    cvar_level: float = Field(default=0.9, ge=0, lt=1, description="The worst 1 - level share is meant.")


class PoliciesSection(_Section):
    """Which policies are in force."""

    off: tuple[str, ...] = Field(default=(), description="Policies that are not in force.")


class SolverSection(_Section):
    """How hard the solver tries."""

    method: Method = Field(default=Method.AUTO, description="auto, simplex or ipx.")
    gap: float = Field(default=1e-4, ge=0, description="Relative gap at which a plan counts as the best.")
    time_limit: float = Field(default=600.0, gt=0, description="Seconds after which the best plan so far is taken.")
    threads: int = Field(default=2, ge=0, description="Threads of the solver; 0: as it likes.")


class Settings(_Section):
    """Everything ``study.toml`` may say; unknown keys are refused.

    Examples
    --------
    >>> settings = Settings.model_validate(
    ...     {"study": {"currency": "EUR"}, "time": {"price_year": 2025, "discount_rate": 0.06}}
    ... )
    >>> settings.time.capital
    <Capital.OVERNIGHT: 'overnight'>
    """

    study: StudySection
    time: TimeSection
    uncertainty: UncertaintySection | None = None
    policies: PoliciesSection = PoliciesSection()
    solver: SolverSection = SolverSection()

    def said(self) -> dict[str, dict[str, Any]]:
        """Return what was said, section by section: defaults that nobody wrote are left out."""
        return self.model_dump(mode="json", exclude_unset=True, exclude_none=True)

    def to_toml(self) -> str:
        """Return the text of a ``study.toml`` with what was said."""
        sections = [_section(name, keys) for name, keys in self.said().items()]
        return "\n".join(sections)

    def named(self, name: str) -> Settings:
        """Return the same settings for a study of another name."""
        return Settings.model_validate(self.said() | {"study": {**self.said()["study"], "name": name}})


def _section(name: str, keys: dict[str, Any]) -> str:
    # A JSON string, number, boolean or list of them is the same thing in TOML; only DEL must be escaped too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    return "\n".join([f"[{name}]", *lines, ""]).replace("\x7f", "\\u007f")
