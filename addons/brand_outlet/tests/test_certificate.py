import base64

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import format_date, mute_logger

from .common import PartyCommon


@tagged("post_install", "-at_install")
class TestCertificate(PartyCommon):
    def _print(self, contract, user=None):
        contract = contract.with_user(user) if user else contract
        action = contract.action_print_certificate()
        content, _kind = (
            contract.env["ir.actions.report"]
            .with_context(lang="en_US")
            ._render_qweb_html(action["report_name"], contract.ids)
        )
        return " ".join(html.fromstring(content).text_content().split())

    def test_a_contract_in_force_has_a_number_of_its_own(self):
        draft = self._make_contract(self.other_brand, self.agent, active=False)
        self.assertFalse(draft.certificate_number)
        draft.action_activate()
        numbers = {draft.certificate_number, self.contract.certificate_number}
        self.assertEqual(len(numbers - {False}), 2)
        copy = draft.copy({"brand_id": self.brand.id, "version": 9})
        self.assertFalse(copy.certificate_number)

    @freeze_time("2018-06-01")
    def test_certificate_names_brand_agent_region_dates_and_number(self):
        """Proves R40."""
        contract = self._make_contract(
            self.other_brand,
            self.agent,
            date_end="2018-12-31",
            region_mode="only",
            region_ids=self.env.ref("base.state_cn_ZJ").ids,
        )
        text = self._print(contract)
        for words in (
            contract.certificate_number,
            "Hibiscus Fashion",
            "Tianjin Agent",
            "Hibiscus",
            self.env.ref("base.state_cn_ZJ").name,
            format_date(self.env, "2018-01-01", lang_code="en_US"),
            format_date(self.env, "2018-12-31", lang_code="en_US"),
        ):
            self.assertIn(words, text)
        self.assertNotIn("Not in force", text)

    def test_certificate_says_when_it_is_worth_nothing(self):
        """Proves R40."""
        contract = self._make_contract(
            self.other_brand, self.agent, date_end="2018-12-31"
        )
        self.assertIn("Not in force", self._print(contract))

    def test_both_sides_print_their_own_and_no_other(self):
        for user in (self.agent_user, self.brand_user):
            self.assertIn("Tianjin Agent", self._print(self.contract, user))
            with self.assertRaises(AccessError), mute_logger("odoo.http"):
                self._print(self.other_contract, user)

    def test_each_print_is_one_document(self):
        both = self.contract | self.other_contract
        self.assertIn(self.contract.certificate_number, self._print(both))
        self.assertIn(self.other_contract.certificate_number, self._print(both))

    def test_scan_of_the_signed_paper_is_kept_and_read_by_both_sides(self):
        scan = base64.b64encode(b"scan")
        self.contract.with_user(self.operator).write(
            {"signed_paper": scan, "signed_paper_name": "contract.pdf"}
        )
        for user in (self.agent_user, self.brand_user):
            read = self.contract.with_user(user).read(["signed_paper"])
            self.assertEqual(read[0]["signed_paper"], scan)
            with self.assertRaises(AccessError):
                self.other_contract.with_user(user).read(["signed_paper"])


@tagged("post_install", "-at_install")
class TestCertificatePage(PartyCommon, HttpCase):
    def test_the_page_opens_for_the_agent_and_not_for_strangers(self):
        """Proves R40."""
        address = "/report/html/brand_outlet.report_certificate/%s"
        self.authenticate("test_agent", "test_agent")
        page = self.url_open(address % self.contract.id)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.contract.certificate_number, page.text)
        with mute_logger("odoo.http"):
            other = self.url_open(address % self.other_contract.id)
        self.assertNotIn(self.other_contract.certificate_number, other.text)
