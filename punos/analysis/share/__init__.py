"""Sharing a park: what tenants save together, how it may be shared, one tariff for all, and who would rather leave."""

from punos.analysis.share.found import Share
from punos.analysis.share.park import PlayerKind
from punos.analysis.share.share import Wanted, share

__all__ = ["PlayerKind", "Share", "Wanted", "share"]
