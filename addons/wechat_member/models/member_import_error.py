from odoo import fields, models


class MemberImportError(models.Model):
    """One thing in one row that keeps it from being taken in."""

    _name = "member.import.error"
    _description = "Row Left Out"
    _order = "import_id, row, id"

    import_id = fields.Many2one(
        "member.import", required=True, readonly=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(readonly=True)
    column = fields.Char(readonly=True)
    value = fields.Char(readonly=True)
    remedy = fields.Char(string="What to Do", readonly=True)
