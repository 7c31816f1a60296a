from odoo import fields, models


class DispatchBatchLine(models.TransientModel):
    """One parcel of many."""

    _name = "dispatch.batch.line"
    _description = "Parcel of a Batch"
    _order = "number, id"

    batch_id = fields.Many2one("dispatch.batch", required=True, ondelete="cascade")
    number = fields.Integer("No.", readonly=True)
    picking_id = fields.Many2one(
        "stock.picking", "Dispatch", required=True, ondelete="cascade"
    )
    order_ref = fields.Char(related="picking_id.order_ref")
    recipient_name = fields.Char(related="picking_id.recipient_name")
    goods_text = fields.Char(related="picking_id.goods_text")
    tracking_ref = fields.Char("Tracking Number")
