from odoo.http import route

from .portal import OutletPortal


class TierPortal(OutletPortal):
    @route("/my/outlet/tier", type="http", auth="user", methods=["GET"])
    def outlet_tier(self):
        """The reseller's tier, what the next one asks for and how it came about."""
        contract = self._contract()
        return self._render(
            "outlet_tier_page", contract, "me", **contract._tier_sheet()
        )
