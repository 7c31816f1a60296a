from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class ResPartnerGrade(models.Model):
    """A reseller tier: what he pays, as a pricelist, and what a link earns."""

    _inherit = "res.partner.grade"

    take_ratio = fields.Float(
        "Take Price (% of Tag)",
        compute="_compute_take_ratio",
        inverse="_inverse_take_ratio",
        digits=(5, 2),
        help="The tier's pricelist, read as a percentage of the tag price. "
        "Rules for single articles or categories are kept in the pricelist.",
    )
    commission_rate = fields.Float(
        "Commission (%)",
        digits=(5, 2),
        help="Share of the paid price that an affiliate of this tier earns.",
    )
    contract_ids = fields.One2many("reseller.contract", "grade_id")
    contract_count = fields.Integer("Resellers", compute="_compute_contract_count")

    @api.depends(
        "default_pricelist_id.item_ids.percent_price",
        "default_pricelist_id.item_ids.compute_price",
        "default_pricelist_id.item_ids.applied_on",
    )
    def _compute_take_ratio(self):
        for grade in self:
            item = grade._general_item()
            grade.take_ratio = 100 - item.percent_price if item else 0

    def _inverse_take_ratio(self):
        for grade in self.filtered("take_ratio"):
            if item := grade._general_item():
                item.percent_price = 100 - grade.take_ratio
            else:
                grade._add_general_item()

    def _compute_contract_count(self):
        counts = dict(
            self.env["reseller.contract"]._read_group(
                [("grade_id", "in", self.ids), ("state", "=", "active")],
                ["grade_id"],
                ["__count"],
            )
        )
        for grade in self:
            grade.contract_count = counts.get(grade, 0)

    @api.constrains("commission_rate", "default_pricelist_id")
    def _check_ratios(self):
        for grade in self:
            if not 0 <= grade.commission_rate <= 100:
                raise ValidationError(
                    self.env._("The commission must lie between 0 and 100 per cent.")
                )

    @api.onchange("take_ratio")
    def _onchange_take_ratio(self):
        if not 0 <= self.take_ratio <= 100:
            raise ValidationError(
                self.env._("The take price must lie between 0 and 100 % of the tag.")
            )

    def _general_item(self):
        """Return the pricelist rule that holds for every article (may be empty)."""
        return self.default_pricelist_id.item_ids.filtered(
            lambda item: (
                item.applied_on == "3_global"
                and item.compute_price == "percentage"
                and not item.min_quantity
            )
        )[:1]

    def _add_general_item(self):
        rule = Command.create(
            {
                "applied_on": "3_global",
                "compute_price": "percentage",
                "percent_price": 100 - self.take_ratio,
            }
        )
        if self.default_pricelist_id:
            self.default_pricelist_id.item_ids = [rule]
            return
        self.default_pricelist_id = self.env["product.pricelist"].create(
            {
                "name": self.env._("Take price %(tier)s", tier=self.name),
                "company_id": self.company_id.id,
                "item_ids": [rule],
            }
        )

    def action_view_contracts(self):
        """Open the contracts of this tier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "reseller_network.reseller_contract_action"
        )
        return dict(action, domain=[("grade_id", "=", self.id)], context={})
