from datetime import timedelta

from odoo import api, fields, models


class ShareEntry(models.Model):
    """When what a seller earned may be paid out."""

    _inherit = "share.entry"

    release_date = fields.Date(
        compute="_compute_release_date",
        store=True,
        precompute=True,
        help="The return period is over. The customer's own confirmation releases it "
        "before that.",
    )

    _seller_idx = models.Index(
        "(partner_id, company_id) WHERE role IN ('reseller', 'affiliate')"
    )

    # The company's setting is not a dependency: what was promised stays promised.
    @api.depends("date", "reversal_of_id")
    def _compute_release_date(self):
        for entry in self:
            origin = entry.reversal_of_id
            days = timedelta(days=entry.company_id.release_days)
            # a return waits as long as what it takes back, so that both cancel out
            entry.release_date = (
                origin.release_date or (entry.date or fields.Date.today()) + days
            )
