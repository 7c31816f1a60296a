from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers import place_pages as pages
from .common import OutletCommon

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile MicroMessenger/8.0"


class PlacePageCommon(HttpCase, OutletCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["outlet.assortment.rule"].search([]).active = False
        cls.owner = cls.env["res.partner"].create({"name": "Mei"})
        cls.place = cls._make_page_place("Mei's wardrobe")
        cls.coat = cls._make_sized(cls.brand, "SP900", 1000.0)
        cls.offer = cls._make_offer(style=cls.coat, story="Cut from one piece.")
        cls.small, cls.large = cls.coat.product_variant_ids
        cls._give_warehouse(cls.agent)
        quants = cls.env["stock.quant"].search([("product_id", "=", cls.small.id)])
        quants.sudo().unlink()
        cls._put_stock(cls.small, 7)

    def setUp(self):
        super().setUp()
        for limit in (pages.VISITS, pages.GUESSES, pages.RESERVATIONS, pages.NEARBY):
            limit.reset()

    @classmethod
    def _make_page_place(cls, name, **values):
        return cls.env["outlet.place"].create(
            {
                "name": name,
                "owner_id": cls.owner.id,
                "city_id": cls.env.ref("brand_outlet.city_320500").id,
                **values,
            }
        )

    @classmethod
    def _make_sized(cls, brand, code, tag_price):
        size = cls.env["product.attribute"].create(
            {
                "name": f"Size {code}",
                "value_ids": [
                    Command.create({"name": name, "sequence": index})
                    for index, name in enumerate(("S", "L"))
                ],
            }
        )
        return cls._make_style(
            brand,
            code,
            tag_price,
            attribute_line_ids=[
                Command.create(
                    {
                        "attribute_id": size.id,
                        "value_ids": [Command.set(size.value_ids.ids)],
                    }
                )
            ],
        )

    @classmethod
    def _put_stock(cls, product, pieces, owner=None, location=None):
        warehouses = cls.env["stock.warehouse"].search([])
        if "agent_id" in warehouses._fields:
            warehouses = warehouses.filtered(lambda one: one.agent_id == cls.agent)
        cls.env["stock.quant"]._update_available_quantity(
            product,
            location or warehouses[:1].lot_stock_id,
            pieces,
            owner_id=owner or cls.agent,
        )

    def _get(self, path, **kwargs):
        kwargs.setdefault("headers", {"User-Agent": PHONE})
        return self.url_open(path, **kwargs)

    def _page(self, place=None, suffix=""):
        return self._get(f"/outlet/p/{(place or self.place).access_token}{suffix}")

    def _article(self, place=None, template=None):
        return self._page(place, f"/a/{(template or self.coat).id}")


@tagged("post_install", "-at_install")
class TestPlacePage(PlacePageCommon):
    def test_people_of_a_place_see_its_goods_without_a_login(self):
        self.authenticate(None, None)
        page = self._page()
        self.assertEqual(page.status_code, 200)
        self.assertIn("Mei's wardrobe", page.text.replace("&#39;", "'"))
        self.assertIn(self.coat.name, page.text)
        self.assertIn("Spruce", page.text)
        self.assertIn("400", page.text)
        sheet = self._article().text
        self.assertIn("Cut from one piece.", sheet)
        self.assertIn("<b>S</b>", sheet)
        self.assertRegex(sheet, r"<small>7 ")
        picture = self._page(suffix=f"/picture/{self.coat.id}/card")
        self.assertEqual(picture.status_code, 200)
        self.assertTrue(picture.headers["Content-Type"].startswith("image/"))

    def test_no_page_is_kept_indexed_or_passed_on(self):
        """Proves R35."""
        for page in (self._page(), self._article(), self._get("/outlet/p/wrong")):
            self.assertIn("no-store", page.headers["Cache-Control"])
            self.assertIn("noindex", page.headers["X-Robots-Tag"])
            self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        picture = self._page(suffix=f"/picture/{self.coat.id}/card")
        self.assertIn("noindex", picture.headers["X-Robots-Tag"])
        self.assertIn("private", picture.headers["Cache-Control"])

    def test_no_address_leads_to_goods_without_a_link(self):
        """Proves R35."""
        self.authenticate(None, None)
        paths = [
            "/sitemap.xml",
            "/robots.txt",
            "/shop",
            f"/web/image/product.template/{self.coat.id}/image_512",
            f"/outlet/p/{self.place.id}",
            "/outlet/p/",
            "/outlet/nearby",
        ]
        for path in paths:
            answer = self._get(path)
            self.assertNotIn(self.coat.name, answer.text, path)
            self.assertNotIn(self.place.access_token, answer.text, path)
        placeholder = self._get("/web/image/product.template/0/image_512").content
        self.assertEqual(
            self._get(paths[3]).content, placeholder, "only what everybody gets"
        )

    def test_people_of_another_place_do_not_see_what_is_not_meant_for_them(self):
        """Proves R35."""
        other = self._make_page_place("Another group")
        self.offer.write(
            {
                "audience": "chosen",
                "audience_partner_ids": [Command.set(self.owner.ids)],
            }
        )
        other.owner_id = self.env["res.partner"].create({"name": "Somebody"})
        self.assertEqual(self._article().status_code, 200)
        self.assertNotIn(self.coat.name, self._page(other).text)
        self.assertEqual(self._article(other).status_code, 404)
        picture = self._page(other, f"/picture/{self.coat.id}/card")
        self.assertEqual(picture.status_code, 404)

    def test_every_wrong_address_gets_the_same_answer(self):
        archived = self._make_page_place("Closed", active=False)
        answers = [
            self._get(path)
            for path in (
                "/outlet/p/x",
                f"/outlet/p/{'x' * 32}",
                f"/outlet/p/{'x' * 500}",
                f"/outlet/p/{archived.access_token}",
                f"/outlet/p/{'x' * 32}/a/{self.coat.id}",
                f"/outlet/p/{self.place.access_token}/a/999999999",
                f"/outlet/p/{self.place.access_token}/a/99999999999999999999",
                f"/outlet/p/{'x' * 32}/picture/{self.coat.id}/card",
                f"/outlet/in/{'x' * 32}",
                f"/outlet/pickup/{'x' * 32}",
            )
        ]
        self.assertEqual({one.status_code for one in answers}, {404})
        self.assertEqual(len({one.text for one in answers}), 1)

    def test_renewed_link_kills_the_old_one(self):
        old = self.place.access_token
        self.assertEqual(self._get(f"/outlet/p/{old}").status_code, 200)
        self.place.action_renew_link()
        self.assertNotEqual(self.place.access_token, old)
        self.assertEqual(self._get(f"/outlet/p/{old}").status_code, 404)
        self.assertEqual(self._page().status_code, 200)

    def test_who_tries_many_links_has_to_wait(self):
        for _number in range(pages.GUESSES.limit):
            self.assertEqual(self._get("/outlet/p/guess").status_code, 404)
        self.assertEqual(self._get("/outlet/p/guess").status_code, 429)
        self.assertEqual(self._page().status_code, 200, "the right link still opens")

    def test_where_goods_go_is_chosen_once(self):
        self.assertIn("苏州市", self._page().text)
        provinces = self._page(suffix="/to").text
        self.assertIn("山东省", provinces)
        self.assertEqual(self._page(suffix=f"/to?province={9**30}").status_code, 200)
        state = self.env.ref("base.state_cn_SD")
        cities = self._page(suffix=f"/to?province={state.id}").text
        self.assertIn("菏泽市", cities)
        page = self._page(suffix="/to/371700")
        self.assertIn("菏泽市", page.text)
        self.assertIn("菏泽市", self._article().text)

    def test_article_for_other_regions_is_politely_refused(self):
        """The link opens, but not for an address in an excluded region.

        Proves R227.
        """
        self.env["outlet.protection.rule"].create(
            {
                "brand_id": self.brand.id,
                "effect": "deny",
                "state_ids": [Command.set(self.env.ref("base.state_cn_SD").ids)],
            }
        )
        self.assertIn(self.coat.name, self._page().text)
        self._page(suffix="/to/371700")
        self.assertNotIn(self.coat.name, self._page().text)
        refused = self._article()
        self.assertEqual(refused.status_code, 200)
        self.assertIn("谢", refused.text)
        self.assertNotIn("<b>S</b>", refused.text)
        self._page(suffix="/to/320500")
        self.assertIn("<b>S</b>", self._article().text)

    def test_goods_outside_the_assortment_are_not_there(self):
        """Proves R21, R28."""
        self.brand.brand_class = "a"
        rule = self.env["outlet.assortment.rule"].create(
            {"grade": "c", "allow_class_a": False}
        )
        self.assertNotIn(self.coat.name, self._page().text)
        self.assertEqual(self._article().status_code, 404)
        rule.allow_class_a = True
        rule.suggested_ratio = 55
        self.assertIn("¥550", self._page().text)

    def test_draft_and_suspended_offers_are_not_there(self):
        self.offer.action_suspend()
        self.assertNotIn(self.coat.name, self._page().text)
        self.assertEqual(self._article().status_code, 404)

    def test_sold_out_sizes_say_so(self):
        self.assertEqual(self._article().text.count("op_none"), 1)
        before = self._page().text.count("op_gone")
        quants = self.env["stock.quant"].search([("product_id", "=", self.small.id)])
        self._put_stock(self.small, -sum(quants.mapped("quantity")))
        self.assertEqual(self._page().text.count("op_gone"), before + 1)

    def test_what_consumers_read_has_no_spoilt_word(self):
        """Proves R38."""
        self.place.company_id.outlet_label = "品牌折扣工厂店"
        pages_seen = [
            self._page(),
            self._article(),
            self._page(suffix="/to"),
            self._get("/outlet/nearby"),
            self._get("/outlet/p/none"),
        ]
        for page in pages_seen:
            self.assertNotRegex(page.text, "尾货|库存货")
        self.assertIn("品牌折扣工厂店", pages_seen[0].text)


@tagged("post_install", "-at_install")
class TestPlaceLink(PlacePageCommon):
    def test_poster_carries_name_label_and_code(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "brand_outlet.place_poster", self.place.ids
        )
        text = html.decode()
        self.assertIn("wardrobe", text)
        self.assertIn("data:image/png;base64,", text)
        self.assertNotIn("尾货", text)

    def test_operator_downloads_the_code_and_nobody_else(self):
        new_test_user(self.env, "link_operator", "brand_outlet.group_operator")
        new_test_user(
            self.env, "link_agent", "brand_outlet.group_agent", party_id=self.agent.id
        )
        path = f"/outlet/place/{self.place.id}/qr.png"
        self.authenticate("link_operator", "link_operator")
        answer = self._get(path)
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        self.assertTrue(answer.content.startswith(b"\x89PNG"))
        self.authenticate("link_agent", "link_agent")
        self.assertEqual(self._get(path).status_code, 404)

    def test_link_in_the_shop_is_another_one_where_goods_are_sold_on_site(self):
        self.assertEqual(self.place.poster_url, self.place.link_url)
        self.place.on_site_only = True
        self.assertNotIn(self.place.access_token, self.place.poster_url)
        self.assertIn(self.place.on_site_code, self.place.poster_url)
