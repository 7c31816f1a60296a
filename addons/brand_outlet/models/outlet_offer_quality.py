from odoo import api, fields, models
from odoo.fields import Command


class OutletOffer(models.Model):
    """The look at the goods when they come in: by whom, when, and what was fine."""

    _inherit = "outlet.offer"

    quality_item_ids = fields.Many2many(
        "outlet.quality.item",
        string="Found Fine",
        copy=False,
        help="Tick what was looked at and found fine.",
    )
    quality_user_id = fields.Many2one(
        "res.users", string="Checked By", readonly=True, copy=False
    )
    quality_date = fields.Datetime(string="Checked On", readonly=True, copy=False)
    has_quality = fields.Boolean(compute="_compute_has_quality")

    @api.depends("quality_item_ids")
    def _compute_has_quality(self):
        wanted = self._get_quality_items()
        for offer in self:
            offer.has_quality = wanted <= offer.quality_item_ids

    @api.model
    def _get_quality_items(self):
        """Return everything that has to be fine: the operator's list."""
        return self.env["outlet.quality.item"].search([("active", "=", True)])

    def action_quality_fine(self):
        """Tick everything: the goods were looked at and all is fine."""
        self._check_editable()
        self.quality_item_ids = self._get_quality_items()

    def _prepare_quality_vals(self):
        """Return the values by which whoever brings goods in vouches for them."""
        return {"quality_item_ids": [Command.set(self._get_quality_items().ids)]}

    @api.model
    def _with_quality_sign(self, vals):
        """Complete values with who looked at the goods, and when."""
        if "quality_item_ids" not in vals:
            return vals
        return vals | {
            "quality_user_id": self.env.uid,
            "quality_date": fields.Datetime.now(),
        }

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_quality_sign(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_quality_sign(vals))
