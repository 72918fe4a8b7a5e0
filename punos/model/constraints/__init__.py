"""One constraint, one short function, one file; here only their order is said.

The order is that in which a planner would tell the model: goods, plants, openings, trade, transport, limits, rules.
"""

# ruff: noqa: I001  (the order of these imports is the order of the constraints)
from punos.model.constraints.balance import balance
from punos.model.constraints.demand import demand
from punos.model.constraints.capacity import capacity
from punos.model.constraints.activity_limit import activity_limit
from punos.model.constraints.least_activity import least_activity
from punos.model.constraints.single_source import single_source
from punos.model.constraints.stock_room import stock_room
from punos.model.constraints.restart import restart
from punos.model.constraints.closure import closure
from punos.model.constraints.conversion_choice import conversion_choice
from punos.model.constraints.plant_limit import plant_limit
from punos.model.constraints.least_build import least_build
from punos.model.constraints.opening_size import opening_size
from punos.model.constraints.opening_minimum import opening_minimum
from punos.model.constraints.opening_blocks import opening_blocks
from punos.model.constraints.curve_size import curve_size
from punos.model.constraints.curve_segment import curve_segment
from punos.model.constraints.curve_choice import curve_choice
from punos.model.constraints.running_needs_opening import running_needs_opening
from punos.model.constraints.leaving_needs_opening import leaving_needs_opening
from punos.model.constraints.reserve import reserve
from punos.model.constraints.land import land
from punos.model.constraints.transit import transit
from punos.model.constraints.route_capacity import route_capacity
from punos.model.constraints.route_opening import route_opening
from punos.model.constraints.terminal_flow import terminal_flow
from punos.model.constraints.terminal_capacity import terminal_capacity
from punos.model.constraints.impact_cap import impact_cap
from punos.model.constraints.impact_cap_place import impact_cap_place
from punos.model.constraints.policy import policy
from punos.model.registry import CONSTRAINTS

__all__ = [
    "CONSTRAINTS", "activity_limit", "balance", "capacity", "closure", "conversion_choice", "curve_choice",
    "curve_segment", "curve_size", "demand", "impact_cap", "impact_cap_place", "land", "least_activity",
    "least_build", "leaving_needs_opening", "opening_blocks", "opening_minimum", "opening_size", "plant_limit",
    "policy", "reserve", "restart", "route_capacity", "route_opening", "running_needs_opening", "single_source",
    "stock_room", "terminal_capacity", "terminal_flow", "transit",
]  # fmt: skip
