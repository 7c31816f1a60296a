from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class OutletLotCount(models.TransientModel):
    """An agent counts the pieces of its own lot."""

    _name = "outlet.lot.count"
    _description = "Count a Lot"

    offer_id = fields.Many2one("outlet.offer", required=True, ondelete="cascade")
    line_ids = fields.One2many(
        "outlet.lot.count.line",
        "count_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("offer_id")
    def _compute_line_ids(self):
        for wizard in self:
            offer = wizard.offer_id
            free = offer._get_lot_pieces()
            # the articles of the user's own lot
            products = offer.sudo().product_tmpl_id.product_variant_ids
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "product_id": product.id,
                            "free": free.get(product.sudo(False), 0),
                            "counted": free.get(product.sudo(False), 0),
                        }
                    )
                    for product in products
                ),
            ]

    def action_count(self):
        """Set the free pieces of the lot to what was counted.

        :raise UserError: a count below zero
        """
        self.ensure_one()
        if any(line.counted < 0 for line in self.line_ids):
            raise UserError(self.env._("There are no pieces below zero."))
        # What was sold since the dialog was opened is not counted back in.
        self.env["outlet.offer"]._move_lot_pieces(
            {
                (self.offer_id, line.product_id): line.counted - line.free
                for line in self.line_ids
            }
        )
        return {"type": "ir.actions.act_window_close"}


class OutletLotCountLine(models.TransientModel):
    """The pieces of one article of a lot."""

    _name = "outlet.lot.count.line"
    _description = "Count of an Article of a Lot"

    count_id = fields.Many2one("outlet.lot.count", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    free = fields.Integer(string="On record", readonly=True)
    counted = fields.Integer()
