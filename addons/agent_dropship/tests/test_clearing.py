from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DropshipCommon
from .session_common import SessionStockMixin


@tagged("post_install", "-at_install")
class TestClearing(SessionStockMixin, DropshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        merchant = cls.env["res.partner"].create(
            {
                "name": "Overstock merchant",
                "country_id": cls.env.ref("base.cn").id,
                "state_id": cls.guangdong.id,
            }
        )
        cls.door = cls.env["outlet.place"].create(
            {
                "name": "Merchant's door",
                "owner_id": merchant.id,
                "place_type": "clearing",
            }
        )
        cls._stock(cls.tj, cls.coat, 7)
        cls._stock(cls.ks, cls.coat, 5)
        cls.offer = cls._make_session_offer(cls.tj, cls.coat)

    def _clear(self, **context):
        wizard = (
            self.env["outlet.clearing"]
            .with_context(
                active_model="outlet.offer", active_ids=self.offer.ids, **context
            )
            .create({"place_id": self.door.id})
        )
        return wizard, self.env["sale.order"].browse(wizard.action_clear()["res_id"])

    def test_what_is_unsold_goes_flat_to_the_merchant(self):
        """Proves R117."""
        _wizard, order = self._clear()
        line = order.order_line
        self.assertEqual(line.product_uom_qty, 7)
        self.assertEqual(line.pinned_warehouse_id, self.tj)
        self.assertEqual(line.price_unit, 250)
        self.assertEqual(self._free(self.tj, self.coat), 0)
        self.assertEqual(self._free(self.ks, self.coat), 5)
        for parcel in order._get_dispatches():
            parcel._ship(self.courier, "T1")
            parcel._deliver()
        shares = {entry.role: entry.amount for entry in line.share_entry_ids}
        self.assertEqual(shares, {"agent": 7 * 250, "operator": 0})
        self.assertEqual(sum(line.share_entry_ids.mapped("amount")), line.price_total)
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.coat.id),
                ("owner_id", "=", self.tj.agent_id.id),
                ("location_id.usage", "=", "internal"),
            ]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 0)

    def test_goods_of_a_running_session_are_not_cleared(self):
        session = self._make_session()
        self._enrol(session, self.offer, {(self.coat, self.tj): 5})
        session.action_approve_and_publish()
        _wizard, order = self._clear()
        self.assertEqual(order.order_line.product_uom_qty, 2)

    def test_nothing_left_is_said(self):
        self._clear()
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._clear()
