from odoo import models
from odoo.fields import Domain


class ResellerContract(models.Model):
    """Earnings of the month and the statements, as the reseller reads them."""

    _inherit = "reseller.contract"

    def _statements_domain(self):
        return Domain("partner_id", "=", self.reseller_id.id) & Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("role", "in", ("reseller", "affiliate")),
                ("state", "!=", "draft"),
            ]
        )

    def _statements_to_agree(self):
        """Return how many statements wait for the seller's word."""
        waiting = Domain([("stage", "=", "sent"), ("party_agreed_on", "=", False)])
        statements = self.env["settlement.statement"]
        return statements.search_count(self._statements_domain() & waiting)

    def _find_statement(self, statement_id):
        """Return the own statement with this id (or empty), access-checked."""
        return self.env["settlement.statement"].search(
            self._statements_domain() & Domain("id", "=", statement_id), limit=1
        )

    def _earnings_sheet(self, limit=50):
        """Return the month's figures, its last entries and all statements."""
        since = self._month_start()
        # own entries by the domain; the texts come from orders and articles
        entries = self.env["share.entry"].sudo()
        domain = self._entries_domain() & Domain("date", ">=", since)
        statements = self.env["settlement.statement"].search(self._statements_domain())
        return {
            "since": since,
            "earned": self._earned(since),
            "pending": self._pending(),
            "entries": self._entry_rows(
                entries.search(domain, order="date desc, id desc", limit=limit)
            ),
            "statements": self._statement_cards(statements),
        }

    def _entry_rows(self, entries):
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": entry.id,
                "order_id": entry.order_id.id,
                "order": entry.order_id.client_order_ref or entry.order_id.name,
                "date": entry.date,
                "label": self._variant_label(entry.product_id),
                "sku": entry.product_id.default_code or "",
                "kind": kinds[entry.kind],
                "quantity": f"{entry.quantity:g}",
                "paid": entry.paid,
                "amount": entry.amount,
                "is_return": bool(entry.reversal_of_id),
            }
            # his own records only: the domain starts from his contract
            for entry in entries.sudo()
        ]

    def _statement_cards(self, statements):
        labels = dict(statements._fields["stage"]._description_selection(self.env))
        return [
            {
                "id": statement.id,
                "name": statement.name,
                "date_from": statement.date_from,
                "date_to": statement.date_to,
                "total": statement.total,
                "state": statement.state,
                "state_label": labels[statement.stage],
                "party_agreed": bool(statement.party_agreed_on),
                "entry_count": statement.entry_count,
                "pay_url": statement._get_pay_url(),
            }
            # his own records only: the domain starts from his contract
            for statement in statements.sudo()
        ]

    def _statement_sheet(self, statement):
        """Return one statement with all its lines and its sums."""
        # an own statement: its lines are what both sides see
        statement_sudo = statement.sudo()
        return self._statement_cards(statement)[0] | {
            "entries": self._entry_rows(statement_sudo.entry_ids),
            "delivered_quantity": f"{statement_sudo.delivered_quantity:g}",
            "delivered_amount": statement_sudo.delivered_amount,
            "returned_quantity": f"{statement_sudo.returned_quantity:g}",
            "returned_amount": statement_sudo.returned_amount,
            "deductions": statement_sudo._get_deduction_facts(),
            "paid": statement_sudo._count_once("paid"),
        }
