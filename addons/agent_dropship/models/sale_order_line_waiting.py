from datetime import timedelta

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """Since when a line waits, and how long it may."""

    _inherit = "sale.order.line"

    waiting_since = fields.Datetime(
        compute="_compute_waiting_since",
        store=True,
        copy=False,
        help="Since when no warehouse has had these goods.",
    )

    @api.depends("routing_state")
    def _compute_waiting_since(self):
        now = fields.Datetime.now()
        for line in self:
            waits = line.routing_state == "waiting"
            line.waiting_since = waits and (line.waiting_since or now)

    def write(self, vals):
        """What nobody wants any more waits for nothing."""
        result = super().write(vals)
        if not vals.get("product_uom_qty", 1):
            unwanted = self.filtered(
                lambda line: (
                    line.routing_state == "waiting" and not line.product_uom_qty
                )
            )
            unwanted._unpin()
            unwanted.order_id._close_waiting_alerts()
        return result

    def _prepare_split_vals(self, pieces):
        # what is split off has waited as long
        since = {"waiting_since": self.waiting_since} if self.waiting_since else {}
        return super()._prepare_split_vals(pieces) | since

    @api.model
    def _find_overdue(self):
        """Return the lines that waited too long, the oldest first."""
        overdue = self.browse()
        for company in self.env["res.company"].search([("waiting_hours", ">", 0)]):
            overdue |= self.search(
                [
                    ("company_id", "=", company.id),
                    ("routing_state", "=", "waiting"),
                    ("state", "=", "sale"),
                    ("waiting_since", "<=", company._get_waiting_limit()),
                ],
                order="waiting_since, id",
            )
        return overdue

    def _filter_overdue(self):
        return self.filtered(
            lambda line: (
                line.company_id.waiting_hours > 0
                and line.waiting_since <= line.company_id._get_waiting_limit()
            )
        )

    def _get_waiting_until(self):
        """Return when the first of these lines is given up, None if never."""
        ends = [
            line.waiting_since + timedelta(hours=line.company_id.waiting_hours)
            for line in self
            if line.waiting_since and line.company_id.waiting_hours > 0
        ]
        return min(ends, default=None)

    def _give_up(self):
        """Want nothing any more; price and discount stay what they were."""
        for line in self.with_context(skip_procurement=True):
            line.write(
                {
                    "product_uom_qty": 0,
                    "price_unit": line.price_unit,
                    "discount": line.discount,
                }
            )
