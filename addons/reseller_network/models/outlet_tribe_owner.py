from odoo import fields, models


class OutletTribeOwner(models.Model):
    _name = "outlet.tribe.owner"
    _description = "Owner of a Tribe"
    _order = "tribe_id, id"
    _rec_name = "contract_id"

    tribe_id = fields.Many2one("outlet.tribe", required=True, ondelete="cascade")
    contract_id = fields.Many2one(
        "reseller.contract", "Reseller", required=True, index=True, ondelete="cascade"
    )
    categ_ids = fields.Many2many(
        "product.category",
        string="Categories",
        help="What the members buy of these counts for this owner.",
    )
    member_count = fields.Integer("Brought", compute="_compute_figures")
    pieces = fields.Float(compute="_compute_figures", digits="Product Unit")
    amount = fields.Monetary("Sales", compute="_compute_figures")
    currency_id = fields.Many2one(related="tribe_id.currency_id")

    _once = models.UniqueIndex(
        "(tribe_id, contract_id)", "This reseller owns the tribe already."
    )

    def _compute_figures(self):
        # counted for the owners together; who the members are stays unsaid
        members = self.env["outlet.tribe.member"].sudo()
        counts = dict(
            members._read_group(
                [("owner_id", "in", self.ids)], ["owner_id"], ["__count"]
            )
        )
        sales = {}
        for tribe in self.tribe_id:
            sales |= tribe.sudo()._get_sales()
        for owner in self:
            owner.member_count = counts.get(owner, 0)
            owner.pieces, owner.amount = sales.get(owner.sudo(), (0, 0))
