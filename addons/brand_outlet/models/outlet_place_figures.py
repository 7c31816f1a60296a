from odoo import fields, models


class OutletPlaceFigures(models.Model):
    """What the form tells of a place at a glance."""

    _inherit = "outlet.place"

    open_count = fields.Integer("Opens", compute="_compute_funnel")
    order_count = fields.Integer("Orders", compute="_compute_funnel")
    paid_count = fields.Integer("Paid Orders", compute="_compute_funnel")
    assortment_rule_id = fields.Many2one(
        "outlet.assortment.rule",
        "Assortment",
        compute="_compute_assortment_rule_id",
        groups="brand_outlet.group_operator",
        help="The rule that says what suits this place. Empty: everything does.",
    )

    def _compute_funnel(self):
        groups = self.env["outlet.place.funnel"]._read_group(
            [("place_id", "in", self.ids)],
            ["place_id"],
            ["opens:sum", "orders:sum", "paid:sum"],
        )
        figures = {place.id: counts for place, *counts in groups}
        for place in self:
            opens, orders, paid = figures.get(place.id, (0, 0, 0))
            place.open_count = opens
            place.order_count = orders
            place.paid_count = paid

    def _compute_assortment_rule_id(self):
        rules = self.env["outlet.assortment.rule"]._match_all(self)
        for place in self:
            place.assortment_rule_id = rules.get(place.id)

    def action_view_funnel(self):
        """Open what became of the visits of these places."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "brand_outlet.outlet_place_funnel_action"
        )
        return action | {
            "domain": [("place_id", "in", self.ids)],
            "view_mode": "graph,pivot,list",
        }

    def action_view_orders(self):
        """Open the orders that were made in these places."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("place_id", "in", self.ids), ("state", "!=", "cancel")],
        }
