from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_protection import ProtectionCommon


@tagged("post_install", "-at_install")
class TestPriceLog(ProtectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract._write_terms({"floor_ratio": 30})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": "Li Lei"}).id,
                "place_id": cls.village.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.style.product_variant_id.id,
                            "price_unit": 400,
                        }
                    )
                ],
            }
        )
        cls.order.action_confirm()

    def _logs(self, kind):
        return self.env["outlet.price.log"].search([("kind", "=", kind)])

    def test_another_price_of_a_sold_order_is_on_record_with_its_band(self):
        self.order.with_user(self.operator).order_line.price_unit = 450
        log = self._logs("order")
        self.assertEqual((log.old_price, log.new_price), (400, 450))
        self.assertEqual((log.floor_price, log.ceiling_price), (300, 1000))
        self.assertEqual((log.place_id, log.user_id), (self.village, self.operator))
        self.order.order_line.price_unit = 450
        self.assertEqual(len(self._logs("order")), 1)

    def test_another_tag_price_is_on_record(self):
        self.offer.action_suspend()
        self.style.list_price = 1200
        log = self._logs("tag")
        self.assertEqual((log.old_price, log.new_price), (1000, 1200))
        self.assertEqual(log.brand_id, self.brand)

    def test_a_record_is_never_changed_or_removed(self):
        self.order.order_line.price_unit = 450
        log = self._logs("order")
        for act in (lambda: log.write({"new_price": 1}), log.unlink):
            with self.assertRaisesRegex(UserError, "not rewritten"):
                act()
        with self.assertRaises(AccessError):
            log.with_user(self.operator).create({"kind": "own"})

    def test_a_brand_reads_where_and_what_but_not_who(self):
        self.order.order_line.price_unit = 450
        log = self._logs("order").with_user(self.brand_user)
        self.assertEqual(log.search([]), log)
        [read] = log.read()
        self.assertEqual(read["new_price"], 450)
        for name in ("user_id", "reseller_id", "create_uid", "write_uid"):
            self.assertNotIn(name, read)
        with self.assertRaises(AccessError):
            log.read(["user_id"])
        other = self._make_party_user("test_brand_2", "brand", self.other_company)
        self.assertFalse(log.with_user(other).search([]))
        with self.assertRaises(AccessError):
            log.with_user(self.agent_user).search([])
