import doctest

from odoo.tests import BaseCase, tagged

from ..tools import phone
from ..tools.barcode import code128_svg, qr_svg


@tagged("post_install", "-at_install")
class TestPhone(BaseCase):
    def test_examples_in_the_documentation_hold(self):
        self.assertFalse(doctest.testmod(phone).failed)

    def test_text_that_is_no_mobile_number_is_empty(self):
        for text in (
            "",
            None,
            "138001380",
            "010-85123456",
            "abc",
            "+861380013",
            "12800138000",
        ):
            self.assertEqual(phone.normalise_phone(text), "", text)

    def test_codes_are_drawn_as_one_svg(self):
        for svg in (qr_svg("04500010011234"), code128_svg("04500010011234")):
            self.assertTrue(svg.startswith("<svg "))
            self.assertNotIn("href", svg)
