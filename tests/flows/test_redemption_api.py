"""The redemption interface, by the very examples its users are given."""

import json
import re
import subprocess
import unittest
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.system import ROOT, URL, environment

EXAMPLE = re.compile(r"```bash\n(.*?)```", re.DOTALL)
COUPONS = 4
CROWD = 20


class TestRedemptionApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        text = (ROOT / "docs" / "redemption_api.md").read_text()
        cls.examples = {
            re.search(r"api/v1/(\w+)", code)[1]: code for code in EXAMPLE.findall(text)
        }
        with environment() as env:
            till = env["pos.config"].search([("company_id", "=", env.company.id)])[:1]
            record = env["member.api.key"].create(
                {
                    "name": f"商场 {uuid.uuid4().hex[:6]}",
                    "config_id": till.id,
                    "user_id": env.ref("base.user_admin").id,
                }
            )
            cls.key = record._make_key()
            cls.codes = cls.make_coupons(env)
            env.cr.commit()

    @classmethod
    def make_coupons(cls, env):
        program = env["loyalty.program"].create(
            {
                "name": "接口满减券",
                "program_type": "coupons",
                "company_id": env.company.id,
                "rule_ids": [
                    (5, 0, 0),
                    (0, 0, {"minimum_amount": 300, "minimum_qty": 0}),
                ],
                "reward_ids": [
                    (5, 0, 0),
                    (0, 0, {"discount_mode": "per_order", "discount": 50}),
                ],
            }
        )
        values = {"program_id": program.id, "points": 1}
        return env["loyalty.card"].create([values] * COUPONS).mapped("code")

    def ask(self, name, **places):
        """Run an example of the document with its capitals filled in."""
        code = self.examples[name]
        for word, value in places.items():
            code = re.sub(rf"\b{word}\b", str(value), code)
        found = subprocess.run(
            ["bash", "-c", code],
            env={"URL": URL, "KEY": self.key, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        self.assertEqual(found.returncode, 0, found.stderr)
        return json.loads(found.stdout)

    def number(self):
        return f"flow-{uuid.uuid4().hex[:12]}"

    def test_the_examples_take_a_coupon_there_and_back(self):
        """Proves R180."""
        code, number = self.codes[0], self.number()
        coupon = self.ask("query", CODE=code)["coupon"]
        self.assertTrue(coupon["usable"], coupon)
        self.assertEqual((coupon["discount"], coupon["minimum"]), (50, 300))
        done = self.ask("redeem", CODE=code, NUMBER=number)
        self.assertEqual((done["state"], done["discount"]), ("redeemed", 50), done)
        self.assertEqual(self.ask("query", CODE=code)["coupon"]["why"], "used")
        back = self.ask("reverse", NUMBER=number, OTHER=self.number())
        self.assertEqual(back["state"], "reversed", back)
        self.assertTrue(self.ask("query", CODE=code)["coupon"]["usable"])

    def test_one_number_asked_by_many_at_once_acts_once(self):
        """Proves R180."""
        code, number = self.codes[1], self.number()
        with ThreadPoolExecutor(CROWD) as crowd:
            answers = list(
                crowd.map(
                    lambda _n: self.ask("redeem", CODE=code, NUMBER=number),
                    range(CROWD),
                )
            )
        self.assertTrue(answers[0]["ok"], answers[0])
        self.assertEqual([one for one in answers if one != answers[0]], [])
        self.assertEqual(self.count(code), 1)

    def test_many_who_want_one_coupon_get_it_once(self):
        """Proves R180."""
        code = self.codes[2]
        with ThreadPoolExecutor(CROWD) as crowd:
            answers = list(
                crowd.map(
                    lambda _n: self.ask("redeem", CODE=code, NUMBER=self.number()),
                    range(CROWD),
                )
            )
        won = [one for one in answers if one["ok"]]
        lost = [one["error"]["code"] for one in answers if not one["ok"]]
        self.assertEqual(len(won), 1, answers)
        self.assertEqual(set(lost), {"used"})
        self.assertEqual(self.count(code), 1)

    def count(self, code):
        with environment() as env:
            done = [("card_id.code", "=", code), ("state", "=", "consumed")]
            return env["coupon.redemption"].search_count(done)
