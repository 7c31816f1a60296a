import random

from odoo.addons.agent_dropship.tests.settlement_checks import fen, total
from odoo.addons.agent_dropship.tests.settlement_world import SettlementWorld


class SettlementNetwork(SettlementWorld):
    """The same business where resellers of random tiers and an affiliate sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world = random.Random("tiers")
        cls.places = cls.env["outlet.place"]
        cls.link_contract = cls.env["reseller.contract"]
        for number, mode in enumerate(("shop", "shop", "link")):
            contract = cls._make_seller(f"Seller {number}", mode, world)
            if mode == "link":
                cls.link_contract = contract
        cls.sellers = cls.places.owner_id | cls.seller

    @classmethod
    def _make_seller(cls, name, mode, world):
        seller = cls.env["res.partner"].create({"name": name, "credit_limit": 10**9})
        grade = cls.env["res.partner.grade"].create(
            {
                "name": name,
                "take_ratio": world.randint(4000, 7000) / 100,
                "commission_rate": world.randint(300, 3333) / 100,
            }
        )
        cls.places |= cls.env["outlet.place"].create(
            {"name": name, "owner_id": seller.id}
        )
        contract = cls.env["reseller.contract"].create(
            {"reseller_id": seller.id, "grade_id": grade.id, "mode": mode}
        )
        contract.credit_limit = 10**9
        contract.action_activate()
        return contract

    def _choose_place(self, lines, collect):
        place = self.random.choice(self.places | self.place)
        if place.owner_id != self.link_contract.reseller_id:
            return place, {}
        template = lines[0][0].product_tmpl_id
        return place, {"link_id": self.link_contract._get_link(template).id}

    def _parties_domain(self):
        parties = self.near | self.far | self.sellers
        return [("partner_id", "in", parties.ids)]

    def _check_all(self):
        result = super()._check_all()
        self._check_sellers()
        return result

    def _check_sellers(self):
        """A seller earns once on each piece that was kept, by his terms, before
        anything that came off the whole order."""
        for line in self.orders.order_line.filtered("reseller_mode"):
            kept = sum(
                float(left)
                for move, left in self._net_moves()
                if move.sale_line_id == line
            )
            entries = self._entries(line).filtered(
                lambda e: e.kind in ("margin", "commission")
            )
            booked = total(entries.mapped("amount"))
            due = fen(line.currency_id.round(line._get_reseller_part(kept)))
            # a fen by which the total of fewer pieces differs is the operator's
            changed = self._entries(line).filtered(
                lambda e: (e.reference or "").startswith("total/")
            )
            # each return is rounded from what it takes back, and so is what is left
            # where pieces got a line of their own
            fens = max(len(entries) - 1, 0) + len(changed) + self._was_parted(line)
            slack = fen(0.01 * fens)
            self.assertLessEqual(abs(booked - due), slack, line.display_name)
            self.assertLessEqual(len(entries.partner_id), 1)

    def _was_parted(self, line):
        """Whether pieces of this line went to another one after it was ordered."""
        same = line.order_id.order_line.filtered(
            lambda one: (
                (one.product_id, one.price_unit, one.discount)
                == (line.product_id, line.price_unit, line.discount)
            )
        )
        return len(same) > 1
