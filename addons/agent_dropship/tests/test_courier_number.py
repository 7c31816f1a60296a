from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .track_common import TrackCommon

NUMBERS = {
    "sf": ("SF1402026134623", "SF140202613462"),
    "zto": ("73112345678901", "78900000000001"),
    "yto": ("YT2345678901234",),
    "yunda": ("432123456789012", "462123456789012", "312123456789012"),
    "sto": ("773123456789012", "776123456789012"),
    "jt": ("JT5123456789012",),
    "ems": ("EA123456789CN", "1012345678901", "9812345678901"),
    "jd": ("JD0123456789012", "JDVB12345678901"),
}
PATTERNS = {
    "sf": r"SF\d{12,13}",
    "yto": r"YT\d{13}",
    "yunda": "(?:4[36]|31)\\d{13}\n(?:1[0-9]|4[36]|31)\\d{11}",
    "ems": "E[A-Z]\\d{9}CN\n(?:10|11|12|98|99)\\d{11}",
}


@tagged("post_install", "-at_install")
class TestCourierNumber(TrackCommon):
    """A number tells whose parcel it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.couriers = {
            code: cls.env.ref(f"agent_dropship.courier_{code}") for code in NUMBERS
        }
        for code, patterns in PATTERNS.items():
            cls.couriers[code].number_patterns = patterns

    def _open_ship(self, order):
        picking = order.picking_ids
        picking.sudo().accepted_at = False
        agent = self.env["res.users"].search([("login", "=", "t_num_agent")])
        agent = agent or self._agent_user(self.tj, "t_num_agent")
        wizard = self.env["dispatch.ship"].with_user(agent)
        return Form(wizard.with_context(default_picking_ids=picking.ids))

    def test_every_courier_knows_its_own_numbers(self):
        known = self.env["delivery.carrier"].union(*self.couriers.values())
        for code, numbers in NUMBERS.items():
            if not self.couriers[code].number_patterns:
                continue
            for number in numbers:
                self.assertIn(self.couriers[code], known._recognise(number), number)

    def test_an_agent_types_a_number_and_the_courier_is_proposed(self):
        order = self._order(self.in_beijing, [(self.coat, 1)])
        form = self._open_ship(order)
        form.tracking_ref = " sf1402 0261 34623"
        self.assertEqual(form.carrier_id, self.couriers["sf"])
        self.assertFalse(form.doubt)
        form.tracking_ref = "73112345678901"
        self.assertEqual(form.carrier_id, self.courier)
        form.save().action_ship()
        self.assertEqual(order.picking_ids.carrier_id, self.courier)
        self.assertEqual(order.picking_ids.dispatch_state, "shipped")

    def test_another_courier_than_the_numbers_is_doubted_but_possible(self):
        order = self._order(self.in_beijing, [(self.coat, 1)])
        form = self._open_ship(order)
        form.tracking_ref = "SF1402026134623"
        form.carrier_id = self.courier
        self.assertIn(self.couriers["sf"].name, form.doubt)
        form.save().action_ship()
        self.assertEqual(order.picking_ids.carrier_id, self.courier)

    def test_a_number_of_two_couriers_is_asked_about(self):
        form = self._open_ship(self._order(self.in_beijing, [(self.coat, 1)]))
        form.tracking_ref = "1012345678901"
        self.assertFalse(form.carrier_id)
        for code in ("yunda", "ems"):
            self.assertIn(self.couriers[code].name, form.doubt)

    def test_the_usual_courier_is_no_question(self):
        order = self._order(self.in_beijing, [(self.coat, 1)])
        order.picking_ids.carrier_id = self.couriers["ems"]
        form = self._open_ship(order)
        self.assertEqual(form.carrier_id, self.couriers["ems"])
        form.tracking_ref = "1012345678901"
        self.assertEqual(form.carrier_id, self.couriers["ems"])

    def test_a_number_used_for_somebody_else_is_refused(self):
        self._shipped("73112345678901")
        form = self._open_ship(self._order(self.in_shanghai, [(self.coat, 1)]))
        form.tracking_ref = "73112345678901"
        with self.assertRaises(UserError):
            form.save().action_ship()

    def test_a_broken_pattern_is_told_when_it_is_written(self):
        with self.assertRaises(ValidationError):
            self.courier.number_patterns = "SF(["
