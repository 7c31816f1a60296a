from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import date_utils


class SettlementReconciliation(models.TransientModel):
    """The period of all parties together: opening + shares - paid = closing."""

    _inherit = "settlement.reconciliation"

    opening = fields.Monetary(readonly=True)
    moved = fields.Monetary("Shares of the Period", readonly=True)
    settled = fields.Monetary("Paid", readonly=True)
    closing = fields.Monetary(readonly=True)
    closing_difference = fields.Monetary(
        "Difference of the Closing",
        readonly=True,
        help="Closing, less what is not billed and what is billed and not paid.",
    )
    closing_wrong_count = fields.Integer("Closings That Differ", readonly=True)

    def action_reconcile(self):
        """Compare again, with the closing of the period too."""
        result = super().action_reconcile()
        closing = self._get_closing()
        domain = self._get_closing_domain()
        names = ("opening", "delivered", "returned", "other", "paid", "closing")
        [sums] = closing._read_group(
            domain, aggregates=[f"{name}:sum" for name in (*names, "difference")]
        )
        opening, delivered, returned, other, paid, closed, difference = (
            amount or 0.0 for amount in sums
        )
        self.write(
            {
                "opening": opening,
                "moved": delivered + returned + other,
                "settled": paid,
                "closing": closed,
                "closing_difference": difference,
                "closing_wrong_count": closing.search_count(
                    [*domain, ("is_wrong", "=", True)]
                ),
            }
        )
        return result

    def _get_closing(self):
        return self.env["settlement.closing"].with_context(
            closing_from=self.date_from, closing_to=self.date_to
        )

    def _get_closing_domain(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("currency_id", "=", self.currency_id.id),
        ]

    def action_month_before(self):
        """Go back to the month before the one that is shown, and compare."""
        self.ensure_one()
        start, end = date_utils.get_month(self.date_from - relativedelta(months=1))
        self.write({"date_from": start, "date_to": end})
        self.action_reconcile()

    def action_view_closing(self):
        """Open the closing of the period, party by party."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.settlement_closing_action"
        )
        days = {
            "closing_from": fields.Date.to_string(self.date_from),
            "closing_to": fields.Date.to_string(self.date_to),
        }
        name = self.env._(
            "Closing %(start)s – %(end)s", start=self.date_from, end=self.date_to
        )
        return action | {
            "display_name": name,
            "domain": self._get_closing_domain(),
            "context": days,
        }
