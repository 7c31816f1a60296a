from dateutil.relativedelta import relativedelta

from odoo import fields, models


class ProductBrand(models.Model):
    _inherit = "product.brand"

    name = fields.Char("Brand", index="trigram")
    partner_id = fields.Many2one(
        string="Brand company", help="The company that owns the brand."
    )
    description = fields.Text("About the brand")
    products_count = fields.Integer("Styles")
    brand_class = fields.Selection(
        [("a", "Famous"), ("b", "Known"), ("c", "Everyday")],
        string="Class",
        required=True,
        default="b",
        help="How well consumers know the brand. What counts as famous differs from "
        "place to place: the class says which places it suits.",
    )
    contract_ids = fields.One2many("brand.contract", "brand_id", string="Contracts")
    offer_ids = fields.One2many("outlet.offer", "brand_id", string="Offers")

    factory_ids = fields.Many2many(
        "res.partner",
        "product_brand_factory_rel",
        "brand_id",
        "partner_id",
        string="Factories",
        groups="brand_outlet.group_operator",
        help="Who makes the goods of the brand.",
    )

    def action_open_styles(self):
        """Open the styles of the brand."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "brand_outlet.product_template_action_style"
        )
        return action | {"domain": [("product_brand_id", "=", self.id)]}

    def action_authorise_agent(self):
        """Open a contract of the brand with everything filled in but the agent."""
        self.ensure_one()
        start = fields.Date.context_today(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Authorise an agent"),
            "res_model": "brand.contract",
            "view_mode": "form",
            "context": {
                "default_brand_id": self.id,
                "default_date_start": start,
                "default_date_end": start + relativedelta(years=1, days=-1),
            },
        }

    def action_view_rates(self):
        """Open the rates of the brand's contracts over time."""
        return self.contract_ids.action_view_rates()
