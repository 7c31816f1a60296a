from psycopg2.errors import ForeignKeyViolation

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestLedgerKept(SettlementCommon):
    """What the ledger points at stays, without a foreign key of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._make_order((cls.coat, 2, 999))
        cls._deliver_order(cls.order)
        cls.entries = cls._entries(cls.order)

    def test_what_shares_are_booked_for_is_not_deleted(self):
        for table, name in (
            ("sale_order_line", "sale_line_id"),
            ("stock_move", "move_id"),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(ForeignKeyViolation) as refused,
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE id = %s",
                        SQL.identifier(table),
                        self.entries[name].id,
                    )
                )
            self.assertEqual(
                refused.exception.diag.constraint_name, f"share_entry_{name}_fkey"
            )

    def test_shares_follow_a_merged_contact(self):
        other = self.env["res.partner"].create({"name": "Near by"})
        ours = self.entries.filtered(lambda entry: entry.partner_id == self.near)
        self.assertTrue(ours)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.near | other).ids, other
        )
        self.env.invalidate_all()
        self.assertEqual(ours.partner_id, other)

    def test_who_booked_may_leave(self):
        user = self.env["res.users"].create({"name": "Gone", "login": "gone@example"})
        self.env.cr.execute(
            "UPDATE share_entry SET create_uid = %s WHERE id = %s",
            [user.id, self.entries[0].id],
        )
        user.unlink()
        self.env.invalidate_all()
        self.assertFalse(self.entries[0].create_uid)
