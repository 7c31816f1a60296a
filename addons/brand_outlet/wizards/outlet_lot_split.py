from odoo import api, fields, models


class OutletLotSplit(models.TransientModel):
    """Sort a lot: give its pieces their sizes."""

    _name = "outlet.lot.split"
    _description = "Split a Lot into Sizes"

    offer_id = fields.Many2one("outlet.offer", required=True, ondelete="cascade")
    left = fields.Integer(string="Unsorted pieces", compute="_compute_left")
    rest = fields.Integer(string="Still to sort", compute="_compute_rest")
    keep_rest = fields.Boolean(string="Leave the rest unsorted")
    size_ids = fields.One2many("outlet.lot.size", "split_id", string="Sizes")

    @api.depends("offer_id")
    def _compute_left(self):
        for wizard in self:
            offer = wizard.offer_id
            wizard.left = offer._get_lot_pieces().get(offer._get_unsorted(), 0)

    @api.depends("left", "size_ids.pieces")
    def _compute_rest(self):
        for wizard in self:
            wizard.rest = wizard.left - sum(wizard.size_ids.mapped("pieces"))

    def action_split(self):
        """Book the pieces from the unsorted goods to their sizes.

        :raise UserError: the sizes don't make up what is left
        """
        self.ensure_one()
        self.offer_id._split_lot(self.size_ids._get_sizes(), self.keep_rest)
        return {"type": "ir.actions.act_window_close"}
