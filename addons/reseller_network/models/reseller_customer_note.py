from odoo import fields, models


class ResellerCustomerNote(models.Model):
    """What a reseller noted about a customer, or that they talked. His alone."""

    _name = "reseller.customer.note"
    _description = "Note on a Customer"
    _order = "date desc, id desc"
    _rec_name = "text"

    customer_id = fields.Many2one(
        "reseller.customer", required=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    kind = fields.Selection(
        [("note", "Note"), ("contact", "Talked"), ("message", "Wrote")],
        required=True,
        default="note",
    )
    text = fields.Text(required=True)
