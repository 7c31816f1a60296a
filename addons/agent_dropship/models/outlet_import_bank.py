import hashlib
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError


class OutletImport(models.Model):
    """The bank's own list of what came in and went out, as its website gives it."""

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("bank", "Bank statement")],
        ondelete={"bank": "cascade"},
        default=lambda self: self._get_only_kind(),
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Bank Account",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        help="Of a bank statement: the account it is of, as the last time.",
    )

    @api.model
    def _get_only_kind(self):
        """Return what this user brings in where it is always the same, else False."""
        kinds = self._get_allowed_kinds()
        return kinds[0] if len(kinds) == 1 else False

    @api.depends("kind", "company_id")
    def _compute_journal_id(self):
        for record in self:
            journal = record.journal_id
            if record.kind != "bank" or journal.company_id != record.company_id:
                journal = journal.browse()
            if record.kind == "bank":
                journal = journal or record._get_last_journal()
            record.journal_id = journal

    def _get_last_journal(self):
        """Return the account the last statement of this company was of, or none."""
        last = self.search(
            [
                ("kind", "=", "bank"),
                ("journal_id", "!=", False),
                ("company_id", "=", self.company_id.id),
            ],
            limit=1,
        )
        return last.journal_id

    @api.model
    def _get_allowed_kinds(self):
        """Finance brings in the bank's lists and nothing else, and only finance."""
        kinds = super()._get_allowed_kinds()
        user = self.env.user
        if self.env.su or user.has_group("brand_outlet.group_operator"):
            return kinds
        if user.has_group("brand_outlet.group_finance"):
            return [kind for kind in kinds if kind == "bank"]
        return [kind for kind in kinds if kind != "bank"]

    def _get_source_fields(self):
        return super()._get_source_fields() | {"journal_id"}

    def _get_bank_journal(self):
        """:raise UserError: nobody said which of several accounts it is"""
        if self.journal_id:
            return self.journal_id
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company_id.id)], limit=2
        )
        if len(journals) != 1:
            raise UserError(
                self.env._("Choose the bank account that this statement is of.")
            )
        return journals

    # --- check --------------------------------------------------------------------

    def _import_bank_check(self, rows):
        journal = self._get_bank_journal()
        for row in rows:
            self._check_bank_row(row, journal)
        good = [row for row in rows if not row.bad]
        self._check_bank_known(good, journal)
        good = [row for row in good if not row.bad]
        texts = {row: row.data for row in good}
        lines = self.env["account.bank.statement.line"]
        found = lines._match_numbers(
            [(row, data["text"], data["amount"]) for row, data in texts.items()],
            self.company_id,
            journal.currency_id or self.company_id.currency_id,
        )
        for row, match in found.items():
            if match.problem:
                row.note(match.problem)
            else:
                row.data["summary"] += f" → {match.label}"

    def _check_bank_row(self, row, journal):
        money_in, money_out = row["income"] or 0.0, row["expense"] or 0.0
        today = self.company_id._get_local_today()
        if row["date"] and row["date"].date() > today:
            row.error(
                self.env._(
                    "%(label)s lies in the future: write the day of the booking.",
                    label=row.label("date"),
                )
            )
        if money_in < 0 or money_out < 0 or bool(money_in) == bool(money_out):
            row.error(
                self.env._(
                    "Write either %(income)s or %(expense)s, above zero; leave the "
                    "other one empty.",
                    income=row.label("income"),
                    expense=row.label("expense"),
                )
            )
        if row.bad:
            return
        text = " ".join(filter(None, (row["summary"], row["note"])))
        money = journal.currency_id or self.company_id.currency_id
        amount = money.round(money_in - money_out)
        row.data = {
            "date": row["date"].date().isoformat(),
            "amount": amount,
            "payer": row["payer"],
            "account": row["account"],
            "text": text,
            "serial": row["serial"],
            "summary": f"{row['payer'] or text} {amount:,.2f}",
        }

    def _check_bank_known(self, rows, journal):
        """What another file brought in before is passed over.

        A booking has the bank's number; without one, equal rows of a file are told
        apart by counting them.
        """
        seen = Counter()
        for row in rows:
            data = row.data
            facts = (data["date"], data["amount"], data["payer"], data["text"])
            # some banks count from one again every day
            booking = ("no", data["date"], data["serial"], data["amount"])
            key = booking if data["serial"] else facts
            seen[key] += 1
            number = 0 if data["serial"] else seen[key]
            raw = "|".join(map(str, (*key, number)))
            data["key"] = hashlib.sha256(raw.encode()).hexdigest()
            if data["serial"] and seen[key] > 1:
                row.duplicate(self.env._("Stands twice in this file."))
        known = self.env["account.bank.statement.line"]._read_group(
            [
                ("journal_id", "=", journal.id),
                ("outlet_key", "in", [row.data["key"] for row in rows]),
            ],
            ["outlet_key"],
        )
        known = {key for (key,) in known}
        for row in rows:
            if row.data["key"] in known:
                row.same(self.env._("Was brought in before."))

    # --- apply --------------------------------------------------------------------

    def _import_bank_apply(self, lines):
        journal = self._get_bank_journal()
        bank_lines = (
            self.env["account.bank.statement.line"]
            .with_company(self.company_id)
            .create([self._prepare_bank_line(line.data, journal) for line in lines])
        )
        bank_lines._match_and_reconcile()
        return dict(zip(lines.ids, bank_lines, strict=True))

    def _prepare_bank_line(self, data, journal):
        return {
            "journal_id": journal.id,
            "date": data["date"],
            "amount": data["amount"],
            "payment_ref": data["text"] or data["payer"] or "/",
            "partner_name": data["payer"],
            "account_number": data["account"],
            "outlet_key": data["key"],
        }
