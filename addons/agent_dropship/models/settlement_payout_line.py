from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


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
        "settlement.statement", readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", compute="_compute_source", store=True, index=True
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
    purpose = fields.Char(compute="_compute_source", store=True)
    payment_id = fields.Many2one(
        "account.payment", readonly=True, copy=False, index="btree_not_null"
    )
    # what was chosen: an account that changes afterwards is another one
    chosen_number = fields.Char(readonly=True, copy=False)
    is_open = fields.Boolean(default=True, readonly=True, copy=False)
    refused_on = fields.Date("Refused on", readonly=True, copy=False)

    _paid_once = models.UniqueIndex(
        "(statement_id) WHERE is_open",
        "This statement is in a payment batch already. Cancel that one first.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A payment is above zero."
    )

    def _get_source(self):
        """Return the record this pays; others than statements extend this."""
        return self.statement_id

    @api.depends("statement_id")
    def _compute_source(self):
        for line in self:
            source = line._get_source()
            line.partner_id = source.partner_id
            line.purpose = source.name

    @api.constrains("amount", "statement_id")
    def _check_source(self):
        if any(not line._get_source() for line in self):
            raise ValidationError(self.env._("Nothing is paid without a document."))
        if any(
            line._get_source().company_id != line.company_id
            or line._get_source().currency_id != line.currency_id
            for line in self
        ):
            raise ValidationError(
                self.env._("One batch is of one company and currency.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Nothing is added to what a second person has approved."""
        payouts = {vals.get("payout_id") for vals in vals_list} - {None, False}
        self.env["settlement.payout"].browse(payouts)._check_state("draft")
        # also what a client sends as defaults in the context
        begun = {"payment_id": False, "chosen_number": False, "refused_on": False}
        vals_list = [{**vals, **begun, "is_open": True} for vals in vals_list]
        lines = super().create(vals_list)
        lines.payout_id._note_change()
        lines._keep_numbers()
        return lines

    def write(self, vals):
        """Only where the money goes may be chosen, until it is approved."""
        if not self.env.su and vals.keys() - {"bank_account_id"}:
            raise UserError(self.env._("Choose the bank account; the rest is fixed."))
        if "bank_account_id" in vals:
            self.payout_id._note_change()
        result = super().write(vals)
        if "bank_account_id" in vals:
            self._keep_numbers()
        return result

    def unlink(self):
        """A payment is taken off a batch while nobody has approved it."""
        self.check_access("unlink")
        self.payout_id._note_change()
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
                line._get_source()._get_payout_amount(), line.amount
            )
        )
        if changed:
            raise UserError(
                self.env._(
                    "%(names)s: paid or changed since. Cancel the batch, or take them "
                    "off.",
                    names=", ".join(changed.mapped("purpose")),
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

    def action_refused(self):
        """The bank did not make this payment: it is taken back, the others stay.

        :raise UserError: it is not at the bank, or the bank has made it
        """
        self.check_access("write")
        self.payout_id._check_state("exported")
        open_lines = self.filtered("is_open")
        open_lines._take_back()
        # the steps are written by themselves, never by hand
        for line in open_lines.sudo():
            line.refused_on = line.company_id._get_local_today()
            line._get_source()._refuse_payout()
        for payout, lines in open_lines.grouped("payout_id").items():
            names = ", ".join(lines.mapped("purpose"))
            payout.message_post(body=self.env._("Refused by the bank: %s", names))

    def _take_back(self):
        """Cancel the payments of these lines.

        :raise UserError: the bank has made one of them
        """
        payments = self.payment_id
        if made := payments.filtered("is_matched"):
            raise UserError(
                self.env._(
                    "The bank has paid %(names)s already: nothing can be taken back.",
                    names=", ".join(made.partner_id.mapped("name")),
                )
            )
        # as drafts they would be deleted, which only the last one of a journal can be
        payments.action_cancel()
        # the steps are written by themselves, never by hand
        self.sudo().is_open = False
        # the database must know that the documents are free again
        self.flush_recordset(["is_open"])
