from odoo import fields, models

from odoo.addons.agent_dropship.models.share_entry import KINDS, ROLES

# How a payee has to do with the order, in words of the reader.
RELATIONS = [
    ("seller", "Sold it: owner of the order's place"),
    ("shipper", "Ships it: agent of the line"),
    ("operator", "Operator"),
    ("funder", "Pays for a coupon or a compensation"),
    ("stranger", "Nobody in this order"),
]


class ResellerPayeeCheckPath(models.TransientModel):
    _name = "reseller.payee.check.path"
    _description = "Payee Path"

    check_id = fields.Many2one("reseller.payee.check", ondelete="cascade")
    company_id = fields.Many2one(related="check_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    role = fields.Selection(ROLES)
    kind = fields.Selection(KINDS, "Kind of Money")
    relation = fields.Selection(RELATIONS, "What the Payee Has to Do with the Order")
    payee_count = fields.Integer("Payees")
    entry_count = fields.Integer("Shares")
    amount = fields.Monetary()
