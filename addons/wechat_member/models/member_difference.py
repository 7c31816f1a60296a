from odoo import api, fields, models
from odoo.tools import SQL


class MemberDifference(models.Model):
    """A balance that is not what its entries add up to; there should be none."""

    _name = "member.difference"
    _description = "Difference between Balance and Entries"
    _order = "company_id, id"
    _rec_name = "partner_id"
    _log_access = False

    found_at = fields.Datetime(readonly=True, required=True)
    company_id = fields.Many2one("res.company", readonly=True)
    card_id = fields.Many2one("loyalty.card", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Member", readonly=True, ondelete="cascade"
    )
    asset = fields.Selection(
        [
            ("points", "Points"),
            ("growth", "Growth"),
            ("money", "Stored Value"),
            ("coupon", "Coupons"),
        ],
        readonly=True,
    )
    balance = fields.Float(readonly=True, digits=(16, 2))
    entered = fields.Float(string="Entries", readonly=True, digits=(16, 2))
    difference = fields.Float(readonly=True, digits=(16, 2))

    @api.model
    def _check_ledger(self):
        """Compare every balance with its entries and list what differs.

        :return: the differences, none when all is well
        """
        self.env["loyalty.card"].flush_model()
        self.env["res.partner"].flush_model()
        self.env["member.entry"].flush_model()
        self.search([]).unlink()  # pylint: disable=no-search-all
        for statement in (self._card_differences(), self._growth_differences()):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO member_difference (
                           found_at, company_id, card_id, partner_id, asset,
                           balance, entered, difference)
                    %s
                    """,
                    statement,
                )
            )
        self.invalidate_model()
        return self.search([])  # pylint: disable=no-search-all

    @api.model
    def _card_differences(self):
        return SQL(
            """
            SELECT now() AT TIME ZONE 'UTC',
                   COALESCE(card.company_id, member.member_company_id), card.id,
                   card.partner_id,
                   CASE WHEN program.program_type = 'loyalty' THEN 'points'
                        WHEN program.program_type IN ('ewallet', 'gift_card')
                        THEN 'money' ELSE 'coupon' END,
                   balance.amount, COALESCE(ledger.amount, 0),
                   balance.amount - COALESCE(ledger.amount, 0)
              FROM loyalty_card card
              JOIN loyalty_program program ON program.id = card.program_id
         LEFT JOIN res_partner member ON member.id = card.partner_id
         LEFT JOIN (
                   SELECT card_id, sum(amount) AS amount
                     FROM member_entry
                    WHERE card_id IS NOT NULL
                 GROUP BY card_id) ledger ON ledger.card_id = card.id
        CROSS JOIN LATERAL (
                   SELECT round(COALESCE(card.points, 0)::numeric, 2) AS amount
                   ) balance
             WHERE balance.amount != COALESCE(ledger.amount, 0)
            """
        )

    @api.model
    def _growth_differences(self):
        return SQL(
            """
            SELECT now() AT TIME ZONE 'UTC', member.member_company_id, NULL::int,
                   member.id, 'growth', COALESCE(member.growth, 0),
                   COALESCE(ledger.amount, 0),
                   COALESCE(member.growth, 0) - COALESCE(ledger.amount, 0)
              FROM res_partner member
         LEFT JOIN (
                   SELECT partner_id, sum(amount) AS amount
                     FROM member_entry
                    WHERE asset = 'growth'
                 GROUP BY partner_id) ledger ON ledger.partner_id = member.id
             WHERE COALESCE(member.growth, 0) != COALESCE(ledger.amount, 0)
            """
        )

    @api.model
    def action_check(self):
        """Compare now and show the differences."""
        self.env["member.entry"].check_access("read")
        # Every balance is compared, also of companies the user does not look at.
        count = len(self.sudo()._check_ledger())
        message = self.env._("%s differences were found.", count)
        if not count:
            message = self.env._("Every balance is the sum of its entries.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if count else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_correct(self):
        """Set the balances to what their entries add up to."""
        self.check_access("write")
        for difference in self:
            if difference.card_id:
                table, record = SQL.identifier("loyalty_card"), difference.card_id
                column = SQL.identifier("points")
            else:
                table, record = SQL.identifier("res_partner"), difference.partner_id
                column = SQL.identifier("growth")
            # The entries are right: the balance follows them and makes none itself.
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    table,
                    column,
                    difference.entered,
                    record.id,
                )
            )
            record.invalidate_recordset()
        levels = self.env["member.level"]
        levels._grade_members(self.partner_id, down=False, reason="growth")
        self.unlink()
        return True
