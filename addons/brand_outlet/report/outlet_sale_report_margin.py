from odoo import api, fields, models

from .outlet_sale_report import SUPPLY_GROUPS


class OutletSaleReport(models.Model):
    """What a sale leaves to its agent once the operator has its deduction."""

    _inherit = "outlet.sale.report"

    amount_deduction = fields.Monetary(
        "Operator's Deduction",
        readonly=True,
        groups=SUPPLY_GROUPS,
        help="By the contract that was in force on the day of the order.",
    )
    amount_earned = fields.Monetary(
        "Agent Earns",
        readonly=True,
        groups=SUPPLY_GROUPS,
        help="Supply value less the operator's deduction.",
    )

    @api.model
    def _get_sale_columns(self):
        columns = super()._get_sale_columns()
        deduction = f"""ROUND(({columns["amount_paid"]} * COALESCE((
            SELECT k.operator_ratio FROM brand_contract k
             WHERE k.brand_id = l.brand_id AND k.agent_id = l.agent_id
               AND k.company_id = c.id AND k.state != 'draft'
               AND k.date_start <= {self._get_order_day()}
               AND COALESCE(k.date_end, {self._get_order_day()})
                   >= {self._get_order_day()}
             ORDER BY k.version DESC LIMIT 1), 0) / 100)::numeric, 2)"""
        earned = f"({columns['amount_supply']} - {deduction})"
        return columns | {
            "amount_deduction": deduction,
            "amount_earned": earned,
            "margin": f"{earned} - {columns['amount_cost']}",
        }

    @api.model
    def _get_order_day(self):
        """Return the SQL of the order's day where the company is."""
        zone = "(SELECT tz FROM res_partner WHERE id = c.partner_id)"
        local = f"AT TIME ZONE 'UTC' AT TIME ZONE COALESCE({zone}, 'Asia/Shanghai')"
        return f"(s.date_order {local})::date"
