import io

import python_calamine

from odoo.tests import HttpCase, tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestSettlementDownload(SettlementCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._deliver_order(cls._make_order((cls.coat, 2, 400.0)))
        cls.statement = cls._generate()
        cls.statement.action_send()

    def _download(self, login, statement_id=None):
        self.authenticate(login, login)
        number = statement_id or self.statement.id
        return self.url_open(f"/outlet/statement/{number}/workbook")

    def test_agent_downloads_the_own_statement(self):
        answer = self._download("settle_near")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("NEAR", answer.headers["Content-Disposition"])
        sheets = python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(answer.content)
        )
        cells = [c for row in sheets.get_sheet_by_index(0).to_python() for c in row]
        self.assertIn(self.statement.total, cells)

    def test_foreign_statement_is_not_there(self):
        self.assertEqual(self._download("settle_far").status_code, 404)

    def test_unknown_statement_looks_the_same(self):
        self.assertEqual(self._download("settle_far", 99999999).status_code, 404)

    def test_brand_does_not_get_the_statement_of_an_agent(self):
        self.assertEqual(self._download("settle_brand").status_code, 404)
