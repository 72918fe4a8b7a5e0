"""A plan: tidy result tables under the same names as the model's indicators."""

from __future__ import annotations

from punos.plan.audit import Audit, Check
from punos.plan.plan import Plan
from punos.plan.store import load_plan
from punos.plan.summary import Summary

__all__ = ["Audit", "Check", "Plan", "Summary", "load_plan"]
