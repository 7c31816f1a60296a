from odoo.tests import HttpCase, tagged

from .test_desk import DeskCommon
from .test_import_tour import leave_out_missing_asset


@tagged("post_install", "-at_install")
class TestDeskTour(DeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leave_out_missing_asset(cls.env)

    def _walk(self, role, login):
        self.start_tour("/odoo/outlet-desk", f"brand_outlet_desk_{role}", login=login)

    def test_operator_follows_a_figure_to_its_records(self):
        # other sales of the database are none of this tour's business
        foreign = self.env["outlet.sale.report"].search(
            [("brand_id", "not in", (self.brand | self.other_brand).ids)]
        )
        foreign.order_id._action_cancel()
        self._walk("operator", "test_operator")

    def test_brand_follows_a_figure_to_its_records(self):
        self._walk("brand", "test_brand")

    def test_agent_follows_a_figure_to_its_records(self):
        self._walk("agent", "test_agent")
