"""Two devices of one till ask for what they may redeem offline at the same moment."""

import unittest

from .test_coupon import TestConcurrentCoupon

ROUNDS = 15


class TestConcurrentAllowance(TestConcurrentCoupon):
    def _issue(self, till, device):
        return lambda: self.transaction(
            lambda env: env["till.allowance"].issue(till, device), self.cashier
        )

    def test_one_device_gets_it(self):
        for number in range(ROUNDS):
            till = self.tills[number % len(self.tills)]
            with self.environment() as env:
                env["pos.config"].browse(till).allowance_active = True
                old = env["till.allowance"].search([("config_id", "=", till)])
                old.valid_until = "2020-01-01"
            acts = [self._issue(till, f"{self.key}{one}") for one in range(4)]
            answers, errors, _wait = self.run_together(acts)
            self.assertEqual(errors, [])
            self.assertEqual(len([one for one in answers if one]), 1, answers)


# what is inherited is tested where it stands
for name in dir(TestConcurrentCoupon):
    if name.startswith("test_"):
        setattr(TestConcurrentAllowance, name, None)
del TestConcurrentCoupon

if __name__ == "__main__":
    unittest.main()
