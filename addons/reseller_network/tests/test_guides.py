from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestGuides(HttpCase):
    def test_a_shopkeeper_finds_her_guide_on_the_phone(self):
        """Proves R220."""
        new_test_user(self.env, "shopkeeper", groups="base.group_portal", lang="en_US")
        self.authenticate("shopkeeper", "shopkeeper")
        page = self.url_open("/guide")
        self.assertTrue(page.url.endswith("/guide/reseller"))
        self.assertIn("Selection centre", page.text)
        self.assertEqual(self.url_open("/guide/operator").status_code, 404)
