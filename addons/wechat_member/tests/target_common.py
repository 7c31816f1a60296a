from datetime import timedelta

from odoo.fields import Command, Datetime

from .ledger_common import LedgerCommon


class TargetCommon(LedgerCommon):
    """A till with two kinds of goods, and members who bought some time ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what is done at night is done in transactions of its own
        if not cls._registry_patched:
            cls.registry_enter_test_mode_cls()
        # members of the database belong to no segment of these tests
        cls.env["res.partner"].search(
            [("is_member", "=", True), ("id", "!=", cls.member.id)]
        ).is_member = False
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.food, cls.dress = cls.env["product.category"].create(
            [{"name": "Snacks"}, {"name": "Dresses"}]
        )
        cls.silk = cls.env["product.category"].create(
            {"name": "Silk", "parent_id": cls.dress.id}
        )
        cls.nuts, cls.gown = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "list_price": price,
                    "categ_id": category.id,
                    "available_in_pos": True,
                    "is_storable": True,
                    "taxes_id": [Command.clear()],
                }
                for name, price, category in (
                    ("Nuts", 20, cls.food),
                    ("Silk gown", 600, cls.silk),
                )
            ]
        )
        cls.people = cls.env["res.partner"].create(
            [
                {
                    "name": f"Member {number}",
                    "is_member": True,
                    "member_phone": f"139000{number:05d}",
                    "member_consent": True,
                }
                for number in range(40)
            ]
        )
        cls.activity = cls.env["member.activity"]

    def _buy(self, member, days=0, product=None, price=None, qty=1):
        """Sell at the till and let it have been ``days`` ago."""
        product = product or self.nuts
        price = product.list_price if price is None else price
        line = self._line(qty, price)
        line[2]["product_id"] = product.id
        order = self._send([line], member)
        order.date_order = Datetime.now() - timedelta(days=days)
        return order

    def _segment(self, **vals):
        return self.env["member.segment"].create({"name": "Segment", **vals})

    def _members(self, segment):
        return self.env["res.partner"].search(segment._get_domain())

    def _rebuild(self):
        self.activity._rebuild(self.company)

    def _issue(self, segment=None, **vals):
        return self.env["member.issue"].create(
            {
                "program_id": self.coupon_program.id,
                "segment_id": segment and segment.id,
                **vals,
            }
        )

    def _carry_out(self, issue):
        issue.action_start()
        self._work("member.issue", "_cron_issue", batch=7)
        self.assertEqual(issue.state, "done")
        return issue.target_ids

    def _work(self, model, method, **how):
        """Do what runs in the background, as it runs there."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            getattr(self.env(cr=cr)[model], method)(**how)
        self.env.invalidate_all()

    def _redeem(self, target, price=400):
        """Let a member pay with the coupon of the issue at the till."""
        order = self._sell(
            price=price,
            member=target.partner_id,
            card=target.card_id,
            discount=50,
            cost=1,
        )
        order.date_order = Datetime.now()
        return order
