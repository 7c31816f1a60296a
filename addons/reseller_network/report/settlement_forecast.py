from odoo import api, fields, models

from ..models.reseller_account import BOUND_STATES


class SettlementForecast(models.Model):
    """Withdrawals on their way, and what was withdrawn ahead of the statement.

    What a seller takes out is paid now, and is missing when his statement is paid:
    both are told, or the same earning would be paid twice.
    """

    _inherit = "settlement.forecast"

    stage = fields.Selection(
        selection_add=[
            ("withdrawal", "Withdrawal on Its Way"),
            ("ahead", "Withdrawn Ahead"),
        ]
    )
    withdrawal_id = fields.Many2one("reseller.withdrawal", readonly=True)

    @api.model
    def _get_release(self):
        return "e.release_date"

    @api.model
    def _get_expected_release(self):
        return f"step.date + {int(self.env.company.release_days)}"

    @api.model
    def _get_seller_role(self):
        return """CASE line.reseller_mode WHEN 'link' THEN 'affiliate'
                     ELSE 'reseller' END"""

    @api.model
    def _get_sources(self):
        states = ", ".join(f"'{state}'" for state in BOUND_STATES)
        underway = f"w.state IN ({states})"
        paid = """
            reseller_withdrawal w
            JOIN account_payment y ON y.id = w.payment_id
            JOIN account_move_line i ON i.move_id = y.move_id
            JOIN account_account a ON a.id = i.account_id"""
        unmatched = (
            "w.state = 'paid' AND i.parent_state = 'posted' AND i.amount_residual > 0"
            " AND a.account_type = 'liability_payable' AND i.reconciled IS NOT TRUE"
        )
        cycle = self._get_cycle_tables(
            self._get_today(), "w.partner_id", self._get_role(), "w.company_id"
        )
        return super()._get_sources() + [
            (self._get_withdrawal_columns(), "reseller_withdrawal w", underway),
            (
                self._get_ahead_columns(3, "w.amount"),
                f"reseller_withdrawal w {cycle}",
                underway,
            ),
            (
                self._get_ahead_columns(5, "i.amount_residual"),
                f"{paid} {cycle}",
                unmatched,
            ),
        ]

    @api.model
    def _get_withdrawal_columns(self):
        today = self._get_today()
        return self._get_amounts("-w.amount") | {
            "id": self._get_id("w.id", 4),
            "date": today,
            "is_overdue": "FALSE",
            "stage": "'withdrawal'",
            **self._get_common_columns(),
        }

    @api.model
    def _get_ahead_columns(self, source, amount):
        """What of the next statement is paid already: less to pay then."""
        return {
            "id": self._get_id("w.id", source),
            "amount": amount,
            "amount_in": "0",
            "amount_out": f"-({amount})",
            "date": self._get_cycle_end(self._get_today()),
            "is_overdue": "FALSE",
            "stage": "'ahead'",
            **self._get_common_columns(),
        }

    @api.model
    def _get_role(self):
        return """(SELECT CASE c.mode WHEN 'link' THEN 'affiliate' ELSE 'reseller' END
                     FROM reseller_contract c WHERE c.id = w.contract_id)"""

    @api.model
    def _get_common_columns(self):
        return {
            "partner_id": "w.partner_id",
            "role": self._get_role(),
            "company_id": "w.company_id",
            "currency_id": "(SELECT currency_id FROM res_company c"
            " WHERE c.id = w.company_id)",
            "withdrawal_id": "w.id",
        }

    def action_open(self):
        """Open the withdrawal where the amount comes from one."""
        if self.withdrawal_id:
            return self.withdrawal_id._get_records_action(context={})
        return super().action_open()
