import base64

from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker

from .common import PartyCommon, make_rows, make_workbook


def leave_out_missing_asset(env):
    """Some distributions of Odoo lack this file; the browser logs an error for it."""
    env["ir.asset"].create(
        {
            "name": "left out",
            "bundle": "web.assets_backend",
            "directive": "remove",
            "path": "mail/static/lib/selfie_segmentation/selfie_segmentation.js",
        }
    )


@tagged("post_install", "-at_install")
class TestJs(HOOTCommon):
    def test_units_of_the_import_run(self):
        leave_out_missing_asset(self.env)
        self._test_params = [("+", "@brand_outlet")]
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            + self.get_hoot_filters(),
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )


@tagged("post_install", "-at_install")
class TestImportTour(PartyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leave_out_missing_asset(cls.env)

    def test_operator_uploads_checks_and_imports_a_workbook(self):
        """Proves R145."""
        rows = make_rows("QH001") + make_rows("QH002")
        rows[3][8] = "面议"
        attachment = self.env["ir.attachment"].create(
            {
                "name": "goods.xlsx",
                "raw": make_workbook(rows),
                "url": "/brand_outlet_tour/goods.xlsx",
                "public": True,
            }
        )
        self.start_tour(
            "/odoo/outlet-imports/new",
            "brand_outlet_import",
            login="test_operator",
            timeout=120,
        )
        record = self.env["outlet.import"].search([("filename", "=", "goods.xlsx")])
        self.assertEqual((record.count_done, record.count_error), (11, 1))
        self.assertEqual(base64.b64decode(record.file), attachment.raw)

    def test_agent_and_brand_open_their_screens(self):
        for login in ("test_agent", "test_brand"):
            self.start_tour("/odoo", "brand_outlet_party", login=login, timeout=120)
