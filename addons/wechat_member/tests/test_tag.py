from datetime import timedelta

from odoo.tests import tagged

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTag(TargetCommon):
    """Proves R200."""

    def _tag(self, kind, **vals):
        return self.env["member.tag"].create(
            {"name": f"Tag {kind}", "kind": kind, "min_times": 1, **vals}
        )

    def _carriers(self, tag):
        tag.action_compute()
        return tag.line_ids.partner_id.sorted("id")

    def test_who_bought_a_product_often_enough_likes_it(self):
        tag = self._tag("product", product_ids=self.nuts.ids, min_times=2)
        one, two, three = self.people[:3]
        self._buy(one, 10)
        for member in (two, three):
            self._buy(member, 10)
            last = self._buy(member, 3)
        self._return(last)
        self.assertEqual(self._carriers(tag), two)
        line = tag.line_ids
        self.assertEqual((line.times, line.amount), (2, 40))
        self.assertIn("2 purchases", line.why)
        self.assertEqual(line.last_date, self._today() - timedelta(days=3))

    def _today(self):
        return self.company._get_local_today()

    def test_a_category_holds_those_below_it(self):
        tag = self._tag("category", categ_ids=self.dress.ids)
        self._buy(self.people[0], 10, self.gown)
        self._buy(self.people[1], 10, self.nuts)
        self._make_sale_order(member=self.people[2])
        self.assertEqual(self._carriers(tag), self.people[0])

    def test_what_was_bought_too_long_ago_does_not_count(self):
        tag = self._tag("product", product_ids=self.nuts.ids, days=30)
        self._buy(self.people[0], 29)
        self._buy(self.people[1], 31)
        self.assertEqual(self._carriers(tag), self.people[0])

    def test_a_price_band_is_that_of_one_piece_as_paid(self):
        low = self._tag("price", name="Low", price_to=20)
        mid = self._tag("price", name="Mid", price_from=20, price_to=100)
        high = self._tag("price", name="High", price_from=100)
        self._buy(self.people[0], 5, price=19.99, qty=10)
        self._buy(self.people[1], 5, price=20)
        self._buy(self.people[2], 5, price=100)
        for tag, member in zip((low, mid, high), self.people, strict=False):
            self.assertEqual(self._carriers(tag), member, tag.name)

    def test_an_amount_is_less_returns(self):
        tag = self._tag("product", product_ids=self.gown.ids, min_amount=1000)
        order = self._buy(self.people[0], 5, self.gown, qty=2)
        self.assertEqual(self._carriers(tag), self.people[0])
        self._return(order)
        self.assertFalse(self._carriers(tag))

    def test_habits_go_by_three_settings(self):
        self.company.write({"member_often": 2, "member_much": 500})
        self.env["member.tag"].action_suggest()
        tags = {tag.habit: tag for tag in self.env["member.tag"].search([])}
        self._buy(self.people[0], 1, self.gown)
        self._buy(self.people[0], 2, self.gown)
        self._buy(self.people[1], 59)
        self._buy(self.people[2], 60, self.gown)
        self._buy(self.people[3], 70)
        self._buy(self.people[3], 80)
        self.env["member.tag"].search([]).action_compute()
        found = {
            habit: tag.line_ids.partner_id
            for habit, tag in tags.items()
            if tag.line_ids
        }
        expected = dict(zip(("111", "100", "001", "010"), self.people, strict=False))
        self.assertEqual({key: found[key] for key in expected}, expected)
        self.assertEqual(len(self.people[0].member_tag_ids), 1)

    def test_a_tag_says_since_when_and_keeps_the_day(self):
        tag = self._tag("product", product_ids=self.nuts.ids)
        self._buy(self.people[0], 20)
        tag.action_compute()
        began = self._today() - timedelta(days=9)
        tag.line_ids.since = began
        self._buy(self.people[0], 1)
        tag.action_compute()
        self.assertEqual((tag.line_ids.since, tag.line_ids.times), (began, 2))
        tag.action_compute()
        self.assertEqual((tag.line_ids.since, tag.line_ids.times), (began, 2))

    def test_tags_set_by_hand_stay(self):
        tag = self._tag("manual")
        tag.line_ids.create({"tag_id": tag.id, "partner_id": self.people[0].id})
        tag.action_compute()
        self._work("member.activity", "_cron_refresh")
        self.assertEqual(tag.line_ids.partner_id, self.people[0])
        self.assertEqual(tag.line_ids.why, "Set by hand")
        self.assertEqual(tag.line_ids.since, self._today())

    def test_suggesting_twice_makes_no_tag_twice(self):
        for days in range(1, 4):
            self._buy(self.people[0], days, self.gown)
            self._buy(self.people[1], days, self.nuts)
        tags = self.env["member.tag"]
        tags.action_suggest()
        made = tags.search([])
        self.assertIn("Likes Silk", made.mapped("name"))
        self.assertIn("category", made.mapped("kind"))
        tags.action_suggest()
        self.assertEqual(tags.search([]), made)

    def test_a_segment_goes_by_tags(self):
        likes = self._tag("product", product_ids=self.nuts.ids)
        rich = self._tag("category", name="Rich", categ_ids=self.dress.ids)
        for member in self.people[:2]:
            self._buy(member, 5)
        self._buy(self.people[1], 5, self.gown)
        (likes + rich).action_compute()
        segment = self._segment(tag_ids=likes.ids)
        self.assertEqual(self._members(segment), self.people[:2])
        segment.without_tag_ids = rich
        self.assertEqual(self._members(segment), self.people[0])

    def test_every_night_tags_are_worked_out(self):
        tag = self._tag("product", product_ids=self.nuts.ids)
        self._buy(self.people[0], 5)
        self._work("member.activity", "_cron_refresh")
        self.assertEqual(tag.line_ids.partner_id, self.people[0])
        self.assertTrue(tag.computed_at)

    def test_a_member_reads_his_tags_and_takes_them_along_when_he_leaves(self):
        tag = self._tag("product", product_ids=self.nuts.ids)
        member = self.people[0]
        self._buy(member, 5)
        tag.action_compute()
        self._rebuild()
        told = member._export_member_data()["tags"]
        self.assertEqual(told[0]["display_name"], tag.name)
        self.assertIn("1 purchases", told[0]["why"])
        member._erase_member()
        self.assertFalse(tag.line_ids)
        self.assertFalse(member.member_activity_ids)
