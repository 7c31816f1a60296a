"""What happened on the member's card, as he reads it on his page."""

from odoo import models

# Which entries of the ledger stand on which tab of the page.
TABS = {"points": ("points",), "money": ("paid", "gift")}
SHOWN = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_page_history(self):
        """Return the last movements of points and of stored value."""
        self.ensure_one()
        entries = self.env["member.entry"]
        currency = self.member_company_id.currency_id
        history = {}
        for tab, assets in TABS.items():
            found = entries.search(
                [("partner_id", "=", self.id), ("asset", "in", assets)], limit=SHOWN
            )
            history[tab] = [entry._prepare_page_entry(currency) for entry in found]
        return history
