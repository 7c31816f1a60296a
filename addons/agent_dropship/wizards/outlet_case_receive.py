from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class OutletCaseReceive(models.TransientModel):
    """What came back of a case: good and damaged pieces, with a photo."""

    _name = "outlet.case.receive"
    _description = "Receive Returned Goods"

    case_id = fields.Many2one("outlet.case", required=True, readonly=True)
    line_ids = fields.One2many(
        "outlet.case.receive.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    photo = fields.Image("Photo of the Goods")
    note = fields.Char()

    @api.depends("case_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [
                Command.create(
                    {"line_id": line.id, "quantity_good": line._get_open_quantity()}
                )
                for line in wizard.case_id.line_ids
                if line._get_open_quantity()
            ]

    def action_receive(self):
        """Book the goods; money and exchange follow by themselves."""
        self.ensure_one()
        self.case_id._check_actor()
        if self.line_ids.line_id.case_id != self.case_id:
            raise UserError(self.env._("Enter how many pieces came back."))
        # receiving writes stock, the ledger and the order, which no agent may
        case = self.case_id.sudo()
        if self.photo:
            case._add_photos([self.photo], case.responsible_role)
        case._receive(
            {
                line.line_id.sudo(): (line.quantity_good, line.quantity_damaged)
                for line in self.line_ids
            },
            self.note or "",
        )
        return {"type": "ir.actions.act_window_close"}


class OutletCaseReceiveLine(models.TransientModel):
    _name = "outlet.case.receive.line"
    _description = "Returned Goods"

    wizard_id = fields.Many2one(
        "outlet.case.receive", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one("outlet.case.line", required=True, readonly=True)
    goods_text = fields.Char(related="line_id.goods_text")
    quantity = fields.Float(related="line_id.quantity", string="Expected")
    # not rounded: half a piece is refused instead of becoming a whole one
    quantity_good = fields.Float("Good")
    quantity_damaged = fields.Float("Damaged")
