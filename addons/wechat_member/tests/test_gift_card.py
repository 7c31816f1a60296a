from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_value import ValueCommon


@tagged("post_install", "-at_install")
class TestGiftCard(ValueCommon):
    def _gift(self, amount=100):
        gift = self.gift_program._make_gift_card(self.member)
        gift._post_entry("top_up", amount, "bought")
        return gift

    def test_gift_card_for_one_use_goes_on_the_card_of_whoever_claims_it(self):
        """Proves R171."""
        friend = self._make_member("Li Lei", "13800138001")
        gift = self._gift()
        wallet = gift._claim_gift(friend)
        self.assertEqual((gift.points, wallet.points), (0, 100))
        self.assertEqual((wallet.partner_id, self._parts(wallet)), (friend, (100, 0)))
        with self.assertRaisesRegex(UserError, "claimed already"):
            gift._claim_gift(self.member)
        self._assert_books()

    def test_gift_card_for_many_uses_stays_a_card_of_its_own(self):
        """Proves R171."""
        self.gift_program.gift_card_use = "many"
        friend = self._make_member("Li Lei", "13800138001")
        gift = self._gift()
        self.assertEqual(gift._claim_gift(friend), gift)
        self.assertEqual((gift.partner_id, gift.points), (friend, 100))
        gift._post_entry("spend", -30, "first")
        gift._post_entry("spend", -70, "second")
        self.assertEqual(gift.points, 0)
        self._assert_books()

    def test_gift_card_of_plastic_is_claimed_by_its_code(self):
        """Proves R171."""
        card = self._make_card(
            self.gift_program, points=0, partner=self.env["res.partner"], code="04477"
        )
        with self.assertRaisesRegex(UserError, "no money"):
            card._claim_gift(self.member)
        card._post_entry("top_up", 80, "sold at the till")
        found = card._find_gift_by_code(" 04477 ", self.company)
        self.assertEqual(found._claim_gift(self.member).points, 80)

    def test_expired_gift_card_is_refused(self):
        gift = self._gift()
        gift.expiration_date = self.company._get_local_today() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "expired"):
            gift._claim_gift(self.member)
