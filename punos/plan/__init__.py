"""A plan: tidy result tables under the same names as the model's indicators."""

from __future__ import annotations

from punos.plan.audit import Audit, Check
from punos.plan.economics import By, PriceBasis
from punos.plan.plan import Plan
from punos.plan.store import load_plan
from punos.plan.summary import Summary

__all__ = ["Audit", "By", "Check", "Plan", "PriceBasis", "Summary", "load_plan"]
