import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.brand_outlet.models.outlet_place import PLACE_TYPES

OPEN_STATES = ("new", "offered")
REACHES = [
    ("friends", "My friends and family"),
    ("group", "One group, up to 200 people"),
    ("groups", "Several groups or a shop"),
    ("large", "More than 2,000 people, and funds to buy"),
]
ABILITY_OF_REACH = {"friends": "1", "group": "2", "groups": "3", "large": "5"}
SCORES = [(str(score), str(score)) for score in range(6)]
# What the staff of the upstream party writes; all else goes through the methods.
PARTY_FIELDS = {"values_score", "ability_score", "offered_mode", "note"}


class ResellerApplication(models.Model):
    """Somebody wants to sell for one upstream party; both sides have to agree.

    The applicant says yes by applying, and again where the terms offered differ
    from what was asked for; the upstream party says yes by approving. Nobody but
    that party and the operator decides.
    """

    _name = "reseller.application"
    _description = "Reseller Application"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "phone"]

    kind = fields.Selection(
        [
            ("join", "Becomes a reseller"),
            ("upgrade", "Affiliate becomes a shop"),
            ("selection", "Joins an agent's selection"),
        ],
        required=True,
        default="join",
        readonly=True,
    )
    name = fields.Char(required=True, tracking=True)
    phone = fields.Char(required=True)
    state = fields.Selection(
        [
            ("new", "To Decide"),
            ("offered", "Applicant to Agree"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="new",
        readonly=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    invitation_id = fields.Many2one(
        "reseller.invitation", index="btree_not_null", ondelete="restrict"
    )
    upstream_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.company.partner_id,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    introducer_id = fields.Many2one(
        "res.partner",
        ondelete="set null",
        index="btree_not_null",
        groups="brand_outlet.group_operator",
        help="Who found the applicant. For information only: introducing pays nothing.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        index="btree_not_null",
        ondelete="restrict",
        help="The contact that becomes the reseller; card and history stay on it.",
    )
    contract_id = fields.Many2one(
        "reseller.contract",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        # who asks for a selection has it with another party
        groups="brand_outlet.group_operator",
    )
    mode = fields.Selection(
        [("shop", "Shop"), ("link", "Link")],
        "Asked For",
        required=True,
        default="shop",
        readonly=True,
    )
    offered_mode = fields.Selection(
        [("shop", "Shop"), ("link", "Link")],
        "Offered",
        compute="_compute_offered_mode",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Where it differs from what was asked for, the applicant has to agree.",
    )
    grade_id = fields.Many2one(
        "res.partner.grade",
        "Tier",
        domain=[("default_pricelist_id", "!=", False)],
        ondelete="restrict",
        groups="brand_outlet.group_operator",
        help="The tier to start with. Empty: that of the invitation, else the lowest.",
    )
    place_type = fields.Selection(PLACE_TYPES, required=True, default="group")
    city_id = fields.Many2one("outlet.city", ondelete="restrict")
    reach = fields.Selection(REACHES, help="How many people the applicant reaches.")
    shares_style = fields.Boolean("Same Taste", help="I like the goods I sell.")
    shares_service = fields.Boolean("Same Feeling", help="My customers are my friends.")
    shares_trust = fields.Boolean("Same Voice", help="I say only what is true.")
    shares_way = fields.Boolean("Same Way", help="I want to go on for long.")
    values_score = fields.Selection(
        SCORES,
        "Shared Values",
        compute="_compute_values_score",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="0 to 5. Suggested from the answers; set it after you talked.",
    )
    ability_score = fields.Selection(
        SCORES,
        "Ability and Funds",
        compute="_compute_ability_score",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="0 to 5. Suggested from the answers; set it after you talked.",
    )
    applicant_agreed_on = fields.Datetime("Applicant's Yes", readonly=True, copy=False)
    upstream_agreed_on = fields.Datetime("Upstream's Yes", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="set null"
    )
    refusal_reason = fields.Char(readonly=True, copy=False, tracking=True)
    note = fields.Text("Internal Note")
    access_token = fields.Char(
        required=True,
        copy=False,
        readonly=True,
        default=lambda self: secrets.token_urlsafe(24),
        groups="brand_outlet.group_operator",
    )

    _open_once = models.UniqueIndex(
        "(phone, upstream_id, company_id, kind) WHERE state IN ('new', 'offered')",
        "This phone has an open application already.",
    )
    _token_unique = models.UniqueIndex("(access_token)")
    _queue_idx = models.Index("(upstream_id, state, id)")
    _reason_given = models.Constraint(
        "CHECK (state != 'refused' OR refusal_reason IS NOT NULL)",
        "Say why the application is refused.",
    )
    _both_agreed = models.Constraint(
        "CHECK (state != 'approved' OR (applicant_agreed_on IS NOT NULL AND "
        "upstream_agreed_on IS NOT NULL))",
        "Both sides have to agree.",
    )

    @api.depends("mode")
    def _compute_offered_mode(self):
        for application in self:
            application.offered_mode = application.mode

    @api.depends("shares_style", "shares_service", "shares_trust", "shares_way")
    def _compute_values_score(self):
        for one in self:
            shared = (
                one.shares_style,
                one.shares_service,
                one.shares_trust,
                one.shares_way,
            )
            one.values_score = str(sum(shared) + all(shared))

    @api.depends("reach")
    def _compute_ability_score(self):
        for application in self:
            application.ability_score = ABILITY_OF_REACH.get(application.reach, "0")

    @api.model_create_multi
    def create(self, vals_list):
        codes = self.env["phone.code"]
        for vals in vals_list:
            if vals.get("phone"):
                vals["phone"] = codes._normalise(vals["phone"])
        return super().create(vals_list)

    def write(self, vals):
        # whose staff asks, not what it may read
        if self.env.user.sudo().party_id and not self.env.su:
            own = {
                name for name in vals if not name.startswith(("message_", "activity_"))
            }
            if own - PARTY_FIELDS:
                raise AccessError(
                    self.env._("Applications are decided by the buttons above them.")
                )
        return super().write(vals)

    @api.model
    def _find_by_token(self, token):
        """Return the application of a status page (or empty)."""
        return self.search([("access_token", "=", token or "")], limit=1)

    @api.model
    def _find_open(self, phone, upstream, company, kind="join"):
        """Return the open application of a phone to one party (or empty)."""
        return self.search(
            [
                ("phone", "=", phone),
                ("upstream_id", "=", upstream.id),
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("state", "in", OPEN_STATES),
            ],
            limit=1,
        )

    def _status_url(self):
        """Return the address of the page where the applicant reads how it stands."""
        self.ensure_one()
        return f"{self.get_base_url()}/outlet/join/s/{self.access_token}"
