"""Phone numbers as people type them."""

import unittest

from agent_dropship.address import normalise_phone

GOOD = [
    ("19900009329", "19900009329", "mobile"),
    ("１９９００００９３２９", "19900009329", "mobile"),
    ("199 0000 9329", "19900009329", "mobile"),
    ("199-0000-9329", "19900009329", "mobile"),
    ("199.0000.9329", "19900009329", "mobile"),
    ("199—0000—9329", "19900009329", "mobile"),
    ("+86 19900009329", "19900009329", "mobile"),
    ("0086 199 0000 9329", "19900009329", "mobile"),
    ("8619900009329", "19900009329", "mobile"),
    (19900009329, "19900009329", "mobile"),
    (19900009329.0, "19900009329", "mobile"),
    ("手机：19900009329", "19900009329", "mobile"),
    ("19900009329-1234", "19900009329-1234", "privacy"),
    ("19900009329转1234", "19900009329-1234", "privacy"),
    ("19900009329 转 1234", "19900009329-1234", "privacy"),
    ("010-66668888", "010-66668888", "landline"),
    ("(0512)57551234", "0512-57551234", "landline"),
    ("0571 8888 6666-801", "0571-88886666-801", "landline"),
    ("400-812-3123", "4008123123", "landline"),
]
BAD = [
    ("", "phone_missing"),
    (None, "phone_missing"),
    ("电话见备注", "phone_missing"),
    ("1990000932", "phone_invalid"),
    ("199000093299", "phone_invalid"),
    ("12900009329", "phone_invalid"),
    ("199****9329", "phone_invalid"),
    ("19900009329/19900009330", "phone_invalid"),
    (1.9900009329e12, "phone_invalid"),
]


class TestPhone(unittest.TestCase):
    def test_numbers_are_written_one_way(self):
        for value, number, kind in GOOD:
            with self.subTest(value=value):
                phone = normalise_phone(value)
                self.assertEqual((phone.number, phone.kind), (number, kind))
                self.assertIsNone(phone.problem)

    def test_a_number_is_never_repaired_by_guessing(self):
        for value, code in BAD:
            with self.subTest(value=value):
                phone = normalise_phone(value)
                self.assertEqual(phone.number, "")
                self.assertEqual(phone.problem.code, code)
