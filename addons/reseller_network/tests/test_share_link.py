from datetime import timedelta

from freezegun import freeze_time
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ResellerCommon

PAGE = {
    "User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0",
    "Accept": "text/html,application/xhtml+xml",
    "Sec-Fetch-Dest": "document",
}


def ask(cookies=None, **headers):
    """Return the request of a browser for the page of a link."""
    kept = "; ".join(f"{key}={value}" for key, value in (cookies or {}).items())
    headers = PAGE | {key.replace("_", "-"): value for key, value in headers.items()}
    headers = {key: value for key, value in headers.items() if value}
    return Request(
        EnvironBuilder(path="/s/x", headers={**headers, "Cookie": kept}).get_environ()
    )


def cookies_of(response):
    """Return {name: value} of what an answer asks the browser to keep."""
    pairs = (one.partition(";")[0] for one in response.headers.getlist("Set-Cookie"))
    return {name: value for name, _sep, value in (one.partition("=") for one in pairs)}


@tagged("post_install", "-at_install")
class TestShareLink(ResellerCommon):
    """One tap makes a link; what is counted, and which order belongs to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.link._get_link(cls.style)

    def _open(self, link=None, cookies=None, **headers):
        response = Response()
        found = self.env["share.link"]._find((link or self.made).token)
        found._count_open(ask(cookies, **headers), response)
        return response

    def _sums(self, link=None):
        [sums] = self.env["share.link.visit"]._read_group(
            [("link_id", "=", (link or self.made).id)],
            [],
            ["opens:sum", "visitors:sum", "unseen:sum"],
        )
        return tuple(value or 0 for value in sums)

    def test_the_same_wish_gives_the_same_link_and_another_group_another(self):
        self.assertEqual(self.link._get_link(self.style), self.made)
        group = self.link._get_link(self.style, label=" 妈妈群 ")
        self.assertNotEqual(group, self.made)
        self.assertEqual(self.link._get_link(self.style, label="妈妈群"), group)
        self.assertGreaterEqual(len(self.made.token), 12)

    def test_a_reseller_makes_links_with_his_own_login(self):
        mine = self._as(self.user)._get_link(self.style)
        self.assertEqual(mine.place_id, self.place)
        self.assertEqual(mine.reseller_id, self.user.partner_id)
        self.assertNotEqual(mine, self.made)

    def test_nobody_reads_or_makes_links_of_another(self):
        links = self.env["share.link"].with_user(self.user)
        self.assertFalse(links.search([("id", "=", self.made.id)]))
        with self.assertRaises(AccessError):
            links.browse(self.made.id).read(["token"])
        with self.assertRaises(AccessError):
            links.create({"contract_id": self.contract.id, "place_id": self.place.id})

    def test_a_link_is_for_an_own_place_only(self):
        with self.assertRaises(ValidationError):
            self.made.place_id = self.other_place
        # a guessed id of a foreign place is not taken: it is the own default one
        link = self._as(self.user)._get_link(self.style, self.other_place)
        self.assertEqual(link.place_id, self.place)

    def test_a_wrong_token_or_an_ended_contract_opens_nothing(self):
        links = self.env["share.link"]
        self.assertEqual(links._find(self.made.token), self.made)
        for token in (
            "",
            "x" * 12,
            self.made.token[:-1],
            self.made.token + "2",
            "a" * 99,
        ):
            self.assertFalse(links._find(token))
        self.link.action_end()
        self.assertFalse(links._find(self.made.token))

    def test_people_are_counted_robots_are_not(self):
        first = self._open()
        self._open(cookies=cookies_of(first))
        self._open(User_Agent="Googlebot/2.1")
        self._open(User_Agent="")
        self.assertEqual(self._sums(), (2, 1, 0))

    def test_the_rows_of_past_days_are_folded(self):
        self._open()
        self._open()
        visits = self.env["share.link.visit"].search([("link_id", "=", self.made.id)])
        visits.date = "2026-01-02"
        visits._gc_fold()
        folded = self.env["share.link.visit"].search([("link_id", "=", self.made.id)])
        self.assertEqual(folded.mapped("opens"), [2])

    def test_a_link_in_a_picture_or_frame_leaves_no_mark(self):
        """A stuffed link attributes nothing."""
        hidden = (
            {"Sec_Fetch_Dest": "image"},
            {"Sec_Fetch_Dest": "iframe"},
            {"Sec_Fetch_Dest": "", "Accept": "image/webp,*/*"},
            {"Sec_Purpose": "prefetch"},
        )
        for headers in hidden:
            response = self._open(**headers)
            self.assertFalse(cookies_of(response))
            self.assertEqual(response.headers["X-Frame-Options"], "DENY")
        self.assertEqual(self._sums(), (0, 0, len(hidden)))

    def test_who_goes_on_into_the_mall_came_by_the_link_seen_last(self):
        links = self.env["share.link"]
        first = cookies_of(self._open())
        mine = self.contract._get_link(self.style)
        last = cookies_of(self._open(mine, cookies=first))
        self.assertEqual(links._find_used(last, self.contract), (mine, ""))
        self.assertFalse(links._find_used(last, self.link)[0])
        self.assertFalse(links._find_used({}, self.contract)[0])

    def test_a_mark_is_forgotten_after_the_days_of_the_setting(self):
        cookies = cookies_of(self._open())
        self.env.company.share_link_days = 5
        found, problem = self.env["share.link"]._find_marked(cookies)
        self.assertEqual((found, problem), (self.made, ""))
        with freeze_time(fields.Datetime.now() + timedelta(days=6)):
            found, problem = self.env["share.link"]._find_marked(cookies)
        self.assertEqual((bool(found), problem), (False, ""))

    def test_a_changed_mark_attributes_nothing(self):
        mark = cookies_of(self._open())["outlet_link"]
        mine = self.contract._get_link(self.style)
        for forged in (mark[:-2] + "xx", "garbage", mine.token, "é" * 9):
            found, problem = self.env["share.link"]._find_marked(
                {"outlet_link": forged}
            )
            self.assertFalse(found)
            self.assertEqual(problem, "tampered")

    def test_the_place_of_the_link_wins_over_the_home_of_the_consumer(self):
        self.in_beijing.home_place_id = self.place
        orders = self.env["sale.order"].create(
            [
                {"partner_id": self.in_beijing.id, "link_id": link}
                for link in (False, self.made.id)
            ]
        )
        self.assertEqual(orders[0].place_id, self.place)
        self.assertEqual(orders[1].place_id, self.link_place)
        with self.assertRaises(ValidationError):
            orders[1].place_id = self.place

    def test_figures_per_link_place_and_group(self):
        """A group is a place or a name on the link; both are reported. Proves R92."""
        self.assertEqual(self.link_place.place_type, "group")
        mothers = self.link._get_link(self.style, label="妈妈群")
        for link in (self.made, mothers, mothers):
            self._open(link)
        orders = self.env["sale.order"]
        for link in (mothers, mothers):
            orders += self._order(
                self.in_beijing,
                [(self.small, 1, 400.0)],
                place_id=self.link_place.id,
                link_id=link.id,
            )
        orders[0]._action_cancel()
        self.assertEqual((mothers.opens, mothers.orders, mothers.refunds), (2, 1, 1))
        self.assertEqual((mothers.sales, mothers.conversion), (400, 50))
        self.assertEqual((self.made.opens, self.made.orders), (1, 0))
        groups = self.env["share.link.report"]._read_group(
            [
                ("place_type", "=", "group"),
                ("reseller_id", "=", self.link.reseller_id.id),
            ],
            ["place_id", "label"],
            ["opens:sum", "orders:sum", "sales:sum", "conversion:avg"],
        )
        self.assertEqual(
            groups,
            [
                (self.link_place, "妈妈群", 2, 1, 400, 50),
                (self.link_place, "衣橱研究所", 1, 0, 0, 0),
            ],
        )
