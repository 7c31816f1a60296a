from odoo import models
from odoo.tools import SQL

# Where the entries point, as far as nothing else keeps it: order and article stay as
# long as the order line, the dispatch as long as its done moves.
KEPT = {
    "res_partner": "partner_id",
    "sale_order_line": "sale_line_id",
    "stock_move": "move_id",
}


class ShareEntry(models.Model):
    """What entries point at is not deleted, which foreign keys would see to at the
    price of more than half the time of booking.

    A delete is looked at by one trigger for all its rows. That what an entry points at
    exists is checked when it is booked, see ``share_entry_payee``.
    """

    _inherit = "share.entry"

    def init(self):
        result = super().init()
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION share_entry_keep() RETURNS trigger AS $$
            DECLARE
                booked boolean;
            BEGIN
                EXECUTE format(
                    'SELECT EXISTS (SELECT FROM gone JOIN share_entry entry'
                    ' ON entry.%I = gone.id)', TG_ARGV[0]) INTO booked;
                IF booked THEN
                    RAISE EXCEPTION
                        USING MESSAGE = 'shares are booked for it',
                            ERRCODE = 'foreign_key_violation', TABLE = 'share_entry',
                            COLUMN = TG_ARGV[0],
                            CONSTRAINT = 'share_entry_' || TG_ARGV[0] || '_fkey';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE FUNCTION share_entry_forget_user()
            RETURNS trigger AS $$
            BEGIN
                UPDATE share_entry entry SET create_uid = NULL, write_uid = NULL
                  FROM gone WHERE gone.id IN (entry.create_uid, entry.write_uid);
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER share_entry_forget_user
                AFTER DELETE ON res_users REFERENCING OLD TABLE AS gone
                FOR EACH STATEMENT EXECUTE FUNCTION share_entry_forget_user();
            """
        )
        self._drop_foreign_keys()
        self._drop_indexes()
        for table, column in KEPT.items():
            self.env.cr.execute(
                SQL(
                    """
                    CREATE OR REPLACE TRIGGER share_entry_keep
                        AFTER DELETE ON %s REFERENCING OLD TABLE AS gone
                        FOR EACH STATEMENT EXECUTE FUNCTION share_entry_keep(%s)
                    """,
                    SQL.identifier(table),
                    column,
                )
            )
        return result

    def _drop_indexes(self):
        """Drop those that served the foreign keys only, or that others stand in for."""
        self.env.cr.execute(
            """
            DROP INDEX IF EXISTS share_entry__picking_id_index,
                share_entry__product_id_index, share_entry__order_id_index
            """
        )

    def _drop_foreign_keys(self):
        """Drop those of a ledger that was made with them."""
        names = self.env.execute_query(
            SQL(
                """
                SELECT conname FROM pg_constraint
                 WHERE contype = 'f' AND conrelid = %s::regclass
                """,
                self._table,
            )
        )
        for (name,) in names:
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP CONSTRAINT %s",
                    SQL.identifier(self._table),
                    SQL.identifier(name),
                )
            )
