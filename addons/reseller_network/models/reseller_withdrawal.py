from math import isfinite

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

WITHDRAWAL_STATES = [
    ("requested", "To Approve"),
    ("approved", "Approved"),
    ("confirming", "To Be Confirmed by Payee"),
    ("paid", "Paid"),
    ("rejected", "Rejected"),
    ("lapsed", "Not Confirmed in Time"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]
OPEN_STATES = ("requested", "approved", "confirming")
# what only the buttons write, after their checks
STEPS = {"name", "contract_id", "partner_id", "company_id", "amount", "net_amount"}
STEPS |= {"tax_rate", "tax_amount", "payee_name", "payee_openid", "bank_account_id"}
STEPS |= {"state", "risk_note", "requested_by", "approved_by", "approved_at"}
STEPS |= {"expires_at", "reminded_at", "ended_at", "reason", "provider_reference"}
STEPS |= {"package_info", "request_token", "payment_id"}
# a payee that was changed so short ago is looked at again
FRESH_PAYEE_DAYS = 7


class ResellerWithdrawal(models.Model):
    """A seller takes out what he earned.

    The amount leaves his free balance with the request. It is either paid, once, or it
    comes back: when the request is rejected, cancelled, fails or was not confirmed in
    time. Only what the provider says ends a transfer that was sent.
    """

    _name = "reseller.withdrawal"
    _description = "Withdrawal of Earnings"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(
        "Number", required=True, readonly=True, copy=False, default=lambda self: "/"
    )
    contract_id = fields.Many2one(
        "reseller.contract",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Seller",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True, tracking=True)
    tax_rate = fields.Float("Tax Withheld (%)", digits=(5, 2), readonly=True)
    tax_amount = fields.Monetary("Tax Withheld", readonly=True)
    net_amount = fields.Monetary(
        "Paid Out", readonly=True, help="What reaches the payee."
    )
    account_id = fields.Many2one(
        "payout.account", "Paid From", required=True, ondelete="restrict"
    )
    provider = fields.Selection(related="account_id.provider")
    payee_name = fields.Char("Real Name", readonly=True)
    payee_openid = fields.Char(
        "WeChat ID of Payee", readonly=True, groups="brand_outlet.group_finance"
    )
    bank_account_id = fields.Many2one(
        "res.partner.bank", readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        WITHDRAWAL_STATES,
        required=True,
        readonly=True,
        default="requested",
        copy=False,
        index=True,
        tracking=True,
    )
    risk_note = fields.Char("To Be Looked At", readonly=True)
    requested_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    approved_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    approved_at = fields.Datetime(readonly=True, copy=False)
    expires_at = fields.Datetime("To Be Confirmed Until", readonly=True, copy=False)
    reminded_at = fields.Datetime(readonly=True, copy=False)
    ended_at = fields.Datetime("Ended On", readonly=True, copy=False)
    reason = fields.Char(readonly=True, copy=False, help="Why it was not paid.")
    provider_reference = fields.Char(readonly=True, copy=False)
    package_info = fields.Char(readonly=True, copy=False, groups="base.group_system")
    request_token = fields.Char(
        readonly=True, copy=False, required=True, groups="base.group_system"
    )
    payment_id = fields.Many2one(
        "account.payment", readonly=True, copy=False, ondelete="restrict"
    )

    _name_unique = models.Constraint(
        "unique (name)", "There is already a withdrawal of this number."
    )
    _request_token_unique = models.UniqueIndex(
        "(request_token)", "This was already asked for."
    )
    _payment_unique = models.UniqueIndex(
        "(payment_id) WHERE payment_id IS NOT NULL", "A payment is for one withdrawal."
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND net_amount > 0)", "The amount must be positive."
    )
    _two_people = models.Constraint(
        "CHECK (approved_by IS NULL OR approved_by <> requested_by)",
        "Who asked for the money can not approve it.",
    )
    _paid_once = models.Constraint(
        "CHECK ((state = 'paid') = (payment_id IS NOT NULL))",
        "A withdrawal is paid exactly when its payment is booked.",
    )
    _balance_idx = models.Index("(partner_id, company_id, state)")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                # letters and digits only: it is the number of the transfer, too
                vals["name"] = self.env["ir.sequence"].next_by_code(
                    "reseller.withdrawal"
                )
        return super().create(vals_list)

    def write(self, vals):
        """Only from where it is paid may be chosen by hand, until it is approved."""
        if not self.env.su and vals.keys() & STEPS:
            raise UserError(self.env._("Use the buttons: each step is checked."))
        if not self.env.su and "account_id" in vals:
            self._check_state("requested")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A withdrawal is never deleted: reject it."))

    def _get_fen(self):
        """Return what is transferred, in fen."""
        self.ensure_one()
        return round(self.net_amount * 100)

    # --- asking for it ------------------------------------------------------------

    @api.model
    def _request(self, contract, amount, provider, token):
        """Take an amount out of a seller's earnings, once per token.

        :return: the withdrawal; the one made before when the token was used already
        :raise UserError: says in words why it is not possible
        """
        # a seller has no right on withdrawals: his contract is the way to his own
        env = self.sudo().with_company(contract.company_id).env
        Withdrawal = env["reseller.withdrawal"]
        key = f"{contract.id}:{token}"
        # one tap after the other: what several bind at once, only one of them needs,
        # and another one would be told that there is not enough
        self.env.cr.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"reseller.withdrawal:{key}"],
        )
        if known := Withdrawal.search([("request_token", "=", key)], limit=1):
            return known
        amount = contract.currency_id.round(amount) if isfinite(amount) else 0.0
        account = env["payout.account"]._get_default(contract.company_id, provider)
        # limits and payee are checked for his own contract
        contract.sudo()._check_withdrawal(amount, account)
        contract._claim_withdrawal(amount)
        vals = contract.sudo()._prepare_withdrawal_vals(amount, account)
        vals |= {"request_token": key, "requested_by": self.env.uid}
        try:
            withdrawal = Withdrawal.create(vals)
            withdrawal.flush_recordset()
        except UniqueViolation as error:
            # the other tap won a moment ago: start over and find its request
            raise ConcurrencyError("withdrawal token") from error
        withdrawal._tell_operator()
        return withdrawal

    def _tell_operator(self):
        """Let whoever looks after sellers know that money is asked for."""
        user = self.company_id.sudo()._get_money_person()
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=self.with_context(lang=user.lang).env._("Approve the withdrawal"),
        )

    # --- deciding -----------------------------------------------------------------

    def action_approve(self):
        """Let these be paid. Who asked for the money can not approve it.

        :raise UserError: one of them is not waiting for approval, or is one's own
        """
        self.check_access("write")
        self._check_state("requested")
        own = self.filtered(lambda one: one.requested_by == self.env.user)
        if own:
            raise UserError(
                self.env._(
                    "%(names)s: a second person has to approve what you asked for.",
                    names=", ".join(own.mapped("name")),
                )
            )
        # the steps are written by themselves, never by hand
        self.sudo().write(
            {
                "state": "approved",
                "approved_by": self.env.uid,
                "approved_at": fields.Datetime.now(),
            }
        )
        self.activity_feedback(["mail.mail_activity_data_todo"])
        if "wechat" in self.mapped("provider"):
            # sent outside of this transaction: its end must not undo a transfer
            self.env.ref("reseller_network.cron_pay_out")._trigger()

    def action_reject(self, reason=""):
        """Refuse these; the money is free again at once."""
        self.check_access("write")
        self._check_state("requested")
        self._end("rejected", reason)

    def action_cancel(self):
        """Take these back as far as it is possible: a transfer that was sent is
        stopped at the provider, whose word counts."""
        self.check_access("write")
        for withdrawal in self:
            withdrawal._cancel()

    def _check_state(self, *states):
        wrong = self.filtered(lambda one: one.state not in states)
        if wrong:
            raise UserError(
                self.env._(
                    "This is not possible for %(names)s in its present state.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
