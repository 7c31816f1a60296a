from odoo import fields, models


class PosConfig(models.Model):
    _inherit = "pos.config"

    value_journal_id = fields.Many2one(
        "account.journal",
        string="Stored Value Journal",
        check_company=True,
        domain=[("type", "=", "general")],
        help="What members top up and spend at this outlet. Made with the first "
        "movement when empty.",
    )

    def _get_value_journal(self, company):
        """Return the journal of this outlet, or of the company for no outlet."""
        if not self:
            return company.value_journal_id
        if not self.value_journal_id:
            self.value_journal_id = company._make_value_journal(self)
        return self.value_journal_id

    def use_coupon_code(self, code, creation_date, partner_id, pricelist_id):
        # A card of another company is refused in words, not as an unknown code.
        answer = super().use_coupon_code(code, creation_date, partner_id, pricelist_id)
        if not answer["successful"]:
            cards = self.env["loyalty.card"]
            if words := cards._get_foreign_card_words(code, self.company_id):
                answer["payload"]["error_message"] = words
        return answer
