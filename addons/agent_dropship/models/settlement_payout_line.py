from odoo import api, fields, models
from odoo.exceptions import UserError


class SettlementPayoutLine(models.Model):
    """One transfer: what is open of one statement's bill."""

    _name = "settlement.payout.line"
    _description = "Payment of a Statement"
    _order = "id"
    _rec_name = "purpose"

    payout_id = fields.Many2one(
        "settlement.payout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="payout_id.company_id", store=True)
    currency_id = fields.Many2one(related="payout_id.currency_id")
    statement_id = fields.Many2one(
        "settlement.statement", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="statement_id.partner_id", store=True, index=True
    )
    amount = fields.Monetary(required=True, readonly=True)
    bank_account_id = fields.Many2one(
        "res.partner.bank",
        domain="[('partner_id', '=', partner_id)]",
        ondelete="restrict",
    )
    account_number = fields.Char(related="bank_account_id.acc_number")
    payee_name = fields.Char("Payee", related="bank_account_id.acc_holder_name")
    bank_name = fields.Char("Bank", related="bank_account_id.bank_id.name")
    purpose = fields.Char("Purpose", related="statement_id.name")
    payment_id = fields.Many2one(
        "account.payment", readonly=True, copy=False, index="btree_not_null"
    )
    # what was chosen: an account that changes afterwards is another one
    chosen_number = fields.Char(readonly=True, copy=False)
    is_open = fields.Boolean(default=True, readonly=True, copy=False)

    _paid_once = models.UniqueIndex(
        "(statement_id) WHERE is_open",
        "This statement is in a payment batch already. Cancel that one first.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A payment is above zero."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Nothing is added to what a second person has approved."""
        payouts = {vals.get("payout_id") for vals in vals_list} - {None, False}
        self.env["settlement.payout"].browse(payouts)._check_state("draft")
        for vals in vals_list:
            for name in ("payment_id", "is_open", "chosen_number"):
                vals.pop(name, None)
        lines = super().create(vals_list)
        lines._keep_numbers()
        return lines

    def write(self, vals):
        """Only where the money goes may be chosen, until it is approved."""
        if not self.env.su and vals.keys() - {"bank_account_id"}:
            raise UserError(self.env._("Choose the bank account; the rest is fixed."))
        if "bank_account_id" in vals:
            self.payout_id._check_state("draft")
        result = super().write(vals)
        if "bank_account_id" in vals:
            self._keep_numbers()
        return result

    def unlink(self):
        """A payment is taken off a batch while nobody has approved it."""
        self.payout_id._check_state("draft")
        return super().unlink()

    def _check_bank_accounts(self):
        """:raise UserError: names who has no bank account, or an unusable one"""
        missing = self.filtered(lambda line: not line.bank_account_id.acc_number)
        if missing:
            raise UserError(
                self.env._(
                    "No bank account: %(names)s. Add it to the contact.",
                    names=", ".join(missing.partner_id.mapped("name")),
                )
            )
        wrong = self.filtered(
            lambda line: (
                line.bank_account_id.partner_id.commercial_partner_id
                != line.partner_id.commercial_partner_id
            )
        )
        if wrong:
            raise UserError(
                self.env._(
                    "The bank account is of somebody else: %(names)s.",
                    names=", ".join(wrong.partner_id.mapped("name")),
                )
            )

    def _keep_numbers(self):
        """Whoever chooses an account chooses the number it has now."""
        for line in self:
            # the steps are written by themselves, never by hand
            line.sudo().chosen_number = line.account_number

    def _check_numbers(self):
        """:raise UserError: an account has another number than when it was chosen"""
        changed = self.filtered(lambda line: line.account_number != line.chosen_number)
        if changed:
            raise UserError(
                self.env._(
                    "%(names)s: the account number was changed since. Cancel the "
                    "batch and make a new one.",
                    names=", ".join(changed.partner_id.mapped("name")),
                )
            )

    def _check_payable(self):
        """:raise UserError: of a bill something else is open than is to be paid"""
        changed = self.filtered(
            lambda line: line.currency_id.compare_amounts(
                line.statement_id._get_payout_amount(), line.amount
            )
        )
        if changed:
            raise UserError(
                self.env._(
                    "%(names)s: paid or changed since. Cancel the batch, or take them "
                    "off.",
                    names=", ".join(changed.statement_id.mapped("name")),
                )
            )

    def _book_payments(self):
        """Book a payment for each, which settles the bill and waits for the bank."""
        payments = (
            self.env["account.payment"]
            .with_context(force_payment_move=True)
            .create([line._prepare_payment_vals() for line in self])
        )
        payments.action_post()
        for line, payment in zip(self, payments, strict=True):
            # the steps are written by themselves, never by hand
            line.sudo().payment_id = payment
            bill = line.statement_id.bill_id
            (payment.move_id.line_ids + bill.line_ids).filtered(
                lambda item: (
                    item.account_id.account_type == "liability_payable"
                    and not item.reconciled
                )
            ).reconcile()

    def _prepare_payment_vals(self):
        self.ensure_one()
        return {
            "payment_type": "outbound",
            "partner_type": "supplier",
            "partner_id": self.partner_id.commercial_partner_id.id,
            "partner_bank_id": self.bank_account_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "amount": self.amount,
            "journal_id": self.payout_id.journal_id.id,
            "memo": f"{self.payout_id.name} {self.purpose}",
        }
