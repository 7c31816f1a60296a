from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists

TABLE = SQL.identifier("settlement_statement_entry")


class SettlementStatementEntry(models.Model):
    """On which statement an entry of the ledger stands; its id is that of the entry.

    A table of its own, as narrow as can be: the entries themselves are never touched
    again, and a month of a million order lines is gathered by inserting alone. Without
    foreign keys, which would look up and lock every entry: entries are never deleted,
    and who deletes a statement frees its lines, by a trigger.
    """

    _name = "settlement.statement.entry"
    _description = "Entry on a Statement"
    _auto = False
    _log_access = False

    statement_id = fields.Many2one("settlement.statement", required=True, readonly=True)

    def init(self):
        self.env.cr.execute(
            SQL(
                """
                CREATE TABLE IF NOT EXISTS %(table)s (
                    id integer PRIMARY KEY, statement_id integer NOT NULL);
                CREATE INDEX IF NOT EXISTS settlement_statement_entry_statement_idx
                    ON %(table)s (statement_id);
                CREATE OR REPLACE FUNCTION settlement_statement_free_entries()
                RETURNS trigger AS $$
                BEGIN
                    DELETE FROM settlement_statement_entry tie
                     USING gone WHERE tie.statement_id = gone.id;
                    RETURN NULL;
                END $$ LANGUAGE plpgsql;
                """,
                table=TABLE,
            )
        )
        # the statements' own table may come after this one
        self.pool.post_init(self._init_freeing)
        self.pool.post_init(self._take_over_column)
        self.pool.post_init(self.env["share.entry"]._init_open)

    def _init_freeing(self):
        self.env.cr.execute(
            """
            CREATE OR REPLACE TRIGGER settlement_statement_free
            AFTER DELETE ON settlement_statement REFERENCING OLD TABLE AS gone
            FOR EACH STATEMENT EXECUTE FUNCTION settlement_statement_free_entries()
            """
        )

    def _take_over_column(self):
        """Entries used to say themselves where they stand."""
        if column_exists(self.env.cr, "share_entry", "statement_id"):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %s (id, statement_id)
                    SELECT id, statement_id FROM share_entry
                     WHERE statement_id IS NOT NULL ON CONFLICT (id) DO NOTHING;
                    ALTER TABLE share_entry DROP COLUMN statement_id;
                    DROP INDEX IF EXISTS share_entry__company_id_index,
                        share_entry__partner_id_index, share_entry__move_id_index
                    """,
                    TABLE,
                )
            )


class ShareEntry(models.Model):
    _inherit = "share.entry"

    statement_id = fields.Many2one(
        "settlement.statement",
        compute="_compute_statement_id",
        search="_search_statement_id",
        # what is not theirs, people may know to stand somewhere, but not read
        compute_sudo=True,
    )

    def _compute_statement_id(self):
        found = dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, statement_id FROM %s WHERE id = ANY(%s)",
                    TABLE,
                    self.ids,
                )
            )
        )
        for entry in self:
            entry.statement_id = found.get(entry.id)

    @api.model
    def _search_statement_id(self, operator, value):
        """Search where entries stand; on none are those that wait for a statement.

        What is the operator's waits for none: it is found by neither side.
        """
        if operator == "in":
            wanted = [key for key in value if key]
            found = self._get_statement_domain(
                SQL("tie.statement_id = ANY(%s)", wanted)
            )
            if len(wanted) == len(value):
                return found
            nowhere = Domain.custom(
                to_sql=lambda _model, alias, _query: self._get_open_sql(alias)
            )
            # an OR would have every entry of the ledger looked at
            return nowhere | found if wanted else nowhere
        if operator == "not in" and not all(value):
            others = [key for key in value if key]
            return self._get_statement_domain(
                SQL("tie.statement_id != ALL(%s::int[])", others)
            )
        if operator in ("any", "any!"):
            if isinstance(value, Domain):
                value = self.env["settlement.statement"]._search(
                    value, bypass_access=operator == "any!"
                )
            return self._get_statement_domain(
                SQL("tie.statement_id IN %s", value.subselect())
            )
        if operator in ("like", "ilike", "=like", "=ilike"):
            return Domain("statement_id", "any", [("display_name", operator, value)])
        return NotImplemented

    @api.model
    def _get_statement_domain(self, condition):
        """Entries of the statements for which the condition on ``tie`` holds."""
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "EXISTS (SELECT FROM %s tie WHERE tie.id = %s AND %s)",
                TABLE,
                SQL.identifier(alias, "id"),
                condition,
            )
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "statement_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        table = "settlement_statement_entry"
        tie = query.left_join(alias, "id", table, "id", "statement_id__tie")
        return SQL.identifier(tie, "statement_id")
