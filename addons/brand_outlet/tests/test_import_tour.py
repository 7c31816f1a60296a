import base64

from odoo.tests import HttpCase, tagged

from .common import PartyCommon, make_rows, make_workbook


@tagged("post_install", "-at_install")
class TestImportTour(PartyCommon, HttpCase):
    def test_operator_uploads_checks_and_imports_a_workbook(self):
        """Proves R145."""
        rows = make_rows("QH001") + make_rows("QH002")
        rows[3][8] = "面议"
        attachment = self.env["ir.attachment"].create(
            {
                "name": "goods.xlsx",
                "raw": make_workbook(rows),
                "res_model": "res.users",
                "res_id": self.operator.id,
                "public": True,
            }
        )
        self.start_tour(
            f"/odoo/outlet-imports/new?tour_file={attachment.id}",
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
