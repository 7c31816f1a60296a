import io
import zipfile
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .common import PortalCommon, ResellerCommon, make_picture


@tagged("post_install", "-at_install")
class TestGoods(ResellerCommon):
    """Who sees which offer, and when; as the portal users themselves."""

    def _sees(self, user):
        return bool(self._as(user)._selection_page({"search": "T-TRENCH"})["total"])

    def assertSeen(self, *expected):
        seen = tuple(self._sees(user) for user in (self.user, self.other_user))
        self.assertEqual(seen, expected)

    def test_offer_for_all_is_seen_by_all(self):
        self.assertSeen(True, True)

    def test_offer_for_chosen_resellers_is_seen_by_them_only(self):
        self.offers.audience = "chosen"
        self.assertSeen(False, False)
        self.offers.audience_partner_ids = self.user.partner_id
        self.assertSeen(True, False)

    def test_offer_for_a_tier_is_seen_by_that_tier_only(self):
        self.other.grade_id = self.regular
        self.offers.write(
            {"audience": "chosen", "grade_ids": [Command.set(self.regular.ids)]}
        )
        self.assertSeen(False, True)

    def test_tiers_mean_nothing_unless_the_audience_is_chosen(self):
        self.offers.write(
            {"audience": "pilot", "grade_ids": [Command.set(self.gold.ids)]}
        )
        self.assertSeen(False, False)

    def test_pilot_group_sees_goods_before_the_others(self):
        self.offers.audience = "pilot"
        self.user.partner_id.is_pilot = True
        self.assertSeen(True, False)

    def test_what_a_reseller_does_not_see_he_does_not_order(self):
        self.offers.audience = "chosen"
        contract = self._as(self.user)
        self.assertFalse(contract._find_article(self.style.id))
        self.assertFalse(contract._find_products(self.small.ids))

    def test_offer_is_seen_within_its_window_by_the_clock(self):
        now = fields.Datetime.now()
        hour = timedelta(hours=1)
        for start, end, seen in (
            (now + hour, False, False),
            (now - hour, now + hour, True),
            (False, now - hour, False),
        ):
            self.offers.write({"date_from": start, "date_to": end})
            self.assertEqual(self._sees(self.user), seen)

    def test_goods_past_their_date_are_not_seen(self):
        today = fields.Date.context_today(self.offers)
        self.offers.best_before = today + timedelta(days=1)
        self.assertTrue(self._sees(self.user))
        self.offers.best_before = today
        self.assertFalse(self._sees(self.user))

    def test_new_this_week_is_what_was_first_published_this_week(self):
        """Proves R121."""
        self.offers._write_life(
            {"date_published": fields.Datetime.now() - timedelta(days=8)}
        )
        self.offers.action_suspend()
        self.offers.action_publish()
        fresh = self._make_style("云杉 新款短裙", "T-SKIRT", 400.0)
        self._publish(fresh, self.tj)
        page = self._as(self.user)._selection_page({"fresh": True})
        self.assertEqual([card["id"] for card in page["articles"]], [fresh.id])

    def test_selection_lists_the_newest_first_whatever_it_earns(self):
        """No sale and no margin lifts an article. Proves R243."""
        newest = self._make_style("云杉 新款短裙", "T-SKIRT", 10.0)
        self._publish(newest, self.tj)
        self.offers._write_life(
            {"listed_on": fields.Date.context_today(newest) - timedelta(days=1)}
        )
        page = self._as(self.user)._selection_page({})
        ids = [card["id"] for card in page["articles"]]
        self.assertLess(ids.index(newest.id), ids.index(self.style.id))


@tagged("post_install", "-at_install")
class TestGoodsPages(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offers[0].story = "这件风衣走过三个秋天"
        cls.extra = cls.env["outlet.picture"].create(
            {"offer_id": cls.offers[0].id, "image_1920": make_picture("red")}
        )

    def test_story_and_reason_stand_above_the_price(self):
        """Proves R44."""
        page = self._get(f"/my/outlet/article/{self.style.id}").text
        story = page.index("这件风衣走过三个秋天")
        self.assertLess(story, page.index("oo_prices_big"))
        self.assertLess(page.index("oo_reason"), page.index("oo_prices_big"))

    def test_pictures_and_text_come_in_one_file(self):
        """Proves R39, R42."""
        answer = self._get(f"/my/outlet/article/{self.style.id}/post")
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertEqual(set(archive.namelist()), {"text.txt", "01.png", "02.png"})
        text = archive.read("text.txt").decode()
        for words in (self.style.name, "这件风衣走过三个秋天", "¥1000"):
            self.assertIn(words, text)
        self.assertIn(self.offers[0].reason_id.consumer_text, text)
        self.assertNotIn("260", text)

    def test_text_to_post_calls_the_shop_as_the_operator_does(self):
        self.contract.company_id.outlet_label = "工厂店测试"
        answer = self._get(f"/my/outlet/article/{self.style.id}/post")
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertTrue(archive.read("text.txt").decode().startswith("工厂店测试"))

    def test_pictures_of_an_offer_are_shown_to_those_who_see_it(self):
        path = f"/my/outlet/gallery/{self.style.id}/{self.extra.id}/card"
        self.assertEqual(self._get(path).status_code, 200)
        self.offers[0].audience = "chosen"
        self.assertEqual(self._get(path).status_code, 404)
        self.offers[1].audience = "chosen"
        for gone in (path, f"/my/outlet/article/{self.style.id}/post"):
            self.assertEqual(self._get(gone).status_code, 404)

    def test_sizes_come_with_their_chart(self):
        size = self.env.ref("brand_outlet.attribute_size")
        lined = self.style.attribute_line_ids[-1]
        self.assertNotEqual(lined.attribute_id, size)
        page = self._get(f"/my/outlet/article/{self.style.id}").text
        self.assertNotIn("oo_size_chart", page)
        sized = self._make_style("云杉 衬衫", "T-SHIRT2", 300.0)
        sized.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": size.id,
                    "value_ids": [
                        Command.create({"name": "XL", "attribute_id": size.id})
                    ],
                }
            )
        ]
        self._publish(sized, self.tj)
        page = self._get(f"/my/outlet/article/{sized.id}").text
        self.assertIn("170/92A", page)
