import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import tagged

from .common import make_picture
from .join_common import JoinCommon

PHONE = "13900001111"


@tagged("post_install", "-at_install")
class TestVerification(JoinCommon):
    """Papers are handed in, checked, refused with a reason, and seen by nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picture = base64.b64decode(make_picture("gray"))

    def _hand_in(self, **answers):
        """Hand in papers on the phone; return the page."""
        if self.logged_in != PHONE:
            self._log_in_by_phone()
        values = {"real_name": "王芳", "id_number": "11010119900307721x"} | answers
        files = {
            name: (f"{name}.png", self.picture, "image/png")
            for name in ("id_front", "id_back", "shop_photo")
        }
        return self.url_open(
            "/my/outlet/verification",
            data=values | {"csrf_token": Request.csrf_token(self)},
            files=files,
        )

    def _papers(self, contract):
        return contract.verification_ids.sorted("id")[-1:]

    def test_who_is_not_verified_sees_no_take_price(self):
        """Proves R74."""
        contract = self._approved()
        self.assertFalse(contract.is_verified)
        self._log_in_by_phone()
        pages = (
            "/my/outlet",
            "/my/outlet/articles",
            f"/my/outlet/article/{self.style.id}",
            "/my/outlet/me",
        )
        for path in pages:
            page = self.url_open(path).text
            self.assertNotIn("¥300", page, path)
            self.assertNotIn("Take ", page, path)
            self.assertNotIn("30%", page, path)
        self.assertIn("Get verified", self.url_open(pages[2]).text)
        self._hand_in()
        self._papers(contract).action_verify()
        self.assertIn("¥300", self.url_open(pages[2]).text)

    def test_no_other_door_tells_the_take_price_either(self):
        """Proves R74."""
        contract = self._approved()
        own = self._as(contract.reseller_id.user_ids)
        self.assertEqual(own._take_prices(self.style), {self.style.id: 1000})
        self.assertEqual(own._article_cards(self.style)[0]["earning"], 0)
        with self.assertRaises(UserError):
            own._set_own_price(self.style, "markup", 0)
        with self.assertRaises(AccessError):
            own.read(["take_ratio"])
        order = own._submit_order(self._draft())
        self.assertEqual(order.sudo().order_line.take_price, 300)

    def test_papers_are_checked_and_lapse(self):
        """Proves R74."""
        contract = self._approved()
        self.assertEqual(contract.verification_state, "none")
        page = self._hand_in()
        self.assertIn("being checked", page.text)
        papers = self._papers(contract)
        self.assertEqual(papers.id_number_end, "721X")
        self.assertEqual(contract.verification_state, "waiting")
        papers.with_user(self._staff()).action_verify()
        self.assertTrue(contract.is_verified)
        self.assertEqual(contract._verified_name(), "王芳")
        papers.date_expiry = fields.Date.subtract(fields.Date.today(), days=1)
        papers._cron_expire()
        self.assertEqual(contract.verification_state, "expired")
        self.assertFalse(contract.is_verified)
        page = self.url_open("/my/outlet/verification").text
        self.assertIn("has lapsed", page)

    def test_refused_papers_say_why_and_come_again(self):
        """Proves R74."""
        contract = self._approved()
        self._hand_in()
        papers = self._papers(contract)
        with self.assertRaises(UserError):
            papers._refuse("")
        papers._refuse("反面看不清")
        self.assertIn("反面看不清", self.url_open("/my/outlet/verification").text)
        self.assertFalse(contract.is_verified)
        self._hand_in()
        self.assertNotEqual(self._papers(contract), papers)
        self.assertEqual(contract.verification_state, "waiting")

    def test_papers_are_handed_in_once_and_complete(self):
        contract = self._approved()
        self.assertIn("18 characters", self._hand_in(id_number="123").text)
        self.assertFalse(contract.verification_ids)
        self._hand_in()
        self.assertIn("papers are being checked", self._hand_in().text)
        self.assertEqual(len(contract.verification_ids), 1)

    def test_what_is_no_picture_is_refused(self):
        contract = self._approved()
        self.picture = b"MZ this is a program"
        page = self._hand_in()
        self.assertEqual(page.status_code, 200)
        self.assertFalse(contract.verification_ids)

    def test_papers_are_read_by_who_checks_them_and_nobody_else(self):
        """Proves R74."""
        self._send_form(self.agent_invitation)
        self._application().action_approve()
        contract = self._application().contract_id
        self._hand_in()
        papers = self._papers(contract)
        seller = contract.reseller_id.user_ids
        strangers = (
            seller,
            self.other_user,
            self._staff(self.ks.agent_id, "t_ks_staff"),
        )
        for stranger in strangers:
            with self.assertRaises(AccessError):
                papers.with_user(stranger).read(["id_front"])
            with self.assertRaises(AccessError):
                papers.with_user(stranger).action_verify()
        path = f"/web/image/reseller.verification/{papers.id}/id_front"
        pictures = self.env["ir.attachment"].search(
            [("res_model", "=", papers._name), ("res_id", "=", papers.id)]
            + [("res_field", "!=", False)]
        )
        self.assertEqual(len(pictures), 3)
        self.assertFalse(any(pictures.mapped("public")))
        front = pictures.filtered(lambda one: one.res_field == "id_front")
        for login in (PHONE, "t_other", None):
            self._as_login(login)
            for url in (path, f"/web/content/{front.id}", f"/web/image/{front.id}"):
                answer = self.url_open(url)
                self.assertNotEqual(answer.content, front.raw, (login, url))
        own = self._staff(self.tj.agent_id, "t_tj_staff")
        self.assertTrue(papers.with_user(own).read(["id_front"])[0]["id_front"])
        with self.assertRaises(AccessError):
            papers.with_user(own).write({"state": "verified"})
        papers.with_user(own).action_verify()
        self.assertEqual(papers.state, "verified")

    def test_pictures_of_refused_papers_are_forgotten(self):
        contract = self._approved()
        self._hand_in()
        papers = self._papers(contract)
        papers._refuse("看不清")
        papers.flush_recordset()
        self.env.cr.execute(
            "UPDATE reseller_verification SET write_date = now() - interval '40 days'"
        )
        papers.invalidate_recordset()
        papers._gc_documents()
        self.assertFalse(papers.id_front or papers.id_back or papers.shop_photo)

    def _as_login(self, login):
        if login == PHONE:
            self._log_in_by_phone_again()
        elif login:
            self._login(login)
        else:
            self._log_out()

    def _log_in_by_phone_again(self):
        self.env["phone.code"].search([]).unlink()
        self._log_in_by_phone()


@tagged("post_install", "-at_install")
class TestAgreement(JoinCommon):
    """The text is accepted before the first order, and that stays on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls._publish_text("<p>We deal fairly.</p>")

    @classmethod
    def _publish_text(cls, body, **vals):
        agreement = cls.env["reseller.agreement"].create(
            {"name": "小店主协议", "body": body, **vals}
        )
        agreement.action_publish()
        return agreement

    def test_no_order_before_the_agreement(self):
        """Proves R142."""
        own = self._as(self.user)
        with self.assertRaisesRegex(UserError, "accept the agreement"):
            own._submit_order(self._draft())
        self.assertIn("/my/outlet/agreement", self._get("/my/outlet").text)
        page = self._get("/my/outlet/agreement")
        self.assertIn("We deal fairly.", page.text)
        self._post("/my/outlet/agreement", agreement_id=self.text.id)
        accepted = self.text.acceptance_ids
        self.assertEqual(accepted.partner_id, self.user.partner_id)
        self.assertEqual(accepted.version, 1)
        self.assertTrue(accepted.accepted_on)
        self.assertEqual(accepted.address, "127.0.0.1")
        self.assertEqual(accepted.body_hash, self.text._get_body_hash())
        self.assertTrue(own._submit_order(self._draft()))
        self.assertIn("Accepted on", self._get("/my/outlet/agreement").text)

    def test_accepting_twice_is_once(self):
        for _time in range(2):
            self._post("/my/outlet/agreement", agreement_id=self.text.id)
        self.assertEqual(len(self.text.acceptance_ids), 1)

    def test_a_new_version_is_asked_for_again(self):
        """Proves R142."""
        own = self._as(self.user)
        self._post("/my/outlet/agreement", agreement_id=self.text.id)
        self.assertFalse(own._needs_agreement())
        second = self._publish_text("<p>We deal fairly and fast.</p>")
        self.assertEqual((second.version, self.text.state), (2, "replaced"))
        self.assertEqual(own._needs_agreement(), second)
        self._post("/my/outlet/agreement", agreement_id=self.text.id)
        self.assertTrue(own._needs_agreement(), "the old text was on the page")
        self.assertEqual(len(self.text.acceptance_ids), 1)

    def test_what_was_agreed_to_never_changes(self):
        """Proves R142."""
        self._post("/my/outlet/agreement", agreement_id=self.text.id)
        operator = self._staff()
        with self.assertRaises(UserError):
            self.text.with_user(operator).body = "<p>Something else.</p>"
        with self.assertRaises(UserError):
            self.text.with_user(operator).unlink()
        accepted = self.text.acceptance_ids
        with self.assertRaises(AccessError):
            accepted.with_user(operator).write({"address": "10.0.0.1"})
        with self.assertRaises(UserError):
            accepted.write({"accepted_on": "2020-01-01"})
        with self.assertRaises(UserError):
            accepted.unlink()

    def test_applying_accepts_the_text_that_is_shown(self):
        """Proves R142, R95."""
        page = self.url_open(f"/outlet/join/{self.invitation.code}")
        self.assertIn("小店主协议 v1", page.text)
        path = f"/outlet/join/{self.invitation.code}/agreement"
        self.assertIn("We deal fairly.", self.url_open(path).text)
        contract = self._approved()
        accepted = self.text.acceptance_ids
        self.assertEqual(accepted.partner_id, contract.reseller_id)
        self.assertFalse(contract._needs_agreement())

    def test_the_closest_text_holds(self):
        agent = self.tj.agent_id
        links = self._publish_text("<p>For links.</p>", mode="link")
        theirs = self._publish_text("<p>For our own.</p>", upstream_id=agent.id)
        self.assertEqual(self.contract._needs_agreement(), self.text)
        self.assertEqual(self.link._needs_agreement(), links)
        self.other.upstream_id = agent
        self.assertEqual(self.other._needs_agreement(), theirs)

    def test_nobody_reads_who_accepted_what(self):
        self._post("/my/outlet/agreement", agreement_id=self.text.id)
        for user in (self.user, self.other_user, self._staff(self.tj.agent_id)):
            with self.assertRaises(AccessError):
                self.text.acceptance_ids.with_user(user).read(["address"])
