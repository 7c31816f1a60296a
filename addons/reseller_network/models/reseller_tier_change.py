from odoo import api, fields, models
from odoo.tools import format_amount, format_date

KINDS = [
    ("promotion", "Promoted"),
    ("kept", "Kept"),
    ("weak", "Weak Month"),
    ("demotion", "Demoted"),
    ("manual", "Set by Hand"),
]


class ResellerTierChange(models.Model):
    """One verdict on a reseller's tier: the figures it stands on, and why.

    Written by the review and whenever a tier is set by hand, never edited.
    """

    _name = "reseller.tier.change"
    _description = "Tier Review"
    _order = "date desc, id desc"
    _rec_name = "contract_id"

    contract_id = fields.Many2one(
        "reseller.contract", required=True, index=True, ondelete="cascade"
    )
    reseller_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, help="The day of the verdict.")
    kind = fields.Selection(KINDS, "Verdict", required=True, index=True)
    is_review = fields.Boolean(
        "Monthly Review", help="Else a promotion within the month, or one by hand."
    )
    old_grade_id = fields.Many2one("res.partner.grade", "Old Tier", ondelete="restrict")
    grade_id = fields.Many2one(
        "res.partner.grade", "Tier", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date("Month")
    net_sales = fields.Monetary(help="Delivered less returned in that month.")
    best_sales = fields.Monetary(
        "Best Month", help="The best net sales of the months that count for a demotion."
    )
    needed = fields.Monetary(help="Net sales the old tier asks for.")
    reached = fields.Monetary(help="Net sales the new tier asks for.")
    weak_months = fields.Integer(help="Weak months in a row that mean a lower tier.")
    reason = fields.Char(compute="_compute_reason")

    _reviewed_once = models.UniqueIndex(
        "(contract_id, date_from) WHERE is_review",
        "This month was reviewed already.",
    )

    @api.depends_context("lang")
    @api.depends("kind", "net_sales", "best_sales", "needed", "reached", "grade_id")
    def _compute_reason(self):
        for change in self:
            change.reason = getattr(change, f"_explain_{change.kind}")()

    def _figures(self):
        """Return the figures of the verdict as they are spoken."""
        env, currency = self.env, self.currency_id
        return {
            "month": format_date(env, self.date_from, date_format="yyyy-MM"),
            "net": format_amount(env, self.net_sales, currency),
            "best": format_amount(env, self.best_sales, currency),
            "needed": format_amount(env, self.needed, currency),
            "reached": format_amount(env, self.reached, currency),
            "old": self.old_grade_id.name,
            "tier": self.grade_id.name,
            "count": self.weak_months,
        }

    def _explain_promotion(self):
        return self.env._(
            "Net sales of %(month)s: %(net)s. That is enough for %(tier)s, which "
            "starts at %(reached)s.",
            **self._figures(),
        )

    def _explain_kept(self):
        return self.env._(
            "Net sales of %(month)s: %(net)s. %(tier)s asks for %(needed)s: kept.",
            **self._figures(),
        )

    def _explain_weak(self):
        return self.env._(
            "Net sales of %(month)s: %(net)s, below the %(needed)s of %(tier)s. The "
            "tier is kept; %(count)s weak months in a row lower it.",
            **self._figures(),
        )

    def _explain_demotion(self):
        return self.env._(
            "%(count)s weak months in a row up to %(month)s: at best %(best)s, below "
            "the %(needed)s of %(old)s. That is enough for %(tier)s.",
            **self._figures(),
        )

    def _explain_manual(self):
        # who set it is told even where the user record is closed
        user = self.create_uid.sudo().name
        return self.env._(
            "%(user)s set %(tier)s by hand.", user=user, tier=self.grade_id.name
        )

    @api.model
    def _log_by_hand(self, old):
        """Keep on record who gave which reseller another tier.

        :param old: {contract: the tier he had}
        """
        for contract in old:
            contract.tier_since = contract.company_id._get_local_today()
        # whoever may set a tier may not write verdicts
        self.sudo().create(
            [
                {
                    "contract_id": contract.id,
                    "reseller_id": contract.reseller_id.id,
                    "company_id": contract.company_id.id,
                    "date": contract.tier_since,
                    "kind": "manual",
                    "old_grade_id": grade.id,
                    "grade_id": contract.grade_id.id,
                }
                for contract, grade in old.items()
            ]
        )
