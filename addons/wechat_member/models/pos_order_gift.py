"""Gift cards whose paper cannot be printed are handed over all the same."""

from odoo import models


class PosOrder(models.Model):
    _inherit = "pos.order"

    def confirm_coupon_programs(self, coupon_data):
        """Put new gift cards on the receipt where no PDF of them can be made."""
        result = super().confirm_coupon_programs(coupon_data)
        report = self.env["ir.actions.report"]
        printed = result.get("coupon_report")
        if printed and report.get_wkhtmltopdf_state() not in ("ok", "workers"):
            ids = [card_id for ids in printed.values() for card_id in ids]
            # the customer's own card, which he has just paid
            cards_sudo = self.env["loyalty.card"].sudo().browse(sorted(set(ids)))
            result["coupon_report"] = {}
            result["new_coupon_info"] += [
                {
                    "program_name": card.program_id.name,
                    "expiration_date": card.expiration_date,
                    "code": card.code,
                }
                for card in cards_sudo
            ]
        return result
