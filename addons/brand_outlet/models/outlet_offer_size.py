from odoo import api, fields, models
from odoo.fields import Domain

from ..report.outlet_size_run import SIZE_STATES


class OutletOffer(models.Model):
    """An offer knows at any moment whether its size run is still whole."""

    _inherit = "outlet.offer"

    size_state = fields.Selection(
        SIZE_STATES,
        string="Size Run",
        compute="_compute_size_run",
        search="_search_size_state",
    )
    left_sizes = fields.Char("Sizes in Stock", compute="_compute_size_run")
    missing_sizes = fields.Char(compute="_compute_size_run")

    @api.depends("product_tmpl_id", "agent_id")
    def _compute_size_run(self):
        # Who sees the offer may know which sizes are left of it.
        runs = self.env["outlet.size.run"].sudo().search([("id", "in", self.ids)])
        by_id = {run.id: run for run in runs}
        for offer in self:
            run = by_id.get(offer._origin.id, runs.browse())
            offer.size_state = run.size_state
            offer.left_sizes = run.left_sizes
            offer.missing_sizes = run.missing_sizes

    def _search_size_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # The offers found are narrowed by the rules of offers.
        runs = self.env["outlet.size.run"].sudo()
        return Domain("id", "in", runs._search([("size_state", "in", value)]))
