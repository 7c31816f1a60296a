from odoo import api, fields, models
from odoo.exceptions import UserError


class ValueRefund(models.TransientModel):
    """Pay back the paid part of a card, by the ways the money came in."""

    _name = "value.refund"
    _description = "Pay Back Stored Value"

    card_id = fields.Many2one("loyalty.card", required=True, readonly=True)
    currency_id = fields.Many2one(related="card_id.currency_id")
    partner_id = fields.Many2one(related="card_id.partner_id", string="Member")
    paid_part = fields.Monetary(related="card_id.value_paid")
    gift_part = fields.Monetary(related="card_id.value_gift")
    amount = fields.Monetary(
        required=True, compute="_compute_amount", store=True, readonly=False
    )
    gift_lost = fields.Monetary(
        string="Gift Part That Falls Away", compute="_compute_ways"
    )
    online_amount = fields.Monetary(
        string="Back by Online Payment",
        compute="_compute_ways",
        help="Returned to the account from which the member paid.",
    )
    cash_amount = fields.Monetary(
        string="Back from Cash or Bank", compute="_compute_ways"
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Cash or Bank",
        domain="[('type', 'in', ('cash', 'bank')), ('company_id', '=', company_id)]",
        help="From where the part is paid that was topped up at a till.",
    )
    company_id = fields.Many2one(related="card_id.company_id")
    reason = fields.Char(required=True)

    @api.depends("card_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.card_id.value_paid

    @api.depends("amount", "card_id")
    def _compute_ways(self):
        for wizard in self:
            online = sum(
                amount
                for source, amount in wizard._get_ways()
                if wizard._is_online(source)
            )
            wizard.online_amount = online
            wizard.cash_amount = wizard.amount - online
            share = wizard.paid_part and min(wizard.amount / wizard.paid_part, 1.0)
            wizard.gift_lost = wizard.gift_part * share

    def _get_ways(self):
        """Return [(top-up, amount)] that add up to the amount, newest top-up first.

        What no top-up explains, e.g. an opening balance, comes without one.
        """
        self.ensure_one()
        entries = self.env["member.entry"]
        top_ups = entries.search(
            [
                ("card_id", "=", self.card_id.id),
                ("asset", "=", "paid"),
                ("kind", "=", "top_up"),
            ]
        )
        back = dict(
            entries._read_group(
                [("reversal_of_id", "in", top_ups.ids), ("asset", "=", "paid")],
                ["reversal_of_id"],
                ["amount:sum"],
            )
        )
        left, ways = self.amount, []
        for top_up in top_ups:
            part = min(left, top_up.amount + back.get(top_up, 0.0))
            if self.currency_id.compare_amounts(part, 0) > 0:
                ways.append((top_up, self.currency_id.round(part)))
                left -= part
        left = self.currency_id.round(left)
        return [*ways, (entries, left)] if left > 0 else ways

    def _is_online(self, top_up):
        """Return whether the provider can send this top-up back."""
        # A manager of members may not read providers.
        transaction_sudo = top_up.sudo().transaction_id
        return (
            transaction_sudo.payment_method_id.support_refund == "partial"
            and transaction_sudo.provider_id.support_refund == "partial"
            and transaction_sudo.state == "done"
        )

    def action_refund(self):
        """Take the money off the card and send it back.

        :raise UserError: too much, or no journal to pay from
        """
        self.ensure_one()
        self.card_id.check_access("write")
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("Enter the amount to pay back."))
        if self.currency_id.compare_amounts(self.amount, self.paid_part) > 0:
            raise UserError(
                self.env._(
                    "Only the paid part can be paid back, %s at most.",
                    self.card_id._format_points(self.paid_part),
                )
            )
        ways = self._get_ways()
        cash = [(source, part) for source, part in ways if not self._is_online(source)]
        if cash and not self.journal_id:
            raise UserError(self.env._("Choose the cash or bank to pay from."))
        for source, part in ways:
            if (source, part) not in cash:
                self._refund_online(source, part)
        if cash:
            self._refund_cash(cash)
        return {"type": "ir.actions.act_window_close"}

    def _refund_online(self, source, amount):
        # The right to pay back was checked on the card; the provider is the system's.
        transaction_sudo = source.sudo().transaction_id
        refund_sudo = transaction_sudo._create_child_transaction(amount, is_refund=True)
        self.card_id._refund_value(
            amount,
            f"payment.transaction,{refund_sudo.id}",
            reversal_of=source,
            transaction_id=refund_sudo.id,
            contra_account_id=transaction_sudo._get_value_receivable().id,
            note=self.reason,
        )
        refund_sudo._send_refund_request()

    def _refund_cash(self, ways):
        payment_sudo = self._make_payment(sum(part for _source, part in ways))
        entries = self.env["member.entry"].sudo()  # reconciled with the payment below
        for number, (source, part) in enumerate(ways):
            entries |= self.card_id._refund_value(
                part,
                f"value.refund,{self.id},{number}",
                reversal_of=source,
                contra_account_id=payment_sudo.destination_account_id.id,
                note=self.reason,
            )
        self.env["payment.transaction"]._match_payment(payment_sudo, entries)

    def _make_payment(self, amount):
        # Paying back is the act of the manager of members; the payment is its trace.
        payment_sudo = (
            self.env["account.payment"]
            .sudo()
            .create(
                {
                    "payment_type": "outbound",
                    "partner_type": "customer",
                    "partner_id": self.partner_id.id,
                    "amount": amount,
                    "journal_id": self.journal_id.id,
                    "company_id": self.company_id.id,
                    "memo": self.reason,
                }
            )
        )
        payment_sudo.action_post()
        return payment_sudo
