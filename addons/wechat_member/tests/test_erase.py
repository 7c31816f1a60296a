import json
import re
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestErase(MergeCommon):
    def _erase(self, member=None):
        request = (member or self.member)._request_erasure()
        request.with_user(self.manager).action_erase()
        return request

    def test_erased_nothing_personal_is_left_and_the_ledger_is(self):
        cards = self._fill(self.member, points=100, growth=10)
        self.member.write({"email": "wang@example.com", "street": "1 Nanjing Road"})
        self.member.message_post(body="Likes linen")
        phone, number = self.member.member_phone, self.member.member_no
        self._erase()
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row_to_json(p)::text FROM res_partner p WHERE id = %s",
            [self.member.id],
        )
        (row,) = self.env.cr.fetchone()
        for word in (phone, number, "Wang", "example.com", "Nanjing"):
            self.assertNotIn(word, row)
        self.assertFalse(self.member.message_ids)
        entries = cards[self.points_program].entry_ids
        self.assertEqual(sum(entries.mapped("amount")), 0)
        self.assertEqual(sorted(entries.mapped("kind")), ["earn", "expire"])
        self.assertFalse(
            self.env["res.partner"]._find_member(number, self.member.member_company_id)
        )

    def test_who_was_erased_can_join_anew(self):
        phone = self.member.member_phone
        self._erase()
        joined = self.env["res.partner"]._join_member(phone, self.company, "till")
        self.assertNotEqual(joined, self.member)
        self.assertEqual(joined.member_points, 0)

    def test_money_is_paid_back_first(self):
        self._fill(self.member, paid=120)
        request = self.member._request_erasure()
        self.assertIn("120.00", request.obstacle)
        with self.assertRaisesRegex(UserError, "Pay it back"):
            request.with_user(self.manager).action_erase()
        self.assertTrue(self.member.is_member)

    def test_whoever_was_merged_into_him_is_erased_too(self):
        self._merge()
        self._erase()
        self.assertFalse(self.other.member_phone or self.other.email)
        self.assertNotIn("Wang", self.other.name)

    def test_asking_twice_is_one_request(self):
        first = self.member._request_erasure()
        self.assertEqual(self.member._request_erasure(), first)
        first.with_user(self.manager).action_withdraw()
        self.assertNotEqual(self.member._request_erasure(), first)

    def test_staff_note_a_request_and_only_managers_erase(self):
        user = new_test_user(self.env, "member.user", "wechat_member.group_member_user")
        request = (
            self.env["member.erasure"]
            .with_user(user)
            .create({"partner_id": self.member.id})
        )
        with self.assertRaises(AccessError):
            request.action_erase()


@tagged("post_install", "-at_install")
class TestExport(MergeCommon, HttpCase):
    def test_the_file_holds_everything_of_the_member_and_of_nobody_else(self):
        self._fill(self.member, points=100)
        self._fill(self.other, points=77)
        physical = self.env["member.physical.card"]._add(["80010001"], self.company)
        physical._bind_to(self.member)
        self.authenticate(self.manager.login, self.manager.login)
        answer = self.url_open(self.member.action_export_member()["url"])
        data = json.loads(answer.text)
        self.assertEqual(data["member"]["member_phone"], "13800138000")
        self.assertEqual([entry["amount"] for entry in data["entries"]], [100])
        self.assertEqual(data["physical_cards"][0]["number"], "80010001")
        self.assertNotIn("13912345678", answer.text)
        self.assertNotIn(self.member.member_token, answer.text)

    def test_the_workbook_holds_what_the_file_holds(self):
        self._fill(self.member, points=100)
        self._fill(self.other, points=77)
        self.member.city = "=1+1"
        self.authenticate(self.manager.login, self.manager.login)
        answer = self.url_open(self.member.action_export_member_workbook()["url"])
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        book = load_workbook(BytesIO(answer.content))
        self.assertEqual(len(book.sheetnames), 1 + len(self.member._get_export_parts()))
        person = dict(book.worksheets[0].iter_rows(values_only=True))
        self.assertIn("13800138000", person.values())
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
        typed = [cell for cell in cells if cell.value == "=1+1"]
        self.assertEqual([cell.data_type for cell in typed], ["s"])
        told = [
            value
            for sheet in book.worksheets
            for row in sheet.iter_rows(values_only=True)
            for value in row
        ]
        self.assertIn(100, told)
        self.assertNotIn("13912345678", told)

    def test_strangers_get_no_file(self):
        self._try_as_stranger(self.member.action_export_member()["url"])

    def test_strangers_get_no_workbook(self):
        self._try_as_stranger(self.member.action_export_member_workbook()["url"])

    def _try_as_stranger(self, url):
        answer = self.url_open(url, allow_redirects=False)
        self.assertIn(answer.status_code, (302, 303))
        new_test_user(self.env, "someone", "base.group_portal")
        rival = self.env["res.company"].create({"name": "Another merchant"})
        new_test_user(
            self.env,
            "rival",
            "wechat_member.group_member_manager",
            company_id=rival.id,
            company_ids=[Command.set(rival.ids)],
        )
        for login in ("someone", "rival", self.cashier.login):
            self.authenticate(login, login)
            with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                answer = self.url_open(url)
            self.assertIn(answer.status_code, (403, 404), login)

    def test_a_member_downloads_his_own_data_on_his_page(self):
        self.assertIn("/member/login", self.url_open("/member/me/data").url)
        page = self.url_open(f"/member/{self.member.member_token}").text
        self.assertIn("/member/me/data", page)
        data = json.loads(self.url_open("/member/me/data").text)
        self.assertEqual(data["member"]["member_no"], self.member.member_no)
        self.assertNotIn(self.other.member_no, json.dumps(data))

    def test_a_member_asks_to_be_forgotten_on_his_page(self):
        page = self.url_open(f"/member/{self.member.member_token}").text
        mark = re.search(r'name="form" value="([^"]+)"', page).group(1)
        requests = self.env["member.erasure"]
        with mute_logger("odoo.http"):
            self.url_open("/member/me/erase", data={"form": "x"})
        self.assertFalse(requests.search([("partner_id", "=", self.member.id)]))
        for _tap in range(2):
            self.url_open("/member/me/erase", data={"form": mark})
        asked = requests.search([("partner_id", "=", self.member.id)])
        self.assertEqual((len(asked), asked.state), (1, "asked"))
        self.assertTrue(self.member.is_member)
