from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.brand_outlet.tests.common import PartyCommon
from odoo.addons.brand_outlet.tests.test_import_tour import leave_out_missing_asset


@tagged("post_install", "-at_install")
class TestGuides(PartyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        leave_out_missing_asset(cls.env)

    def test_agent_and_operator_are_shown_around(self):
        """Proves R220."""
        for user in (self.agent_user, self.operator):
            tour = self.env["role.guide"].with_user(user).get_tours()[0]
            self.start_tour("/odoo", tour, login=user.login)

    def test_agent_operator_and_finance_print_their_guides(self):
        """Proves R220."""
        new_test_user(self.env, "money", groups="account.group_account_invoice")
        for login, code in (
            ("test_agent", "agent"),
            ("test_operator", "operator"),
            ("money", "finance"),
        ):
            self.authenticate(login, login)
            self.assertIn("window.print()", self.url_open(f"/guide/{code}").text)
        self.assertEqual(self.url_open("/guide/operator").status_code, 404)
