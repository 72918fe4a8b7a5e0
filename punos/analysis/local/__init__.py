"""What a plan is for one place: its land, its neighbours, its residents."""

from punos.analysis.local.land import LandBy
from punos.analysis.local.local import Local

__all__ = ["LandBy", "Local"]
