from odoo.tests import HttpCase, tagged

from .common import PartyCommon
from .test_import_tour import leave_out_missing_asset


@tagged("post_install", "-at_install")
class TestGuides(PartyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leave_out_missing_asset(cls.env)

    def test_a_brand_is_shown_around(self):
        """Proves R220."""
        tours = self.env["role.guide"].with_user(self.brand_user).get_tours()
        self.assertEqual(tours, ["brand_outlet_desk_tour"])
        self.start_tour("/odoo", tours[0], login="test_brand")

    def test_a_brand_prints_its_guide_and_finds_no_other(self):
        """Proves R220."""
        self.brand_user.lang = "en_US"
        self.authenticate("test_brand", "test_brand")
        self.assertIn("May This Be Sold Here?", self.url_open("/guide/brand").text)
        self.assertEqual(self.url_open("/guide/agent").status_code, 404)
