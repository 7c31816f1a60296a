from odoo.tests import tagged

from odoo.addons.reseller_network.tests.join_common import FORM, JoinCommon


@tagged("post_install", "-at_install")
class TestMemberSells(JoinCommon):
    """A member becomes a reseller on the contact that has his card."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.env["res.partner"].create(
            {"name": "会员小燕", "is_member": True, "member_phone": "13900001111"}
        )
        program = cls.env["loyalty.program"].create(
            {"name": "积分", "program_type": "loyalty"}
        )
        cls.card = cls.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": cls.member.id, "points": 320}
        )

    def test_card_points_and_history_stay_on_the_same_contact(self):
        """Proves R18."""
        self._send_form(**{**FORM, "name": "小燕", "phone": "13900001111"})
        application = self._application("13900001111")
        application.action_approve()
        reseller = application.contract_id.reseller_id
        self.assertEqual(reseller, self.member)
        self.assertTrue(reseller.is_member)
        self.assertEqual(reseller.member_card_ids, self.card)
        self.assertEqual(self.card.points, 320)
        self.assertTrue(reseller.user_ids)

    def test_the_number_that_was_proven_counts_not_the_one_typed_in(self):
        """Proves R18."""
        self.member.phone = "020-8888 0000"
        typed = self.env["res.partner"].create({"name": "某人", "phone": "13900001111"})
        self._send_form(**{**FORM, "phone": "13900001111"})
        application = self._application("13900001111")
        application.action_approve()
        self.assertEqual(application.contract_id.reseller_id, self.member)
        self.assertNotEqual(application.contract_id.reseller_id, typed)

    def test_the_members_page_leads_to_selling(self):
        """Proves R18."""
        path = self.member._get_member_page_path()
        self.assertNotIn("/outlet/join/", self.url_open(path).text)
        self.invitation.is_public = True
        self.assertIn(self.invitation.code, self.url_open(path).text)
        self._send_form(**{**FORM, "phone": "13900001111"})
        self._application("13900001111").action_approve()
        self._log_out()
        page = self.url_open(path).text
        self.assertNotIn("/outlet/join/", page)
        self.assertIn("/my/outlet", page)
