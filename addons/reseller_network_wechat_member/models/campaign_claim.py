from odoo import models


class CampaignClaim(models.Model):
    """What a funder is charged with in the shares of an order is not claimed again.

    The staff of the funder reads his claims, disputes their lines and agrees.
    """

    _inherit = "campaign.claim"

    def _check_side(self):
        self.check_access("read")
        party = self.env.user.party_id
        if party and self.funder_id == party:
            return None
        return super()._check_side()

    def _read_unclaimed(self, date_to, company):
        rows = super()._read_unclaimed(date_to, company)
        used = self.env["coupon.redemption"].browse(
            row["redemption_id"] for row in rows if row["kind"] == "redeemed"
        )
        # a claim is made by who need not read outlet orders
        funders = {
            redemption.id: redemption.sale_order_id.share_funder_id.id
            for redemption in used.sudo()
        }
        return [
            row for row in rows if funders.get(row["redemption_id"]) != row["funder_id"]
        ]
