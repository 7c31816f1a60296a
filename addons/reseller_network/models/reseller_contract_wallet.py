import re

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .reseller_withdrawal_transfer import SELLER_CANCELS


class ResellerContract(models.Model):
    """The seller's money as he reads it on the phone: plain values, all his own."""

    _inherit = "reseller.contract"

    def _wallet_sheet(self):
        """Return what the page of the balance shows."""
        figures = self._money_figures()
        # his own records only: the domain starts from his contract
        return figures | {
            "pending": self._pending(),
            "topped_up": self._top_up_rows(),
            "withdrawals": self._withdrawal_cards(limit=5),
            "releases": self._release_rows(),
            "held_orders": self._held_rows(),
            "release_days": self.company_id.sudo().release_days,
            "collects": self._may_collect(),
        }

    def _may_collect(self):
        """Return whether he can take the customers' money himself."""
        return self.mode == "shop"

    def _release_rows(self, limit=10):
        """Return [(day, sum)] of what is released next."""
        # sums of the own entries
        groups = (
            self.env["share.entry"]
            .sudo()
            ._read_group(
                self._entries_domain()
                & Domain("release_date", ">", self.company_id._get_local_today())
                & Domain("order_id.collect_by", "!=", "reseller")
                & Domain("order_id.received_at", "=", False),
                ["release_date:day"],
                ["amount:sum"],
                order="release_date:day",
                limit=limit,
            )
        )
        return [
            {"day": day, "amount": amount}
            for day, amount in groups
            if not self.currency_id.is_zero(amount)
        ]

    def _held_rows(self, limit=20):
        """Return the own orders that hold money of the balance."""
        orders = (
            # his own records only: the domain starts from his contract
            self.env["sale.order"]
            .sudo()
            .search(
                self._own_orders_domain() & Domain("amount_held", ">", 0),
                order="date_order desc, id desc",
                limit=limit,
            )
        )
        return [
            {
                "id": order.id,
                "name": order.client_order_ref or order.name,
                "date": self._day_words(order.date_order),
                "held": order.amount_held,
            }
            for order in orders
        ]

    # --- orders -------------------------------------------------------------------

    def _get_collector(self, draft):
        """Return who takes the money of a draft: as he said, else as at the place."""
        if draft.get("collect") in ("operator", "reseller"):
            return draft["collect"]
        return self._find_default_place(draft.get("place_id")).collect_by

    def _prepare_order_vals(self, partner, place, lines, draft, token):
        """A seller may say of one order that he was paid himself, or not."""
        vals = super()._prepare_order_vals(partner, place, lines, draft, token)
        chosen = draft.get("collect") in ("operator", "reseller")
        if chosen and place.collect_by != "agent":
            vals["collect_by"] = draft["collect"]
        return vals

    def _order_sheet(self, order):
        return super()._order_sheet(order) | {
            "collect": order.collect_by,
            "held": order.amount_held,
            "may_collect": self._may_collect() and order._may_mark_collected(),
        }

    def _statement_cards(self, statements):
        cards = super()._statement_cards(statements)
        # his own statements; what was paid stands in the books
        for card, statement in zip(cards, statements.sudo(), strict=True):
            card |= {
                "net_quantity": f"{statement.net_quantity:g}",
                "amount_paid": statement.amount_paid,
                "amount_due": statement.amount_due,
            }
        return cards

    # --- withdrawing --------------------------------------------------------------

    def _withdraw_sheet(self):
        """Return what the page of a withdrawal shows."""
        figures = self._money_figures()
        # his own records only: the domain starts from his contract
        company = self.company_id.sudo()
        most = min(figures["withdrawable"], company.withdrawal_max)
        bank = self._get_payee_bank()
        return {
            "withdrawable": figures["withdrawable"],
            "unreleased": figures["unreleased"],
            "most": most,
            "least": company.withdrawal_min,
            "limits": self.env._(
                "%(least)s to %(most)s at a time, at most %(count)s times a day.",
                least=self.currency_id.format(company.withdrawal_min),
                most=self.currency_id.format(company.withdrawal_max),
                count=company.withdrawals_per_day,
            ),
            "possible": most >= company.withdrawal_min and most > 0,
            "ways": self._payout_ways(),
            "bank": self._mask(bank.acc_number) if bank else "",
            "bank_name": bank.bank_id.name or "",
            "payee_name": self._get_payee_name(),
            # his own records only: the domain starts from his contract
            "tax_rate": self.sudo()._get_tax_rate(),
            "tax_note": company.withdrawal_tax_note or "",
            "withdrawals": self._withdrawal_cards(),
        }

    def _payout_ways(self):
        """Return [(provider, problem in words or "")] of the ways to be paid."""
        # his own records only: the domain starts from his contract
        contract = self.sudo()
        ways = []
        for provider in ("wechat", "bank"):
            account = self.env["payout.account"]._get_default(self.company_id, provider)
            if account:
                problem = account._get_adapter()._check_payee(contract, 0.0)
                ways.append((provider, problem))
        return ways

    def _withdrawals_domain(self):
        return Domain("partner_id", "=", self.reseller_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )

    def _find_withdrawal(self, number):
        """Return the own withdrawal (sudo) of this number (or empty)."""
        domain = self._withdrawals_domain() & Domain("name", "=", number)
        return self.env["reseller.withdrawal"].sudo().search(domain, limit=1)

    def _withdrawal_cards(self, limit=20):
        # his own by the domain
        records = (
            self.env["reseller.withdrawal"]
            .sudo()
            .search(self._withdrawals_domain(), limit=limit)
        )
        return [self._withdrawal_card(record) for record in records]

    def _withdrawal_card(self, record):
        states = dict(record._fields["state"]._description_selection(self.env))
        waiting = record.state == "confirming"
        return {
            "number": record.name,
            "amount": record.amount,
            "net": record.net_amount,
            "tax": record.tax_amount,
            "state": record.state,
            "state_label": states[record.state],
            "date": self._day_words(record.create_date),
            "until": self._day_words(record.expires_at) if waiting else "",
            "reason": record.reason or "" if record.state == "rejected" else "",
            "confirm": record.account_id._get_adapter()._get_confirmation(record)
            if waiting
            else {},
            "may_cancel": record.state in SELLER_CANCELS,
        }

    def _set_payee(self, name, number, bank_name):
        """Keep the bank account the seller is paid to.

        Whoever approves the next withdrawal is told that it is another one.

        :raise UserError: name or number is missing
        """
        number = re.sub(r"[\s-]", "", number or "")
        name = (name or "").strip()[:60]
        if not name or not re.fullmatch(r"\d{8,30}", number):
            raise UserError(
                self.env._(
                    "Enter the holder's real name and the number of the account."
                )
            )
        # a seller has no right on contacts and contracts; these are his own
        contract = self.sudo()
        known = contract.reseller_id.bank_ids
        if known[:1].acc_number != number:
            known.filtered(lambda one: one.acc_number != number).active = False
            contract._add_bank(number, name, (bank_name or "").strip()[:60])
        if contract.payee_name != name:
            contract.payee_name = name

    def _add_bank(self, number, holder, bank_name):
        banks = self.env["res.bank"]
        bank = banks.search([("name", "=", bank_name)], limit=1) if bank_name else banks
        if bank_name and not bank:
            bank = banks.create({"name": bank_name})
        accounts = self.env["res.partner.bank"].with_context(active_test=False)
        known = accounts.search(
            [("partner_id", "=", self.reseller_id.id), ("acc_number", "=", number)],
            limit=1,
        )
        vals = {"acc_holder_name": holder, "bank_id": bank.id, "active": True}
        if known:
            known.write(vals)
        else:
            accounts.create(
                vals | {"partner_id": self.reseller_id.id, "acc_number": number}
            )
        self.payee_changed_at = fields.Datetime.now()

    def _mask(self, number):
        """Return the end of a number: enough to know it."""
        return f"**** {number[-4:]}" if number else ""
