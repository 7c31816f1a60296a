from datetime import timedelta

from odoo import api, fields, models


class DispatchRefuse(models.TransientModel):
    """Why an agent does not ship, and which of the goods."""

    _name = "dispatch.refuse"
    _description = "Refuse Dispatch"

    picking_ids = fields.Many2many("stock.picking", string="Dispatches", required=True)
    single = fields.Boolean(compute="_compute_single")
    move_ids = fields.Many2many(
        "stock.move",
        string="Goods",
        compute="_compute_move_ids",
        store=True,
        readonly=False,
        domain="[('picking_id', 'in', picking_ids), ('state', 'not in', "
        "('done', 'cancel'))]",
    )
    reason_id = fields.Many2one("dispatch.refuse.reason", required=True)
    stock_effect = fields.Selection(related="reason_id.stock_effect")
    needs_note = fields.Boolean(related="reason_id.needs_note")
    note = fields.Char()
    closed_until = fields.Date(
        compute="_compute_closed_until", store=True, readonly=False
    )

    @api.depends("picking_ids")
    def _compute_single(self):
        for wizard in self:
            wizard.single = len(wizard.picking_ids) == 1

    @api.depends("picking_ids")
    def _compute_move_ids(self):
        for wizard in self:
            wizard.move_ids = wizard.picking_ids.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel")
            )

    @api.depends("reason_id")
    def _compute_closed_until(self):
        for wizard in self:
            tomorrow = fields.Date.context_today(wizard) + timedelta(days=1)
            closes = wizard.stock_effect == "close_warehouse"
            wizard.closed_until = closes and (wizard.closed_until or tomorrow)

    def action_refuse(self):
        """Give the goods back; they are routed to another warehouse at once.

        :raise AccessError: a dispatch is another agent's
        """
        self.ensure_one()
        self.picking_ids._check_dispatch_actor()
        # cancelling and routing anew reach orders and other agents' stock; only
        # goods of these dispatches are touched
        wizard = self.sudo()
        wizard.picking_ids._refuse(
            wizard.reason_id,
            note=wizard.note or "",
            moves=wizard.move_ids if wizard.single else None,
            closed_until=wizard.closed_until,
        )
        return {"type": "ir.actions.act_window_close"}
