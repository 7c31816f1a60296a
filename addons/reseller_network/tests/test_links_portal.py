import io
import re

from PIL import Image

from odoo.tests import tagged

from ..poster import STYLES
from .common import PortalCommon, make_picture


@tagged("post_install", "-at_install")
class TestLinksPortal(PortalCommon):
    """Sharing on the phone: link, poster, many at once, figures, appeal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._make_style("云杉 短款羽绒服", "T-DOWN", 1200.0)
        cls._publish(cls.second, cls.tj)
        cls._stock(cls.tj, cls.second.product_variant_ids[:1], 4)

    def _share(self, login="t_link", style=None, **data):
        style = style or self.style
        return self._post(f"/my/outlet/article/{style.id}/share", login=login, **data)

    def _link(self, contract=None, label=""):
        return (contract or self.link)._get_link(self.style, label=label)

    def test_one_tap_makes_link_and_code(self):
        """From the article one tap shows the link to copy and the picture with the
        code; an affiliate needs nothing else. Proves R78."""
        page = self._get(f"/my/outlet/article/{self.style.id}", "t_link").text
        self.assertIn(f"/my/outlet/article/{self.style.id}/share", page)
        answer = self._share()
        link = self._link()
        self.assertTrue(answer.url.endswith(f"/my/outlet/share/{link.id}"))
        self.assertIn(f'data-copy="{link.url}"', answer.text)
        self.assertIn(f"/my/outlet/share/{link.id}/magazine.png", answer.text)
        again = self._share()
        self.assertEqual(again.url, answer.url)

    def test_the_link_opens_the_page_to_buy_at_once(self):
        """No login, no detour: the address that was copied shows the article."""
        link = self._link()
        self.authenticate(None, None)
        self.logged_in = ""
        page = self.url_open(f"/s/{link.token}", headers={"User-Agent": "Mozilla/5.0"})
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.style.name, page.text)

    def test_every_style_is_a_picture_of_1080_pixels(self):
        link = self._link()
        for style in STYLES:
            answer = self._get(f"/my/outlet/share/{link.id}/{style}.png", "t_link")
            self.assertEqual(answer.headers["Content-Type"], "image/png")
            picture = Image.open(io.BytesIO(answer.content))
            self.assertEqual(picture.width, 1080)
            # the goods are on it
            self.assertIn(
                (0, 0, 128), {colour for _n, colour in picture.getcolors(2**24)}
            )
        wrong = self._get(f"/my/outlet/share/{link.id}/nothing.png", "t_link")
        self.assertEqual(wrong.status_code, 404)

    def test_a_phone_that_has_the_poster_does_not_load_it_again(self):
        path = f"/my/outlet/share/{self._link().id}/letter.png"
        first = self._get(path, "t_link")
        known = {"If-None-Match": first.headers["ETag"]}
        self.assertEqual(self._get(path, "t_link", headers=known).status_code, 304)
        self.link.shop_words = "只推自己穿过的"
        self.assertEqual(self._get(path, "t_link", headers=known).status_code, 200)

    def test_a_poster_works_without_picture_and_with_signs_of_the_phone(self):
        self.style.image_1920 = False
        self.user.partner_id.write(
            {"name": "阿梅🌸", "image_1920": make_picture("red")}
        )
        link = self._link(self.contract)
        answer = self._get(f"/my/outlet/share/{link.id}/night.png")
        self.assertEqual(answer.status_code, 200)

    def test_ten_links_and_their_words_at_once(self):
        """Tick, make, copy."""
        page = self._get("/my/outlet/links/new", "t_link").text
        for style in (self.style, self.second):
            self.assertIn(f'name="article" value="{style.id}"', page)
        answer = self._post(
            "/my/outlet/links/new",
            login="t_link",
            article=[self.second.id, self.style.id],
            label="妈妈群",
        )
        [text] = re.findall(r'<pre class="ol_text">([^<]+)</pre>', answer.text)
        links = self.link._get_links(self.second | self.style, None, "妈妈群")
        for link in links:
            self.assertIn(link.url, text)
        self.assertLess(text.index("短款羽绒服"), text.index("长款风衣"))
        ids = ",".join(map(str, links.ids))
        wall = self._get(f"/my/outlet/links/wall.png?ids={ids}", "t_link")
        self.assertEqual(Image.open(io.BytesIO(wall.content)).width, 1080)

    def test_what_is_not_in_the_selection_is_not_shared(self):
        hidden = self._make_style("未上架", "T-HID", 100.0)
        answer = self._share(style=hidden)
        self.assertEqual(answer.status_code, 404)
        answer = self._post("/my/outlet/links/new", login="t_link", article=[hidden.id])
        self.assertTrue(answer.url.endswith("/my/outlet/links/new"))
        self.assertFalse(
            self.env["share.link"].search([("product_tmpl_id", "=", hidden.id)])
        )

    def test_links_of_others_are_not_found(self):
        link = self._link()
        for path in ("", "/magazine.png"):
            answer = self._get(f"/my/outlet/share/{link.id}{path}", "t_other")
            self.assertEqual(answer.status_code, 404)
        for path in ("post", "wall.png"):
            answer = self._get(f"/my/outlet/links/{path}?ids={link.id}", "t_other")
            self.assertEqual(answer.status_code, 404)

    def test_figures_stand_beside_each_link_and_group(self):
        link = self._link(label="妈妈群")
        self.env["share.link.visit"].create(
            {"link_id": link.id, "date": "2026-01-01", "opens": 40, "visitors": 20}
        )
        self._order(
            self.in_beijing,
            [(self.small, 1, 400.0)],
            place_id=self.link_place.id,
            link_id=link.id,
        )
        page = self._get("/my/outlet/links", "t_link").text
        for shown in ("妈妈群", "<dd>40</dd>", "5%", "¥120"):
            self.assertIn(shown, page)
        self.assertNotIn("妈妈群", self._get("/my/outlet/links", "t_other").text)

    def test_the_trace_says_why_and_an_appeal_is_granted(self):
        order = self._order(
            self.in_beijing,
            [(self.small, 1, 400.0)],
            place_id=self.link_place.id,
            link_id=False,
        )
        self._deliver(order)
        link = self._link()
        link.create_date = order.create_date
        page = self._get(f"/my/outlet/trace?number={order.name}", "t_link").text
        self.assertIn("No commission: not through a link", page)
        foreign = self._get(f"/my/outlet/trace?number={order.name}", "t_other").text
        unknown = self._get("/my/outlet/trace?number=S99999", "t_other").text
        for text in (foreign, unknown):
            self.assertIn("No order of yours has this number", text)
        answer = self._post(
            "/my/outlet/trace", login="t_link", number=order.name, text="群里的李雷"
        )
        self.assertIn("群里的李雷", answer.text)
        appeal = self.env["trade.appeal"].search([("order_ref", "=", order.name)])
        self.assertEqual((appeal.order_id, appeal.link_id), (order, link))
        appeal.action_grant()
        self.assertEqual(order.link_id, link)
        entries = self.env["share.entry"].search([("order_id", "=", order.id)])
        commission = entries.filtered(lambda entry: entry.kind == "commission")
        self.assertEqual(sum(commission.mapped("amount")), 120)
        self.assertAlmostEqual(sum(entries.mapped("amount")), order.amount_total, 2)
        page = self._get(f"/my/outlet/trace?number={order.name}", "t_link").text
        self.assertIn("Earned: ¥120", page)

    def test_an_appeal_for_the_order_of_another_is_kept_and_never_granted(self):
        order = self._order(
            self.in_beijing, [(self.small, 1, 400.0)], place_id=self.place.id
        )
        for _twice in range(2):
            self._post(
                "/my/outlet/trace", login="t_link", number=order.name, text="我的"
            )
        appeal = self.env["trade.appeal"].search([("order_ref", "=", order.name)])
        self.assertEqual(len(appeal), 1)
        self.assertFalse(appeal.order_id)
        appeal.order_id = order
        with self.assertRaisesRegex(Exception, "never two"):
            appeal.action_grant()
        with self.assertRaisesRegex(Exception, "why"):
            appeal.action_refuse()
        appeal.answer = "是阿梅的群。"
        appeal.action_refuse()
        self.assertIn("是阿梅的群。", self._get("/my/outlet/trace", "t_link").text)
