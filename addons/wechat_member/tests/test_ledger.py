import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MemberCommon


@tagged("post_install", "-at_install")
class TestLedger(MemberCommon):
    def setUp(self):
        super().setUp()
        self.card = self._make_card(self.points_program, points=100)

    def _sum(self, card):
        card.invalidate_recordset(["entry_ids"])
        return sum(card.entry_ids.mapped("amount"))

    def test_a_card_made_with_points_opens_with_an_entry(self):
        self.assertEqual(self.card.entry_ids.mapped("amount"), [100])
        self.assertEqual(self.card.entry_ids.asset, "points")

    def test_points_written_by_the_core_are_entered(self):
        self.card.points += 20.5
        self.card.points -= 40
        self.assertEqual(self._sum(self.card), 80.5)

    def test_what_is_posted_moves_the_balance_once(self):
        for _again in range(2):
            entries = self.card._post_entry("exchange", -30, "exchange,1", note="Mug")
        self.assertEqual(self.card.points, 70)
        self.assertEqual(self._sum(self.card), 70)
        self.assertEqual(entries.words, "Exchanged · Mug")
        self.assertEqual(self.card.history_ids[:1].used, 30)

    def test_more_than_the_card_holds_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "100 .*left"):
            self.card._post_entry("spend", -100.01, "spend,1")
        with self.assertRaises(UserError):
            self.card.points = -1
        self.card.invalidate_recordset()
        self.assertEqual(self.card.points, 100)

    def test_the_wizard_of_the_core_gives_its_reason(self):
        self.env["loyalty.card.update.balance"].create(
            {"card_id": self.card.id, "new_balance": 130, "description": "Sorry"}
        ).action_update_card_point()
        entry = self.card.entry_ids.sorted("id")[-1]
        self.assertEqual((entry.kind, entry.amount), ("adjust", 30))
        self.assertEqual(entry.note, "Sorry")

    def test_entries_are_never_changed(self):
        entry = self.card.entry_ids
        with self.assertRaises(UserError):
            entry.amount = 1
        with self.assertRaises(UserError):
            entry.unlink()
        for statement in (
            "UPDATE member_entry SET amount = 1 WHERE id = %s",
            "DELETE FROM member_entry WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.RaiseException),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [entry.id])

    def test_the_entries_of_a_deleted_card_stay_and_add_up_to_nothing(self):
        code, entries = self.card.code, self.card.entry_ids
        self.card.unlink()
        entries = self.env["member.entry"].search([("card_code", "=", code)])
        self.assertEqual(sum(entries.mapped("amount")), 0)
        self.assertFalse(entries.card_id)

    def test_growth_is_the_sum_of_its_entries(self):
        self.member.growth = 500
        self.member._add_growth(-100, "return", "sale.order,1")
        self.member._add_growth(-100, "return", "sale.order,1")
        self.member._add_growth(-900, "adjust", note="Too much")
        entries = self.member.member_entry_ids.filtered(lambda e: e.asset == "growth")
        self.assertEqual(self.member.growth, 0)
        self.assertEqual(sorted(entries.mapped("amount")), [-400, -100, 500])

    def test_contacts_merged_by_the_core_keep_points_and_growth(self):
        other = self._make_member("Wang", "13800138009", growth=50)
        self._make_card(self.points_program, 25, other)
        self.member.growth = 10
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.member | other).ids, self.member
        )
        self.assertEqual(self.member.growth, 60)
        self.assertEqual(self._sum(self.card), self.card.points)
        self.assertEqual(self.card.points, 125)

    def test_cards_from_before_the_ledger_open_it(self):
        self.env.cr.execute(
            "UPDATE loyalty_card SET points = 7 WHERE id = %s", [self.card.id]
        )
        fresh = self.card.copy({"code": "before-the-ledger", "points": 0})
        self.env.cr.execute(
            "UPDATE loyalty_card SET points = 9 WHERE id = %s", [fresh.id]
        )
        self.env.invalidate_all()
        for _again in range(2):
            self.env["member.entry"]._open_ledger()
        self.assertEqual(self._sum(fresh), 9)
        self.assertEqual(self._sum(self.card), 100)
