from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import OutletCommon


@tagged("post_install", "-at_install")
class TestOffer(OutletCommon):
    def test_prices_are_shares_of_the_tag_price_in_whole_fen(self):
        self.style.list_price = 333.33
        offer = self._make_offer(publish=False)
        self.assertEqual(offer.supply_price, 83.33)
        self.assertEqual(offer.suggested_price, 133.33)

    def test_offer_needs_its_reason_to_be_published(self):
        """Proves R39."""
        offer = self._make_offer(publish=False, reason_id=False)
        with self.assertRaisesRegex(UserError, "a reason"):
            offer.action_publish()
        offer.reason_id = self.reason
        offer.action_publish()
        self.assertEqual(offer.state, "published")

    def test_everything_missing_is_named_at_once(self):
        style = self._make_style(self.brand, "SP9", tag_price=0.0, image_1920=False)
        offer = self._make_offer(style=style, publish=False, reason_id=False)
        for words in ("a reason", "a picture of the style", "a tag price"):
            self.assertIn(words, offer.missing_to_publish)
        self.assertNotIn("contract", offer.missing_to_publish)

    def test_offer_of_a_contract_not_in_force_stays_unpublished(self):
        with freeze_time("2017-12-31"):
            offer = self._make_offer(publish=False)
            self.assertIn("a contract in force", offer.missing_to_publish)

    def test_publishing_many_publishes_the_complete_ones(self):
        complete = self._make_offer(publish=False)
        lacking = self._make_offer(
            style=self._make_style(self.brand, "SP2"), publish=False, reason_id=False
        )
        (complete | lacking).action_publish_ready()
        self.assertEqual((complete.state, lacking.state), ("published", "draft"))

    def test_style_is_offered_once_under_a_contract(self):
        self._make_offer()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            with self.env.cr.savepoint():
                self._make_offer(publish=False)

    def test_style_of_another_brand_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Choose a contract"):
            self._make_offer(style=self.other_style)

    def test_ended_offer_does_not_come_back(self):
        offer = self._make_offer()
        offer.action_end()
        with self.assertRaisesRegex(UserError, "has ended"):
            offer.action_publish()

    def test_shown_offer_is_never_deleted(self):
        with self.assertRaisesRegex(UserError, "End it instead"):
            self._make_offer().unlink()
