"""The interface for agents' programs, by the very examples its users are given."""

import datetime
import json
import re
import subprocess
import unittest
import uuid

from tests.system import ROOT, URL, environment, sign_in

EXAMPLE = re.compile(r"```bash\n(.*?)```", re.DOTALL)


def make_key(login):
    """An API key of a user, as the preferences make it."""
    with environment() as env:
        user = env["res.users"].search([("login", "=", login)])
        until = datetime.datetime.now() + datetime.timedelta(days=1)
        keys = env(user=user)["res.users.apikeys"]
        key = keys._generate("rpc", "test", until)
        env.cr.commit()
    return key


class TestApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.key = make_key("agent")
        cls.make_orders(2)
        text = (ROOT / "docs" / "api.md").read_text()
        cls.examples = {
            re.search(r"agent\.api/(\w+)", code)[1] + ("+" * ("delta" in code)): code
            for code in EXAMPLE.findall(text)
        }

    @classmethod
    def make_orders(cls, count):
        """Bring in orders that the agent of the key is nearest to."""
        operator, agent = sign_in("operator"), sign_in("agent")
        free = [("quantity", ">", 5), ("reserved_quantity", "=", 0)]
        own = agent.read("stock.quant", free, ["product_id"], limit=1)[0]
        fields = ["default_code", "list_price"]
        (product,) = operator.call(
            "product.product", "read", own["product_id"][:1], fields
        )
        owner = sign_in("reseller").partner_id
        values = {"name": f"接口 {uuid.uuid4().hex[:6]}", "owner_id": owner}
        source = operator.call("order.source", "create", [values])
        row = {
            "shop": "接口小店",
            "sku": product["default_code"],
            "quantity": 1,
            "price": round(product["list_price"] * 0.6),
            "receiver": "李雷",
            "phone": "13812345678",
            "province": "天津市",
            "city": "天津市",
            "district": "武清区",
            "street": "泉旺路18号",
        }
        rows = [{**row, "order_no": f"{values['name']}-{n}"} for n in range(count)]
        answers = operator.call("order.source", "push_orders", source, rows=rows)
        if not all(answer["ok"] for answer in answers):
            raise AssertionError(answers)

    def ask(self, name, key=None, **places):
        """Run an example of the document with its capitals filled in."""
        code = self.examples[name]
        for word, value in places.items():
            code = re.sub(rf"\b{word}\b(?!=)", str(value), code)
        return self.run_code(code, key)

    def call(self, method, key=None, **arguments):
        """The same call as in the examples, with other arguments."""
        body = json.dumps(arguments)
        code = re.sub(r"-d '.*'", lambda _m: f"-d '{body}'", self.examples["pull"])
        return self.run_code(code.replace("agent.api/pull", f"agent.api/{method}"), key)

    def run_code(self, code, key=None):
        found = subprocess.run(
            ["bash", "-c", code],
            env={"URL": URL, "KEY": key or self.key, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        self.assertEqual(found.returncode, 0, found.stderr)
        return json.loads(found.stdout)

    def pull_all(self, cursor=""):
        """(all dispatches since the cursor, the next cursor)."""
        rows = []
        while True:
            answer = self.call("pull", cursor=cursor, limit=20)
            rows += answer["dispatches"]
            cursor = answer["cursor"]
            if not answer["more"]:
                return rows, cursor

    def test_1_the_examples_take_a_dispatch_from_the_order_to_the_courier(self):
        """Proves R138."""
        first = self.ask("pull")
        self.assertTrue(first["dispatches"])
        rows, cursor = self.pull_all()
        new = [row["dispatch"] for row in rows if row["state"] == "new"]
        self.assertGreaterEqual(len(new), 2)
        one, other = new[:2]

        self.assertEqual(
            self.ask("accept", DISPATCH=one),
            [{"dispatch": one, "ok": True, "already": False}],
        )
        self.assertTrue(self.ask("accept", DISPATCH=one)[0]["already"])
        changed, cursor = self.pull_all(cursor)
        self.assertEqual(
            [(row["dispatch"], row["state"]) for row in changed], [(one, "accepted")]
        )
        self.assertFalse(self.ask("ship", DISPATCH=one)[0]["already"])
        self.assertTrue(self.ask("ship", DISPATCH=one)[0]["already"])
        reason = self.ask("reasons")[-1]
        self.assertTrue(self.ask("refuse", OTHER=other, REASON=reason)["ok"])
        self.assertTrue(self.ask("refuse", OTHER=other, REASON=reason)["already"])
        changed, cursor = self.pull_all(cursor)
        self.assertEqual(
            {row["dispatch"]: row["state"] for row in changed},
            {one: "shipped", other: "refused"},
        )
        self.assertEqual(self.pull_all(cursor)[0], [])

    def test_2_stock_is_told_once_however_often_and_late_it_arrives(self):
        """Proves R137, R138."""
        operator = sign_in("operator")
        own = sign_in("agent").read(
            "stock.quant",
            [("quantity", ">", 3), ("reserved_quantity", "=", 0)],
            ["product_id"],
            limit=1,
        )[0]
        product = own["product_id"][0]
        sku = operator.call("product.product", "read", [product], ["default_code"])[0][
            "default_code"
        ]
        answer = self.ask("push_stock", SKU=sku)
        self.assertEqual(answer["rows"][0]["free"], 40, answer)
        self.assertTrue(self.ask("push_stock", SKU=sku)["already"])
        self.assertEqual(self.ask("push_stock+", SKU=sku)["rows"][0]["free"], 39)
        self.assertTrue(self.ask("push_stock+", SKU=sku)["already"])
        late = self.call(
            "push_stock", sequence=1, rows=[{"sku": sku, "pieces": 5}], mode="absolute"
        )
        self.assertEqual(
            late["rows"], [{"sku": sku, "ok": True, "late": True, "free": 39}]
        )
        late = self.call(
            "push_stock", sequence=4, rows=[{"sku": "NO-SUCH", "pieces": 5}]
        )
        self.assertFalse(late["rows"][0]["ok"])

    def test_3_another_agents_dispatch_does_not_exist(self):
        """Proves R138."""
        mine = {row["dispatch"] for row in self.pull_all()[0]}
        operator = sign_in("operator")
        foreign = operator.call(
            "stock.picking",
            "search",
            [("dispatch_state", "=", "new"), ("id", "not in", sorted(mine))],
            limit=1,
        )[0]
        number = "YT8800000099999"
        parcel = {"dispatch": foreign, "courier": "圆通", "number": number}
        for answer in (
            *self.call("accept", dispatches=[foreign]),
            *self.call("ship", parcels=[parcel]),
            self.call("refuse", dispatch=foreign, reason=self.ask("reasons")[0]),
        ):
            self.assertFalse(answer["ok"])
            self.assertEqual(answer["error"], self._unknown(foreign))
        fields = ["dispatch_state"]
        row = operator.call("stock.picking", "read", [foreign], fields)[0]
        self.assertEqual(row["dispatch_state"], "new")

    def _unknown(self, number):
        """What is said of a dispatch that is nobody's."""
        words = self.call("accept", dispatches=[999999999])[0]["error"]
        return words.replace("999999999", str(number)).replace(
            "999,999,999", str(number)
        )

    def test_4_a_key_that_is_no_agents_gets_nothing(self):
        """Proves R138."""
        answer = self.call("pull", key=make_key("brand"), cursor="")
        self.assertNotIn("dispatches", answer)
        self.assertIn("message", answer)
        self.assertIn("message", self.call("pull", key="nonsense", cursor=""))
        self.assertIn("message", self.call("pull", cursor="1;drop"))
