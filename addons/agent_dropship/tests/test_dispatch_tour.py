from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.brand_outlet.tests.test_import_tour import leave_out_missing_asset
from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker

from .test_dispatch_desk import DispatchDeskCommon


@tagged("post_install", "-at_install")
class TestPackingScreen(DispatchDeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leave_out_missing_asset(cls.env)

    def test_agent_packs_and_ships_with_the_keyboard_alone(self):
        """Slip, a wrong article, goods, one too many, the label: all of it typed."""
        self.dispatch.name = "PACK-ME"
        self.tj.dispatch_carrier_id = self.courier
        # what is typed wrongly is answered with words, which the server also notes
        with mute_logger("odoo.http"):
            self.start_tour(
                "/odoo/packing", "dispatch_pack", login="tj_agent", timeout=120
            )
        self.assertEqual(self.dispatch.dispatch_state, "shipped")
        self.assertEqual(self.dispatch.carrier_tracking_ref, "SF1234567890123")
        self.assertTrue(self.dispatch.packed_at)


@tagged("post_install", "-at_install")
class TestJs(HOOTCommon):
    def test_units_of_the_packing_screen(self):
        leave_out_missing_asset(self.env)
        self._test_params = [("+", "@agent_dropship")]
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            + self.get_hoot_filters(),
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )
