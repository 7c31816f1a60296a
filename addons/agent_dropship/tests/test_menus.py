from odoo.tests import TransactionCase, tagged

from odoo.addons.outlet_base.tests.menu_case import MenuCase


@tagged("post_install", "-at_install")
class TestMenus(MenuCase, TransactionCase):
    addon = "agent_dropship"

    def test_every_menu_is_for_somebody_and_says_what_it_is_for(self):
        """Proves R215."""
        self.check_menus()
