import base64
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class ResellerInvitation(models.Model):
    """A link through which people apply to one upstream party.

    Either for everybody who gets it (a poster, a group), or personal: for one phone,
    filled in beforehand. Who introduced somebody is kept and never paid.
    """

    _name = "reseller.invitation"
    _description = "Reseller Invitation"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_names_search = ["name", "phone"]

    name = fields.Char(required=True, help="Where it hangs, or whom it is for.")
    active = fields.Boolean(default=True)
    code = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(9),
    )
    upstream_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self._default_upstream(),
        help="Who the applicants will deal with: the operator, or one agent. Nobody "
        "else approves them.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    introducer_id = fields.Many2one(
        "res.partner",
        ondelete="set null",
        index="btree_not_null",
        groups="brand_outlet.group_operator",
        help="Who found the applicants. For information only: nothing is paid.",
    )
    grade_id = fields.Many2one(
        "res.partner.grade",
        "Tier",
        domain=[("default_pricelist_id", "!=", False)],
        ondelete="restrict",
        groups="brand_outlet.group_operator",
        help="The tier to start with. Empty: the lowest one.",
    )
    mode = fields.Selection(
        [
            ("any", "The applicant chooses"),
            ("shop", "Shop: own price, margin"),
            ("link", "Link: fixed price, commission"),
        ],
        required=True,
        default="any",
    )
    city_id = fields.Many2one(
        "outlet.city", ondelete="restrict", help="Where the applicants sell, if known."
    )
    phone = fields.Char(copy=False, help="Personal: only this phone may apply.")
    is_preapproved = fields.Boolean(
        "Approved Beforehand",
        tracking=True,
        help="Who proves to hold the phone opens the shop at once. Personal "
        "invitations only.",
    )
    is_public = fields.Boolean(
        "Offered to Everybody",
        copy=False,
        groups="brand_outlet.group_operator",
        help="Members and other portal users who want to sell come in by it. One of "
        "the operator's invitations at most.",
    )
    date_end = fields.Date("Valid Until")
    lead_id = fields.Many2one("crm.lead", ondelete="set null", index="btree_not_null")
    application_ids = fields.One2many("reseller.application", "invitation_id")
    application_count = fields.Integer(compute="_compute_counts", string="Applications")
    approved_count = fields.Integer(compute="_compute_counts", string="Approved")
    url = fields.Char("Link", compute="_compute_url")
    qr_image = fields.Binary("QR Code", compute="_compute_qr_image")

    _code_unique = models.UniqueIndex("(code)")
    _phone_unique = models.UniqueIndex(
        "(phone, upstream_id, company_id) WHERE phone IS NOT NULL AND active",
        "This phone is invited already.",
    )
    _public_once = models.UniqueIndex(
        "(company_id) WHERE is_public AND active",
        "Another invitation is offered to everybody already.",
    )
    _public_unnamed = models.Constraint(
        "CHECK (NOT is_public OR phone IS NULL)",
        "A personal invitation cannot be offered to everybody.",
    )
    _preapproved_personal = models.Constraint(
        "CHECK (NOT is_preapproved OR phone IS NOT NULL)",
        "Only a personal invitation can be approved beforehand: enter the phone.",
    )

    @api.model
    def _default_upstream(self):
        # whose staff asks, not what it may read
        return self.env.user.sudo().party_id or self.env.company.partner_id

    @api.depends("code")
    def _compute_url(self):
        for invitation in self:
            base = invitation.get_base_url()
            invitation.url = f"{base}/outlet/join/{invitation.code}"

    @api.depends("url")
    def _compute_qr_image(self):
        report = self.env["ir.actions.report"]
        for invitation in self:
            png = report.barcode(
                "QR", invitation.url, width=320, height=320, barLevel="M"
            )
            invitation.qr_image = base64.b64encode(png)

    @api.depends("application_ids.state")
    def _compute_counts(self):
        groups = self.env["reseller.application"]._read_group(
            [("invitation_id", "in", self.ids)],
            ["invitation_id", "state"],
            ["__count"],
        )
        self.application_count = self.approved_count = 0
        for invitation, state, count in groups:
            invitation.application_count += count
            if state == "approved":
                invitation.approved_count += count

    @api.constrains("upstream_id")
    def _check_upstream(self):
        for invitation in self:
            if not invitation.upstream_id._may_have_resellers(invitation.company_id):
                raise ValidationError(
                    self.env._(
                        "%(upstream)s is neither the operator nor an agent with a "
                        "brand contract: nobody can be invited below a reseller.",
                        upstream=invitation.upstream_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("phone"):
                vals["phone"] = self.env["phone.code"]._normalise(vals["phone"])
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("phone"):
            vals = {**vals, "phone": self.env["phone.code"]._normalise(vals["phone"])}
        result = super().write(vals)
        if {"upstream_id", "company_id"} & set(vals):
            # nobody hands his invitations to others
            self.check_access("write")
        return result

    def action_renew(self):
        """Give the invitations new links; the old ones open nothing any more."""
        self.check_access("write")
        for invitation in self:
            invitation.code = secrets.token_urlsafe(9)
        return True

    def action_view_applications(self):
        """Open who applied through this invitation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "reseller_network.reseller_application_action"
        )
        domain = [("invitation_id", "=", self.id)]
        return dict(action, domain=domain, context={})

    @api.model
    def _find(self, code):
        """Return the invitation that holds today for a code of a link (or empty)."""
        today = fields.Date.context_today(self)
        return self.search(
            Domain("code", "=", code or "")
            & Domain.OR(
                [Domain("date_end", "=", False), Domain("date_end", ">=", today)]
            ),
            limit=1,
        )

    @api.model
    def _get_public(self, company):
        """Return the operator's invitation to everybody that holds today (or empty)."""
        today = fields.Date.context_today(self)
        return self.search(
            [("is_public", "=", True), ("company_id", "=", company.id)]
            + ["|", ("date_end", "=", False), ("date_end", ">=", today)],
            limit=1,
        )

    def _check_phone(self, phone):
        """Refuse a phone that a personal invitation is not for."""
        if self.phone and self.phone != phone:
            raise UserError(self.env._("This invitation is for another mobile number."))

    def _send_by_text(self, opt_out_url):
        """Send a personal invitation to its phone, with the way to say no."""
        self.ensure_one()
        text = self.env._(
            "%(name)s, open a shop with goods of %(upstream)s, it takes a minute: "
            "%(url)s No more of this: %(no)s",
            name=self.name,
            upstream=self.upstream_id.name,
            url=self.url,
            no=opt_out_url,
        )
        self.env["phone.code"]._deliver(self.phone, text)
