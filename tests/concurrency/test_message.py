"""One person whom many want to write to at the very same moment."""

from .race import Race

SENDERS = 12


class TestConcurrentMessage(Race):
    def setUp(self):
        super().setUp()
        self.phone = f"138{int(self.key, 16) % 10**8:08d}"
        with self.environment() as env:
            customers = env["reseller.customer"].create(
                [self._prepare_customer(env, number) for number in range(SENDERS)]
            )
            customers._note_consent("form")
            self.customers = customers.ids
        self.addCleanup(self._withdraw)

    def _prepare_customer(self, env, number):
        reseller = env["res.partner"].create({"name": f"{self.key}-{number}"})
        return {
            "reseller_id": reseller.id,
            "company_id": env.company.id,
            "name": self.key,
            "phone": self.phone,
        }

    def _withdraw(self):
        with self.environment() as env:
            env["message.recipient"].search([("phone", "=", self.phone)]).unlink()
            customers = env["reseller.customer"].browse(self.customers)
            resellers = customers.reseller_id
            customers.unlink()
            resellers.unlink()

    def test_of_many_offers_at_once_one_passes(self):
        """Whoever writes: the window is the person's. Proves R90."""

        def write(number):
            def act(env):
                customer = env["reseller.customer"].browse(self.customers[number])
                decided = env["message.gate"]._admit(customer, "marketing", "chat")
                return decided[customer].state

            return self.transaction(act)

        states, errors, _wait = self.run_together(
            [lambda number=number: write(number) for number in range(SENDERS)]
        )
        self.assertEqual(errors, [])
        self.assertEqual(states.count("passed"), 1)
        self.assertEqual(states.count("withheld"), SENDERS - 1)
