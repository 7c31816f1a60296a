"""Every movement of money on a card is in the books at the same moment."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

MONEY_ASSETS = ("paid", "gift")
# Contra account by kind; other movements belong to an order and go through clearing.
GIVEN = ("top_up_gift", "adjust", "issue", "birthday", "exchange", "earn")


class MemberEntry(models.Model):
    _inherit = "member.entry"

    move_id = fields.Many2one(
        "account.move",
        string="Journal Entry",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    contra_account_id = fields.Many2one(
        "account.account", string="Posted Against", readonly=True, ondelete="restrict"
    )
    config_id = fields.Many2one(
        "pos.config",
        string="Outlet",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: online or in the back office.",
    )
    transaction_id = fields.Many2one(
        "payment.transaction",
        string="Online Payment",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model_create_multi
    def create(self, vals_list):
        money = [vals for vals in vals_list if vals["asset"] in MONEY_ASSETS]
        if money:
            self._post_to_books(money)
        entries = super().create(vals_list)
        if money:
            entries._give_on_top_ups()
            entries._drop_gifts()
        return entries

    def _get_order(self):
        self.ensure_one()
        if not self.order_model:
            return None
        return self.env[self.order_model].browse(self.order_id).exists()

    # --------------------------------------------------------------------- the books
    @api.model
    def _post_to_books(self, vals_list):
        """Post one journal entry per company and outlet, and note it in ``vals_list``.

        It is posted first because an entry, once written, is never changed.
        """
        groups = {}
        for vals in vals_list:
            company = self._complete_money_vals(vals)
            key = company, vals["config_id"]
            groups.setdefault(key, []).append(vals)
        for (company, config_id), batch in groups.items():
            if not company._has_value_books():
                continue
            company_sudo = company._ensure_value_accounts()
            for vals in batch:
                account = vals.get("contra_account_id")
                if not account:
                    vals["contra_account_id"] = self._get_contra(company_sudo, vals).id
            # the right to act was checked by the caller
            config_sudo = self.env["pos.config"].sudo().browse(config_id)
            move = self._make_move(company_sudo, config_sudo, batch)
            for vals in batch:
                vals["move_id"] = move.id

    @api.model
    def _complete_money_vals(self, vals):
        """Add the outlet, and return the legal entity that owes the money.

        :raise UserError: the movement is in another company than the card
        """
        # A cashier moves cards; what he may not read of them stays here.
        card_sudo = self.env["loyalty.card"].sudo().browse(vals["card_id"])
        entity = card_sudo.company_id or self.env["res.company"].browse(
            vals["company_id"]
        )
        here = self.env["res.company"].sudo().browse(vals["company_id"])
        if here.root_id != entity.root_id:
            raise UserError(card_sudo._other_company_words())
        vals["company_id"] = entity.root_id.id
        config_id = vals.get("config_id")
        if not config_id and vals.get("order_model") == "pos.order":
            order_sudo = self.env["pos.order"].sudo().browse(vals["order_id"])
            config_id = order_sudo.config_id.id
        vals["config_id"] = config_id or False
        return entity.root_id

    @api.model
    def _get_contra(self, company, vals):
        kind = vals["kind"]
        if reversed_id := vals.get("reversal_of_id"):
            return self.browse(reversed_id).contra_account_id or (
                company.value_clearing_account_id
            )
        if kind == "expire":
            return company.value_expired_account_id
        if kind == "opening":
            return company.get_unaffected_earnings_account()
        given = kind in GIVEN or (kind == "refund" and vals["asset"] == "gift")
        if given and (vals["asset"] == "gift" or not vals.get("order_id")):
            return company.value_gift_account_id
        return company.value_clearing_account_id

    @api.model
    def _make_move(self, company, config, batch):
        balances = {}
        for vals in batch:
            amount = self._get_moved_money(vals)
            for account_id, balance, taxes in (
                (self._get_liability(company, vals).id, -amount, ()),
                *self._get_contra_sides(company, vals, amount),
            ):
                key = account_id, vals.get("partner_id") or False, taxes
                balances[key] = balances.get(key, 0.0) + balance
        references = {vals.get("order_name") or vals.get("note") for vals in batch}
        move = (
            # the right to act was checked by the caller
            self.env["account.move"]
            .sudo()
            .with_company(company)
            .with_context(
                tracking_disable=True,
                mail_create_nolog=True,
                # taxes come as lines of their own
                skip_invoice_sync=True,
            )
            .create(
                {
                    "move_type": "entry",
                    "journal_id": config._get_value_journal(company).id,
                    "date": company._get_local_today(),
                    "ref": ", ".join(sorted(filter(None, references)))[:200],
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": account_id,
                                "partner_id": partner_id,
                                "balance": company.currency_id.round(balance),
                                **self._prepare_tax_vals(taxes),
                            }
                        )
                        for (account_id, partner_id, taxes), balance in balances.items()
                        if not company.currency_id.is_zero(balance)
                    ],
                }
            )
        )
        move._post(soft=False)
        return move

    @api.model
    def _get_contra_sides(self, company, vals, amount):
        """Return [(account id, balance, taxes)] against the liability of an entry.

        :return: ``taxes`` are pairs of a field of the journal item and its value
        """
        return [(vals["contra_account_id"], amount, ())]

    @api.model
    def _prepare_tax_vals(self, taxes):
        return {
            name: [Command.set(value)] if isinstance(value, tuple) else value
            for name, value in taxes
        }

    @api.model
    def _get_moved_money(self, vals):
        """Return the money that an entry brings onto a card."""
        return vals["amount"]

    @api.model
    def _get_liability(self, company, vals):
        """Return the account on which the money of an entry is owed to the member."""
        return company.value_liability_account_id

    # ------------------------------------------------------------------ gift on top-up
    def _give_on_top_ups(self):
        for top_up in self.filtered(
            lambda entry: entry.kind == "top_up" and entry.asset == "paid"
        ):
            card = top_up.card_id
            if card.program_type != "ewallet" or top_up.amount <= 0:
                continue
            # the right to act was checked by the caller
            rule = self.env["member.top.up.rule"].sudo()
            rule = rule._find_rule(card.program_id, top_up.amount)
            if rule:
                rule._give(top_up)

    def _drop_gifts(self):
        """Where paid money went back, its share of the gift part falls away."""
        for entry in self.filtered(
            lambda entry: (
                entry.asset == "paid"
                and entry.amount < 0
                and entry.kind in ("refund", "cancel", "return")
            )
        ):
            reference = f"member.entry,{entry.id}"
            entry.card_id._drop_gift(-entry.amount, reference, entry._get_order())

    def _reverse_money(self):
        """Put on the card again what this entry took, its gift included, once."""
        self.ensure_one()
        reference = f"member.entry,{self.id}"
        self.card_id._post_entry(
            "reverse",
            -self.amount,
            reference,
            parts={self.asset: -self.amount},
            reversal_of=self,
        )
        for dropped in self.search(
            [
                ("card_id", "=", self.card_id.id),
                ("kind", "=", "refund"),
                ("reference", "=", reference),
            ]
        ):
            dropped._reverse_money()
