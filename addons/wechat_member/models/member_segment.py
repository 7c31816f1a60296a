"""Members who have something in common, found anew each time one asks."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .member_activity import STAGES

MONTHS = [(f"{number:02d}", f"{number:02d}") for number in range(1, 13)]
MOST_DAYS = 36_500


class MemberSegment(models.Model):
    """Every condition that is filled in must hold; an empty one lets all pass."""

    _name = "member.segment"
    _description = "Segment of Members"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        string="Merchant",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    stage = fields.Selection(
        [*STAGES, ("dormant", "Dormant (At Risk or Lost)")],
        help="By the days since the first and the last purchase, see the settings.",
    )
    tag_ids = fields.Many2many("member.tag", string="With Any of These Tags")
    without_tag_ids = fields.Many2many(
        "member.tag", "member_segment_without_tag_rel", string="With None of These Tags"
    )
    level_ids = fields.Many2many("member.level", string="Levels")
    birthday_month = fields.Selection(MONTHS)
    config_ids = fields.Many2many("pos.config", string="Bought Last at")
    bought_before = fields.Integer(
        "No Purchase for (Days)", help="0: it does not matter."
    )
    bought_within = fields.Integer(
        "Purchase within (Days)", help="0: it does not matter."
    )
    spend_from = fields.Monetary(
        "Spent from", help="In 365 days, less what was returned."
    )
    spend_to = fields.Monetary("Spent up to", help="0: no upper end.")
    words = fields.Char("Who They Are", compute="_compute_words")
    member_count = fields.Integer("Members", compute="_compute_counts")
    reachable_count = fields.Integer(
        "Can Be Written to",
        compute="_compute_counts",
        help="They agreed to messages, did not say no, and had no offer lately.",
    )
    issue_ids = fields.One2many("member.issue", "segment_id", string="Issues")

    _days_positive = models.Constraint(
        "CHECK (COALESCE(bought_before, 0) >= 0 AND COALESCE(bought_within, 0) >= 0"
        " AND COALESCE(spend_from, 0) >= 0 AND COALESCE(spend_to, 0) >= 0"
        " AND GREATEST(bought_before, bought_within) <= 36500)",
        "Days and amounts are not below zero, and days not more than 36,500.",
    )

    @api.depends(lambda self: self._get_criteria())
    def _compute_words(self):
        for segment in self:
            words = segment._get_words()
            segment.words = " · ".join(words) or self.env._("All members")

    @api.model
    def _get_criteria(self):
        """Return the names of the fields that say who belongs to a segment."""
        return (
            "company_id",
            "stage",
            "tag_ids",
            "without_tag_ids",
            "level_ids",
            "birthday_month",
            "config_ids",
            "bought_before",
            "bought_within",
            "spend_from",
            "spend_to",
        )

    # ------------------------------------------------------------------- who they are
    def _get_domain(self):
        """Return the domain on ``res.partner`` of the members of this segment."""
        self.ensure_one()
        domain = self._get_member_domain()
        if self.stage == "none":
            domain &= Domain(
                "member_activity_ids", "not any", [("last_date", "!=", False)]
            )
        activity = self._get_activity_domain()
        if not activity.is_true():
            domain &= Domain("member_activity_ids", "any", activity)
        return domain

    def _get_member_domain(self):
        """Return what the segment asks of the member, purchases left aside."""
        company = self.company_id or self.env.company
        domain = (
            Domain("is_member", "=", True)
            & Domain("active", "=", True)
            & Domain("member_company_id", "=", company.id)
            & self._get_tag_domain()
        )
        if self.level_ids:
            domain &= Domain("member_level_id", "in", self.level_ids.ids)
        if self.birthday_month:
            domain &= Domain("member_birthday_key", "=like", f"{self.birthday_month}-%")
        return domain

    def _get_tag_domain(self):
        domain = Domain.TRUE
        if self.tag_ids:
            domain &= Domain(
                "member_tag_line_ids", "any", [("tag_id", "in", self.tag_ids.ids)]
            )
        if self.without_tag_ids:
            domain &= Domain(
                "member_tag_line_ids",
                "not any",
                [("tag_id", "in", self.without_tag_ids.ids)],
            )
        return domain

    def _get_activity_domain(self):
        """Return what the segment asks of the row of ``member.activity``."""
        company = self.company_id or self.env.company
        domain = self._get_bought_domain(company)
        if self.stage and self.stage != "none":
            stages = ("risk", "lost") if self.stage == "dormant" else (self.stage,)
            domain &= Domain.OR(company._get_stage_domain(stage) for stage in stages)
        return domain

    def _get_bought_domain(self, company):
        today = company._get_local_today()
        domain = Domain.TRUE
        if self.config_ids:
            domain &= Domain("config_id", "in", self.config_ids.ids)
        if self.bought_before:
            last = today - timedelta(days=min(self.bought_before, MOST_DAYS))
            domain &= Domain("last_date", "<=", last)
        if self.bought_within:
            last = today - timedelta(days=min(self.bought_within, MOST_DAYS))
            domain &= Domain("last_date", ">=", last)
        if self.spend_from:
            domain &= Domain("year_net", ">=", self.spend_from)
        if self.spend_to:
            domain &= Domain("year_net", "<=", self.spend_to)
        return domain

    def _get_words(self):
        """Return what the members have in common, one phrase for each condition."""
        _ = self.env._
        names = self._fields["stage"]._description_selection(self.env)
        asked = [
            (self.stage, lambda: dict(names)[self.stage]),
            (self.tag_ids, lambda: " / ".join(self.tag_ids.mapped("name"))),
            (
                self.without_tag_ids,
                lambda: _("not %s", " / ".join(self.without_tag_ids.mapped("name"))),
            ),
            (self.level_ids, lambda: " / ".join(self.level_ids.mapped("name"))),
            (
                self.birthday_month,
                lambda: _("birthday in month %s", int(self.birthday_month)),
            ),
            (self.config_ids, lambda: " / ".join(self.config_ids.mapped("name"))),
            (
                self.bought_before,
                lambda: _("no purchase for %s days", self.bought_before),
            ),
            (
                self.bought_within,
                lambda: _("a purchase within %s days", self.bought_within),
            ),
            (
                self.spend_from,
                lambda: _("spent from %s a year", f"{self.spend_from:g}"),
            ),
            (self.spend_to, lambda: _("spent up to %s a year", f"{self.spend_to:g}")),
        ]
        return [say() for value, say in asked if value]

    # ----------------------------------------------------------------------- buttons
    def action_refresh(self):
        """Count again, with the receipts of today."""
        for company in self.company_id:
            self.env["member.activity"]._refresh(company)
        self._keep_counts()
        return True

    def action_open_members(self):
        """Show who belongs to this segment now."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.res_partner_action_member"
        )
        return action | {
            "name": self.name,
            "domain": list(self._get_domain()),
            "context": {"create": False},
        }

    def action_issue(self):
        """Prepare an issue of coupons to this segment."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "member.issue",
            "view_mode": "form",
            "name": self.env._("Issue Coupons"),
            "context": {"default_segment_id": self.id},
        }
