from odoo.tests import HttpCase, new_test_user, tagged

from .test_js import leave_out_missing_asset


@tagged("post_install", "-at_install")
class TestGuides(HttpCase):
    def test_marketing_is_shown_to_a_new_campaign(self):
        """Proves R220."""
        leave_out_missing_asset(self.env)
        user = new_test_user(
            self.env, "marketing", groups="wechat_member.group_member_manager"
        )
        tour = self.env["role.guide"].with_user(user).get_tours()[0]
        self.start_tour("/odoo", tour, login="marketing")

    def test_a_cashier_prints_her_guide(self):
        """Proves R220."""
        new_test_user(
            self.env,
            "till",
            groups="base.group_user,point_of_sale.group_pos_user",
            lang="en_US",
        )
        self.authenticate("till", "till")
        self.assertIn("Scan the member first", self.url_open("/guide/cashier").text)
