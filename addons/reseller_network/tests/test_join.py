import re

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .join_common import FORM, JoinCommon


@tagged("post_install", "-at_install")
class TestJoin(JoinCommon):
    """From the invitation to the shop, on both sides."""

    def test_the_form_asks_for_five_things(self):
        """Proves R95."""
        page = self.url_open(f"/outlet/join/{self.invitation.code}").text
        form = page[page.index("<form") : page.index("</form>")]
        self.assertEqual(len(re.findall("oj_field", form)), 5)
        named = set(re.findall(r'name="(\w+)"', form)) - {"csrf_token", "mode"}
        values = {name for name in named if name.startswith("shares_")}
        self.assertEqual(named - values, {"name", "phone", "place_type", "reach"})

    def test_form_code_and_yes_open_a_working_shop(self):
        """Proves R95, R74."""
        page = self._send_form()
        self.assertIn("We have your application", page.text)
        application = self._application()
        self.assertEqual(application.state, "new")
        self.assertFalse(application.contract_id)
        with self._phones() as texts:
            application.with_user(self._staff()).action_approve()
        self.assertEqual(texts[0][0], "13900001111")
        self.assertIn(application._status_url(), texts[0][1])
        contract = application.contract_id
        self.assertEqual((contract.state, contract.mode), ("active", "shop"))
        link = contract.default_place_id.link_url
        self.assertIn(link, self.url_open(application._status_url()).text)
        self.assertIn("云杉 长款风衣", self.url_open(link).text)
        page = self._log_in_by_phone()
        self.assertTrue(page.url.endswith("/my/outlet"))
        self.assertIn("小区团长·阿芳", page.text)

    def test_a_wrong_code_makes_no_application(self):
        """Proves R74."""
        path = f"/outlet/join/{self.invitation.code}"
        with self._phones() as texts:
            self._post_public(path, **FORM)
            wrong = f"{(int(self._digits(texts)) + 1) % 10**6:06d}"
            page = self._post_public(f"{path}/code", digits=wrong)
        self.assertIn("This is not the code", page.text)
        self.assertFalse(self._application())

    def test_what_is_wrong_is_said_and_kept(self):
        for answers, words in (
            ({"phone": "123"}, "eleven digits"),
            ({"name": " "}, "What shall your shop be called?"),
            ({"place_type": "moon"}, "Where will you sell?"),
            ({"reach": ""}, "How many people do you reach?"),
        ):
            with self.subTest(words):
                page = self._send_form(**answers)
                self.assertIn(words, page.text)
                self.assertIn('value="groups"', page.text)
        self.assertFalse(self._count())

    def test_the_upstream_party_is_that_of_the_invitation(self):
        """Proves R258."""
        self._send_form(self.agent_invitation)
        self.assertEqual(self._application().upstream_id, self.tj.agent_id)

    def test_only_the_party_applied_to_and_the_operator_decide(self):
        """Proves R258."""
        self._send_form(self.agent_invitation)
        application = self._application()
        stranger = self._staff(self.ks.agent_id, "t_ks_staff")
        as_stranger = application.with_user(stranger)
        self.assertFalse(as_stranger.search_count([]))
        for decide in (as_stranger.action_approve, as_stranger.action_refuse):
            with self.assertRaises(AccessError):
                decide()
        with self.assertRaises(AccessError):
            as_stranger._refuse("no")
        with self.assertRaises(AccessError):
            application.with_user(self.user).action_approve()
        own = self._staff(self.tj.agent_id, "t_tj_staff")
        self.assertEqual(application.with_user(own).search_count([]), 1)
        with self.assertRaises(AccessError):
            application.with_user(own).write({"state": "approved"})
        application.with_user(own).write({"values_score": "4", "note": "nice"})
        application.with_user(own).action_approve()
        self.assertEqual(application.contract_id.upstream_id, self.tj.agent_id)
        self.assertEqual(application.decided_by_id, own)
        other = self._approved(phone="13900002222")
        self.assertEqual(other.upstream_id, self.env.company.partner_id)

    def test_an_application_to_the_operator_is_not_an_agents(self):
        """Proves R258."""
        self._send_form()
        own = self._staff(self.tj.agent_id, "t_tj_staff")
        with self.assertRaises(AccessError):
            self._application().with_user(own).action_approve()

    def test_an_agent_invites_for_himself_only(self):
        """Proves R258."""
        staff = self._staff(self.tj.agent_id, "t_tj_staff")
        invitations = self.env["reseller.invitation"].with_user(staff)
        own = invitations.create({"name": "门口海报"})
        self.assertEqual(own.upstream_id, self.tj.agent_id)
        self.assertEqual(invitations.search([]), own | self.agent_invitation)
        for upstream in (self.ks.agent_id, self.env.company.partner_id):
            with self.assertRaises(AccessError):
                invitations.create({"name": "x", "upstream_id": upstream.id})
            with self.assertRaises(AccessError):
                own.write({"upstream_id": upstream.id})

    def test_pages_of_joining_are_for_resellers_only(self):
        new_test_user(self.env, "t_nobody", groups="base.group_portal")
        pages = ("agreement", "verification", "agents", "upgrade")
        for page in pages:
            answer = self._get(f"/my/outlet/{page}", "t_nobody")
            self.assertEqual(answer.status_code, 404, page)
        self._log_out()
        for page in pages:
            answer = self.url_open(f"/my/outlet/{page}")
            self.assertIn("/web/login", answer.url, page)

    def test_both_scores_are_suggested_and_set_after_talking(self):
        """Proves R103."""
        self._send_form()
        application = self._application()
        self.assertEqual(application.values_score, "2")
        self.assertEqual(application.ability_score, "3")
        application.with_user(self._staff()).write(
            {"values_score": "5", "ability_score": "1"}
        )
        self.assertEqual(application.values_score, "5")

    def test_other_terms_than_asked_for_need_the_applicants_yes(self):
        """Proves R103."""
        self._send_form()
        application = self._application()
        application.offered_mode = "link"
        application.action_approve()
        self.assertEqual(application.state, "offered")
        self.assertFalse(application.contract_id)
        page = self.url_open(application._status_url())
        self.assertIn("An offer for you", page.text)
        page = self._post_public(
            f"/outlet/join/s/{application.access_token}/answer", answer="yes"
        )
        self.assertIn("Your shop is open", page.text)
        self.assertEqual(application.contract_id.mode, "link")
        self.assertTrue(application.applicant_agreed_on)

    def test_the_applicant_may_say_no(self):
        """Proves R103."""
        self._send_form()
        application = self._application()
        application.offered_mode = "link"
        application.action_approve()
        path = f"/outlet/join/s/{application.access_token}/answer"
        self.assertIn(
            "You took your application back", self._post_public(path, answer="no").text
        )
        self.assertEqual(application.state, "withdrawn")
        self._post_public(path, answer="yes")
        self.assertFalse(application.contract_id)

    def test_a_refusal_says_why(self):
        """Proves R103, R74."""
        self._send_form()
        application = self._application()
        with self.assertRaises(UserError):
            application._refuse(" ")
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            with self.env.cr.savepoint():
                application.state = "refused"
                application.flush_recordset()
        application.invalidate_recordset()
        action = application.with_user(self._staff()).action_refuse()
        wizard = (
            self.env["reseller.refusal"]
            .with_context(**action["context"])
            .create({"usual": "ability", "reason": "See you in spring"})
        )
        wizard.action_refuse()
        self.assertEqual(application.state, "refused")
        page = self.url_open(application._status_url()).text
        self.assertIn("See you in spring", page)
        self.assertIn("Apply again", page)
        with self.assertRaises(UserError):
            application.action_approve()

    def test_neither_side_alone_opens_a_shop(self):
        """Proves R103."""
        self._send_form()
        application = self._application()
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            with self.env.cr.savepoint():
                application.state = "approved"
                application.flush_recordset()

    def test_applying_twice_is_once(self):
        self._send_form()
        with self._phones():
            self.env["phone.code"].search([]).unlink()
        self._send_form()
        self.assertEqual(self._count(), 1)

    def test_who_sells_already_is_sent_to_the_login(self):
        self._approved()
        self.env["phone.code"].search([]).unlink()
        page = self._send_form()
        self.assertIn("You sell with us already", page.text)
        self.assertEqual(self._count(), 1)

    def test_an_approved_invitation_opens_the_shop_at_once(self):
        """Proves R95."""
        invitation = self._invite(
            self.tj.agent_id, phone="13900001111", is_preapproved=True
        )
        self.assertIn(
            "another mobile", self._send_form(invitation, phone="13900002222").text
        )
        page = self._send_form(invitation)
        self.assertTrue(page.url.endswith("/my/outlet"))
        self.assertEqual(self._application().state, "approved")

    def test_a_wrong_or_old_link_tells_nothing(self):
        self.invitation.date_end = "2020-01-01"
        for path in (
            f"/outlet/join/{self.invitation.code}",
            "/outlet/join/abc",
            "/outlet/join/s/abc",
            f"/outlet/join/{self.invitation.code}/agreement",
        ):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 404, path)
            self.assertNotIn(self.env.company.name, answer.text)
        old = self.agent_invitation.code
        self.agent_invitation.action_renew()
        self.assertEqual(self.url_open(f"/outlet/join/{old}").status_code, 404)

    def test_the_page_is_for_no_engine_and_no_cache(self):
        answer = self.url_open(f"/outlet/join/{self.invitation.code}")
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])
        self.assertIn("no-store", answer.headers["Cache-Control"])

    def test_nobody_is_paid_for_introducing(self):
        """Proves R109."""
        finder = self.other_user.partner_id
        self.invitation.introducer_id = finder
        contract = self._approved()
        self.assertEqual(contract.introducer_id, finder)
        contract.needs_verification = False
        seller = contract.reseller_id.user_ids
        order = self._as(seller)._submit_order(self._draft())
        self._deliver(order)
        entries = self.env["share.entry"].search([("order_id", "=", order.id)])
        self.assertTrue(entries)
        self.assertNotIn(finder, entries.partner_id)

    def test_a_shop_is_bound_to_nobody(self):
        """Proves R8, R98."""
        contract = self._approved_by_agent()
        self._log_in_by_phone()
        goods = self.url_open("/my/outlet/articles").text
        self.assertNotIn("素槿", goods)
        agent = self.ks.agent_id
        agent.write({"is_open_to_resellers": True, "reseller_pitch": "断码女装找店主"})
        self.assertIn("断码女装找店主", self.url_open("/my/outlet/agents").text)
        page = self._post_as("13900001111", f"/my/outlet/agents/{agent.id}/ask")
        self.assertIn("Asked. They answer soon.", page.text)
        application = self._application()
        self.assertEqual(
            (application.kind, application.upstream_id), ("selection", agent)
        )
        above = self._staff(self.tj.agent_id, "t_tj_staff")
        with self.assertRaises(AccessError):
            application.with_user(above).action_approve()
        asked = self._staff(agent, "t_ks_staff")
        application.with_user(asked).action_approve()
        self.assertEqual(contract.joined_agent_ids, agent)
        # neither agent learns what he has with the other one
        with self.assertRaises(AccessError):
            application.with_user(asked).read(["contract_id"])
        with self.assertRaises(AccessError):
            contract.with_user(above).read(["joined_agent_ids"])
        self.assertEqual(contract.upstream_id, self.tj.agent_id)
        self.assertEqual(contract._find_offers().agent_id, self.tj.agent_id | agent)
        self.assertIn("You sell their goods", self.url_open("/my/outlet/agents").text)

    def test_goods_of_a_joined_agent_ship_from_there(self):
        """Proves R8, R98."""
        contract = self._approved_by_agent()
        contract.joined_agent_ids = self.ks.agent_id
        self._stock(self.tj, self.small, -3)
        seller = contract.reseller_id.user_ids
        order = self._as(seller)._submit_order(self._draft())
        warehouse = order.sudo()._parcels().picking_type_id.warehouse_id
        self.assertEqual(warehouse, self.ks)

    def test_an_agent_who_does_not_look_for_resellers_is_not_found(self):
        self._approved_by_agent()
        self._log_in_by_phone()
        answer = self._post_as(
            "13900001111", f"/my/outlet/agents/{self.ks.agent_id.id}/ask"
        )
        self.assertEqual(answer.status_code, 404)

    def test_a_portal_user_becomes_a_reseller_by_one_action(self):
        """Proves R247, R18."""
        member = new_test_user(
            self.env,
            "t_member",
            groups="base.group_portal",
            name="老会员",
            lang="en_US",
        )
        member.partner_id.phone = "13700001111"
        self.assertNotIn("/my/outlet/join", self._get("/my", "t_member").text)
        self.invitation.is_public = True
        order = self.env["sale.order"].create({"partner_id": member.partner_id.id})
        self.assertIn("/my/outlet/join", self._get("/my", "t_member").text)
        page = self._get("/my/outlet/join", "t_member")
        self.assertIn("13700001111", page.text)
        path = f"/outlet/join/{page.url.rpartition('/')[2]}"
        answers = {**FORM, "name": "老会员", "phone": "13700001111"}
        with self._phones() as texts:
            self._post(path, "t_member", **answers)
            self._post(f"{path}/code", "t_member", digits=self._digits(texts))
        application = self._application("13700001111")
        application.action_approve()
        contract = application.contract_id
        self.assertEqual(contract.reseller_id, member.partner_id)
        self.assertEqual(contract.reseller_id.user_ids, member)
        self.assertEqual(order.partner_id, contract.reseller_id)
        self.assertEqual(self._get("/my/outlet", "t_member").status_code, 200)

    def test_a_number_somebody_only_typed_takes_no_login_away(self):
        contract = self._approved()
        self.other_user.partner_id.phone = "13900001111"
        self._log_in_by_phone()
        page = self.url_open("/my/outlet/me").text
        self.assertIn(contract.reseller_id.name, page)
        self.assertNotIn("隔壁老王", page)

    def test_the_operator_makes_resellers_of_portal_users_by_one_action(self):
        """Proves R247."""
        users = self.env["res.users"]
        for number in range(3):
            users |= new_test_user(
                self.env, f"t_old{number}", groups="base.group_portal"
            )
        action = users.partner_id.with_user(self._staff()).action_make_resellers()
        made = self.env["reseller.contract"].search(action["domain"])
        self.assertEqual(made.reseller_id, users.partner_id)
        self.assertEqual(set(made.mapped("state")), {"active"})
        self.assertEqual(made.reseller_id.user_ids, users)
        self.assertEqual(self._get("/my/outlet", "t_old0").status_code, 200)

    def test_somebody_known_by_phone_keeps_contact_and_history(self):
        """Proves R18."""
        known = self.env["res.partner"].create(
            {"name": "阿芳", "phone": "139-0000-1111"}
        )
        order = self.env["sale.order"].create({"partner_id": known.id})
        contract = self._approved()
        self.assertEqual(contract.reseller_id, known)
        self.assertEqual(order.partner_id, contract.reseller_id)

    def test_a_customer_of_somebody_else_is_not_taken_over(self):
        child = self.env["res.partner"].create(
            {
                "name": "阿芳",
                "phone": "13900001111",
                "parent_id": self.other_user.partner_id.id,
            }
        )
        self.assertNotEqual(self._approved().reseller_id, child)

    def test_staff_with_that_number_are_not_taken_over(self):
        staff = self._staff()
        staff.partner_id.phone = "13900001111"
        contract = self._approved()
        self.assertNotEqual(contract.reseller_id, staff.partner_id)

    def test_an_affiliate_gets_a_shop_and_keeps_everything(self):
        """Proves R231."""
        self.link_user.partner_id.phone = "13700002222"
        place, since = self.link.default_place_id, self.link.date_start
        order = self._link_order()
        earned = order.reseller_amount
        self.assertGreater(earned, 0)
        page = self._get("/my/outlet/me", "t_link")
        self.assertIn("/my/outlet/upgrade", page.text)
        page = self._post("/my/outlet/upgrade", "t_link")
        self.assertIn("Asked.", page.text)
        application = self._application("13700002222")
        self.assertEqual(application.kind, "upgrade")
        application.with_user(self._staff()).action_approve()
        self.assertEqual((self.link.mode, self.link.state), ("shop", "active"))
        self.assertEqual(
            (self.link.default_place_id, self.link.date_start), (place, since)
        )
        self.assertEqual(order.reseller_id, self.link.reseller_id)
        self.assertEqual(order.reseller_amount, earned)
        page = self._get(f"/my/outlet/orders/{order.id}", "t_link")
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self._get("/my/outlet/order/new", "t_link").status_code, 200)

    def test_a_shop_asks_for_no_upgrade(self):
        self.assertEqual(self._post("/my/outlet/upgrade").status_code, 404)

    def _count(self):
        applications = self.env["reseller.application"]
        return applications.search_count([("phone", "=", "13900001111")])

    def _link_order(self):
        """Return an order that came through the affiliate's link."""
        link = self.link._get_link(self.style)
        lines = [(self.small, 1, 400.0)]
        values = {"place_id": self.link_place.id, "link_id": link.id}
        return self._order(self.in_beijing, lines, **values)

    def _approved_by_agent(self):
        self._send_form(self.agent_invitation)
        application = self._application()
        application.action_approve()
        application.contract_id.needs_verification = False
        return application.contract_id

    def _post_as(self, phone, path, **data):
        """Post as somebody who logged in by phone."""
        if self.logged_in != phone:
            self._log_in_by_phone(phone)
        return self._post(path, phone, **data)
