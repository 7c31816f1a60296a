from unittest.mock import patch

from odoo.tests import tagged

from .join_common import JoinCommon


@tagged("post_install", "-at_install")
class TestJoinTour(JoinCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_shop_opens_in_a_minute_on_the_phone(self):
        """Form, code, yes, log-in: a working link and nothing to set up. Proves R95."""
        module = "odoo.addons.outlet_base.models.phone_code.secrets.randbelow"
        with self._phones(), patch(module, lambda _most: 135790):
            self.start_tour(f"/outlet/join/{self.invitation.code}", "reseller_joins")
            application = self._application()
            application.with_user(self._staff()).action_approve()
            self.start_tour(
                f"/outlet/join/s/{application.access_token}", "reseller_enters"
            )
        place = application.contract_id.default_place_id
        page = self.url_open(place.link_url)
        self.assertIn("云杉 长款风衣", page.text)
