from odoo import api, fields, models
from odoo.exceptions import UserError

from .stock_picking import OPEN_DISPATCH_STATES


class StockPicking(models.Model):
    """What the dispatch desk shows of a dispatch.

    Texts, not links: the agent's staff can read them without a right to the order,
    the consumer's contact or the products of other agents.
    """

    _inherit = "stock.picking"

    order_ref = fields.Char("Order", compute="_compute_order_ref", compute_sudo=True)
    recipient_name = fields.Char(related="partner_id.name", string="Recipient")
    recipient_phone = fields.Char(related="partner_id.phone", string="Phone")
    recipient_address = fields.Char(compute="_compute_recipient", compute_sudo=True)
    buyer_note = fields.Char(related="sale_id.buyer_note")
    goods_text = fields.Char("Goods", compute="_compute_goods_text", compute_sudo=True)
    dispatch_quantity = fields.Float(
        "Pieces", compute="_compute_goods_text", compute_sudo=True, digits=(16, 0)
    )
    hours_to_ship = fields.Float(
        compute="_compute_hours_to_ship",
        store=True,
        aggregator="avg",
        digits=(16, 1),
        help="From the moment the agent had the order to the moment it was shipped.",
    )

    @api.depends("sale_id.name", "sale_id.client_order_ref", "origin")
    def _compute_order_ref(self):
        for picking in self:
            order = picking.sale_id
            picking.order_ref = order.client_order_ref or order.name or picking.origin

    @api.depends("agent_id", "date_done")
    def _compute_hours_to_ship(self):
        for picking in self:
            shipped = picking.agent_id and picking.date_done
            waited = shipped and shipped - picking.create_date
            picking.hours_to_ship = waited and waited.total_seconds() / 3600

    @api.depends("partner_id")
    def _compute_recipient(self):
        for picking in self:
            partner = picking.partner_id
            picking.recipient_address = "".join(
                part or ""
                for part in (
                    partner.state_id.name,
                    partner.city if partner.city != partner.state_id.name else "",
                    partner.district,
                    partner.street,
                    partner.street2,
                )
            )

    @api.depends("move_ids.product_id", "move_ids.product_uom_qty", "move_ids.state")
    def _compute_goods_text(self):
        for picking in self:
            # filtered() would forget the other parcels whose goods are read with these
            moves = [
                move
                for move in picking.move_ids
                if picking.state == "cancel" or move.state != "cancel"
            ]
            picking.dispatch_quantity = sum(move.product_uom_qty for move in moves)
            picking.goods_text = "; ".join(
                f"{move.product_id.display_name} × {move.product_uom_qty:g}"
                for move in moves
            )

    # the core weighs every delivery method of the shop, of which an agent sees none
    def _compute_allowed_carrier_ids(self):
        dispatches = self.filtered("agent_id")
        for company, pickings in dispatches.grouped("company_id").items():
            couriers = self.env["delivery.carrier"]._get_couriers(company)
            pickings.allowed_carrier_ids = couriers
        return super(StockPicking, self - dispatches)._compute_allowed_carrier_ids()

    def action_open_ship(self):
        """Open the small form for courier and tracking number."""
        return self._open_dispatch_wizard(
            "agent_dropship.dispatch_ship_action", OPEN_DISPATCH_STATES
        )

    def action_open_refuse(self):
        """Open the small form for the reason of a refusal."""
        return self._open_dispatch_wizard(
            "agent_dropship.dispatch_refuse_action", OPEN_DISPATCH_STATES
        )

    def _open_dispatch_wizard(self, action, states):
        self._check_dispatch_actor()
        pickings = self.filtered(lambda picking: picking.dispatch_state in states)
        if not pickings:
            raise UserError(
                self.env._("None of these dispatches is still open for this.")
            )
        return {
            # every member of the party may open it, ir.actions.* are public to staff
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "context": {"default_picking_ids": pickings.ids},
        }

    def action_open_order(self):
        """Open the order this dispatch belongs to."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_id.id,
            "views": [(self.env.ref("sale.view_order_form").id, "form")],
        }
