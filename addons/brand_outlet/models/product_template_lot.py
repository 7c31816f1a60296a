from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Where a tag price comes from, if not from somebody's fingers.
PROVEN_SOURCES = ("photo", "catalogue", "lot")


class ProductTemplate(models.Model):
    """The tag price's proof, the sizes' chart, and lots: goods without styles."""

    _inherit = "product.template"

    is_lot = fields.Boolean(
        string="Lot",
        readonly=True,
        index="btree_not_null",
        help="Goods sold by category, quantity and price, without a style.",
    )
    lot_agent_id = fields.Many2one(
        "res.partner",
        string="Agent of the Lot",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    pack_uom_id = fields.Many2one(
        "uom.uom",
        string="Pack",
        ondelete="restrict",
        help="The pack a lot is sold by, beside single pieces.",
    )
    tag_photo = fields.Image(
        string="Photo of the Tag", max_width=1920, max_height=1920, copy=False
    )
    tag_price_source = fields.Selection(
        [
            ("typed", "Typed by hand"),
            ("photo", "Photo of the tag"),
            ("catalogue", "The brand's catalogue"),
            ("lot", "Price of a lot"),
        ],
        string="Tag Price From",
        required=True,
        default="typed",
        readonly=True,
        copy=False,
    )
    size_chart_id = fields.Many2one(
        "outlet.size.chart",
        ondelete="set null",
        index="btree_not_null",
        help="Empty: the chart of the brand and category.",
    )
    shown_size_chart_id = fields.Many2one(
        "outlet.size.chart",
        string="Size Chart in Use",
        compute="_compute_shown_size_chart_id",
    )
    has_sizes = fields.Boolean(compute="_compute_has_sizes")
    picture_ids = fields.One2many(
        "outlet.picture", "product_tmpl_id", string="More Pictures"
    )

    _lot_agent_check = models.Constraint(
        "CHECK (is_lot IS NOT TRUE OR lot_agent_id IS NOT NULL)",
        "A lot belongs to an agent.",
    )

    @api.depends("size_chart_id", "product_brand_id", "categ_id")
    def _compute_shown_size_chart_id(self):
        nearest = self.env["outlet.size.chart"]._find_charts(self)
        for template in self:
            template.shown_size_chart_id = template.size_chart_id or nearest[template]

    @api.depends("attribute_line_ids.attribute_id")
    def _compute_has_sizes(self):
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        size_id = to_id("brand_outlet.attribute_size", raise_if_not_found=True)
        if all(self._ids):
            # a page of one style asks for this alone
            lines = self.env["product.template.attribute.line"].search_fetch(
                [("product_tmpl_id", "in", self.ids), ("attribute_id", "=", size_id)],
                ["product_tmpl_id"],
            )
            sized = lines.product_tmpl_id
            for template in self:
                template.has_sizes = template in sized
            return
        for template in self:
            lines = template.attribute_line_ids
            template.has_sizes = any(one.attribute_id.id == size_id for one in lines)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_tag_proof(vals) for vals in vals_list])

    def write(self, vals):
        if "tag_photo" in vals:
            self._check_tag_photo_unlocked()
        changed = self.browse()
        if "list_price" in vals and not vals.keys() & {"tag_photo", "tag_price_source"}:
            changed = self.filtered(
                lambda template: (
                    template.tag_price_source in ("photo", "catalogue")
                    and template._is_other_tag_price(vals["list_price"])
                )
            )
        result = super().write(self._with_tag_proof(vals))
        # The proof shows the price of before: the new one needs its own.
        if changed:
            changed.write({"tag_photo": False})
        return result

    @api.model
    def _with_tag_proof(self, vals):
        """Complete values with where the tag price comes from now."""
        if "tag_photo" not in vals or "tag_price_source" in vals:
            return vals
        return vals | {"tag_price_source": "photo" if vals["tag_photo"] else "typed"}

    def _is_other_tag_price(self, tag_price):
        self.ensure_one()
        return bool(self.currency_id.compare_amounts(self.list_price, tag_price or 0.0))

    def _check_tag_photo_unlocked(self):
        """Refuse another photo of the tag while consumers can see the price."""
        locked = self._filter_published().filtered("tag_photo")
        if locked:
            raise ValidationError(
                self.env._(
                    "The photo of the tag of %(styles)s can't change while an offer "
                    "is published. Suspend the offer first.",
                    styles=locked.mapped("display_name"),
                )
            )

    def _get_product_placeholder_filename(self):
        if self.is_lot:
            return "brand_outlet/static/img/lot.png"
        return super()._get_product_placeholder_filename()
