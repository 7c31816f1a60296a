import datetime
import json
import re

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .party_world import PartyWorld

# A mark as JSON, HTML or plain text has it.
ANY_MARK = re.compile(r"(?:«|\\u00ab|&laquo;|%C2%AB)(\w+?)(?:»|\\u00bb|&raquo;|%C2%BB)")
QUIET = (
    "odoo.http",
    "odoo.addons.web.controllers.export",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.rpc",
)
SUITE = (
    *("brand.contract", "outlet.offer", "outlet.place", "outlet.session"),
    *("outlet.session.line", "outlet.sale.report", "outlet.stock.report"),
    *("outlet.protection.rule", "outlet.import"),
)
CORE = (
    *("product.template", "product.product", "product.brand", "stock.quant"),
    *("sale.order", "stock.picking", "account.move", "res.partner", "ir.attachment"),
)


class PartyHttp(PartyWorld, HttpCase):
    """Asks over the network, the way a curious person would."""

    def _login(self, viewer):
        self.viewer = viewer
        login = self.users[viewer].login if viewer != "public" else None
        self.authenticate(login, login and login.ljust(8, "x"))

    def _rpc(self, path, params=None):
        with mute_logger(*QUIET):
            return self.url_open(path, json={"params": params or {}})

    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._rpc(f"/web/dataset/call_kw/{model}/{method}", params)

    def _get(self, path):
        with mute_logger(*QUIET):
            return self.url_open(path)

    def assertDiscreet(self, response, where):
        """The answer tells of nobody the viewer does not deal with."""
        strangers = set(ANY_MARK.findall(response.text)) - self.knows[self.viewer]
        self.assertFalse(strangers, f"{self.viewer}: {where}")

    def assertNoResult(self, response, where):
        self.assertDiscreet(response, where)
        if response.ok:
            self.assertFalse(response.json().get("result"), f"{self.viewer}: {where}")

    def _get_foreign_documents(self):
        """Records of agent B and brand Y's own that agent A does not share."""
        return [
            self.contracts["brand_y", "agent_b"],
            self.offers["brand_y", "agent_b"],
            self.places["agent_b"],
            self.parties["agent_b"],
            self.parties["consumer_1"],
            self.orders[-1],
            self.orders[-1].picking_ids[:1],
        ]


@tagged("post_install", "-at_install")
class TestPartyHttp(PartyHttp):
    """Nobody learns of a stranger by any route.

    Proves R12.
    """

    def test_calls_over_the_network_reach_no_stranger(self):
        self._login("agent_a")
        for record in self._get_foreign_documents():
            name, ids = record._name, record.ids
            for method, args in (
                ("read", [ids, ["display_name"]]),
                ("web_read", [ids, {"display_name": {}}]),
                ("search_read", [[("id", "in", ids)], ["display_name"]]),
                ("name_search", ["", [("id", "in", ids)]]),
                ("get_formview_action", [ids]),
                ("get_metadata", [ids]),
                ("message_post", [ids]),
                ("message_subscribe", [ids, self.users["agent_a"].partner_id.ids]),
            ):
                response = self._call(name, method, *args)
                self.assertDiscreet(response, f"{name}.{method}")
        self.assertFalse(
            self.contracts["brand_y", "agent_b"].message_ids.filtered(
                lambda message: message.author_id == self.users["agent_a"].partner_id
            )
        )

    def test_json_2_with_a_key_reaches_no_stranger(self):
        self.viewer = "agent_a"
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.users["agent_a"])
            ._generate(
                "rpc", "walk", datetime.datetime.now() + datetime.timedelta(days=1)
            )
        )
        headers = {"Authorization": f"bearer {key}"}

        def ask(model, method, **kwargs):
            with mute_logger(*QUIET):
                return self.url_open(
                    f"/json/2/{model}/{method}", json=kwargs, headers=headers
                )

        own = self.offers["brand_x", "agent_a"]
        found = ask("outlet.offer", "search", domain=[])
        self.assertIn(own.id, found.json())
        for record in self._get_foreign_documents():
            name, ids = record._name, record.ids
            for method, kwargs in (
                ("read", {"ids": ids, "fields": ["display_name"]}),
                ("copy", {"ids": ids}),
                ("unlink", {"ids": ids}),
                ("search_read", {"domain": [("id", "in", ids)]}),
                ("web_search_read", {"domain": [], "specification": {"id": {}}}),
            ):
                answer = ask(name, method, **kwargs)
                self.assertDiscreet(answer, f"{name}.{method}")
                if answer.ok:
                    text = json.dumps(answer.json())
                    self.assertNotIn(f'"id": {record.id},', text, f"{name}.{method}")
            self.assertTrue(record.exists())

    def test_talk_and_files_of_others_stay_closed(self):
        self._login("agent_a")
        requests = [
            *("followers", "attachments", "activities", "suggestedRecipients"),
            "scheduledMessages",
        ]
        shared = [
            self.contracts["brand_y", "agent_a"],
            self.offers["brand_x", "agent_a"],
            self.parties["brand_y"],
            self.styles["brand_y"],
        ]
        for record in [*self._get_foreign_documents(), *shared]:
            thread = {"thread_model": record._name, "thread_id": record.id}
            for path, params in (
                ("/mail/thread/messages", thread),
                (
                    "/mail/data",
                    {
                        "fetch_params": [
                            ["mail.thread", {**thread, "request_list": requests}]
                        ]
                    },
                ),
                ("/mail/thread/recipients", thread),
                ("/mail/thread/recipients/get_suggested_recipients", thread),
            ):
                self.assertDiscreet(self._rpc(path, params), f"{path} {record}")
        files = self.env["ir.attachment"].search([("name", "like", "«inside»")])
        files |= self.env["ir.attachment"].search([("name", "like", "«agent_b»")])
        self.assertTrue(files)
        for file in files[-6:]:
            for path in (
                f"/web/content/{file.id}",
                f"/web/content/{file.id}?download=1",
            ):
                self.assertDiscreet(self._get(path), path)
        with mute_logger(*QUIET):
            packed = self.url_open(
                "/mail/attachment/zip",
                data={
                    "file_ids": files[-1:].ids,
                    "zip_name": "all.zip",
                    "csrf_token": http.Request.csrf_token(self),
                },
            )
        self.assertFalse(packed.ok and packed.content.startswith(b"PK"))

    def test_own_talk_is_there(self):
        self._login("agent_a")
        offer = self.offers["brand_x", "agent_a"]
        thread = {"thread_model": offer._name, "thread_id": offer.id}
        answer = self._rpc("/mail/thread/messages", thread)
        self.assertIn("Said", answer.text)

    def test_suggestions_name_no_stranger(self):
        self._login("agent_a")
        for method, args in (
            ("get_mention_suggestions", ["agent"]),
            ("get_mention_suggestions", ["consumer"]),
            ("search_for_channel_invite", ["agent"]),
            ("name_search", ["reseller"]),
            ("name_search", ["consumer"]),
        ):
            answer = self._call("res.partner", method, *args)
            self.assertDiscreet(answer, f"{method} {args}")
        for path, params in (
            ("/discuss/search", {"term": "agent"}),
            ("/discuss/search", {"term": "consumer"}),
            *(
                ("/mail/data", {"fetch_params": [["avatar_card", card]]})
                for card in (
                    {"id": self.parties["agent_b"].id, "model": "res.partner"},
                    {"id": self.users["agent_b"].id, "model": "res.users"},
                )
            ),
            (
                "/mail/data",
                {"fetch_params": ["init_messaging", "systray_get_activities"]},
            ),
        ):
            self.assertDiscreet(self._rpc(path, params), path)

    def test_nobody_is_drawn_into_a_talk_by_his_number(self):
        self._login("agent_a")
        stranger = self.parties["consumer_1"]
        for params in (
            ["/discuss/create_group", {"partners_to": stranger.ids}],
            ["/discuss/get_or_create_chat", {"partners_to": stranger.ids}],
        ):
            answer = self._rpc("/mail/action", {"fetch_params": [params]})
            self.assertDiscreet(answer, params[0])
        offer = self.offers["brand_x", "agent_a"]
        self._rpc(
            "/mail/message/post",
            {
                "thread_model": offer._name,
                "thread_id": offer.id,
                "post_data": {"body": "Hello", "partner_ids": stranger.ids},
            },
        )
        self._call("outlet.offer", "message_post", offer.ids, partner_ids=stranger.ids)
        self.assertNotIn(stranger, offer.message_ids.partner_ids)
        members = self.env["discuss.channel.member"].search(
            [("partner_id", "=", stranger.id)]
        )
        self.assertFalse(members)

    def test_nobody_speaks_in_anothers_name(self):
        self._login("agent_a")
        offer = self.offers["brand_x", "agent_a"]
        brand = self.users["brand_x"].partner_id
        self._call(
            *("outlet.offer", "message_post", offer.ids),
            **{"body": "Agreed", "author_id": brand.id},
        )
        said = offer.message_ids[0]
        self.assertIn("Agreed", said.body)
        self.assertEqual(said.author_id, self.users["agent_a"].partner_id)

    def test_pictures_and_downloads_of_others_stay_closed(self):
        self._login("agent_a")
        picture = self.env["outlet.picture"].search(
            [("offer_id", "=", self.offers["brand_y", "agent_b"].id)]
        )
        own = self.env["outlet.picture"].search(
            [("offer_id", "=", self.offers["brand_x", "agent_a"].id)]
        )
        shown = self._get(f"/web/image/outlet.picture/{own.id}/image_1920").content
        for path in (
            f"/web/image/outlet.picture/{picture.id}/image_1920",
            f"/web/image/res.partner/{self.parties['consumer_1'].id}/image_1920",
            f"/web/content/outlet.picture/{picture.id}/image_1920",
        ):
            self.assertNotEqual(self._get(path).content, shown, path)
        for model, ids in (
            ("outlet.offer", self.offers["brand_y", "agent_b"].ids),
            ("res.partner", self.parties["agent_b"].ids),
        ):
            data = {
                "model": model,
                "fields": [{"name": "display_name", "label": "Name", "type": "char"}],
                "ids": ids,
                "domain": [],
                "import_compat": False,
            }
            with mute_logger(*QUIET):
                answer = self.url_open(
                    "/web/export/csv",
                    data={
                        "data": json.dumps(data),
                        "csrf_token": http.Request.csrf_token(self),
                    },
                )
            self.assertDiscreet(answer, f"export of {model}")

    def test_reports_of_others_are_not_printed(self):
        self._login("agent_a")
        documents = {record._name: record for record in self._get_foreign_documents()}
        documents |= {
            "product.template": self.styles["brand_x"],
            "res.partner": self.parties["consumer_1"],
        }
        for report in self.env["ir.actions.report"].search(
            [("model", "in", list(documents)), ("report_type", "like", "qweb")]
        ):
            path = f"/report/html/{report.report_name}/{documents[report.model].id}"
            self.assertDiscreet(self._get(path), path)

    def test_brand_learns_nothing_of_those_who_buy(self):
        """Proves R37."""
        self._login("brand_x")
        consumer, order = self.parties["consumer_1"], self.orders[:1]
        for record in (consumer, order, order.order_line, self.parties["reseller_1"]):
            for method, args in (
                ("read", [record.ids]),
                ("web_search_read", [[], {"display_name": {}}]),
                ("name_search", ["consumer"]),
            ):
                answer = self._call(record._name, method, *args)
                self.assertDiscreet(answer, f"{record._name}.{method}")
        rows = self._call("outlet.sale.report", "search_read", [])
        self.assertDiscreet(rows, "outlet.sale.report")
        self.assertIn("place_1", rows.text)


@tagged("post_install", "-at_install")
class TestOutsideHttp(PartyHttp):
    """Who is not of the house reaches what is made for him, and nothing else.

    Proves R35.
    """

    outsiders = ("public", "reseller_1")

    def test_calls_reach_nothing_of_the_outlet(self):
        for viewer in self.outsiders:
            self._login(viewer)
            for name in (*SUITE, *CORE):
                for method, args in (
                    ("search", [[]]),
                    ("search_read", [[], ["display_name"]]),
                    ("name_search", [""]),
                    ("web_search_read", [[], {"display_name": {}}]),
                ):
                    answer = self._call(name, method, *args)
                    self.assertDiscreet(answer, f"{name}.{method}")
                    if name in SUITE:
                        self.assertNoResult(answer, f"{name}.{method}")

    def test_pages_of_the_core_show_no_goods(self):
        style = self.styles["brand_x"]
        offer = self.offers["brand_x", "agent_a"]
        for viewer in self.outsiders:
            self._login(viewer)
            for path in (
                *(
                    "/shop",
                    "/shop/all",
                    "/sitemap.xml",
                    "/robots.txt",
                    "/my",
                    "/search",
                ),
                *(f"/shop/{style.id}", f"/product/{style.id}", "/website/search"),
                *("/my/orders", "/my/quotes", "/my/invoices", "/outlet", "/outlet/p"),
                *("/outlet/p/1", f"/outlet/offer/{offer.id}", "/web/webclient/version"),
                f"/odoo/outlet.offer/{offer.id}",
                f"/mail/view?model=outlet.offer&res_id={offer.id}",
                f"/web/content/outlet.offer/{offer.id}/tag_photo",
            ):
                answer = self._get(path)
                self.assertDiscreet(answer, path)
                self.assertNotIn(style.style_code, answer.text, path)

    def test_pictures_and_talk_are_closed(self):
        picture = self.env["outlet.picture"].search([], limit=1)
        raw = (
            self.env["ir.attachment"]
            .search(
                [
                    ("res_model", "=", "outlet.picture"),
                    ("res_field", "=", "image_1920"),
                    ("res_id", "=", picture.id),
                ]
            )
            .raw
        )
        for viewer in self.outsiders:
            self._login(viewer)
            for path in (
                f"/web/image/outlet.picture/{picture.id}/image_1920",
                f"/web/image/product.template/{self.styles['brand_x'].id}/image_1920",
                f"/web/image/product.product/"
                f"{self.styles['brand_x'].product_variant_id.id}/image_1920",
                f"/web/image/res.partner/{self.parties['agent_a'].id}/image_1920",
            ):
                self.assertNotEqual(self._get(path).content, raw, path)
            for record in (
                self.offers["brand_x", "agent_a"],
                self.contracts["brand_x", "agent_a"],
                self.styles["brand_x"],
                self.places["reseller_1"],
            ):
                thread = {"thread_model": record._name, "thread_id": record.id}
                for path, params in (
                    ("/mail/thread/messages", thread),
                    (
                        "/mail/data",
                        {
                            "fetch_params": [
                                ["mail.thread", {**thread, "request_list": []}]
                            ]
                        },
                    ),
                    ("/mail/message/post", {**thread, "post_data": {"body": "Hi"}}),
                ):
                    answer = self._rpc(path, params)
                    self.assertDiscreet(answer, f"{path} {record}")
                    self.assertNotIn("Said", answer.text)
