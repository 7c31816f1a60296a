"""Where the money of coupons paid in advance stands in the books of a company."""

from odoo import fields, models
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    coupon_liability_account_id = fields.Many2one(
        "account.account",
        string="Coupons Paid in Advance",
        check_company=True,
        help="Liability: always the sum of what members paid for coupons they have not "
        "used yet.",
    )
    coupon_income_account_id = fields.Many2one(
        "account.account",
        string="Paid Coupons Used",
        check_company=True,
        help="Income: what was paid for a coupon, at the moment it is used, less the "
        "output tax that is due then.",
    )

    def _get_coupon_position(self):
        """Return (paid for open coupons, balance of their liability) as of now."""
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE((
                       SELECT SUM(card.paid_amount)
                         FROM loyalty_card card
                         JOIN loyalty_program program ON program.id = card.program_id
                        WHERE card.is_sold AND card.points > 0
                          AND program.company_id = %(company)s), 0),
                       COALESCE((
                       SELECT -SUM(line.balance)
                         FROM account_move_line line
                        WHERE line.account_id = %(account)s
                          AND line.company_id = %(company)s
                          AND line.parent_state = 'posted'), 0)
                """,
                company=self.id,
                account=self.coupon_liability_account_id.id or None,
            )
        )
        return tuple(self.currency_id.round(float(amount)) for amount in rows[0])

    def _get_refund_person(self):
        """Return the user who pays back what no provider can send back by itself."""
        self.ensure_one()
        # who looks after the money is a matter of groups, whoever asks
        for group in ("account.group_account_user", "account.group_account_invoice"):
            users = (
                self.env.ref(group)
                .sudo()
                .all_user_ids.filtered(
                    lambda user: user.active and self in user.company_ids
                )
            )
            # who may do everything is asked last
            users = users.sorted(lambda user: (user._is_system(), user.id))
            if users:
                return users[0]
        return self.env.ref("base.user_admin")
