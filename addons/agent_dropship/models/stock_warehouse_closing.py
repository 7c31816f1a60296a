from odoo import api, fields, models


class StockWarehouse(models.Model):
    """Closed for some days, and stock that turned out not to be there."""

    _inherit = "stock.warehouse"

    closed_until = fields.Date(
        "Closed until",
        index="btree_not_null",
        help="Last closed day. Cooperation is paused until then and resumes by itself.",
    )

    def _close_until(self, day):
        """Route nothing here up to and including this day."""
        self.filtered(lambda warehouse: warehouse.cooperation_state == "active").write(
            {"cooperation_state": "paused", "closed_until": day}
        )
        # closed already: the later day counts
        for warehouse in self.filtered("closed_until"):
            warehouse.closed_until = max(warehouse.closed_until, day)

    @api.model
    def _cron_reopen(self):
        """Resume cooperation the morning after the last closed day."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            today = company._get_local_today()
            over = self.search(
                [("closed_until", "<", today), ("company_id", "=", company.id)]
            )
            over.filtered(lambda w: w.cooperation_state == "paused").write(
                {"cooperation_state": "active"}
            )
            over.closed_until = False
            if over:
                self.env.ref("agent_dropship.cron_retry_routing")._trigger()

    def write(self, vals):
        """Whoever sets the cooperation by hand decides when it resumes, too."""
        if "cooperation_state" in vals and "closed_until" not in vals:
            vals = {**vals, "closed_until": False}
        return super().write(vals)

    def _empty_shelf(self, products, reason):
        """Set what is free of these articles to nothing, as the agent found it.

        Pieces that are promised to other dispatches stay: each of them is shipped or
        refused by itself.
        """
        self.ensure_one()
        self.env["stock.gate"]._pass((product.id, self.id) for product in products)
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", products.ids),
                ("location_id", "child_of", self.lot_stock_id.id),
                ("owner_id", "=", self.agent_id.id),
            ]
        )
        free = quants.filtered(
            lambda q: q.product_uom_id.compare(q.quantity, q.reserved_quantity) > 0
        ).with_context(inventory_mode=True, inventory_name=reason)
        for quant in free:
            quant.inventory_quantity = quant.reserved_quantity
        free.action_apply_inventory()
