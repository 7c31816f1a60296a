from odoo import api, fields, models
from odoo.tools import float_is_zero

# What an entry tells about its source: by asset, kind and whether it adds, the source
# and the sign of what counts. Points count when they arrive, stored value when it is
# topped up and when it is used, coupons when they are redeemed; and backwards.
SOURCES = {
    ("points", "earn", True): ("points", 1),
    ("points", "return", False): ("points", 1),
    ("points", "cancel", False): ("points", 1),
    ("paid", "top_up", True): ("top_up", 1),
    ("paid", "refund", False): ("top_up", 1),
    ("paid", "cancel", False): ("top_up", 1),
    ("coupon", "spend", False): ("coupon", -1),
    ("coupon", "return", True): ("coupon", -1),
    ("coupon", "cancel", True): ("coupon", -1),
}
for _part in ("paid", "gift"):
    SOURCES[_part, "spend", False] = ("value", -1)
    SOURCES[_part, "return", True] = ("value", -1)
    SOURCES[_part, "cancel", True] = ("value", -1)


class MemberGrowthRule(models.Model):
    _name = "member.growth.rule"
    _description = "Growth Rule"
    _order = "company_id, source"
    _rec_name = "source"

    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    source = fields.Selection(
        [
            ("spend", "Goods paid for"),
            ("points", "Points earned"),
            ("top_up", "Stored value topped up"),
            ("value", "Stored value used"),
            ("coupon", "Coupon redeemed"),
        ],
        required=True,
    )
    growth = fields.Float(required=True, default=1.0)
    basis = fields.Selection(
        [("unit", "for each yuan or point"), ("act", "each time")],
        required=True,
        default="unit",
    )

    _source_once = models.UniqueIndex(
        "(company_id, source) WHERE active",
        "This source already has a rule.",
    )
    _growth_positive = models.Constraint(
        "CHECK (growth >= 0)", "Growth from a source cannot be negative."
    )

    @api.onchange("source")
    def _onchange_source(self):
        if self.source == "coupon":
            self.basis = "act"

    @api.model
    def _ensure_spend_rules(self, companies):
        """Let members of these companies grow by what they pay, unless told."""
        known = self.with_context(active_test=False).search(
            [("company_id", "in", companies.ids)]
        )
        self.create(
            [
                {"company_id": company.id, "source": "spend"}
                for company in companies - known.company_id
            ]
        )

    @api.model
    def _get_rule(self, company, source):
        # What is sold makes members grow, whoever sells it.
        return self.sudo().search(
            [("company_id", "=", company.id), ("source", "=", source)], limit=1
        )

    def _get_growth(self, amount):
        """Return the growth that ``amount`` (yuan, points or acts) brings.

        Whole numbers, rounded towards zero, so that what is given and what is taken
        back for the same amount are equal.
        """
        if not self or float_is_zero(amount, 2):
            return 0
        if self.basis == "act":
            return int(self.growth if amount > 0 else -self.growth)
        return int(round(self.growth * amount, 4))

    @api.model
    def _grow_by(self, entries):
        """Let members grow by what these new entries tell, where a rule says so."""
        rules = {
            (rule.company_id, rule.source): rule
            for rule in self.search([("company_id", "in", entries.company_id.ids)])
        }
        for entry in entries:
            key = (entry.asset, entry.kind, entry.amount > 0)
            source, sign = SOURCES.get(key, (None, 0))
            member = entry.partner_id
            rule = rules.get((entry.company_id, source))
            if not rule or not member.is_member:
                continue
            grown = rule._get_growth(sign * entry.amount)
            kind = "earn" if grown > 0 else entry.kind
            reference = f"member.entry,{entry.id}"
            member._add_growth(grown, kind, reference, order=entry._get_order())
