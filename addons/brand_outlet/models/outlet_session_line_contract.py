from odoo import api, fields, models
from odoo.fields import Domain


class OutletSessionLine(models.Model):
    """A session sells nothing whose authorisation has ended."""

    _inherit = "outlet.session.line"

    @api.model
    def _open_domain(self, place=None, now=None):
        domain = super()._open_domain(place, now)
        # The date decides, not the daily job that ends the offers.
        today = fields.Date.context_today(self, now)
        valid = self.env["brand.contract"]._valid_domain(today)
        return domain & Domain("offer_id", "any", [("contract_id", "any", valid)])

    def _withdraw_for_good(self):
        """Take articles out of sessions; who has claimed a piece still gets it."""
        for line in self:
            bought = line.quota_ids.filtered(lambda one: one.claimed or one.sold)
            if not bought:
                line.state = "refused"
            for quota in line.quota_ids if bought else ():
                quota.quota = quota.claimed + quota.sold
