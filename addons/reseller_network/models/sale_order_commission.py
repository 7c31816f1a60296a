from odoo import api, fields, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    """Commission that is taken back or given after the order was confirmed."""

    _inherit = "sale.order"

    def _withhold_commission(self):
        """Take the commission of these orders away; what is booked is reversed."""
        for line in self.order_line.filtered("commission_rate"):
            line.commission_withheld = line.commission_rate
            line.commission_rate = 0
        self.filtered(lambda order: not order.no_commission).no_commission = "refused"
        self.order_line._book_commission_change()

    def _grant_commission(self):
        """Give the commission that was withheld, for what arrived already, too."""
        for line in self.order_line.filtered("commission_withheld"):
            line.commission_rate = line.commission_withheld
            line.commission_withheld = 0
        self.no_commission = False
        self.order_line._book_commission_change()


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    commission_withheld = fields.Float(
        "Withheld Commission (%)",
        digits=(5, 2),
        readonly=True,
        groups="base.group_user",
        help="What the contract would give, had there been nothing against it.",
    )

    def _freeze_reseller_terms(self, contract):
        """Commission is earned on trade through a link, not on own purchases."""
        result = super()._freeze_reseller_terms(contract)
        if contract.mode == "link":
            for order, lines in self.grouped("order_id").items():
                # Who confirms need not see the link nor the affiliate's contacts.
                reason = order.sudo()._get_commission_refusal(contract.sudo())
                order.sudo().no_commission = reason
                if reason:
                    lines.sudo()._withhold()
        return result

    def _withhold(self):
        for line in self:
            line.commission_withheld = line.commission_rate
            line.commission_rate = 0

    def _get_commission_at_stake(self):
        """Return the commission of the line, withheld or not."""
        if self.reseller_mode != "link":
            return 0.0
        rate = self.commission_rate or self.commission_withheld
        return self.currency_id.round(
            self._share_paid(self.product_uom_qty) * rate / 100
        )

    def _book_commission_change(self):
        """Book the difference between what is booked as commission and what is due.

        The correction carries no pieces: returns take back what is due at their
        time, see ``share.entry._prepare_reverse_entries``.
        """
        lines = self.filtered(
            lambda line: line.reseller_mode == "link" and line._has_arrived()
        )
        lines._lock_settled()
        vals_list = []
        for line in lines:
            vals_list += line._prepare_commission_change()
        # The ledger is written by the system, never by a user.
        return self.env["share.entry"].sudo().create(vals_list)

    def _prepare_commission_change(self):
        self.ensure_one()
        booked = self._get_commission_entries()
        due = self._get_reseller_part(self.qty_settled)
        change = self.currency_id.round(due - sum(booked.mapped("amount")))
        if self.currency_id.is_zero(change):
            return []
        entries = self.share_entry_ids.filtered("move_id").sorted("id")
        operator = entries.filtered(lambda entry: entry.kind == "operator")
        common = self._prepare_common_share_vals(entries[-1].move_id) | {
            "quantity": 0,
            "paid": 0,
            "date": self.company_id._get_local_today(),
        }
        seller = {
            "partner_id": self.order_id.reseller_id.id,
            "role": "affiliate",
            "kind": "commission",
            "amount": change,
            "reversal_of_id": booked[-1:].id,
        }
        rest = {
            "partner_id": self.company_id.partner_id.id,
            "role": "operator",
            "kind": "operator",
            "amount": -change,
            "reversal_of_id": operator[-1:].id,
        }
        return [common | seller, common | rest]

    def _get_commission_entries(self):
        return self.share_entry_ids.filtered(
            lambda entry: entry.kind == "commission"
        ).sorted("id")


class ShareEntry(models.Model):
    _inherit = "share.entry"

    @api.model
    def _get_hold_sql(self, alias):
        """What a seller earned is held as long as somebody doubts the trade."""
        order, role = SQL.identifier(alias, "order_id"), SQL.identifier(alias, "role")
        # an array: looked up once, however many entries are asked about
        return SQL(
            """(%s OR (%s IN ('reseller', 'affiliate') AND %s = ANY(ARRAY(
                SELECT flag.order_id FROM trade_flag flag
                 WHERE flag.state = 'open' AND flag.order_id IS NOT NULL
                 UNION ALL
                SELECT doubted.id FROM trade_flag flag
                  JOIN sale_order doubted ON doubted.link_id = flag.link_id
                 WHERE flag.state = 'open' AND flag.order_id IS NULL))))""",
            super()._get_hold_sql(alias),
            role,
            order,
        )

    def _is_correction(self):
        """Return whether the entry corrects a commission, without any pieces."""
        return self.kind == "commission" and not self.quantity

    def _prepare_reverse_entries(self, quantity):
        """A commission that was corrected is taken back as it is due by now."""
        line = self.sale_line_id
        booked = line._get_commission_entries() if len(line) == 1 else self.browse()
        if not any(entry._is_correction() for entry in booked):
            return super()._prepare_reverse_entries(quantity)
        commission = self.filtered(lambda entry: entry.kind == "commission")
        result = super(ShareEntry, self - commission)._prepare_reverse_entries(quantity)
        before = line._get_reseller_part(line.qty_settled)
        after = line._get_reseller_part(line.qty_settled - quantity)
        amount = line.currency_id.round(after - before)
        # What was given later has no delivery of its own: told apart by the operator's.
        operator = self.filtered(lambda entry: entry.role == "operator")
        if not line.currency_id.is_zero(amount):
            result.append(
                {
                    "partner_id": line.order_id.reseller_id.id,
                    "role": "affiliate",
                    "kind": "commission",
                    "amount": amount,
                    "reversal_of_id": (commission or operator or booked)[-1].id,
                }
            )
        return result
