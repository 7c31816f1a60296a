from odoo.tests import tagged

from .shop_common import ShopCommon


@tagged("post_install", "-at_install")
class TestShopMall(ShopCommon):
    """A small mall in the seller's own name, for who is capable of it."""

    def _mall(self, contract):
        return f"/outlet/m/{contract.mall_token}"

    def test_a_shopkeeper_has_a_mall_in_his_own_name(self):
        """Proves R251."""
        page = self._read(self._mall(self.contract))
        self.assertEqual(page.status_code, 200)
        name = self.contract.default_place_id.name
        self.assertIn(f"<title>{name}</title>", page.text)
        self.assertIn(self.style.name, page.text)
        self.assertEqual(self._read(self._mall(self.link)).status_code, 404)
        self.link.has_mall = True
        own = self._read(self._mall(self.link))
        self.assertIn(self.link_user.partner_id.name, own.text)

    def test_what_is_bought_in_the_mall_belongs_to_its_seller(self):
        path = f"{self._mall(self.contract)}/a/{self.style.id}"
        order = self._order_of(self._order(path))
        self.assertEqual(order.reseller_id, self.user.partner_id)
        self.assertFalse(order.link_id)

    def test_who_goes_on_from_a_link_into_the_mall_came_by_the_link(self):
        self.link.has_mall = True
        link = self._make_link(self.link)
        self._read(
            self._path(link), headers={"User-Agent": "Phone", "Accept": "text/html"}
        )
        order = self._order_of(
            self._order(f"{self._mall(self.link)}/a/{self.style.id}")
        )
        self.assertEqual((order.link_id, order.place_id), (link, link.place_id))
        self.assertFalse(order.no_commission)
        other = f"{self._mall(self.contract)}/a/{self.style.id}"
        self.assertFalse(self._order_of(self._order(other)).link_id)

    def test_a_forged_mark_in_the_mall_is_flagged(self):
        self.link.has_mall = True
        form = self._form(f"{self._mall(self.link)}/a/{self.style.id}")
        self.opener.cookies["outlet_link"] = "garbage"
        path = f"{self._mall(self.link)}/a/{self.style.id}/order"
        order = self._order_of(self._send(path, form))
        self.assertEqual(order.link_problem, "tampered")
        self.assertEqual(order.trade_flag_ids.kind, "tampered_link")

    def test_the_mall_shows_what_was_picked_in_its_order(self):
        second = self._make_style("云杉 短外套", "T-SHORT", 800.0)
        self._publish(second, self.tj)
        self._stock(self.tj, second.product_variant_ids[:1], 2)
        picks = [(second, 1), (self.style, 2)]
        for style, number in picks:
            self.env["reseller.pick"].create(
                {
                    "contract_id": self.contract.id,
                    "product_tmpl_id": style.id,
                    "sequence": number,
                }
            )
        page = self._read(self._mall(self.contract)).text
        self.assertLess(page.index(second.name), page.index(self.style.name))

    def test_a_link_to_one_article_opens_nothing_else(self):
        second = self._make_style("云杉 短外套", "T-SHORT", 800.0)
        self._publish(second, self.tj)
        path = f"{self._path()}/a/{second.id}"
        self.assertEqual(self._read(path).status_code, 404)

    def test_an_ended_contract_closes_link_and_mall(self):
        self.contract.action_end()
        self.assertEqual(self._read(self._path()).status_code, 404)
        self.assertEqual(self._read(self._mall(self.contract)).status_code, 404)

    def test_goods_of_a_shop_are_seen_after_scanning_on_the_spot(self):
        place = self.contract.default_place_id
        place.on_site_only = True
        shut = self._read(self._path())
        self.assertNotIn("/picture/", shut.text)
        self.assertNotIn('name="product_id"', shut.text)
        shut = self._read(self._mall(self.contract))
        self.assertNotIn(self.style.name, shut.text)
        self.url_open(f"/outlet/in/{place.on_site_code}")
        self.assertIn(self.style.name, self._read(self._path()).text)

    def test_no_engine_keeps_these_pages(self):
        for path in (self._path(), self._mall(self.contract)):
            page = self._read(path)
            self.assertIn("noindex", page.headers["X-Robots-Tag"])
            self.assertIn("no-store", page.headers["Cache-Control"])
