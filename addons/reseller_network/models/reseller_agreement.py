import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class ResellerAgreement(models.Model):
    """The text of the contract between a reseller and those above him, by version.

    A published version never changes; the next one replaces it and is asked for
    before the next order.
    """

    _name = "reseller.agreement"
    _description = "Reseller Agreement"
    _inherit = ["mail.thread"]
    _order = "version desc, id desc"

    name = fields.Char(required=True)
    version = fields.Integer(readonly=True, copy=False)
    body = fields.Html(required=True, sanitize_style=True)
    mode = fields.Selection(
        [("all", "Everybody"), ("shop", "Shops"), ("link", "Affiliates")],
        "For",
        required=True,
        default="all",
    )
    upstream_id = fields.Many2one(
        "res.partner",
        "Upstream Party",
        index="btree_not_null",
        ondelete="restrict",
        help="Only for resellers of this party; empty: for all who have no text of "
        "their own.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "In Force"), ("replaced", "Replaced")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    published_on = fields.Datetime(readonly=True, copy=False)
    acceptance_ids = fields.One2many(
        "reseller.agreement.acceptance", "agreement_id", readonly=True
    )
    acceptance_count = fields.Integer(compute="_compute_acceptance_count")

    _in_force_once = models.UniqueIndex(
        "(company_id, mode, COALESCE(upstream_id, 0)) WHERE state = 'published'"
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for agreement in self:
            number = f" v{agreement.version}" if agreement.version else ""
            agreement.display_name = f"{agreement.name or ''}{number}"

    def _compute_acceptance_count(self):
        groups = self.env["reseller.agreement.acceptance"]._read_group(
            [("agreement_id", "in", self.ids)], ["agreement_id"], ["__count"]
        )
        counts = dict(groups)
        for agreement in self:
            agreement.acceptance_count = counts.get(agreement, 0)

    def write(self, vals):
        frozen = {"body", "mode", "upstream_id", "company_id", "name"} & set(vals)
        if frozen and any(one.state != "draft" for one in self):
            raise UserError(
                self.env._(
                    "People agreed to this very text. Duplicate it and publish the "
                    "copy as the next version."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(one.state != "draft" for one in self):
            raise UserError(self.env._("A version that was in force stays on record."))

    def action_publish(self):
        """Put the drafts in force; each replaces the version before it."""
        for agreement in self.filtered(lambda one: one.state == "draft"):
            same = [
                ("company_id", "=", agreement.company_id.id),
                ("mode", "=", agreement.mode),
                ("upstream_id", "=", agreement.upstream_id.id),
                ("state", "!=", "draft"),
            ]
            earlier = self.search(same)
            earlier.filtered(lambda one: one.state == "published").state = "replaced"
            earlier.flush_recordset(["state"])
            agreement.write(
                {
                    "state": "published",
                    "version": max(earlier.mapped("version"), default=0) + 1,
                    "published_on": fields.Datetime.now(),
                }
            )
        return True

    @api.model
    def _get_current(self, upstream, mode, company):
        """Return the version in force for such a reseller (or empty).

        A text of the party's own goes before the general one, a text for the way
        of selling before the one for everybody.
        """
        found = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "published"),
                ("mode", "in", ("all", mode)),
                ("upstream_id", "in", (False, upstream.id)),
            ]
        )
        return found.sorted(lambda one: (not one.upstream_id, one.mode == "all"))[:1]

    def _get_body_hash(self):
        """Return the fingerprint of the text, kept with each acceptance."""
        self.ensure_one()
        return hashlib.sha256(str(self.body or "").encode()).hexdigest()
