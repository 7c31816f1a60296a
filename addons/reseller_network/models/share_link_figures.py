from odoo import api, fields, models


class ShareLink(models.Model):
    """What became of a link."""

    _inherit = "share.link"

    opens = fields.Integer(compute="_compute_figures")
    visitors = fields.Integer(compute="_compute_figures")
    unseen = fields.Integer("Loaded Unseen", compute="_compute_figures")
    orders = fields.Integer(compute="_compute_figures")
    refunds = fields.Integer(compute="_compute_figures")
    sales = fields.Monetary(compute="_compute_figures")
    earned = fields.Monetary("Earning of the Reseller", compute="_compute_figures")
    conversion = fields.Float(
        "Conversion (%)",
        compute="_compute_figures",
        digits=(5, 1),
        help="Orders per hundred visitors.",
    )

    def _compute_figures(self):
        figures = self._read_figures()
        names = ("opens", "visitors", "unseen", "orders", "refunds", "sales", "earned")
        for link in self:
            values = figures.get(link.id, dict.fromkeys(names, 0))
            values["conversion"] = self._get_conversion(values)
            link.update(values)

    @api.model
    def _get_conversion(self, figures):
        """Return the orders per hundred visitors."""
        visitors = figures["visitors"]
        return 100 * figures["orders"] / visitors if visitors else 0.0

    def _read_figures(self):
        """Return {link id: {figure: value}} of the links something became of."""
        names = ("opens", "visitors", "unseen", "orders", "refunds", "sales", "earned")
        # Whose link it is may read its figures, but neither visits nor orders.
        groups = (
            self.env["share.link.report"]
            .sudo()
            ._read_group(
                [("link_id", "in", self.ids)],
                ["link_id"],
                [f"{name}:sum" for name in names],
            )
        )
        return {
            link.id: {name: value or 0 for name, value in zip(names, sums, strict=True)}
            for link, *sums in groups
        }
