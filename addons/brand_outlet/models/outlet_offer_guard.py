from odoo import api, fields, models


class OutletOffer(models.Model):
    _inherit = "outlet.offer"

    prices_html = fields.Html(compute="_compute_prices_html", sanitize=False)

    @api.depends("product_tmpl_id.list_price", "supply_ratio", "suggested_ratio")
    @api.depends_context("lang")
    def _compute_prices_html(self):
        guard = self.env["outlet.guard"]
        for offer in self:
            rows = guard._get_price_sheet(offer) if offer.contract_id else []
            offer.prices_html = self.env["ir.qweb"]._render(
                "brand_outlet.guard_prices", {"rows": rows}
            )

    def action_open_guard(self):
        """Open the dialog that tells where this offer may be sold."""
        self.ensure_one()
        return self.env["outlet.guard.check"]._open(offer_id=self)
