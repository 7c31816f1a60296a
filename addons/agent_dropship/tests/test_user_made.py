from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon

from ..scoring import NEUTRAL


@tagged("post_install", "-at_install")
class TestUserMade(BaseCommon):
    def test_who_knows_no_scores_makes_users_and_contacts(self):
        keeper = new_test_user(
            self.env, "keeper", "base.group_erp_manager,base.group_partner_manager"
        )
        user = (
            self.env["res.users"]
            .with_user(keeper)
            .create({"name": "New clerk", "login": "new.clerk"})
        )
        contact = self.env["res.partner"].with_user(keeper).create({"name": "Somebody"})
        for partner in (user.partner_id, contact):
            self.assertEqual(partner.sudo().agent_score, NEUTRAL)
