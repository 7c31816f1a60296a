from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestMessageGate(ResellerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Gate = cls.env["message.gate"]
        cls.customer = cls._customer(cls.user.partner_id, "李雷", "13812345678")
        cls.customer._note_consent("In our chat on Sunday")

    @classmethod
    def _customer(cls, reseller, name, phone):
        return cls.env["reseller.customer"].create(
            {
                "reseller_id": reseller.id,
                "company_id": cls.env.company.id,
                "name": name,
                "phone": phone,
            }
        )

    def _offer(self, customer=None, sender=None):
        customer = customer or self.customer
        sender = sender or customer.reseller_id
        return self.Gate._send_text(customer, "New coats", "marketing", "coats", sender)

    def _texts(self, phone="13812345678"):
        return self.env["sms.sms"].search([("number", "=", phone)])

    def test_the_second_offer_within_the_window_is_withheld(self):
        """Proves R90."""
        first, second = self._offer(), self._offer()
        self.assertEqual(first.state, "passed")
        self.assertEqual((second.state, second.reason), ("withheld", "too_soon"))
        self.assertEqual(len(self._texts()), 1)
        day = fields.Date.context_today(self.Gate) + timedelta(days=7)
        self.assertIn(f"{day:%m-%d}", second._get_words())

    def test_an_offer_passes_again_when_the_window_is_over(self):
        self._offer().date -= timedelta(days=8)
        self.assertEqual(self._offer().state, "passed")

    def test_the_window_is_the_persons_not_the_resellers(self):
        """Two resellers do not each get a turn. Proves R90."""
        theirs = self._customer(self.other_user.partner_id, "李雷", "138 1234 5678")
        theirs._note_consent("At the market")
        self._offer()
        self.assertEqual(self._offer(theirs).reason, "too_soon")

    def test_the_cap_is_a_setting(self):
        self.env.company.write({"message_cap": 2, "message_window_days": 30})
        states = [self._offer().state for _try in range(3)]
        self.assertEqual(states, ["passed", "passed", "withheld"])

    def test_who_has_not_agreed_gets_no_offer(self):
        """Proves R239."""
        silent = self._customer(self.user.partner_id, "韩梅梅", "13912345678")
        decision = self._offer(silent)
        self.assertEqual(decision.reason, "no_consent")
        self.assertFalse(self._texts("13912345678"))
        self.assertIn("has not agreed", decision._get_words())

    def test_who_took_back_the_consent_gets_no_offer(self):
        """Proves R239."""
        self.customer._withdraw_consent()
        self.assertEqual(self._offer().reason, "no_consent")

    def test_service_messages_are_exempt(self):
        """A parcel is told to who wants no offers, too. Proves R90."""
        self._offer().recipient_id._opt_out()
        self.customer._withdraw_consent()
        for _message in range(2):
            told = self.Gate._send_text(
                self.customer, "Your parcel is on its way", "service", "parcel"
            )
            self.assertEqual(told.state, "passed")
        self.assertNotIn("/outlet/quiet/", self._texts()[0].body)

    def test_an_offer_carries_the_way_out(self):
        """Proves R90."""
        decision = self._offer()
        link = decision.recipient_id._get_opt_out_url()
        self.assertIn(link, self._texts().body)

    def test_who_opted_out_hears_from_no_reseller_any_more(self):
        """Proves R90."""
        theirs = self._customer(self.other_user.partner_id, "李雷", "13812345678")
        theirs._note_consent("At the market")
        self._offer().recipient_id._opt_out()
        self.assertEqual(self._offer(theirs).reason, "opted_out")

    def test_nobody_writes_to_a_crowd(self):
        self.env.company.message_sender_cap = 3
        crowd = self.env["reseller.customer"].union(
            *(
                self._customer(self.user.partner_id, f"C{n}", f"1390000000{n}")
                for n in range(5)
            )
        )
        crowd._note_consent("Form")
        decided = self.Gate._admit(
            crowd, "marketing", "chat", "all", self.user.partner_id
        )
        reasons = [decided[customer].reason for customer in crowd]
        self.assertEqual(reasons, [False] * 3 + ["too_many"] * 2)

    def test_one_person_twice_in_a_batch_is_written_to_once(self):
        theirs = self._customer(self.other_user.partner_id, "李雷", "13812345678")
        theirs._note_consent("At the market")
        decided = self.Gate._admit(self.customer | theirs, "marketing", "chat")
        self.assertEqual(
            sorted(one.state for one in decided.values()), ["passed", "withheld"]
        )
