from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

DAYS_VALID = 365
DAYS_REFUSED_KEPT = 30
DOCUMENTS = ("id_front", "id_back", "shop_photo")


class ResellerVerification(models.Model):
    """Who somebody says he is, with the documents that show it, for a while.

    Documents are read by the operator and the reseller's own upstream party only;
    not even the reseller himself gets them back from here.
    """

    _name = "reseller.verification"
    _description = "Reseller Verification"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "real_name"

    contract_id = fields.Many2one(
        "reseller.contract", required=True, index=True, ondelete="cascade"
    )
    reseller_id = fields.Many2one(
        related="contract_id.reseller_id", store=True, index=True
    )
    reseller_name = fields.Char("Reseller Name", related="reseller_id.name")
    upstream_id = fields.Many2one(
        related="contract_id.upstream_id", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    real_name = fields.Char(required=True, help="As on the identity card.")
    id_number_end = fields.Char(
        "Identity Number Ends With", size=4, help="The last four characters only."
    )
    id_front = fields.Image("Identity Card, Front", max_width=1600, max_height=1600)
    id_back = fields.Image("Identity Card, Back", max_width=1600, max_height=1600)
    shop_photo = fields.Image("Shop or Group", max_width=1600, max_height=1600)
    state = fields.Selection(
        [
            ("waiting", "To Check"),
            ("verified", "Verified"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        tracking=True,
        copy=False,
    )
    date_expiry = fields.Date("Valid Until", readonly=True, tracking=True, copy=False)
    refusal_reason = fields.Char(readonly=True, tracking=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="set null"
    )
    decided_on = fields.Datetime(readonly=True, copy=False)

    _waiting_once = models.UniqueIndex(
        "(contract_id) WHERE state = 'waiting'",
        "A verification of this reseller is waiting already.",
    )
    _state_idx = models.Index("(state, date_expiry)")
    _reason_given = models.Constraint(
        "CHECK (state != 'refused' OR refusal_reason IS NOT NULL)",
        "Say why the verification is refused.",
    )

    def write(self, vals):
        # whose staff asks, not what it may read
        if self.env.user.sudo().party_id and not self.env.su:
            if any(not name.startswith("message_") for name in vals):
                raise AccessError(
                    self.env._("Verifications are decided by the buttons above them.")
                )
        return super().write(vals)

    def action_verify(self):
        """Accept the documents; the reseller sees take prices from now on.

        :raise AccessError: neither the upstream party's staff nor the operator's
        """
        self._check_may_decide()
        self._check_waiting()
        today = fields.Date.context_today(self)
        # deciding was checked; the fields are not for direct writing
        self.sudo().write(
            {
                "state": "verified",
                "date_expiry": today + timedelta(days=DAYS_VALID),
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        return True

    def action_refuse(self):
        """Ask for the reason, then refuse."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "reseller.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_verification_ids": self.ids},
        }

    def _refuse(self, reason):
        """Refuse with a reason that the reseller reads.

        :raise UserError: no reason, or decided already
        """
        self._check_may_decide()
        self._check_waiting()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, so that the reseller can mend it."))
        # deciding was checked; the fields are not for direct writing
        self.sudo().write(
            {
                "state": "refused",
                "refusal_reason": reason.strip(),
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )
        return True

    def _check_waiting(self):
        if any(one.state != "waiting" for one in self):
            raise UserError(self.env._("This verification is decided already."))

    def _check_may_decide(self):
        if self.env.su or self.env.user.has_group("brand_outlet.group_operator"):
            return
        is_agent = self.env.user.has_group("brand_outlet.group_agent")
        rules = self.env["outlet.party.rule"]
        # whose upstream it is decides, before any right does
        if not is_agent or not rules._acts_for(self.sudo().upstream_id):
            raise AccessError(
                self.env._("Only the upstream party, or the operator, decides this.")
            )

    @api.model
    def _cron_expire(self):
        """Let verifications lapse whose last day is over."""
        today = fields.Date.context_today(self)
        lapsed = [("state", "=", "verified"), ("date_expiry", "<", today)]
        self.search(lapsed).write({"state": "expired"})

    @api.autovacuum
    def _gc_documents(self):
        """Forget the pictures of what was refused or has lapsed for a while."""
        limit = fields.Datetime.now() - timedelta(days=DAYS_REFUSED_KEPT)
        gone = self.search(
            [
                ("state", "in", ("refused", "expired")),
                ("write_date", "<", limit),
                "|",
                ("id_front", "!=", False),
                ("id_back", "!=", False),
            ],
            limit=500,
        )
        gone.write(dict.fromkeys(DOCUMENTS, False))
