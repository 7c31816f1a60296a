from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.brand_outlet.report.outlet_sale_report import PERSON_GROUPS


class OutletSaleReport(models.Model):
    """What people dare spend in one order, by the kind of place they trust."""

    _inherit = "outlet.sale.report"

    average_ticket = fields.Monetary(
        aggregator="avg",
        readonly=True,
        groups=PERSON_GROUPS,
        help="Sales per order, whatever the number of its lines.",
    )

    @api.model
    def _get_sale_columns(self):
        columns = super()._get_sale_columns()
        # of one line it is the line's own amount; groups divide by their orders
        return columns | {"average_ticket": columns["amount_paid"]}

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "average_ticket:avg":
            return super()._read_group_select(aggregate_spec, query)
        self._check_field_access(self._fields["average_ticket"], "read")
        return SQL(
            "SUM(%s) / NULLIF(COUNT(DISTINCT %s), 0)",
            self._to_sql("amount_paid", query),
            self._to_sql("order_id", query),
        )
