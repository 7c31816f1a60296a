from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SELLER_ROLES = ("reseller", "affiliate")
BOUND_STATES = ("requested", "approved", "confirming")


class MoneyShort(UserError):
    """The balance does not cover it; ``missing`` is the sum that would."""

    def __init__(self, message, missing):
        super().__init__(message)
        self.missing = missing


class ResellerAccount(models.AbstractModel):
    """What stands between a seller and the operator, in one query.

    Nothing is kept here: it is Odoo's receivable (top-ups, invoices), the bills of his
    statements, the ledger's entries that are on no bill yet, what confirmed orders he
    collects for will add to it, and withdrawals on their way.

    *position* = bills + open entries - receivable: what the operator owes him in all.
    *unreleased*: earnings in it that wait for the end of the return period.
    *held*: what he will owe for orders that are confirmed and not delivered.
    *bound*: withdrawals that are asked for and not ended.
    *free* = position - unreleased - held - bound.
    """

    _name = "reseller.account"
    _description = "Balance of a Seller"

    @api.model
    def _read(self, partner, company):
        """Return the figures above, and ``earned``: released earnings of all time,
        ``withdrawn``: what of them was paid out, as a dict of amounts."""
        self.env.flush_all()
        parts = self._get_parts(partner, company)
        query = SQL(
            "SELECT %s",
            SQL(", ").join(
                SQL("%s AS %s", part, SQL.identifier(name))
                for name, part in parts.items()
            ),
        )
        [row] = self.env.execute_query(query)
        figures = {
            name: company.currency_id.round(float(value))
            for name, value in zip(parts, row, strict=True)
        }
        position = figures["bills"] + figures["entries"] - figures["receivable"]
        taken = figures["unreleased"] + figures["held"] + figures["bound"]
        return figures | {
            "position": company.currency_id.round(position),
            "free": company.currency_id.round(position - taken),
            "limit": self._get_limit(partner, company),
        }

    @api.model
    def _get_limit(self, partner, company):
        """Return the credit limit of the core, 0 where nobody gave one."""
        # the limit is for accountants; that it holds is for everybody
        return max(0.0, partner.sudo().with_company(company).credit_limit or 0.0)

    @api.model
    def _get_room(self, partner, company, kind):
        """Return how much may be bound now, seen from within this transaction."""
        self.env.flush_all()
        room = self._get_room_sql(partner, company, kind)
        [(amount,)] = self.env.execute_query(SQL("SELECT %s", room))
        return float(amount)

    @api.model
    def _is_short(self, company, missing):
        return company.currency_id.compare_amounts(missing, 0) > 0

    @api.model
    def _get_room_sql(self, partner, company, kind):
        """Return the expression of what may be bound: with what is claimed by others.

        An order may use the credit limit. A withdrawal may not, and takes earnings
        only: money that was topped up is there for orders.
        """
        parts = self._get_parts(partner, company)
        claims = self.env["money.claim"]
        free = SQL(
            "(%(bills)s + %(entries)s - %(receivable)s - %(unreleased)s - %(held)s"
            " - %(bound)s - %(claimed)s)",
            claimed=claims._get_sum_sql(partner, company),
            **parts,
        )
        if kind == "order":
            return SQL("(%s + %s)", free, self._get_limit(partner, company))
        return SQL(
            "LEAST(%s, %s - %s - %s - %s)",
            free,
            parts["earned"],
            parts["withdrawn"],
            parts["bound"],
            claims._get_sum_sql(partner, company, "withdrawal"),
        )

    # --- the parts ----------------------------------------------------------------

    @api.model
    def _get_parts(self, partner, company):
        """Return {name: SQL expression} of the parts of a balance."""
        entries = self._get_entries_sql(partner, company)
        unreleased = self._get_unreleased_sql(company)
        parts = {
            "receivable": SQL(
                "SELECT SUM(line.amount_residual) FROM %s"
                " AND account.account_type = 'asset_receivable'",
                self._get_journal_sql(partner, company),
            ),
            "bills": SQL(
                "SELECT -SUM(line.amount_residual) FROM %s AND %s",
                self._get_journal_sql(partner, company),
                self._get_bills_sql(partner),
            ),
            "entries": SQL(
                "SELECT SUM(entry.amount) FROM %s"
                " AND (statement.id IS NULL OR statement.state <> 'billed')",
                entries,
            ),
            "unreleased": SQL(
                "SELECT SUM(entry.amount) FROM %s AND %s AND (%s)",
                entries,
                self._get_earning_sql(),
                unreleased,
            ),
            "earned": SQL(
                "SELECT SUM(entry.amount) FROM %s AND %s AND NOT (%s)",
                entries,
                self._get_earning_sql(),
                unreleased,
            ),
            "held": SQL(
                "SELECT SUM(amount_held) FROM sale_order"
                " WHERE reseller_id = %s AND company_id = %s AND amount_held > 0",
                partner.id,
                company.id,
            ),
            "bound": self._get_withdrawals_sql(partner, company, BOUND_STATES),
            "withdrawn": self._get_withdrawals_sql(partner, company, ("paid",)),
        }
        return {name: SQL("COALESCE((%s), 0)", part) for name, part in parts.items()}

    @api.model
    def _get_journal_sql(self, partner, company):
        return SQL(
            """
            account_move_line line JOIN account_account account
                 ON account.id = line.account_id
             WHERE line.partner_id = %s AND line.company_id = %s
               AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
            """,
            partner.id,
            company.id,
        )

    @api.model
    def _get_bills_sql(self, partner):
        """What he is paid as a seller; an agent's other bills are another matter."""
        return SQL(
            """
            account.account_type = 'liability_payable' AND line.move_id IN (
                SELECT bill_id FROM settlement_statement
                 WHERE partner_id = %(partner)s AND role IN %(roles)s
                   -- returns deducted up to a limit take no more than that
                   AND is_deducted_later IS NOT TRUE
                 UNION
                SELECT payment.move_id FROM account_payment payment
                  JOIN reseller_withdrawal withdrawal
                    ON withdrawal.payment_id = payment.id
                 WHERE withdrawal.partner_id = %(partner)s)
            """,
            partner=partner.id,
            roles=SELLER_ROLES,
        )

    @api.model
    def _get_entries_sql(self, partner, company):
        return SQL(
            """
            share_entry entry
            JOIN sale_order sold ON sold.id = entry.order_id
            LEFT JOIN settlement_statement_entry tie ON tie.id = entry.id
            LEFT JOIN settlement_statement statement
                   ON statement.id = tie.statement_id
             WHERE entry.partner_id = %s AND entry.company_id = %s
               AND entry.role IN %s
            """,
            partner.id,
            company.id,
            SELLER_ROLES,
        )

    @api.model
    def _get_earning_sql(self):
        """Earnings the operator pays out: where the seller took the consumer's money
        himself, his part of it is in his pocket already."""
        return SQL(
            "entry.kind IN ('margin', 'commission')"
            " AND sold.collect_by IS DISTINCT FROM 'reseller'"
        )

    @api.model
    def _get_unreleased_sql(self, company):
        """Return the condition on ``entry`` and ``sold`` that money has to wait.

        Extended by whatever else holds an earning back.
        """
        return SQL(
            """
            (entry.release_date > %s AND sold.received_at IS NULL)
            OR EXISTS (SELECT FROM outlet_case
                        WHERE outlet_case.order_id = sold.id
                          AND outlet_case.state IN ('open', 'waiting')
                          AND outlet_case.kind IN ('return', 'exchange'))
            """,
            company._get_local_today(),
        )

    @api.model
    def _get_withdrawals_sql(self, partner, company, states):
        return SQL(
            "SELECT SUM(amount) FROM reseller_withdrawal"
            " WHERE partner_id = %s AND company_id = %s AND state IN %s",
            partner.id,
            company.id,
            states,
        )

    # --- binding money ------------------------------------------------------------

    @api.model
    def _claim_order(self, partner, company, amount):
        """Bind what a seller will owe for an order he collects for.

        :raise MoneyShort: prepaid balance and credit limit do not cover it
        """
        missing = self.env["money.claim"]._take(partner, company, amount, "order")
        if missing:
            words = self._explain_short(partner, company, amount, missing)
            raise MoneyShort(words, company.currency_id.round(missing))

    @api.model
    def _explain_short(self, partner, company, amount, missing):
        """Return the refusal: what a seller pays is not the business of customers."""
        user = self.env.user
        if user.share and user.commercial_partner_id != partner:
            return self.env._(
                "The shop can not take this order right now. Please ask the seller."
            )
        money = company.currency_id.format
        return self.env._(
            "The prepaid balance of %(seller)s does not cover this order: it takes "
            "%(amount)s, %(missing)s are missing. Top up, or let the customer pay "
            "online.",
            seller=partner.name,
            amount=money(amount),
            missing=money(missing),
        )
