from odoo import models


class ResellerContract(models.Model):
    _inherit = "reseller.contract"

    def _get_coupon_rows(self):
        """Return the coupons he may share, with his own link and what it brought."""
        self.ensure_one()
        # what he may share is chosen here; he has no right on programs and channels
        programs = self.env["loyalty.program"].sudo()._get_shared_by(self)
        channels = self.env["member.channel"].sudo()._get_for_promoter(self, programs)
        return [
            {
                "id": program.id,
                "offer": program._prepare_claim_offer(),
                "reward": program.promoter_reward,
                "link": channels[program].link,
                "opened": channels[program].open_count,
                "claimed": channels[program].claim_count,
                "redeemed": channels[program].redeemed_count,
                "credited": channels[program].credited,
            }
            for program in programs
        ]
