import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.brand_outlet.tests.common import make_workbook

from .join_common import JoinCommon

LEAD_HEADERS = ("姓名", "手机号", "城市", "来源", "是否同意", "同意日期")
RESELLER_HEADERS = ("店名", "手机号", "群名", "城市", "模式", "小店主等级")


class JoinListCommon(JoinCommon):
    """Lists of resellers and leads are read and brought in."""

    def _read(self, rows, headers, user=None, **vals):
        record = (
            self.env["outlet.import"]
            .with_user(user or self.env.user)
            .create(
                {
                    "filename": "名单.xlsx",
                    "file": base64.b64encode(make_workbook(rows, headers)),
                    **vals,
                }
            )
        )
        record.action_check()
        return record

    def _bring_in(self, *args, **vals):
        record = self._read(*args, **vals)
        while record.apply_next(100)["remaining"]:
            continue
        return record

    def _statuses(self, record):
        return [line.status for line in record.sudo().line_ids.sorted("row")]


@tagged("post_install", "-at_install")
class TestJoinImport(JoinListCommon):
    def _leads(self):
        return self.env["crm.lead"].search([("is_reseller_lead", "=", True)])

    def test_leads_come_in_once_by_phone(self):
        """Proves R70."""
        rows = [
            ["李雷", "138 1234 5678", "北京", "地推活动", "是", "2026-03-01"],
            ["李雷再来", "+8613812345678", "北京", "地推活动", "是", ""],
            ["韩梅梅", "13812345679", "天津", "门店表单", "已同意", ""],
            ["没电话", "1234", "天津", "门店表单", "是", ""],
        ]
        record = self._bring_in(rows, LEAD_HEADERS)
        self.assertEqual(record.kind, "leads")
        self.assertEqual(self._statuses(record), ["done", "duplicate", "done", "error"])
        leads = self._leads()
        self.assertEqual(set(leads.mapped("name")), {"李雷", "韩梅梅"})
        self.assertEqual(set(leads.source_id.mapped("name")), {"地推活动", "门店表单"})
        again = self._read(
            [["李四", "13812345678", "", "别处", "是", ""]], LEAD_HEADERS
        )
        self.assertEqual(self._statuses(again), ["duplicate"])

    def test_nobody_comes_in_without_source_and_consent(self):
        """Proves R239."""
        rows = [
            ["买来的", "13812345670", "", "", "是", ""],
            ["没同意", "13812345671", "", "地推活动", "否", ""],
            ["没问过", "13812345672", "", "地推活动", "", ""],
        ]
        record = self._bring_in(rows, LEAD_HEADERS)
        self.assertEqual(self._statuses(record), ["error"] * 3)
        self.assertFalse(self._leads())

    def test_source_and_consent_are_asked_for_where_the_file_says_nothing(self):
        """Proves R239."""
        headers, rows = ("姓名", "手机号"), [["李雷", "13812345678"]]
        record = self._read(rows, headers, kind="leads")
        self.assertEqual(self._statuses(record), ["error"])
        record.write({"lead_source": "会员表", "lead_consent": "入会时勾选"})
        record.action_check()
        record.apply_next()
        lead = self._leads()
        self.assertEqual(lead.source_id.name, "会员表")
        self.assertEqual(lead.consent_text, "入会时勾选")
        self.assertTrue(lead.consent_on)

    def test_who_did_not_consent_is_written_to_by_nobody(self):
        """Proves R239."""
        source = self.env["utm.source"].create({"name": "名片"})
        lead = self.env["crm.lead"].create(
            {
                "name": "名片上的人",
                "phone": "13812345678",
                "is_reseller_lead": True,
                "source_id": source.id,
            }
        )
        with self._phones() as texts:
            with self.assertRaises(UserError):
                lead.action_invite_as_resellers()
            with self.assertRaises(UserError):
                lead.message_post(
                    body="Hi", message_type="comment", subtype_xmlid="mail.mt_comment"
                )
            lead.message_post(body="for us only")
            lead.write({"consent_on": "2026-03-01"})
            lead.action_withdraw_consent()
            with self.assertRaises(UserError):
                lead.action_invite_as_resellers()
        self.assertFalse(texts)

    def test_from_lead_to_reseller_is_counted(self):
        """Proves R70."""
        rows = [
            ["阿芳", "13900001111", "北京", "地推活动", "是", ""],
            ["小张", "13900001112", "北京", "地推活动", "是", ""],
        ]
        self._bring_in(rows, LEAD_HEADERS)
        leads = self._leads()
        with self._phones() as texts:
            leads.action_invite_as_resellers()
        self.assertEqual(len(texts), 2)
        self.assertEqual(set(leads.mapped("reseller_state")), {"invited"})
        invitation = self.env["reseller.invitation"].search(
            [("phone", "=", "13900001111")]
        )
        self.assertIn(invitation.url, "".join(text for _phone, text in texts))
        contract = self._approved()
        lead = leads.filtered("reseller_contract_id")
        self.assertEqual(lead.reseller_contract_id, contract)
        [(source, rate, count)] = self.env["crm.lead"]._read_group(
            [("id", "in", leads.ids)], ["source_id"], ["reseller_rate:avg", "__count"]
        )
        self.assertEqual((source.name, rate, count), ("地推活动", 50, 2))

    def test_a_list_opens_shops(self):
        """Proves R106."""
        rows = [
            ["春风里小店", "13700000001", "春风里群", "天津", "", ""],
            ["春风里又来", "13700000001", "", "", "", ""],
            ["只发链接", "13700000002", "", "月球", "淘客", "Silver"],
            ["等级不对", "13700000003", "", "", "", "Diamond"],
        ]
        record = self._bring_in(rows, RESELLER_HEADERS)
        self.assertEqual(record.kind, "resellers")
        self.assertEqual(self._statuses(record), ["done", "duplicate", "done", "error"])
        contracts = self.env["reseller.contract"].search(
            [("reseller_id.mobile_key", "=like", "1370000000%")], order="id"
        )
        self.assertEqual(contracts.mapped("mode"), ["shop", "link"])
        self.assertEqual(set(contracts.mapped("state")), {"active"})
        self.assertEqual(contracts[0].default_place_id.name, "春风里群")
        self.assertEqual(contracts[0].default_place_id.city_id.name, "天津市")
        self.assertEqual(contracts[1].grade_id.name, "Silver")
        self.assertEqual(contracts.upstream_id, self.env.company.partner_id)
        link = contracts[0].default_place_id.link_url
        self.assertEqual(self.url_open(link).status_code, 200)
        self.assertFalse(contracts.reseller_id.user_ids)
        page = self._log_in_by_phone("13700000001")
        self.assertTrue(page.url.endswith("/my/outlet"))
        again = self._read(rows[:1], RESELLER_HEADERS)
        self.assertEqual(self._statuses(again), ["duplicate"])

    def test_a_list_invites_and_each_opens_his_own(self):
        """Proves R106."""
        rows = [["春风里小店", "13700000001", "", "", "", ""]]
        self._bring_in(rows, RESELLER_HEADERS, reseller_way="invite")
        invitation = self.env["reseller.invitation"].search(
            [("phone", "=", "13700000001")]
        )
        self.assertTrue(invitation.is_preapproved)
        page = self._send_form(invitation, phone="13700000001")
        self.assertTrue(page.url.endswith("/my/outlet"))
        again = self._read(rows, RESELLER_HEADERS, reseller_way="invite")
        self.assertEqual(self._statuses(again), ["duplicate"])

    def test_an_agents_list_makes_that_agents_resellers(self):
        """Proves R106, R258."""
        agent = self.tj.agent_id
        staff = self._staff(agent, "t_tj_staff")
        rows = [
            ["天津小店", "13700000001", "", "", "", ""],
            ["要金牌", "13700000002", "", "", "", "Gold"],
        ]
        record = self._bring_in(rows, RESELLER_HEADERS, user=staff)
        self.assertEqual(self._statuses(record), ["done", "error"])
        contract = self.env["reseller.contract"].search(
            [("reseller_id.mobile_key", "=", "13700000001")]
        )
        self.assertEqual(contract.upstream_id, agent)
        rows = [["李雷", "13812345678", "", "x", "是", ""]]
        with self.assertRaisesRegex(UserError, "brought in by the operator"):
            self._bring_in(rows, LEAD_HEADERS, user=staff)
        self.assertFalse(self._leads())
