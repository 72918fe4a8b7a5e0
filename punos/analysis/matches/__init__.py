"""By-products that are left over in a plan, and who could use them."""

from punos.analysis.matches.matches import Could, Matches, matches
from punos.analysis.matches.ways import DistanceBasis

__all__ = ["Could", "DistanceBasis", "Matches", "matches"]
