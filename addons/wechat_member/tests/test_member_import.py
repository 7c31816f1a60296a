import base64
import io

from openpyxl import Workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import MemberCommon

HEADER = ["手机号", "姓名", "性别", "卡号", "入会日期", "积分", "同意接收消息"]


@tagged("post_install", "-at_install")
class TestMemberImport(MemberCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env, "member.manager", "wechat_member.group_member_manager"
        )

    def _workbook(self, *rows, header=None):
        book = Workbook()
        book.active.append(header or HEADER)
        for row in rows:
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()

    def _import(self, content, name="members.xlsx", apply=True, **vals):
        record = (
            self.env["member.import"]
            .with_user(self.manager)
            .create(
                {
                    "name": name,
                    "file": base64.b64encode(content),
                    "origin": "Paper forms",
                    "consent": "column",
                    **vals,
                }
            )
        )
        record.action_check()
        if apply:
            record.action_apply()
        return record

    def _member(self, phone):
        return self.env["res.partner"].search(
            [("member_phone", "=", phone), ("is_member", "=", True)]
        )

    def test_a_workbook_makes_members_with_source_and_consent(self):
        """Proves R159."""
        content = self._workbook(
            ["13900001111", "李娜", "女", "80010001", "2021-03-05", 1280, "是"],
            [13900002222.0, "王强", "男", None, None, None, "否"],
            ["139 0000 3333", None, None, None, None, None, None],
        )
        record = self._import(content)
        self.assertEqual((record.new_count, record.error_count), (3, 0))
        member = self._member("13900001111")
        self.assertEqual(member.name, "李娜")
        self.assertEqual(member.member_gender, "female")
        self.assertEqual(str(member.member_since), "2021-03-05")
        self.assertEqual(member.member_points, 1280)
        self.assertEqual(member.member_source, "workbook")
        self.assertTrue(member.member_consent)
        self.assertEqual(member.member_physical_card_ids.number, "80010001")
        refused = self._member("13900002222")
        self.assertTrue(refused.member_consent_at and not refused.member_consent)
        self.assertFalse(self._member("13900003333").member_consent_at)

    def test_the_same_file_twice_changes_nothing(self):
        content = self._workbook(
            ["13900001111", "李娜", "女", "80010001", "2021-03-05", 1280, "是"]
        )
        self._import(content)
        member = self._member("13900001111")
        before = member.read()[0]
        again = self._import(content)
        self.assertEqual((again.new_count, again.changed_count), (0, 0))
        self.assertEqual(again.same_count, 1)
        self.env.invalidate_all()
        self.assertEqual(member.read()[0], before)
        self.assertEqual(member.member_points, 1280)

    def test_each_wrong_row_is_named_with_its_remedy(self):
        content = self._workbook(
            ["12345", "A", None, None, None, None, None],
            ["13900001111", "B", "x", None, None, None, None],
            [None, None, None, None, None, None, None],
            ["13900002222", "C", None, None, "soon", -1, None],
            ["13900003333", "D", None, None, None, None, None],
            ["13900003333", "E", None, None, None, None, "?"],
        )
        record = self._import(content)
        self.assertEqual(
            [(error.row, error.column) for error in record.error_ids],
            [
                (2, "Mobile Number"),
                (3, "Gender"),
                (5, "Member Since"),
                (5, "Points"),
                (7, "Agrees to Messages"),
                (7, "Mobile Number"),
            ],
        )
        self.assertTrue(all(record.error_ids.mapped("remedy")))
        self.assertIn("Row 6", record.error_ids[-1].remedy)
        self.assertEqual((record.new_count, record.error_count), (1, 4))

    def test_a_card_of_somebody_else_is_not_taken(self):
        cards = self.env["member.physical.card"]
        cards._add(["80010001"], self.company)._bind_to(self.member)
        content = self._workbook(
            ["13900001111", "A", None, "80010001", None, None, None]
        )
        record = self._import(content)
        self.assertEqual(record.error_ids.column, "Card Number")
        self.assertFalse(self._member("13900001111"))

    def test_what_a_member_says_himself_is_not_overwritten(self):
        self.member.write({"member_consent": False, "email": "wang@example.com"})
        content = self._workbook(
            ["13800138000", "Another name", "女", None, None, None, "是"]
        )
        record = self._import(content)
        self.assertEqual((record.new_count, record.changed_count), (0, 1))
        self.assertEqual(self.member.name, "Wang Xiaoyan")
        self.assertFalse(self.member.member_consent)
        self.assertEqual(self.member.member_gender, "female")

    def test_the_shop_s_customers_become_members(self):
        """Proves R183."""
        customer = self.env["res.partner"].create(
            {"name": "Chen", "phone": "+86 139 0000 1111"}
        )
        self._import(self._workbook(["13900001111", "C", None, None, None, None, None]))
        self.assertEqual(self._member("13900001111"), customer)
        self.assertEqual(customer.name, "Chen")

    def test_nothing_is_taken_in_before_it_was_checked(self):
        content = self._workbook(["13900001111", "A", None, None, None, None, None])
        record = self._import(content, apply=False)
        self.assertEqual(record.new_count, 1)
        self.assertFalse(self._member("13900001111"))
        record.origin = "Other"
        record.consent = "no"
        with self.assertRaisesRegex(UserError, "Check the file"):
            record.action_apply()

    def test_a_text_file_of_old_programs_is_read(self):
        content = "手机号,姓名\n13900001111,李娜\n".encode("gb18030")
        self._import(content, "members.csv")
        self.assertEqual(self._member("13900001111").name, "李娜")

    def test_what_is_no_workbook_is_told_in_words(self):
        for content, words in (
            (b"hello", "can't be read"),
            (b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
            (self._workbook(["x"], header=["Name"]), "Mobile Number"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._import(content)

    def test_a_long_file_goes_on_in_the_background(self):
        rows = [
            [f"1370000{number:04d}", None, None, None, None, None, None]
            for number in range(2100)
        ]
        record = self._import(self._workbook(*rows))
        self.assertEqual(record.state, "running")
        # what the schedule does, without its commits
        record._run()
        self.assertEqual(record.state, "done")
        self.assertEqual(record.new_count, 2100)

    def test_only_managers_import(self):
        user = new_test_user(self.env, "member.user", "wechat_member.group_member_user")
        with self.assertRaises(AccessError):
            self.env["member.import"].with_user(user).create(
                {"name": "x", "file": b"eA==", "origin": "x"}
            )
