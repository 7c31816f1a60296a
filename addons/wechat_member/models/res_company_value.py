"""Where the money on members' cards stands in the books of a company."""

from odoo import api, fields, models
from odoo.tools import SQL

# What is made for a company that has not chosen its own: type of the account, and
# the code it follows in the charts of China. Other charts: after the last of the type.
ACCOUNTS = {
    "value_liability_account_id": ("liability_current", "220300"),
    "value_clearing_account_id": ("liability_current", "224100"),
    "value_gift_account_id": ("expense", "560100"),
    "value_expired_account_id": ("income_other", "530100"),
    "coupon_liability_account_id": ("liability_current", "220300"),
    "coupon_income_account_id": ("income", "500100"),
}


class ResCompany(models.Model):
    _inherit = "res.company"

    value_liability_account_id = fields.Many2one(
        "account.account",
        string="Stored Value",
        check_company=True,
        help="Liability: always the sum of what members hold as stored value and on "
        "gift cards.",
    )
    value_clearing_account_id = fields.Many2one(
        "account.account",
        string="Stored Value Clearing",
        check_company=True,
        help="Stands between the card, which moves at once, and the till or invoice, "
        "which posts later. Zero when all tills are closed and all orders invoiced.",
    )
    value_gift_account_id = fields.Many2one(
        "account.account",
        string="Gifts on Top-ups",
        check_company=True,
        help="Expense: what is put on cards without being paid for.",
    )
    value_expired_account_id = fields.Many2one(
        "account.account",
        string="Expired Stored Value",
        check_company=True,
        help="Income: balances that fell away.",
    )
    value_journal_id = fields.Many2one(
        "account.journal",
        string="Stored Value Journal",
        check_company=True,
        domain=[("type", "=", "general")],
        help="Movements that happen at no outlet: online and in the back office.",
    )
    value_spend_order = fields.Selection(
        [
            ("paid", "Paid part first"),
            ("gift", "Gift part first"),
            ("proportional", "Both in proportion"),
        ],
        string="Spending Order",
        required=True,
        default="proportional",
        help="Which part is spent first. Only the paid part can be paid back.",
    )
    value_refundable = fields.Boolean(
        string="Pay Back Stored Value",
        default=True,
        help="The paid part may be paid back, by the way it came. The gift part falls "
        "away in proportion.",
    )
    value_top_up_min = fields.Monetary(
        string="Smallest Top-up", default=10, help="For top-ups by the member himself."
    )
    value_top_up_max = fields.Monetary(
        string="Largest Top-up",
        default=1000,
        help="For top-ups and gift cards bought by the member himself.",
    )

    _value_top_up_range = models.Constraint(
        "CHECK (value_top_up_min > 0 AND value_top_up_max >= value_top_up_min)",
        "The smallest top-up is above zero and not above the largest.",
    )

    def _has_value_books(self):
        """Return whether this legal entity keeps books in this database."""
        self.ensure_one()
        # Cashiers sell cards and may not read what the company set up.
        return bool(self.sudo().root_id.chart_template)

    def _ensure_value_accounts(self):
        """Make the accounts and the journal of stored value that are not set."""
        self.ensure_one()
        # settings of the company, made with it
        company_sudo = self.sudo().root_id.with_context(lang="en_US")
        company_sudo = company_sudo.with_company(company_sudo)
        is_new = not company_sudo.value_liability_account_id
        for name, (kind, code) in ACCOUNTS.items():
            if not company_sudo[name]:
                company_sudo[name] = company_sudo._make_value_account(name, kind, code)
        if not company_sudo.value_journal_id:
            company_sudo.value_journal_id = company_sudo._make_value_journal()
        if is_new:
            company_sudo._post_value_opening(company_sudo._get_entered_value())
        return company_sudo

    def _get_entered_value(self):
        """Return the money on cards by the ledger."""
        rows = self.env["member.entry"]._read_group(
            [("company_id", "=", self.id), ("asset", "in", ("paid", "gift"))],
            [],
            ["amount:sum"],
        )
        return self.currency_id.round(rows[0][0] or 0.0)

    def _make_value_account(self, field, kind, code):
        accounts = self.env["account.account"]
        if self.chart_template not in ("cn", "cn_large_bis", "cn_common"):
            domain = [("account_type", "=", kind), ("company_ids", "in", self.ids)]
            codes = accounts.search(domain).mapped("code")
            code = max(filter(None, codes), default="100000")
        account = accounts.create(
            {
                "name": self._value_label(field, "en_US"),
                "code": accounts._search_new_account_code(code),
                "account_type": kind,
                "company_ids": self.ids,
            }
        )
        self._translate_value_label(account, field)
        return account

    def _make_value_journal(self, config=None):
        """Return a new journal, of an outlet or of the company itself."""
        self.ensure_one()
        journals = self.env["account.journal"]
        label = self._value_label("value_journal_id", self.partner_id.lang)
        taken = journals.with_context(active_test=False).search_count(
            [("company_id", "=", self.id), ("code", "=like", "SV%")]
        )
        return journals.create(
            {
                "name": f"{label} · {config.name}" if config else label,
                "code": f"SV{taken + 1:03d}",
                "type": "general",
                "company_id": self.id,
                "show_on_dashboard": False,
            }
        )

    def _value_label(self, field, lang):
        words = self.with_context(lang=lang or "en_US").env._
        return {
            "value_liability_account_id": words("Stored value of members"),
            "value_clearing_account_id": words("Stored value clearing"),
            "value_gift_account_id": words("Gifts on stored value"),
            "value_expired_account_id": words("Expired stored value"),
            "coupon_liability_account_id": words("Coupons paid in advance"),
            "coupon_income_account_id": words("Paid coupons used"),
            "value_journal_id": words("Stored value"),
        }[field]

    def _translate_value_label(self, account, field):
        languages = self.env["res.lang"].get_installed()
        account.update_field_translations(
            "name", {code: self._value_label(field, code) for code, _name in languages}
        )

    # ------------------------------------------------------------------- the equation
    def _get_value_position(self):
        """Return (sum of the cards, balance of the liability account) as of now."""
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT COALESCE((
                       SELECT SUM(card.points)
                         FROM loyalty_card card
                         JOIN loyalty_program program ON program.id = card.program_id
                        WHERE program.program_type IN ('ewallet', 'gift_card')
                          AND program.company_id = %(company)s), 0),
                       COALESCE((
                       SELECT -SUM(line.balance)
                         FROM account_move_line line
                        WHERE line.account_id = %(account)s
                          AND line.company_id = %(company)s
                          AND line.parent_state = 'posted'), 0)
                """,
                company=self.id,
                account=self.value_liability_account_id.id or None,
            )
        )
        cards, books = self.env.cr.fetchone()
        currency = self.currency_id
        return currency.round(float(cards)), currency.round(float(books))

    def _open_value_books(self):
        """Post what cards hold that the books do not show yet, as opening balance.

        For cards that are older than the accounts. Doing it again posts nothing.
        """
        for company in self:
            if not company._has_value_books():
                continue
            company_sudo = company._ensure_value_accounts()
            cards, books = company_sudo._get_value_position()
            company_sudo._post_value_opening(
                company_sudo.currency_id.round(cards - books)
            )
            self.env["loyalty.program"].sudo().search(
                [
                    ("program_type", "in", ("ewallet", "gift_card")),
                    ("company_id", "=", company_sudo.id),
                ]
            )._set_value_accounts()

    def _post_value_opening(self, amount):
        if not amount:
            return
        liability = self.value_liability_account_id
        equity = self.get_unaffected_earnings_account()
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.value_journal_id.id,
                "ref": self.env._("Opening balance of members' stored value"),
                "line_ids": [
                    fields.Command.create({"account_id": account.id, "balance": value})
                    for account, value in ((liability, -amount), (equity, amount))
                ],
            }
        )
        move._post(soft=False)

    @api.model
    def _open_all_value_books(self):
        """Give every company with stored value its accounts and opening balance."""
        programs = self.env["loyalty.program"].search(
            [("program_type", "in", ("ewallet", "gift_card"))]
        )
        programs.company_id.root_id._open_value_books()
