import base64

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.agent_dropship.tests.import_common import ORDER_HEADERS
from odoo.addons.brand_outlet.tests.common import make_workbook

from .common import ResellerCommon

# price, what every door says of it ("" = nothing)
CASES = (
    (349.99, "¥349.99 is below ¥350, the lowest price the brand allows for"),
    (350.00, ""),
    (600.00, ""),
    (1000.00, ""),
    (1000.01, "¥1,000.01 is above the tag price ¥1,000 of"),
)


@tagged("post_install", "-at_install")
class TestPriceDoors(ResellerCommon):
    """One band, whatever the door: the same verdict in the same words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))
        cls._set_floor(35)
        cls._stock(cls.tj, cls.small, 50)

    @classmethod
    def _set_floor(cls, ratio):
        contracts = cls.offers.contract_id
        contracts._write_terms({"suggested_ratio": 60, "floor_ratio": ratio})

    def _say(self, act, price):
        """Return what a door says of a price, "" when it lets it in."""
        try:
            with self.env.cr.savepoint():
                act(price)
        except (UserError, ValidationError) as error:
            return str(error)
        return ""

    def _office(self, price):
        self._order(self.in_beijing, [(self.small, 1, price)])

    def _phone(self, price):
        self._as(self.user)._submit_order(
            self._draft(price=price, token=f"t{price}", place_id=self.place.id)
        )

    def _own(self, price):
        self.contract._set_own_price(self.style, "price", price)

    def _api(self, price):
        order = self._order(self.in_beijing, [(self.small, 1, 500)])
        order.order_line.write({"price_unit": price})

    def _workbook(self, price):
        values = {
            "店铺": self.place.name,
            "订单编号": f"E{price}",
            "下单时间": "2018-01-15 07:30:26",
            "商家编码": self.small.default_code,
            "数量": 1,
            "单价": price,
            "收货人": "沈兰超",
            "手机": "19900008578",
            "省": "北京市",
            "市": "北京市",
            "区/县": "朝阳区",
            "详细地址": "建国路88号",
        }
        row = [values.get(header, "") for header in ORDER_HEADERS]
        batch = self.env["outlet.import"].create(
            {
                "kind": "orders",
                "filename": "orders.xlsx",
                "file": base64.b64encode(make_workbook([row], ORDER_HEADERS)),
            }
        )
        batch.action_check()
        if batch.line_ids.status == "error":
            raise UserError(batch.line_ids.message)
        batch.apply_next()
        if batch.line_ids.status != "done":
            raise UserError(batch.line_ids.message)

    def test_every_door_says_the_same_of_every_price(self):
        """Back office, phone, own price, workbook and API. Proves R48."""
        doors = (self._office, self._phone, self._own, self._workbook, self._api)
        for price, sentence in CASES:
            said = {door.__name__: self._say(door, price) for door in doors}
            with self.subTest(price=price):
                self.assertEqual(len(set(said.values())), 1, said)
                self.assertTrue(said["_office"].startswith(sentence), said)
                self.assertEqual(bool(said["_office"]), bool(sentence))

    def test_the_saved_row_keeps_its_band_and_can_not_leave_it(self):
        self._own(400)
        price = self.contract.price_ids
        self.assertEqual((price.floor_price, price.ceiling_price), (350, 1000))
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE reseller_price SET price = 349 WHERE id = %s", (price.id,)
                )
        self.assertIn("price_in_band", str(caught.exception))

    def test_every_change_is_on_record_with_the_band_of_its_moment(self):
        self._own(400)
        self._set_floor(40)
        self.contract.with_user(self.user).sudo()._set_own_price(
            self.style, "price", 420
        )
        self.contract.price_ids.unlink()
        logs = self.env["outlet.price.log"].search([("kind", "=", "own")], order="id")
        self.assertEqual(
            [
                (log.old_price, log.new_price, log.floor_price, log.ceiling_price)
                for log in logs
            ],
            [(0, 400, 350, 1000), (400, 420, 400, 1000), (420, 0, 400, 1000)],
        )
        self.assertEqual(logs[1].user_id, self.user)
        self.assertEqual(logs.place_id, self.place)
        self.assertEqual(logs.reseller_id, self.user.partner_id)

    def test_a_raised_floor_marks_the_prices_it_leaves_behind(self):
        self._own(400)
        self.other._set_own_price(self.style, "price", 700)
        self._set_floor(50)
        mine, others = self.contract.price_ids, self.other.price_ids
        self.assertEqual((mine.band_problem, others.band_problem), ("below", False))
        card = self._as(self.user)._article_cards(self.style)[0]
        self.assertIn("below ¥500", card["attention"])
        self.assertIn("below ¥500", self._say(self._phone, 400))
        self._own(520)
        self.assertFalse(mine.band_problem)

    def test_a_lowered_tag_price_marks_the_prices_above_it(self):
        self._own(900)
        self.offers.action_suspend()
        self.style.list_price = 800
        self.assertEqual(self.contract.price_ids.band_problem, "above")

    def test_the_mark_says_what_the_guard_says(self):
        """Floors of agents who don't offer it, or of other suppliers, don't count."""
        self._own(400)
        self.offers[1].contract_id._write_terms({"floor_ratio": 50})
        self.assertEqual(self.contract.price_ids.band_problem, "below")
        self.offers[1].action_suspend()
        self.assertFalse(self.contract.price_ids.band_problem)
        self.offers[1].action_publish()
        self.assertEqual(self.contract.price_ids.band_problem, "below")
        self.contract.upstream_id = self.tj.agent_id
        self.env["reseller.price"]._cron_flag()
        self.assertFalse(self.contract.price_ids.band_problem)
        self.assertEqual(self._say(self._phone, 400), "")
