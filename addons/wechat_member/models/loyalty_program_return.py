from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    return_rule = fields.Selection(
        [
            ("all", "When all is returned and it is still valid"),
            ("any", "As soon as something is returned"),
            ("never", "Not given back"),
        ],
        string="Returned Goods",
        required=True,
        default="all",
        help="What becomes of the coupon when goods it was used for are brought back.",
    )

    def _gives_back(self, card, share):
        """Whether ``card`` comes back with this ``share`` (0 to 1) of the goods."""
        self.ensure_one()
        if self.return_rule == "all":
            # days are the merchant's, wherever the cashier is
            company_sudo = (card.company_id or self.env.company).sudo()
            today = company_sudo._get_local_today()
            until = card.expiration_date
            return share >= 1 and (not until or until >= today)
        return self.return_rule == "any" and share > 0
