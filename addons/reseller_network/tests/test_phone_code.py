from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessDenied, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.outlet_base.models.phone_code import MOST_PER_PHONE, MOST_TRIES

from .join_common import JoinCommon

PHONE = "13900001111"


@tagged("post_install", "-at_install")
class TestPhoneCode(JoinCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Code = cls.env["phone.code"]

    def _sent(self, purpose="test"):
        with self._phones() as texts:
            self.Code._send(PHONE, purpose)
        return self._digits(texts)

    def _age(self, **passed):
        """Let time pass for all codes."""
        for code in self.Code.search([]):
            code.sent_at -= timedelta(**passed)
            code.expires_at -= timedelta(**passed)

    def test_a_code_serves_once(self):
        digits = self._sent()
        self.assertTrue(self.Code._check("+86 139 0000 1111", "test", digits))
        self.assertFalse(self.Code._check(PHONE, "test", digits))

    def test_a_code_serves_its_own_purpose_and_phone(self):
        digits = self._sent()
        self.assertFalse(self.Code._check(PHONE, "login", digits))
        self.assertFalse(self.Code._check("13900002222", "test", digits))
        self.assertTrue(self.Code._check(PHONE, "test", digits))

    def test_a_code_expires(self):
        digits = self._sent()
        self._age(minutes=11)
        self.assertFalse(self.Code._check(PHONE, "test", digits))

    def test_guessing_ends_after_a_few_tries(self):
        digits = self._sent()
        wrong = f"{(int(digits) + 1) % 10**6:06d}"
        for _try in range(MOST_TRIES):
            self.assertFalse(self.Code._check(PHONE, "test", wrong))
        self.assertFalse(self.Code._check(PHONE, "test", digits))

    def test_the_code_is_stored_nowhere_and_logged_nowhere(self):
        with self.assertLogs(level="DEBUG") as logs:
            digits = self._sent()
            self.Code._check(PHONE, "test", "000000")
        stored = self.Code.search([]).read()[0].values()
        self.assertNotIn(digits, map(str, stored))
        self.assertFalse(any(digits in line for line in logs.output))

    def test_a_new_code_kills_the_old_one_and_has_to_wait(self):
        old = self._sent()
        with self.assertRaisesRegex(UserError, "seconds"):
            self._sent()
        self._age(seconds=61)
        new = self._sent()
        if new != old:
            self.assertFalse(self.Code._check(PHONE, "test", old))
        self.assertTrue(self.Code._check(PHONE, "test", new))

    def test_one_phone_gets_so_many_codes_a_day(self):
        for _number in range(MOST_PER_PHONE):
            self._sent()
            self._age(seconds=61)
        with self.assertRaisesRegex(UserError, "tomorrow"):
            self._sent("another purpose")

    def test_old_codes_are_forgotten(self):
        self._sent()
        self._age(days=2)
        self.Code._gc_old()
        self.assertFalse(self.Code.search_count([]))

    def test_an_unknown_number_gets_the_same_page_and_no_text(self):
        with self._phones() as texts:
            page = self._post_public("/outlet/login", phone="13800009999")
        self.assertIn("A code of six digits is on its way", page.text)
        self.assertFalse(texts)

    def test_asking_again_at_once_tells_nothing_either(self):
        self.contract.reseller_id.phone = PHONE
        with self._phones() as texts:
            self._post_public("/outlet/login", phone=PHONE)
            again = self._post_public("/outlet/login", phone=PHONE)
        self.assertEqual(len(texts), 1)
        self.assertNotIn("oo_problem", again.text)

    def test_staff_never_log_in_by_phone(self):
        staff = self._staff()
        staff.partner_id.phone = PHONE
        with self._phones() as texts:
            self._post_public("/outlet/login", phone=PHONE)
        self.assertFalse(texts)
        credential = staff._make_phone_credential()
        with self.assertRaises(AccessDenied):
            staff.with_user(staff).sudo()._check_credentials(credential, {})

    def test_a_proof_is_for_one_user_and_not_to_be_forged(self):
        mine = self.user._make_phone_credential()
        other = self.other_user.with_user(self.other_user).sudo()
        for proof in (mine["proof"], "x", "", None):
            credential = mine | {"login": "t_other", "proof": proof}
            with self.assertRaises(AccessDenied):
                other._check_credentials(credential, {"interactive": True})

    @mute_logger("odoo.addons.base.models.res_users")
    def test_the_password_page_takes_no_proof(self):
        answer = self._post_public(
            "/web/login", login="t_other", type="phone_code", proof="x"
        )
        self.assertIn("/web/login", answer.url)

    def test_codes_in_a_database_for_showing_are_on_the_page(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("outlet_base.phone_code_shown", "yes")
        page = self._post_public(
            f"/outlet/join/{self.invitation.code}",
            name="阿芳",
            phone=PHONE,
            place_type="group",
            reach="group",
        )
        self.assertIn("For trying things out", page.text)

    def test_the_gateway_of_the_company_sends_the_text(self):
        sent = []

        class Gateway:
            def __init__(self, env):
                self.env = env

            def _send_sms_batch(self, messages, delivery_reports_url=False):
                sent.extend(messages)

        self.patch(
            type(self.env.company), "_get_sms_api_class", lambda _company: Gateway
        )
        self.Code._send_text(PHONE, "123456 is your code")
        self.assertEqual(sent[0]["numbers"][0]["number"], "+8613900001111")
        self.assertFalse(self.env["sms.sms"].search_count([("number", "like", PHONE)]))

    def test_a_silent_gateway_leaves_no_trace_of_the_code(self):
        class Gateway:
            def __init__(self, env):
                self.env = env

            def _send_sms_batch(self, messages, delivery_reports_url=False):
                raise ConnectionError(messages)

        self.patch(
            type(self.env.company), "_get_sms_api_class", lambda _company: Gateway
        )
        with self.assertLogs("odoo.addons.outlet_base", "WARNING") as logs:
            self.Code._send_text(PHONE, "123456 is your code")
        self.assertNotIn("123456", "".join(logs.output))

    def test_who_asks_is_kept_as_a_hash(self):
        self._send_form()
        code = self.Code.search([], limit=1)
        self.assertTrue(code.address_hash)
        self.assertNotIn("127.0.0.1", code.address_hash)
        self.assertTrue(code.sent_at <= fields.Datetime.now())
