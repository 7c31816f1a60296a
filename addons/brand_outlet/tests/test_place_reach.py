from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .test_place_page import PlacePageCommon


@tagged("post_install", "-at_install")
class TestPlaceReach(PlacePageCommon):
    def _order(self, partner, **values):
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create({"product_id": self.small.id, "price_unit": 400})
                ],
                **values,
            }
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.env["res.partner"].create({"name": "Member"})
        cls.group = cls._make_page_place("Chat group", place_type="group")

    def test_one_consumer_is_reached_through_several_places(self):
        """Proves R23."""
        self._order(self.member, place_id=self.place.id)
        self._order(self.member, place_id=self.group.id)
        self._order(self.member, place_id=self.group.id)
        self.assertEqual(self.member.reached_place_ids, self.place | self.group)
        self.assertEqual(self.member.home_place_id, self.place)

    def test_place_of_the_link_wins_over_the_home(self):
        """An order belongs to one place, whatever else its buyer belongs to.

        Proves R23.
        """
        self.member.home_place_id = self.place
        linked = self._order(self.member, place_id=self.group.id)
        self.assertEqual(linked.place_id, self.group)
        self.assertEqual(linked.order_line.place_id, self.group)
        bare = self._order(self.member)
        self.assertEqual(bare.place_id, self.place)
        self.assertEqual(bare.reseller_id, self.owner)

    def test_order_of_a_stranger_belongs_to_no_place(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.assertFalse(self._order(stranger).place_id)

    def test_choosing_the_customer_does_not_replace_the_place_of_the_link(self):
        """Proves R23."""
        self.member.home_place_id = self.place
        other = self.env["res.partner"].create({"name": "Other"})
        order = self._order(other, place_id=self.group.id)
        order.partner_id = self.member
        self.assertEqual(order.place_id, self.group)

    def test_home_that_was_closed_gets_no_orders(self):
        self.member.home_place_id = self.place
        self.place.active = False
        self.assertFalse(self._order(self.member).place_id)

    def test_who_sells_is_no_customer_of_his_own_place(self):
        self._order(self.owner, place_id=self.place.id)
        self.assertFalse(self.owner.reached_place_ids)

    def test_reseller_owns_places_of_many_types(self):
        """Proves R20."""
        for number, kind in enumerate(
            ("group", "shop", "counter", "official_account", "event", "moments")
        ):
            self._make_page_place(f"Place {number}", place_type=kind)
        self.assertEqual(
            set(self.owner.owned_place_ids.mapped("place_type")),
            {"group", "shop", "counter", "official_account", "event", "moments"},
        )

    def test_official_mall_is_a_place_like_any_other(self):
        """Proves R30."""
        mall = self._make_page_place(
            "Official mall",
            place_type="mall",
            owner_id=self.env.company.partner_id.id,
        )
        self.assertIn(self.coat.name, self._page(mall).text)
        order = self._order(self.member, place_id=mall.id)
        self.assertEqual(order.reseller_id, self.env.company.partner_id)

    def test_what_does_not_suit_the_place_is_not_sold_there(self):
        """Proves R21, R28, R43."""
        self.brand.brand_class = "a"
        village = self._make_page_place("Village", grade="d")
        rule = self.env["outlet.assortment.rule"].create(
            {"grade": "d", "allow_class_a": False}
        )
        with self.assertRaises(UserError):
            self._order(self.member, place_id=village.id).action_confirm()
        self._order(self.member, place_id=self.place.id).action_confirm()
        rule.allow_class_a = True
        self._order(self.member, place_id=village.id).action_confirm()

    def test_grade_gives_the_default_price_list_of_the_place(self):
        """Proves R21."""
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Grade C",
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 62})
                ],
            }
        )
        self.env["outlet.assortment.rule"].create(
            {"grade": "c", "pricelist_id": pricelist.id}
        )
        self.assertIn("¥380", self._page().text)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "place_id": self.place.id,
                "order_line": [Command.create({"product_id": self.small.id})],
            }
        )
        self.assertEqual(order.pricelist_id, pricelist)
        self.assertEqual(order.order_line.price_unit, 380)


@tagged("post_install", "-at_install")
class TestPlaceNearby(PlacePageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["outlet.place"].search([]).findable_nearby = False
        cls.near = cls._make_page_place(
            "Corner shop", latitude=31.30, longitude=120.60, street="Guanqian Street 1"
        )
        cls.near.findable_nearby = True
        cls.farther = cls._make_page_place(
            "Mall counter",
            place_type="counter",
            latitude=31.34,
            longitude=120.60,
            findable_nearby=True,
        )
        cls._make_page_place(
            "Other town", latitude=31.9, longitude=120.60, findable_nearby=True
        )
        cls._make_page_place("Hidden shop", latitude=31.30, longitude=120.60)

    def _nearby(self, query="lat=31.30&lon=120.601"):
        return self._get(f"/outlet/nearby.json?{query}")

    def test_people_nearby_find_places_that_want_to_be_found(self):
        """Proves R31."""
        found = self._nearby().json()
        self.assertEqual(
            [one["name"] for one in found], ["Corner shop", "Mall counter"]
        )
        self.assertEqual(found[0]["distance"], 0.1)
        self.assertEqual(found[1]["distance"], 4.4)
        self.assertIn("Guanqian Street 1", found[0]["address"])
        page = self._get("/outlet/nearby?lat=31.30&lon=120.601").text
        self.assertIn("Corner shop", page)
        self.assertNotIn("Hidden shop", page)
        self.assertNotIn("Other town", page)

    def test_nothing_but_name_kind_address_and_distance_is_told(self):
        """Protected goods and the way to them stay hidden.

        Proves R31, R35.
        """
        found = self._nearby()
        self.assertEqual(
            set(found.json()[0]), {"name", "place_type", "address", "distance"}
        )
        page = self._get("/outlet/nearby?lat=31.30&lon=120.601").text
        for text in (found.text, page):
            self.assertNotIn(self.near.access_token, text)
            self.assertNotIn(self.coat.name, text)

    def test_without_a_position_a_city_is_chosen(self):
        city = self.near.city_id
        city.write({"latitude": 31.31, "longitude": 120.60})
        page = self._get(f"/outlet/nearby?city={city.code}").text
        self.assertIn("Corner shop", page)
        for query in ("", "lat=x&lon=y", "lat=nan&lon=inf", "lat=900&lon=1"):
            self.assertEqual(self._nearby(query).json(), [])

    def test_list_can_not_be_read_out_in_bulk(self):
        answers = [self._nearby().status_code for _number in range(21)]
        self.assertEqual(answers, [200] * 20 + [429])
        self.env["outlet.place"].create(
            [
                {
                    "name": f"Stall {number}",
                    "owner_id": self.owner.id,
                    "latitude": 31.30,
                    "longitude": 120.60,
                    "findable_nearby": True,
                }
                for number in range(30)
            ]
        )
        found = self.env["outlet.place"]._find_nearby(31.30, 120.60)
        self.assertEqual(len(found), 20)

    def test_place_without_a_position_can_not_be_found(self):
        with self.assertRaises(ValidationError):
            self.place.findable_nearby = True

    def test_operator_fills_the_form_of_a_place(self):
        form = Form(self.env["outlet.place"])
        form.name = "New group"
        form.owner_id = self.owner
        form.city_id = self.env.ref("brand_outlet.city_371700")
        place = form.save()
        self.assertEqual(place.state_id.name, "山东省")
        self.assertEqual(place.city_tier, "3")
