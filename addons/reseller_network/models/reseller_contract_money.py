from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from .reseller_withdrawal import FRESH_PAYEE_DAYS


class ResellerContract(models.Model):
    """The seller's money: balance, credit limit, how he is paid."""

    _inherit = "reseller.contract"

    # What stands between him and the operator is no business of an agent's.
    credit_limit = fields.Monetary(
        compute="_compute_credit_limit",
        inverse="_inverse_credit_limit",
        groups="brand_outlet.group_operator",
        help="Up to this sum orders are taken although the prepaid balance is used up. "
        "It is the credit limit of the customer in Odoo.",
    )
    balance = fields.Monetary(
        "Free Balance",
        compute="_compute_money",
        groups="brand_outlet.group_operator",
        help="What the operator owes him, less what is held for orders and waits for "
        "the end of the return period. Negative: he owes it.",
    )
    amount_available = fields.Monetary(
        "Available for Orders",
        compute="_compute_money",
        groups="brand_outlet.group_operator",
    )
    amount_held = fields.Monetary(
        "Held for Orders",
        compute="_compute_money",
        groups="brand_outlet.group_operator",
    )
    amount_unreleased = fields.Monetary(
        "Not Released Yet",
        compute="_compute_money",
        groups="brand_outlet.group_operator",
    )
    amount_withdrawable = fields.Monetary(
        "Can Be Withdrawn",
        compute="_compute_money",
        groups="brand_outlet.group_operator",
    )
    withdrawal_ids = fields.One2many(
        "reseller.withdrawal", "contract_id", groups="brand_outlet.group_operator"
    )
    payee_name = fields.Char(
        "Real Name",
        tracking=True,
        groups="brand_outlet.group_operator",
        help="As the bank or WeChat knows the payee. WeChat asks for it from 2,000 "
        "yuan on.",
    )
    payee_openid = fields.Char(
        "WeChat ID of Payee",
        tracking=True,
        groups="brand_outlet.group_operator",
        help="The payee's openid for the app of the payout account.",
    )
    payee_changed_at = fields.Datetime(
        readonly=True, copy=False, groups="brand_outlet.group_operator"
    )

    def _compute_credit_limit(self):
        account = self.env["reseller.account"]
        for contract in self:
            contract.credit_limit = account._get_limit(
                contract.reseller_id, contract.company_id
            )

    def _inverse_credit_limit(self):
        for contract in self:
            if contract.credit_limit < 0:
                raise ValidationError(
                    self.env._("The credit limit must not be negative.")
                )
            # the core lets accountants set it; here whoever looks after the sellers
            partner = contract.reseller_id.sudo().with_company(contract.company_id)
            partner.credit_limit = contract.credit_limit

    def _compute_money(self):
        for contract in self:
            figures = contract._money_figures()
            contract.balance = figures["free"]
            contract.amount_available = figures["available"]
            contract.amount_held = figures["held"]
            contract.amount_unreleased = figures["unreleased"]
            contract.amount_withdrawable = figures["withdrawable"]

    def _money_figures(self):
        """Return the figures of ``reseller.account`` and what follows from them."""
        self.ensure_one()
        figures = self.env["reseller.account"]._read(self.reseller_id, self.company_id)
        payable = figures["earned"] - figures["withdrawn"] - figures["bound"]
        return figures | {
            "available": self.currency_id.round(figures["free"] + figures["limit"]),
            "withdrawable": max(
                0.0, self.currency_id.round(min(figures["free"], payable))
            ),
        }

    def write(self, vals):
        """Remember when the payee was changed: somebody looks at the next transfer."""
        if vals.keys() & {"payee_name", "payee_openid"}:
            vals = vals | {"payee_changed_at": fields.Datetime.now()}
        return super().write(vals)

    # --- withdrawing --------------------------------------------------------------

    def _claim_withdrawal(self, amount):
        """Bind an amount of the earnings.

        :raise UserError: there is not so much
        """
        # only sums are read, of the own balance
        claims = self.env["money.claim"].sudo()
        missing = claims._take(self.reseller_id, self.company_id, amount, "withdrawal")
        if missing:
            most = max(0.0, amount - missing)
            raise UserError(
                self.env._(
                    "You can withdraw %(most)s at most.",
                    most=self.currency_id.format(most),
                )
            )

    def _check_withdrawal(self, amount, account):
        """:raise UserError: the amount, the payee or the number of requests"""
        company, money = self.company_id, self.currency_id.format
        if not account:
            raise UserError(
                self.env._("This way of payment is not open. Choose another one.")
            )
        if (
            not company.withdrawal_min <= amount <= company.withdrawal_max
            or amount <= 0
        ):
            raise UserError(
                self.env._(
                    "Withdraw between %(least)s and %(most)s at a time.",
                    least=money(company.withdrawal_min),
                    most=money(company.withdrawal_max),
                )
            )
        if problem := account._get_adapter()._check_payee(self, amount):
            raise UserError(problem)
        since = fields.Datetime.now() - timedelta(days=1)
        today = self.env["reseller.withdrawal"].search_count(
            [
                ("partner_id", "=", self.reseller_id.id),
                ("company_id", "=", company.id),
                ("create_date", ">", since),
                ("state", "not in", ("rejected", "cancelled")),
            ]
        )
        if today >= company.withdrawals_per_day:
            raise UserError(
                self.env._(
                    "At most %(count)s withdrawals a day. Please come back tomorrow.",
                    count=company.withdrawals_per_day,
                )
            )

    def _prepare_withdrawal_vals(self, amount, account):
        rate = self._get_tax_rate()
        tax = self.currency_id.round(amount * rate / 100)
        bank = account.provider == "bank"
        return {
            "contract_id": self.id,
            "partner_id": self.reseller_id.id,
            "company_id": self.company_id.id,
            "amount": amount,
            "tax_rate": rate,
            "tax_amount": tax,
            "net_amount": self.currency_id.round(amount - tax),
            "account_id": account.id,
            "payee_name": self._get_payee_name() if bank else self._get_real_name(),
            "payee_openid": False if bank else self.payee_openid,
            "bank_account_id": self._get_payee_bank().id if bank else False,
            "risk_note": ", ".join(self._get_risks(account)),
        }

    def _get_tax_rate(self):
        """Companies declare their income themselves; an individual's tax is kept."""
        company = self.company_id
        if self.reseller_id.is_company or not company.withdrawal_tax_account_id:
            return 0.0
        return company.withdrawal_tax_rate

    def _get_real_name(self):
        """Return the real name of the payee: as he entered it, else as verified."""
        # his own name
        contract = self.sudo()
        return contract.payee_name or contract._verified_name() or ""

    def _get_payee_name(self):
        """Return whom a transfer is for: the real name, else that of the shop."""
        return self._get_real_name() or self.reseller_id.name

    def _get_payee_bank(self):
        """Return the bank account the seller is paid to (or empty)."""
        # his own bank account, whatever right he has on it
        return self.reseller_id.sudo().bank_ids[:1]

    def _get_risks(self, account):
        """Return what whoever approves should look at, in words."""
        paid = self.env["reseller.withdrawal"].search(
            [("partner_id", "=", self.reseller_id.id), ("state", "=", "paid")]
        )
        fresh = fields.Datetime.now() - timedelta(days=FRESH_PAYEE_DAYS)
        risks = []
        if not paid:
            risks.append(self.env._("first withdrawal"))
        if self.payee_changed_at and self.payee_changed_at > fresh:
            risks.append(self.env._("payee changed lately"))
        verified = self._verified_name()
        if verified and self._get_real_name() != verified:
            risks.append(self.env._("payee is not who was verified"))
        bank = self._get_payee_bank()
        if paid and account.provider == "bank" and bank not in paid.bank_account_id:
            risks.append(self.env._("new bank account"))
        return risks
