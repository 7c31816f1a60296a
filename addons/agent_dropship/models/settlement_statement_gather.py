from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, groupby

from .settlement_statement import NOT_AGREED
from .settlement_statement_guard import BEGUN

# So many lines are gathered in one go, in less than a minute; the scheduled run commits
# after each. Each go reads the ledger once.
CHUNK = 4_000_000
# From so many statements on it is worth counting them first.
MANY = 1_000


class SettlementStatement(models.Model):
    """How lines come on statements: those of many parties in a few statements of SQL,
    however many lines there are."""

    _inherit = "settlement.statement"

    @api.model
    def _generate_chunks(self, start, end, chunk=CHUNK):
        """Make the statements of a period, some parties at a time.

        What is through stays through: whoever is stopped half-way is called again.

        :param chunk: how many lines at most, unless a single party has more
        :return: yields (parties done, parties left) after each chunk
        """
        groups = self._leave_to_cycle(self._read_open_parties(end), start, end)
        left = len(groups)
        for keys in self._split_parties(groups, chunk):
            left -= len(keys)
            self._generate_for(keys, start, end)
            yield len(keys), left

    @api.model
    def _split_parties(self, groups, chunk):
        """Yield lists of keys; those of one contact are never parted."""
        keys, size = [], 0
        groups = sorted(groups, key=lambda group: group[0].id)
        for _partner, same in groupby(groups, lambda group: group[0]):
            same = list(same)
            lines = sum(count for *_key, count in same)
            if keys and size + lines > chunk:
                yield keys
                keys, size = [], 0
            keys += [tuple(key) for *key, _count in same]
            size += lines
        if keys:
            yield keys

    @api.model
    def _generate_for(self, keys, start, end):
        partners = {key[0].id for key in keys}
        statements = self.search(
            Domain("partner_id", "in", partners)
            & Domain([("date_from", "=", start), ("date_to", "=", end)])
        )
        known = {statement._get_party_key() for statement in statements}
        statements += self._insert_statements(
            [
                self._prepare_statement_vals(key, start, end)
                for key in keys
                if key not in known
            ]
        )
        drafts = statements.filtered(lambda statement: statement.state == "draft")
        if len(drafts) >= MANY:
            # so new that the planner knows nothing of them: it would look up the lines
            # of each, one by one
            self.env.cr.execute("ANALYZE settlement_statement")
        drafts._gather()

    @api.model
    def _insert_statements(self, vals_list):
        """Create statements without any word to anybody, all in one statement.

        :param vals_list: values of columns, the same ones for each
        """
        if not vals_list:
            return self.browse()
        companies = {vals["company_id"] for vals in vals_list}
        self._take_calendar(self.env["res.company"].browse(companies))
        now = self.env.cr.now().replace(microsecond=0)
        # a client may send defaults: what the steps write begins as it has to
        common = self._add_missing_default_values({}) | BEGUN
        common |= {
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": now,
            "write_date": now,
        }
        names = [
            name
            for name in common | vals_list[0]
            if self._fields[name].store and self._fields[name].column_type
        ]
        columns = [
            SQL(
                "%s::%s[]",
                [
                    self._fields[name].convert_to_column_insert(
                        vals[name] if name in vals else common[name], self, vals
                    )
                    for vals in vals_list
                ],
                SQL(self._fields[name].column_type[1]),
            )
            for name in names
        ]
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO settlement_statement (%s) SELECT * FROM unnest(%s)"
                " ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(columns),
            )
        )
        statements = self.browse(row[0] for row in rows)
        for field in self._fields.values():
            if field.compute and field.store and field.name not in names:
                self.env.add_to_compute(field, statements)
        return statements

    def _gather(self):
        """Put the open entries of each party on its statement, in one statement.

        They are taken out of what is open: of two at once the later one finds the lines
        gone and starts over.
        """
        if not self:
            return
        self.env.flush_all()
        entries = self.env["share.entry"]
        self.env.cr.execute(
            SQL(
                """
                WITH gathered AS (
                    DELETE FROM share_entry_open waiting
                     USING share_entry e, settlement_statement s
                     WHERE waiting.id = e.id AND e.date <= s.date_to
                       AND e.role = s.role AND e.partner_id = s.partner_id
                       AND e.company_id = s.company_id
                       AND e.currency_id = s.currency_id
                       AND s.id = ANY(%s) AND NOT %s
                 RETURNING e.id, s.id AS statement_id, e.amount
                ), tied AS (
                    INSERT INTO settlement_statement_entry (id, statement_id)
                    SELECT id, statement_id FROM gathered
                )
                UPDATE settlement_statement s
                   SET total = COALESCE(s.total, 0) + sums.amount
                  FROM (SELECT statement_id, SUM(amount) AS amount
                          FROM gathered GROUP BY statement_id) sums
                 WHERE s.id = sums.statement_id
                """,
                self.ids,
                entries._get_hold_sql("e"),
            )
        )
        entries.invalidate_model(["statement_id"])
        self.invalidate_recordset(["entry_ids", "total"])
        # the sums are there already; what depends on the lines besides is told
        with self.env.protecting([self._fields["total"]], self):
            self.modified(["entry_ids"])
        self.modified(["total"])

    def _take_up(self, entries):
        """Put entries that stand nowhere on this statement, which is not agreed yet.

        Whoever agreed before agreed on another total.
        """
        self.ensure_one()
        entries.flush_model()
        self.env.cr.execute(
            """
            INSERT INTO settlement_statement_entry (id, statement_id)
            SELECT id, %s FROM unnest(%s) id ON CONFLICT (id) DO NOTHING
            """,
            [self.id, entries.ids],
        )
        entries.invalidate_recordset(["statement_id"])
        self.invalidate_recordset(["entry_ids"])
        self.modified(["entry_ids"])
        self._write_step(NOT_AGREED)
