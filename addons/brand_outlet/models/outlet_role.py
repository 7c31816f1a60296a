from odoo import fields, models


class OutletRole(models.Model):
    """A word for what a partner is in the trade; never set by hand."""

    _name = "outlet.role"
    _description = "Role in the Trade"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()

    _code_unique = models.UniqueIndex("(code)", "This role exists already.")
