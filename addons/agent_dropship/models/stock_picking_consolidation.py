from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    consolidation_id = fields.Many2one(
        "dispatch.consolidation",
        string="Goes Together",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The orders of a place that go to its partner as one parcel.",
    )
    freight_share = fields.Monetary(
        compute="_compute_freight_share",
        compute_sudo=True,
        help="The part of the one parcel's freight that falls to this order.",
    )
    handed_to_name = fields.Char(
        related="sale_id.handed_to_id.name",
        string="For",
        help="For whom the partner keeps it.",
    )

    @api.depends("consolidation_id.picking_ids.state", "weight")
    def _compute_freight_share(self):
        for delivery, pickings in self.grouped("consolidation_id").items():
            shares = delivery._share_freight() if delivery else {}
            for picking in pickings:
                picking.freight_share = shares.get(picking, 0.0)

    def _join_consolidation(self):
        """Put dispatches of a place with one receiver together, per warehouse and
        day; what was shipped is closed."""
        deliveries = self.env["dispatch.consolidation"]
        for picking in self:
            key = {
                "place_id": picking.sale_id.place_id.id,
                "receiver_id": picking.partner_id.id,
                "warehouse_id": picking.picking_type_id.warehouse_id.id,
                "day": picking.dispatch_day,
            }
            domain = [(name, "=", value) for name, value in key.items()]
            found = deliveries.search(
                [*domain, ("state", "!=", "shipped")], limit=1, order="id"
            )
            picking.consolidation_id = found or deliveries.create(key)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _assign_picking_post_process(self, new=False):
        result = super()._assign_picking_post_process(new=new)
        dispatches = self.picking_id.filtered(
            lambda picking: (
                picking.dispatch_day
                and not picking.consolidation_id
                and picking.sale_id.place_id.deliver_to_id
                and picking.partner_id == picking.sale_id.place_id.deliver_to_id
            )
        )
        # whoever confirms the order need not see the deliveries
        dispatches.sudo()._join_consolidation()
        return result


class SaleOrder(models.Model):
    _inherit = "sale.order"

    handed_to_id = fields.Many2one(
        "res.partner",
        string="For",
        copy=False,
        readonly=True,
        help="Who gets it from the partner of the place, to whom all goes together.",
    )

    def action_confirm(self):
        """Goods of a place with one receiver go to him."""
        for order in self.filtered(lambda order: order.state in ("draft", "sent")):
            # who confirms may not read the place, only who receives its goods
            receiver = order.place_id.sudo().deliver_to_id
            if receiver and not order.is_pickup:
                if order.partner_shipping_id != receiver:
                    order.handed_to_id = order.partner_shipping_id
                order.partner_shipping_id = receiver
        return super().action_confirm()
