"""After how many days a member is new, at risk or lost; what counts as much."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    member_new_days = fields.Integer(
        "New for (Days)",
        default=30,
        help="A member is new up to so many days after his first purchase.",
    )
    member_risk_days = fields.Integer(
        "At Risk after (Days)",
        default=60,
        help="A member who bought nothing for so many days is at risk.",
    )
    member_lost_days = fields.Integer(
        "Lost after (Days)",
        default=180,
        help="A member who bought nothing for so many days is lost.",
    )
    member_often = fields.Integer(
        "Often (Purchases a Year)",
        default=4,
        help="From so many purchases in 365 days on a member buys often.",
    )
    member_much = fields.Monetary(
        "Much (a Year)",
        default=1000,
        help="From so much in 365 days on, less returns, a member spends much.",
    )
    member_activity_at = fields.Datetime(readonly=True, copy=False)

    _member_stage_days = models.Constraint(
        "CHECK (member_new_days >= 0 AND member_risk_days > member_new_days"
        " AND member_lost_days > member_risk_days)",
        "The days must rise: new, at risk, lost.",
    )

    def _get_member_stage(self, first, last):
        """Return the stage of a member by the dates of the first and last purchase."""
        self.ensure_one()
        if not last:
            return "none"
        today = self._get_local_today()
        silent = (today - last).days
        if silent >= self.member_lost_days:
            return "lost"
        if silent >= self.member_risk_days:
            return "risk"
        return "new" if (today - first).days <= self.member_new_days else "old"

    def _get_stage_domain(self, stage):
        """Return the domain on ``member.activity`` of one stage."""
        self.ensure_one()
        today = self._get_local_today()
        new, risk, lost = (
            today - timedelta(days=days)
            for days in (
                self.member_new_days,
                self.member_risk_days,
                self.member_lost_days,
            )
        )
        return {
            "none": Domain("last_date", "=", False),
            "new": Domain("first_date", ">=", new) & Domain("last_date", ">", risk),
            "old": Domain("first_date", "<", new) & Domain("last_date", ">", risk),
            "risk": Domain("last_date", "<=", risk) & Domain("last_date", ">", lost),
            "lost": Domain("last_date", "<=", lost),
        }[stage]
