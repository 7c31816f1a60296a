"""Coupons given to the members of a segment, some of them kept aside to compare."""

import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MemberIssue(models.Model):
    """One issue gives each member of its segment one coupon, at most once.

    Who belongs to it is written down when it starts (``campaign.target``); a share of
    them, drawn by lot, gets nothing and shows what would have been bought anyway.
    """

    _name = "member.issue"
    _description = "Issue of Coupons"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    company_id = fields.Many2one(
        "res.company",
        string="Merchant",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    program_id = fields.Many2one(
        "loyalty.program",
        string="Coupon",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('program_type', 'in', ('coupons', 'next_order_coupons')),"
        " ('company_id', 'in', [False, company_id])]",
    )
    segment_id = fields.Many2one(
        "member.segment",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: all members.",
    )
    targeted = fields.Boolean(
        compute="_compute_targeted",
        store=True,
        help="Issued to a segment that says more than all members.",
    )
    valid_days = fields.Integer(
        "Valid for (Days)", default=30, help="0: until the program ends."
    )
    holdout_percent = fields.Float(
        "Control Group (%)",
        default=10,
        help="So many of the members get nothing. What they buy is what the others "
        "would have bought without the coupon.",
    )
    measure_days = fields.Integer(
        "Measured for (Days)",
        default=30,
        help="Purchases up to so many days after the issue count.",
    )
    notify = fields.Boolean(
        "Tell the Members",
        default=True,
        help="By WeChat or text message, as far as they agreed, did not say no and "
        "had no other offer lately. Who is not told finds the coupon in the card.",
    )
    seed = fields.Char(
        readonly=True, copy=False, help="Who is kept aside follows from it."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Being Issued"),
            ("done", "All Issued"),
            ("stopped", "Stopped"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    started_at = fields.Datetime("Issued on", readonly=True, copy=False)
    drawing = fields.Boolean(
        readonly=True, copy=False, help="Who takes part is being written down."
    )
    drawn_to = fields.Integer(
        readonly=True, copy=False, help="Technical: the last member written down."
    )
    drawn_count = fields.Integer("Members Written Down", readonly=True, copy=False)
    trouble = fields.Char(readonly=True, copy=False)
    target_ids = fields.One2many("campaign.target", "issue_id", readonly=True)

    _numbers = models.Constraint(
        "CHECK (holdout_percent >= 0 AND holdout_percent < 100"
        " AND COALESCE(valid_days, 0) >= 0 AND measure_days > 0)",
        "The control group is less than all; days are not below zero.",
    )

    @api.depends("segment_id", "program_id")
    def _compute_name(self):
        for issue in self:
            if issue.state == "draft" and issue.program_id:
                who = issue.segment_id.name or self.env._("All members")
                issue.name = f"{issue.program_id.name} → {who}"

    @api.depends("segment_id")
    def _compute_targeted(self):
        for issue in self:
            segment = issue.segment_id
            names = set(segment._get_criteria()) - {"company_id"}
            issue.targeted = any(segment[name] for name in names)

    @api.constrains("program_id")
    def _check_program(self):
        for issue in self:
            if not issue.program_id._is_issuable():
                raise ValidationError(
                    self.env._("Only coupons can be issued: %s", issue.program_id.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(issue.state != "draft" for issue in self):
            raise UserError(
                self.env._("What was issued stays. Stop it, or archive the coupon.")
            )

    def write(self, vals):
        fixed = {"program_id", "segment_id", "holdout_percent", "company_id"}
        if fixed & set(vals) and any(issue.state != "draft" for issue in self):
            raise UserError(
                self.env._("This has been issued and is no longer changed.")
            )
        return super().write(vals)

    # ----------------------------------------------------------------------- buttons
    def action_start(self):
        """Let the members who take part be written down, then the coupons be issued.

        Done once, whoever presses the button how often. A few members are written
        down at once, many of them in the background.

        :raise UserError: nobody belongs to the segment, or the coupon has ended.
        """
        self.ensure_one()
        self.check_access("write")
        # who presses it at the same moment waits, and finds it started
        self.lock_for_update()
        if self.state != "draft":
            return True
        if words := self.program_id._refuse_issue():
            raise UserError(words)
        self.env["member.activity"]._refresh(self.company_id)
        self.write(
            {
                "state": "running",
                "started_at": fields.Datetime.now(),
                "seed": secrets.token_hex(8),
            }
        )
        if not self._write_down_members():
            raise UserError(self.env._("Nobody belongs to this segment today."))
        self._trigger()
        return True

    def action_stop(self):
        """Issue no more; what was issued stays valid."""
        self.check_access("write")
        self.filtered(lambda issue: issue.state == "running").state = "stopped"

    def action_resume(self):
        """Go on where it stopped."""
        self.check_access("write")
        stopped = self.filtered(lambda issue: issue.state == "stopped")
        stopped.write({"state": "running", "trouble": False})
        stopped._trigger()

    def action_measure(self):
        """Work out now what the issue brought, with the returns of today."""
        self.check_access("read")
        self._measure()
        return True

    def _trigger(self):
        # Whoever may issue starts the work, as the core's own buttons do.
        self.env.ref("wechat_member.ir_cron_member_issue").sudo()._trigger()

    # ---------------------------------------------------------------------- results
    def _measure(self):
        """Write what those who take part bought since, see ``campaign.target``."""
        for issue in self.filtered("started_at"):
            self.env["campaign.target"]._measure_issue(issue)

    @api.model
    def _measure_company(self, company):
        """Measure what is young enough for purchases or returns to change it."""
        oldest = fields.Datetime.now() - timedelta(days=180)
        self.search(
            [("company_id", "=", company.id), ("started_at", ">=", oldest)]
        )._measure()
