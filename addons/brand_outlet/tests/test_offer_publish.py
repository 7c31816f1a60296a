import base64
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import PIXEL, PartyCommon, make_rows, make_workbook


@tagged("post_install", "-at_install")
class TestOfferPublish(PartyCommon):
    """What an offer needs before sellers see it, and in which order they see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.outlet_tag_photo_required = True
        cls.coat = cls._make_style(cls.brand, "SP100")

    def _draft(self, style=None, **values):
        return self._make_offer(style=style or self.coat, publish=False, **values)

    def test_typed_tag_price_needs_a_photo_of_the_tag(self):
        """Proves R40. Proves R250."""
        offer = self._draft()
        with self.assertRaisesRegex(UserError, "a photo of the tag"):
            offer.action_publish()
        self.coat.tag_photo = PIXEL
        self.assertEqual(self.coat.tag_price_source, "photo")
        offer.action_publish()
        with self.assertRaisesRegex(ValidationError, "Suspend the offer"):
            self.coat.list_price = 1200
        with self.assertRaisesRegex(ValidationError, "Suspend the offer"):
            self.coat.tag_photo = False

    def test_another_tag_price_needs_another_photo(self):
        self.coat.tag_photo = PIXEL
        offer = self._draft()
        self.coat.list_price = 1000.0
        self.assertTrue(self.coat.tag_photo)
        self.coat.list_price = 1200.0
        self.assertFalse(self.coat.tag_photo)
        self.assertIn("a photo of the tag", offer.missing_to_publish)

    def test_operator_may_do_without_photos(self):
        self.env.company.outlet_tag_photo_required = False
        self._draft().action_publish()

    def test_tag_price_from_the_brands_catalogue_is_proven(self):
        record = self._make_import(make_workbook(make_rows()))
        self._run_import(record)
        style = self.env["product.template"].search([("style_code", "=", "QH001")])
        self.assertEqual(style.tag_price_source, "catalogue")
        style.list_price = 2000
        self.assertEqual(style.tag_price_source, "typed")

    def test_offer_of_an_agent_without_contract_is_blocked(self):
        self.coat.tag_photo = PIXEL
        offer = self._draft()
        self.contract.action_end()
        offer.state = "suspended"
        self.contract.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "a contract in force"):
            offer.action_publish()

    def test_every_point_of_the_quality_check_has_to_pass(self):
        """Proves R41."""
        self.coat.write({"tag_photo": PIXEL, "tag_origin": "Hangzhou"})
        offer = self._draft(quality_item_ids=[Command.clear()])
        with self.assertRaisesRegex(UserError, "the quality check"):
            offer.with_user(self.operator).action_publish()
        points = offer._get_quality_items()
        self.assertGreaterEqual(len(points), 3)
        offer.quality_item_ids = points[:-1]
        self.assertIn("the quality check", offer.missing_to_publish)
        offer.with_user(self.operator).action_quality_fine()
        self.assertEqual(offer.quality_user_id, self.operator)
        self.assertTrue(offer.quality_date)
        self.assertEqual(offer.tag_origin, "Hangzhou")
        offer.with_user(self.operator).action_publish()

    def test_new_point_of_the_check_binds_what_is_not_yet_published(self):
        self.coat.tag_photo = PIXEL
        offer = self._draft()
        self.assertNotIn("the quality check", offer.missing_to_publish)
        self.env["outlet.quality.item"].create({"name": "Smells of nothing"})
        offer.invalidate_recordset()
        self.assertIn("the quality check", offer.missing_to_publish)

    def test_offer_needs_a_picture_and_one_of_the_offer_will_do(self):
        """Proves R42."""
        self.coat.write({"tag_photo": PIXEL, "image_1920": False})
        offer = self._draft()
        self.assertIn("a picture of the style", offer.missing_to_publish)
        self.assertIn(offer, offer.search([("has_picture", "=", False)]))
        self.env["outlet.picture"].create({"offer_id": offer.id, "image_1920": PIXEL})
        self.assertNotIn("picture", offer.missing_to_publish)
        self.assertTrue(self.coat.image_1920, "The style has a face now")
        self.assertNotIn(offer, offer.search([("has_picture", "=", False)]))

    def test_picture_of_a_style_is_not_replaced_by_an_offers(self):
        face = self.coat.image_1920
        offer = self._draft()
        other = base64.b64encode(base64.b64decode(PIXEL) + b"\0")
        self.env["outlet.picture"].create({"offer_id": offer.id, "image_1920": other})
        self.assertEqual(self.coat.image_1920, face)

    def test_goods_with_sizes_need_a_size_chart(self):
        """Brand and tag price go without saying. Proves R84."""
        size = self.env.ref("brand_outlet.attribute_size")
        self.coat.tag_photo = PIXEL
        self.coat.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": size.id,
                    "value_ids": [
                        Command.create({"name": "M", "attribute_id": size.id})
                    ],
                }
            )
        ]
        self.env["outlet.size.chart"].search([]).active = False
        offer = self._draft()
        self.assertIn("a size chart", offer.missing_to_publish)
        Chart = self.env["outlet.size.chart"]
        general = Chart.create({"name": "All"})
        family = self.env["product.category"].create({"name": "Coats"})
        self.coat.categ_id = self.env["product.category"].create(
            {"name": "Trench coats", "parent_id": family.id}
        )
        self.coat.invalidate_recordset()
        self.assertEqual(self.coat.shown_size_chart_id, general)
        Chart.create({"name": "Other brand", "brand_id": self.other_brand.id})
        category = Chart.create({"name": "Coats", "categ_id": family.id})
        self.coat.invalidate_recordset()
        self.assertEqual(self.coat.shown_size_chart_id, category)
        brands = Chart.create({"name": "Spruce", "brand_id": self.brand.id})
        self.coat.invalidate_recordset()
        self.assertEqual(self.coat.shown_size_chart_id, brands)
        self.coat.list_price = 0
        offer.invalidate_recordset()
        self.assertIn("a tag price", offer.missing_to_publish)
        self.assertNotIn("size chart", offer.missing_to_publish)
        with self.assertRaises(ValidationError):
            self._make_offer(
                style=self.env["product.template"].create({"name": "No brand"})
            )

    def test_goods_out_of_date_are_not_published(self):
        """Proves R123."""
        self.coat.tag_photo = PIXEL
        today = fields.Date.context_today(self.coat)
        offer = self._draft(best_before=today)
        with self.assertRaisesRegex(UserError, "not out of date"):
            offer.action_publish()
        offer.best_before = today + timedelta(days=90)
        offer.action_publish()

    def test_check_list_says_in_words_what_is_there_and_what_is_not(self):
        offer = self._draft(reason_id=False)
        done = {check["code"]: check["done"] for check in offer.checklist}
        self.assertEqual(
            {code for code, fine in done.items() if not fine}, {"reason", "tag_photo"}
        )
        self.assertIn(offer, offer.search([("is_complete", "=", False)]))

    def test_state_is_written_by_nobody(self):
        offer = self._draft().with_user(self.operator)
        for vals in ({"state": "published"}, {"date_published": False}, {"turn": 1}):
            with self.assertRaisesRegex(UserError, "Use the buttons"):
                offer.write(vals)

    def test_lists_take_turns_and_no_agent_fills_the_first_page(self):
        """No offer can be put first: only day and turn count, nothing paid.

        Proves R243.
        """
        self.env.company.outlet_tag_photo_required = False
        first = [
            self._make_offer(style=self._make_style(self.brand, f"A{number}"))
            for number in range(3)
        ]
        second = [
            self._make_offer(
                self.other_contract, self._make_style(self.other_brand, f"B{number}")
            )
            for number in range(3)
        ]
        ids = [offer.id for offer in first + second]
        found = self.env["outlet.offer"].search([("id", "in", ids)])
        agents = found.mapped(lambda offer: offer.agent_id.ref)
        self.assertEqual(agents, ["T02", "T01"] * 3)
        # dearer, cheaper, sold or suspended and shown again: it keeps its turn
        first[2].supply_ratio = 5
        first[2].action_suspend()
        first[2].action_publish()
        again = self.env["outlet.offer"].search([("id", "in", ids)])
        self.assertEqual(again, found)

    def test_new_this_week_is_what_was_published_this_week(self):
        self.env.company.outlet_tag_photo_required = False
        old, new = self._draft(), self._draft(self._make_style(self.brand, "N1"))
        (old | new).action_publish()
        old._write_life({"date_published": fields.Datetime.now() - timedelta(days=8)})
        found = old.search([("date_published", ">=", "-7d")])
        self.assertIn(new, found)
        self.assertNotIn(old, found)

    def test_kind_of_goods_is_told_on_the_offer(self):
        """One supplier has leftovers and new goods; the brand may rule over one
        kind only. Proves R232."""
        new = self._draft(kind="new")
        self.assertEqual(self.offer.kind, "overstock")
        overstock = self.env["outlet.protection.term"].search(
            [("dimension", "=", "kind"), ("code", "=", "overstock")]
        )
        self.env["outlet.protection.rule"].create(
            {
                "brand_id": self.brand.id,
                "effect": "deny",
                "kind_ids": [Command.set(overstock.ids)],
            }
        )
        self.env.company.outlet_tag_photo_required = False
        new.action_publish()
        verdicts = self.env["outlet.guard"]._judge(new | self.offer, self.place)
        self.assertTrue(verdicts[new.id].allowed)
        self.assertFalse(verdicts[self.offer.id].allowed)


@tagged("post_install", "-at_install")
class TestOfferUnsold(PartyCommon):
    def _sell(self, offer):
        partner = self.env["res.partner"].create({"name": "A consumer"})
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": offer.product_tmpl_id.product_variant_id.id,
                            "offer_id": offer.id,
                        }
                    )
                ],
            }
        )
        order.state = "sale"
        return order

    def test_offers_never_sold_are_proposed_for_withdrawal(self):
        """Proves R249."""
        sold = self._make_offer(style=self._make_style(self.brand, "U1"))
        young = self._make_offer(style=self._make_style(self.brand, "U2"))
        self.env.company.outlet_unsold_days = 10
        for offer in self.offer | sold:
            offer._write_life(
                {"date_published": fields.Datetime.now() - timedelta(days=11)}
            )
        self._sell(sold)
        offers = self.offer | sold | young
        found = offers.search([("is_unsold", "=", True), ("id", "in", offers.ids)])
        self.assertEqual(found, self.offer)
        self.assertIn("11 days", self.offer.suggestion)
        self.assertFalse(sold.suggestion or young.suggestion)
        self.assertIn(young, offers.search([("is_unsold", "=", False)]))
        action = self.env.ref("brand_outlet.outlet_offer_action_unsold")
        self.assertIn("is_unsold", action.domain)
        self.offer.action_suspend()
        self.assertFalse(self.offer.is_unsold)

    def test_agent_sees_its_own_and_no_order(self):
        for offer in self.offer | self.other_offer:
            offer._write_life(
                {"date_published": fields.Datetime.now() - timedelta(days=30)}
            )
        found = self.env["outlet.offer"].with_user(self.agent_user)
        self.assertEqual(found.search([("is_unsold", "=", True)]), self.offer)
