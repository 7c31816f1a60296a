from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..workbook import clean_code

COST_GROUPS = "base.group_user,!brand_outlet.group_agent,!brand_outlet.group_brand"


class ProductTemplate(models.Model):
    _inherit = "product.template"

    product_brand_id = fields.Many2one(string="Brand", help="The brand of the style.")
    style_code = fields.Char(
        copy=False,
        index=True,
        help="The brand's number of the style; every colour and size shares it.",
    )
    season = fields.Char(help="The season the style was made for.")
    tag_origin = fields.Char(help="The place of origin printed on the tag.")
    style_key = fields.Char(compute="_compute_style_key", store=True)
    # What the operator paid is nobody else's business.
    standard_price = fields.Float(groups=COST_GROUPS)
    offer_ids = fields.One2many("outlet.offer", "product_tmpl_id", string="Offers")

    _style_unique = models.UniqueIndex(
        "(product_brand_id, style_key) WHERE active AND style_key IS NOT NULL",
        "Another active style of this brand has this style code. Change one of them "
        "or archive it.",
    )

    @api.depends("style_code", "product_brand_id")
    def _compute_style_key(self):
        """The style code as it is compared: normalised, without case."""
        for template in self:
            code = clean_code(template.style_code or "").upper()
            template.style_key = template.product_brand_id and code or False

    def write(self, vals):
        # A constraint can't see the price that was there before.
        if "list_price" in vals:
            self._check_tag_price_unlocked(vals["list_price"])
        return super().write(vals)

    def get_formview_id(self, access_uid=None):
        """Open the plain form of a style for the staff of a party."""
        if self.env.user.party_id:
            return self.env.ref("brand_outlet.product_template_view_form_party").id
        return super().get_formview_id(access_uid)

    def _check_tag_price_unlocked(self, tag_price):
        """Refuse another tag price while consumers can see the present one."""
        locked = self.filtered(
            lambda template: template.currency_id.compare_amounts(
                template.list_price, tag_price or 0.0
            )
        )._filter_published()
        if locked:
            raise ValidationError(
                self.env._(
                    "The tag price of %(styles)s can't change while an offer is "
                    "published. Suspend the offer first.",
                    styles=locked.mapped("display_name"),
                )
            )

    def _filter_published(self):
        """Return the styles that at least one published offer shows."""
        # Whoever changes the price need not see every agent's offer.
        published = (
            self.env["outlet.offer"]
            .sudo()
            ._read_group(
                [("product_tmpl_id", "in", self.ids), ("state", "=", "published")],
                ["product_tmpl_id"],
            )
        )
        return self.browse(template.id for (template,) in published)

    def _is_combination_possible(
        self, combination, parent_combination=None, ignore_no_variant=False
    ):
        """A style exists only in the colours and sizes its brand made."""
        if self.style_key and not self._get_variant_for_combination(combination):
            return False
        return super()._is_combination_possible(
            combination, parent_combination, ignore_no_variant
        )
