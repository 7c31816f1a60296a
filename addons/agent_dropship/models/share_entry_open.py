from odoo import api, models
from odoo.tools import SQL

TABLE = "share_entry_open"


class ShareEntry(models.Model):
    """Which entries wait for a statement: their ids, in a table of nothing else.

    What is open is found by it at once, however many years stand on statements. The
    database keeps it: who books puts entries in, who places them on a statement takes
    them out, who frees them puts them back. The operator's own entries wait for none.
    """

    _inherit = "share.entry"

    @api.model
    def _get_open_sql(self, alias):
        """Return the condition that an entry waits for a statement.

        :param str alias: the name of ``share_entry`` in the query
        """
        return SQL(
            "EXISTS (SELECT FROM %s waiting WHERE waiting.id = %s)",
            SQL.identifier(TABLE),
            SQL.identifier(alias, "id"),
        )

    @api.model
    def _init_open(self):
        """Make the table and what keeps it, when both sides of it are there."""
        if not self._has_open():
            self._fill_open()
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION share_entry_open_booked()
            RETURNS trigger AS $$
            BEGIN
                INSERT INTO share_entry_open (id)
                SELECT id FROM booked WHERE role <> 'operator';
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE FUNCTION share_entry_open_placed()
            RETURNS trigger AS $$
            BEGIN
                DELETE FROM share_entry_open waiting
                 USING placed WHERE waiting.id = placed.id;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE FUNCTION share_entry_open_freed()
            RETURNS trigger AS $$
            BEGIN
                INSERT INTO share_entry_open (id) SELECT id FROM freed;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER share_entry_open_booked
                AFTER INSERT ON share_entry REFERENCING NEW TABLE AS booked
                FOR EACH STATEMENT EXECUTE FUNCTION share_entry_open_booked();
            CREATE OR REPLACE TRIGGER share_entry_open_placed
                AFTER INSERT ON settlement_statement_entry
                REFERENCING NEW TABLE AS placed
                FOR EACH STATEMENT EXECUTE FUNCTION share_entry_open_placed();
            CREATE OR REPLACE TRIGGER share_entry_open_freed
                AFTER DELETE ON settlement_statement_entry
                REFERENCING OLD TABLE AS freed
                FOR EACH STATEMENT EXECUTE FUNCTION share_entry_open_freed();
            """
        )

    @api.model
    def _has_open(self):
        """Return whether the table is there and kept for this very ledger; one that was
        left behind by a ledger that was uninstalled is not."""
        return self.env.execute_query(
            SQL(
                """
                SELECT FROM pg_trigger
                 WHERE tgname = 'share_entry_open_booked'
                   AND tgrelid = 'share_entry'::regclass
                   AND to_regclass(%s) IS NOT NULL
                """,
                TABLE,
            )
        )

    @api.model
    def _fill_open(self):
        self.env.cr.execute(
            """
            DROP TABLE IF EXISTS share_entry_open;
            CREATE TABLE share_entry_open (id integer PRIMARY KEY);
            INSERT INTO share_entry_open (id)
            SELECT id FROM share_entry entry
             WHERE role <> 'operator' AND NOT EXISTS (
                   SELECT FROM settlement_statement_entry tie WHERE tie.id = entry.id)
             ORDER BY id
            """
        )
