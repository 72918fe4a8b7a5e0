"""What a public page leaves out, in a sentence."""

from __future__ import annotations

from punos.pages.view import View
from punos.plan.public import PublicPlan


def notice(view: View) -> str:
    """Say what a public page leaves out; empty if nothing."""
    if not isinstance(view.plan, PublicPlan):
        return ""
    _ = view.gettext
    hidden = view.plan.secrets
    plants = ", ".join(view.name("plant", p) for p in sorted(hidden.plants))
    goods = ", ".join(view.name("commodity", c) for c in hidden.goods["commodity"].unique().sort())
    told = [_("For the public: {n} confidential figures are left out").format(n=hidden.cells.height)]
    if plants:
        told.append(_("with the plants they belong to ({plants})").format(plants=plants))
    if goods:
        told.append(_("and the trade that would tell of them ({goods})").format(goods=goods))
    return " ".join(told) + ". " + _("Sums are of what is shown.")
