from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestCustomerRegister(ResellerCommon):
    def _submit(self, user=None, **vals):
        return self._as(user or self.user)._submit_order(self._draft(**vals))

    def _customers(self, user=None):
        return self.env["reseller.customer"].search(
            [("reseller_id", "=", (user or self.user).partner_id.id)]
        )

    def test_an_order_makes_the_customer_with_source_and_place(self):
        """Proves R33 R239 R244."""
        order = self._submit()
        customer = self._customers()
        self.assertEqual(customer.name, "李雷")
        self.assertEqual(customer.phone, "13812345678")
        self.assertEqual(customer.source, "entry")
        self.assertEqual(customer.place_id, self.place)
        self.assertEqual(customer.consent, "none")
        self.assertEqual(order.reseller_customer_id, customer)
        self.assertEqual(
            (customer.order_count, customer.last_order_at.date()),
            (1, order.date_order.date()),
        )

    def test_a_person_is_told_by_the_phone_not_by_the_address(self):
        self._submit(token="a")
        self._submit(token="b", detail="长安街1号", name="李先生")
        self.assertEqual(self._customers().order_count, 2)

    def test_a_cancelled_order_counts_no_more(self):
        self._submit()._intercept(role="operator")
        self.assertEqual(self._customers().order_count, 0)

    def test_two_resellers_have_each_a_customer_of_their_own(self):
        """Proves R244."""
        self._submit()
        self._submit(user=self.other_user)
        self.assertEqual(len(self._customers()), 1)
        self.assertEqual(len(self._customers(self.other_user)), 1)
        self.assertFalse(self._customers() & self._customers(self.other_user))

    def test_the_buyer_at_an_affiliates_link_is_counted_for_the_source(self):
        """Proves R33."""
        order = self._order(
            self.in_beijing, [(self.small, 1)], place_id=self.link_place.id
        )
        self.assertEqual(order.reseller_customer_id.source, "link")
        self.assertEqual(order.reseller_customer_id.reseller_id, self.link.reseller_id)

    def test_orders_of_who_is_no_reseller_make_no_customer(self):
        place = self._make_place("Counter", owner=self.tj.agent_id)
        order = self._order(self.in_beijing, [(self.small, 1)], place_id=place.id)
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.reseller_customer_id)

    def test_what_was_agreed_under_one_number_says_nothing_about_another(self):
        self._submit()
        customer = self._customers()
        customer._note_consent("On the phone")
        customer.phone = customer.phone
        self.assertEqual(customer.consent, "given")
        customer.phone = "13911112222"
        self.assertEqual((customer.consent, customer.consent_how), ("none", False))

    def test_a_new_order_plans_the_follow_up(self):
        """Proves R86."""
        self.env.company.customer_followup_days = 10
        order = self._submit()
        customer = self._customers()
        self.assertEqual((customer.followup_date - order.date_order.date()).days, 10)

    def test_many_orders_take_a_handful_of_statements(self):
        self._stock(self.tj, self.small, 60)
        orders = self.env["sale.order"].union(
            *(self._submit(token=str(n), phone=f"138000000{n}") for n in range(10, 40))
        )
        orders.reseller_customer_id = False
        self._customers().unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            self.env["reseller.customer"]._register_orders(orders)
            self.env.flush_all()
        self.assertEqual(len(self._customers()), 30)

    def test_staff_of_agents_and_portal_users_reach_no_customer(self):
        """Theirs alone to see. Proves R244."""
        self._submit()
        agent = new_test_user(
            self.env,
            "t_cust_agent",
            "brand_outlet.group_agent",
            party_id=self.tj.agent_id.id,
        )
        for name in (
            "reseller.customer",
            "reseller.customer.note",
            "message.gate",
            "message.recipient",
        ):
            for user in (agent, self.user, self.other_user):
                model = self.env[name].with_user(user)
                with self.assertRaises(AccessError, msg=f"{name} {user.login}"):
                    model.search([]).mapped("display_name")

    def test_the_operator_reads_source_and_consent_but_no_notes(self):
        self._submit()
        operator = new_test_user(
            self.env, "t_cust_operator", "brand_outlet.group_operator"
        )
        customer = self._customers().with_user(operator)
        self.assertEqual(customer.source, "entry")
        with self.assertRaises(AccessError):
            customer.read(["birthday"])
        with self.assertRaises(AccessError):
            self.env["reseller.customer.note"].with_user(operator).search([])
