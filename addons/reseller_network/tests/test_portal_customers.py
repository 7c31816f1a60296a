from datetime import timedelta

from odoo import fields
from odoo.http import Request
from odoo.tests import tagged

from .common import PortalCommon

URL = "/my/outlet/customers"


@tagged("post_install", "-at_install")
class TestPortalCustomers(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.small, 20)

    def _submit(self, user=None, **vals):
        return self._as(user or self.user)._submit_order(self._draft(**vals))

    def _customer(self, user=None):
        return self.env["reseller.customer"].search(
            [("reseller_id", "=", (user or self.user).partner_id.id)], limit=1
        )

    def _save(self, login="t_shop", **post):
        values = {"name": "韩梅梅", "phone": "13912345678"} | post
        return self._post(f"{URL}/save", login, **values)

    def test_the_portal_has_my_customers_and_my_goods(self):
        """Proves R85."""
        self._submit()
        home = self._get("/my/outlet").text
        self.assertIn('href="/my/outlet/customers"', home)
        self.assertIn('href="/my/outlet/articles', home)
        self.assertIn("李雷", self._get(URL).text)
        self.assertIn(self.style.name, self._get("/my/outlet/articles").text)

    def test_a_card_shows_last_contact_orders_notes_and_the_day_of_follow_up(self):
        """Proves R264."""
        order = self._submit()
        url = f"{URL}/{self._customer().id}"
        self._post(
            f"{url}/note", text="The coat fits", kind="contact", next_step="week"
        )
        page = self._get(url).text
        today = fields.Date.context_today(self._own())
        self.assertIn("The coat fits", page)
        self.assertIn(f"{today:%m-%d}", page)
        self.assertIn(f"{today + timedelta(days=7):%m-%d}", page)
        self.assertIn(f"/my/outlet/orders/{order.id}", page)

    def _own(self):
        return self.contract.with_user(self.user)

    def test_who_is_due_is_listed_until_they_talked(self):
        """Proves R86."""
        self._submit()
        customer = self._customer()
        self.assertNotIn(customer.phone, self._due())
        customer.followup_date = fields.Date.today() - timedelta(days=1)
        self.assertIn("李雷", self._due())
        self.assertIn("due for a follow-up", self._get("/my/outlet").text)
        self._post(f"{URL}/{customer.id}/note", kind="contact", next_step="month")
        self.assertNotIn(f"{URL}/{customer.id}", self._due())

    def _due(self):
        return self._get(f"{URL}?view=due").text

    def test_the_rates_of_the_second_and_the_third_order_are_shown(self):
        """Three bought, two came again after 4 and 6 days, one of them a third time.

        Proves R86.
        """
        today = fields.Datetime.now().replace(hour=4)
        for phone, days in (("1", (20, 16, 5)), ("2", (20, 14)), ("3", (9,))):
            for day in days:
                order = self._submit(token=phone + str(day), phone=f"1381234567{phone}")
                order.date_order = today - timedelta(days=day)
        figures = self._as(self.user)._customer_figures()
        self.assertEqual(figures["buyers"], 3)
        self.assertAlmostEqual(figures["second_rate"], 200 / 3, 1)
        self.assertAlmostEqual(figures["third_rate"], 50, 1)
        self.assertAlmostEqual(figures["days_to_second"], 5, 1)
        page = "".join(self._get(URL).text.split())
        self.assertIn("<dd>67%</dd>", page)
        self.assertIn("<dd>50%</dd>", page)

    def test_two_orders_of_one_day_are_not_coming_again(self):
        self._submit(token="a")
        self._submit(token="b")
        self.assertEqual(self._as(self.user)._customer_figures()["second_rate"], 0)

    def test_another_reseller_of_the_same_agent_can_not_see_the_customer(self):
        """Whatever door: the answer is 404. Proves R244."""
        agent = self.tj.agent_id
        (self.contract | self.other).upstream_id = agent
        self._submit()
        customer = self._customer()
        url = f"{URL}/{customer.id}"
        self.assertNotIn("李雷", self._get(URL, "t_other").text)
        for path in (url, f"{url}/edit"):
            self.assertEqual(self._get(path, "t_other").status_code, 404, path)
        for step in ("note", "consent", "message", "order", "erase"):
            answer = self._post(f"{url}/{step}", "t_other", text="x", how="x", sure="1")
            self.assertEqual(answer.status_code, 404, step)
        answer = self._save("t_other", customer_id=customer.id, name="Mine now")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(customer.name, "李雷")
        self.assertFalse(customer.note_ids)

    def test_an_affiliate_has_no_customers(self):
        self.assertEqual(self._get(URL, "t_link").status_code, 404)
        self.assertNotIn(URL, self._get("/my/outlet", "t_link").text)

    def test_a_stranger_is_sent_to_the_login(self):
        self.assertIn("/web/login", self.url_open(URL).url)

    def test_a_customer_is_added_by_hand_once_per_phone(self):
        self._save(month="5", day="20", tags="size M")
        self._save(phone="139 1234 5678", name="梅梅", month="5", day="20")
        customer = self._customer()
        self.assertEqual((customer.name, customer.birthday), ("梅梅", "05-20"))
        self.assertEqual(customer.source, "manual")
        self.assertEqual(customer.tags, "size M")

    def test_a_wrong_phone_is_refused_in_words_and_what_was_typed_stays(self):
        page = self._save(phone="12").text
        self.assertIn("oo_problem", page)
        self.assertIn('value="韩梅梅"', page)
        self.assertFalse(self._customer())

    def test_a_birthday_is_seen_in_time(self):
        soon = fields.Date.context_today(self._own()) + timedelta(days=3)
        self._save(month=str(soon.month), day=str(soon.day))
        self.assertIn("韩梅梅", self._get(f"{URL}?view=birthday").text)

    def test_a_phone_that_turns_out_to_be_known_makes_one_of_two(self):
        self._submit()
        known = self._customer()
        self._save(tags="VIP")
        second = self._customer() - known or self.env["reseller.customer"].search(
            [("phone", "=", "13912345678")]
        )
        self._save(customer_id=second.id, phone="13812345678", name="李雷")
        self.assertFalse(second.exists())
        self.assertEqual((known.tags, known.order_count), ("VIP", 1))

    def test_an_order_starts_from_the_card_with_the_last_address(self):
        self._submit()
        self._post(f"{URL}/{self._customer().id}/order")
        self._post("/my/outlet/order/add", product_id=self.small.id)
        page = self._get("/my/outlet/order/new").text
        self.assertIn('value="13812345678"', page)
        self.assertIn("建国路88号院3号楼502", page)

    def test_an_offer_needs_consent_and_passes_once(self):
        """Proves R90 R239."""
        self._submit()
        url = f"{URL}/{self._customer().id}"
        self.assertNotIn("For my chat", self._get(url).text)
        refused = self._post(f"{url}/message", text="New coats").text
        self.assertIn("has not agreed to offers", refused)
        self._post(f"{url}/consent", how="In our chat")
        first = self._post(f"{url}/message", text="New coats").text
        self.assertIn("oo_released", first)
        self.assertIn("/outlet/quiet/", first)
        second = self._post(f"{url}/message", text="And shoes", channel="sms").text
        self.assertIn("The next one may go out from", second)
        self.assertNotIn("oo_released", second)

    def test_consent_needs_a_word_how_it_was_given(self):
        """Proves R239."""
        self._submit()
        url = f"{URL}/{self._customer().id}"
        page = self._post(f"{url}/consent", how=" ").text
        self.assertIn("Note how the customer agreed", page)
        self.assertEqual(self._customer().consent, "none")

    def test_one_tap_ends_offers_and_opening_the_link_does_not(self):
        """Proves R90."""
        self._submit()
        customer = self._customer()
        customer._note_consent("Form")
        decision = self.env["message.gate"]._admit(customer, "marketing", "chat")
        person = decision[customer].recipient_id
        self.env.flush_all()
        path = f"/outlet/quiet/{person.sudo().token}"
        self.authenticate(None, None)
        self.logged_in = ""
        # the page speaks Chinese where it is installed: told by its button
        page = self.url_open(path).text
        self.assertIn("<button", page)
        self.assertNotIn('name="again"', page)
        self.assertFalse(person.opted_out_at)
        token = self._csrf()
        self.assertIn('name="again"', self.url_open(path, data=token).text)
        self.assertTrue(person.opted_out_at)
        self.url_open(path, data=token | {"again": "1"})
        self.assertFalse(person.opted_out_at)

    def _csrf(self):
        return {"csrf_token": Request.csrf_token(self)}

    def test_a_guessed_opt_out_link_opens_nothing(self):
        self.assertEqual(self.url_open("/outlet/quiet/abc").status_code, 404)

    def test_erasing_leaves_the_wish_of_no_offers_and_the_cap_of_others(self):
        theirs = self._submit(user=self.other_user).reseller_customer_id
        self._save(phone="13812345678", name="李雷")
        (theirs | self._customer())._note_consent("Form")
        gate = self.env["message.gate"]
        person = gate._admit(
            self._customer(), "marketing", "chat", "secret", self.user.partner_id
        )
        person = person[self._customer()].recipient_id
        self._customer().action_erase()
        self.assertEqual(person.message_ids.mapped("about"), [False])
        again = gate._admit(theirs, "marketing", "chat")[theirs]
        self.assertEqual(again.reason, "too_soon")

    def test_a_customer_is_erased_on_request_and_the_order_stays(self):
        order = self._submit()
        url = f"{URL}/{self._customer().id}"
        self._post(f"{url}/note", text="secret")
        self.assertIn("on their way", self._post(f"{url}/erase", sure="1").text)
        self._deliver(order)
        self.assertIn("Tick the box", self._post(f"{url}/erase").text)
        self._post(f"{url}/erase", sure="1")
        self.assertFalse(self._customer())
        self.assertFalse(self.env["reseller.customer.note"].search([]))
        self.assertTrue(order.exists())
        self.assertFalse(order.partner_shipping_id.phone)
        self.assertNotIn("李雷", order.partner_shipping_id.display_name)
