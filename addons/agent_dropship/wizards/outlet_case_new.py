from odoo import api, fields, models
from odoo.fields import Command

from ..models.outlet_case import GOODS_KINDS
from ..models.outlet_case_reason import CASE_KINDS


class OutletCaseNew(models.TransientModel):
    """A clerk files a case: everything that can come back is proposed."""

    _name = "outlet.case.new"
    _description = "New Case"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    kind = fields.Selection(CASE_KINDS, required=True, default="return")
    reason_id = fields.Many2one(
        "outlet.case.reason",
        required=True,
        compute="_compute_reason_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('kind', 'in', (kind, False))]",
    )
    description = fields.Text()
    photo = fields.Image()
    line_ids = fields.One2many(
        "outlet.case.new.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("kind")
    def _compute_reason_id(self):
        for wizard in self:
            reasons = self.env["outlet.case"]._get_reasons(wizard.kind, is_public=False)
            wizard.reason_id = reasons[:1]

    @api.depends("order_id")
    def _compute_line_ids(self):
        for wizard in self:
            moves = wizard.order_id._get_dispatches().move_ids
            free = self.env["outlet.case"]._get_returnable(moves)
            wizard.line_ids = [
                Command.create({"move_id": move.id, "quantity": count, "most": count})
                for move, count in free.items()
                if count > 0
            ]

    def action_file(self):
        """Open the case and show it."""
        self.ensure_one()
        self.order_id.check_access("read")
        pieces = {line.move_id: line.quantity for line in self.line_ids}
        wanted = {
            line.move_id: line.wanted_product_id
            for line in self.line_ids
            if line.wanted_product_id and self.kind == "exchange"
        }
        named = self.kind in GOODS_KINDS or any(pieces.values())
        cases = self.env["outlet.case"]._open(
            self.kind,
            self.order_id,
            reason=self.reason_id,
            note=self.description or "",
            pieces=pieces if named and self.line_ids else None,
            wanted=wanted,
            source="office",
        )
        if self.photo:
            cases._add_photos([self.photo], "operator")
        return cases.with_env(self.env)._get_records_action()


class OutletCaseNewLine(models.TransientModel):
    _name = "outlet.case.new.line"
    _description = "Goods of a New Case"

    wizard_id = fields.Many2one("outlet.case.new", required=True, ondelete="cascade")
    move_id = fields.Many2one("stock.move", "Article", required=True)
    product_id = fields.Many2one(related="move_id.product_id")
    product_tmpl_id = fields.Many2one(related="move_id.product_id.product_tmpl_id")
    dispatch = fields.Char(related="move_id.picking_id.carrier_tracking_ref")
    most = fields.Float("Delivered", digits=(16, 0))
    quantity = fields.Float("Pieces", digits=(16, 0))
    wanted_product_id = fields.Many2one(
        "product.product",
        "Send Instead",
        domain="[('product_tmpl_id', '=', product_tmpl_id)]",
    )
