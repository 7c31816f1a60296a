"""One product that a segment buys, and how much of it is missing."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round


class MemberAssortmentLine(models.TransientModel):
    _name = "member.assortment.line"
    _description = "Product of a Segment"
    _order = "net desc, id"
    _rec_name = "product_id"

    assortment_id = fields.Many2one(
        "member.assortment", required=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="assortment_id.company_id.currency_id")
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(related="product_id.categ_id")
    buyers = fields.Integer(readonly=True)
    quantity = fields.Float("Sold", readonly=True)
    net = fields.Monetary("Net Sales", readonly=True)
    share = fields.Float("Buyers in the Segment (%)", readonly=True, aggregator=None)
    other_share = fields.Float(
        "Buyers among Others (%)", readonly=True, aggregator=None
    )
    affinity = fields.Float(
        "Times as Often",
        readonly=True,
        aggregator=None,
        help="Bought by the segment so many times as often as by other members. "
        "0: by nobody else.",
    )
    on_hand = fields.Float("Available", compute="_compute_proposal")
    proposal = fields.Float("To Purchase", compute="_compute_proposal")

    @api.depends("quantity", "assortment_id.days", "assortment_id.cover_days")
    def _compute_proposal(self):
        for assortment, lines in self.grouped("assortment_id").items():
            products = lines.product_id.with_company(assortment.company_id)
            # what is left is told to who plans, also where he keeps no stock
            left = {
                product.id: product.virtual_available for product in products.sudo()
            }
            for line in lines:
                need = line.quantity / assortment.days * assortment.cover_days
                line.on_hand = left.get(line.product_id.id, 0.0)
                line.proposal = float_round(
                    max(0.0, need - line.on_hand),
                    precision_digits=0,
                    rounding_method="UP",
                )

    def action_purchase(self):
        """Propose the missing quantities through the core's replenishment.

        :raise UserError: none of these products is short
        """
        points = self.env["stock.warehouse.orderpoint"]
        points.check_access("create")
        short = self.filtered(
            lambda line: line.proposal > 0 and line.product_id.is_storable
        )
        if not short:
            raise UserError(self.env._("There is enough of all these products."))
        company = short.assortment_id.company_id
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )
        location = warehouse.lot_stock_id
        known = points.search(
            [
                ("product_id", "in", short.product_id.ids),
                ("location_id", "=", location.id),
            ]
        ).grouped("product_id")
        made = points
        for line in short:
            level = line.on_hand + line.proposal
            point = known.get(line.product_id)
            if point:
                # what the stock keepers set stays where it is more
                point.product_max_qty = max(point.product_max_qty, level)
                point.product_min_qty = max(point.product_min_qty, level)
            else:
                point = points.create(
                    {
                        "product_id": line.product_id.id,
                        "warehouse_id": warehouse.id,
                        "location_id": location.id,
                        "company_id": company.id,
                        "trigger": "manual",
                        "product_min_qty": level,
                        "product_max_qty": level,
                    }
                )
            made |= point
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "stock.action_orderpoint_replenish"
        )
        return action | {"domain": [("id", "in", made.ids)], "context": {}}
