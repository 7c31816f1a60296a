from odoo import api, fields, models


class OutletSizeChart(models.Model):
    """The measures behind the sizes, shared by a brand's goods of a category."""

    _name = "outlet.size.chart"
    _description = "Size Chart"
    _order = "brand_id, categ_id, id"

    name = fields.Char(required=True, translate=True)
    brand_id = fields.Many2one(
        "product.brand",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for every brand without a chart of its own.",
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Category",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for every category. The chart of the nearest category counts.",
    )
    body = fields.Html(string="Chart", translate=True, sanitize=True)
    image_1920 = fields.Image(string="Picture", max_width=1920, max_height=1920)
    active = fields.Boolean(default=True)

    @api.model
    def _find_charts(self, templates):
        """Return ``{template: chart}``, the nearest one first chosen by brand, then
        by category; empty where none fits.
        """
        # A handful of charts; whoever looks at a style may read how it fits. What they
        # say is long, and wanted of the chosen one only.
        charts = self.sudo().search_fetch(
            [("brand_id", "in", [False, *templates.product_brand_id.ids])],
            ["brand_id", "categ_id"],
        )
        return {
            template: max(
                charts.filtered(lambda chart, t=template: chart._fits(t)),
                key=lambda chart, t=template: chart._get_nearness(t),
                default=charts.browse(),
            ).sudo(False)
            for template in templates
        }

    def _fits(self, template):
        self.ensure_one()
        brand_fits = self.brand_id in (
            template.product_brand_id,
            self.brand_id.browse(),
        )
        return brand_fits and (
            not self.categ_id
            or (template.categ_id.parent_path or "").startswith(
                self.categ_id.parent_path
            )
        )

    def _get_nearness(self, template):
        """Return how closely a fitting chart was made for a style."""
        return (bool(self.brand_id), len(self.categ_id.parent_path or ""), -self.id)
