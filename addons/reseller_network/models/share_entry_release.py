from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


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

    def _auto_init(self):
        # A ledger of many years is not computed entry by entry.
        if not column_exists(self.env.cr, self._table, "release_date"):
            create_column(self.env.cr, self._table, "release_date", "date")
            self.pool.post_init(self._fill_release_date)
        return super()._auto_init()

    def _fill_release_date(self):
        """Date the entries there are; the companies have their setting by now."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE share_entry entry
                   SET release_date = COALESCE(
                           (SELECT origin.date FROM share_entry origin
                             WHERE origin.id = entry.reversal_of_id),
                           entry.date
                       ) + COALESCE(company.release_days, 0)
                  FROM res_company company
                 WHERE company.id = entry.company_id
                   AND entry.release_date IS NULL
                """
            )
        )
        self.invalidate_model(["release_date"])

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
