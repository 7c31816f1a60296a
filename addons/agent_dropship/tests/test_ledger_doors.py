from datetime import timedelta

from psycopg2 import DatabaseError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .settlement_kinds_common import SettlementKindsCommon


@tagged("post_install", "-at_install")
class TestLedgerDoors(SettlementKindsCommon):
    """Nobody changes what is booked, through no door of the system."""

    def setUp(self):
        super().setUp()
        self.order = self._sold((self.coat, 2, 400.0), freight=10.0)
        self.entry = self._entries(self.order).filtered(lambda e: e.kind == "supply")
        self.accountant = new_test_user(
            self.env, "doors_accountant", "brand_outlet.group_finance"
        )

    def _get_doors(self):
        """``(method, arguments)`` of whatever a client may call to change a record."""
        ids = self.entry.ids
        self.env["ir.model.data"].create(
            {
                "name": "doors_entry",
                "module": "__export__",
                "model": "share.entry",
                "res_id": self.entry.id,
            }
        )
        vals = {"amount": 1.0}
        new = self.entry.copy_data()[0] | vals
        return [
            ("write", [ids, vals]),
            ("write", [ids, {"reference": "mine"}]),
            ("web_save", [ids, vals, {"amount": {}}]),
            ("unlink", [ids]),
            ("copy", [ids, vals]),
            ("create", [[new]]),
            ("load", [["id", "amount"], [["__export__.doors_entry", "1"]]]),
            ("load", [[".id", "amount"], [[str(self.entry.id), "1"]]]),
            ("web_override_translations", [ids, {"reference": "mine"}]),
            ("update_field_translations", [ids, "reference", {"en_US": "mine"}]),
        ]

    def test_no_door_changes_what_is_booked(self):
        self.assertNotIn("active", self.entry._fields)
        before = self._read_ledger()
        doors = self._get_doors()
        users = (self.accountant, self.operator, self.near_user, self.brand_user)
        for user in (*users, self.env.ref("base.user_admin")):
            entries = self.env["share.entry"].with_user(user)
            for name, arguments in doors:
                self.env.invalidate_all()
                try:
                    with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                        call_kw(entries, name, arguments, {})
                        self.env.flush_all()
                except (AccessError, UserError, AttributeError, DatabaseError):
                    self.env.invalidate_all()
                self.assertEqual(self._read_ledger(), before, f"{name} by {user.login}")

    def _read_ledger(self):
        """All of the order's entries as the database has them."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM share_entry WHERE order_id = %s ORDER BY id",
            [self.order.id],
        )
        return self.env.cr.fetchall()


@tagged("post_install", "-at_install")
class TestBookedTogether(SettlementKindsCommon):
    """Where the ledger takes nothing, what it is about does not happen either."""

    def _close_ledger(self):
        """From now on the database refuses every entry."""
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE share_entry ADD CONSTRAINT closed CHECK (false) NOT VALID"
        )

    def _assert_undone(self, act, read):
        """Nothing of an act stays, and whoever acted is told."""
        self.env.flush_all()
        before = read()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(DatabaseError),
            self.env.cr.savepoint(),
        ):
            self._close_ledger()
            act()
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(read(), before)
        self.assertFalse(self._is_closed())

    def _is_closed(self):
        self.env.cr.execute("SELECT FROM pg_constraint WHERE conname = 'closed'")
        return self.env.cr.rowcount

    def test_delivered(self):
        order = self._draft((self.coat, 2, 400.0), freight=10.0)
        order.action_confirm()
        parcel = self._ship(order.picking_ids)
        self._assert_undone(parcel.action_deliver, lambda: parcel.dispatch_state)

    def test_returned(self):
        order = self._sold((self.coat, 2, 400.0))
        parcel = order.picking_ids
        self._assert_undone(
            lambda: self._return(parcel, {parcel.move_ids: 1}),
            lambda: (order.order_line.qty_delivered, len(order.picking_ids)),
        )

    def test_refused(self):
        terms = self.env["agent.terms"].create(
            {"agent_id": self.near.id, "penalty_refused": 15.0}
        )
        terms.action_send()
        terms.with_user(self.near_user).action_agree()
        terms.accepted_at = fields.Datetime.now() - timedelta(days=9)
        reason = self.env["dispatch.refuse.reason"].search(
            [("counts_in_score", "=", True)], limit=1
        )
        order = self._make_order((self.coat, 1, 400.0))
        parcel = order.picking_ids
        self._assert_undone(
            lambda: parcel._refuse(reason),
            lambda: (parcel.state, order.picking_ids.ids),
        )

    def test_compensated(self):
        order = self._sold((self.coat, 1, 400.0))
        case = self.env["outlet.case"]._open("complaint", order, note="Stain")
        case.bearer = "agent"
        self._assert_undone(
            lambda: case._compensate(50.0),
            lambda: (case.compensation, case.refund_ids.ids),
        )

    def test_funded_coupon_with_the_goods(self):
        order = self._draft((self.coat, 2, 400.0), discount=40.0)
        order.share_funder_id = self.brand.partner_id
        order.order_line[0].funded_part = 40.0
        order.action_confirm()
        parcel = self._ship(order.picking_ids)
        self._assert_undone(parcel.action_deliver, lambda: parcel.dispatch_state)

    def test_freight_that_is_added_late(self):
        order = self._sold((self.coat, 2, 400.0))

        def add_freight():
            order.order_line = [
                fields.Command.create(
                    {
                        "product_id": self.service.id,
                        "price_unit": 9.0,
                        "tax_ids": [fields.Command.clear()],
                        "is_delivery": True,
                    }
                )
            ]

        self._assert_undone(add_freight, lambda: order.amount_total)

    def test_accepted_dispute(self):
        self._sold((self.coat, 2, 400.0))
        statement = self._generate().filtered(lambda one: one.partner_id == self.near)
        statement.action_send()
        dispute = self.env["settlement.dispute"].create(
            {
                "statement_id": statement.id,
                "entry_id": statement.entry_ids[0].id,
                "claimed_amount": 600.0,
            }
        )
        self._assert_undone(
            dispute.action_accept, lambda: (dispute.state, statement.total)
        )
