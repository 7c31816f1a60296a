from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.agent_dropship.tests import test_party_walk
from odoo.addons.brand_outlet.tests.party_world import mark

# What a reseller keeps for himself; an agent has it as a reseller of others.
OWN_SHOP = (
    *("reseller.price", "reseller.price.rule", "reseller.pick"),
    *("share.link", "reseller.inquiry"),
)


@tagged("post_install", "-at_install")
class TestResellerPartyWalk(test_party_walk.TestDropshipPartyWalk):
    """With resellers in the house, staff of agents see their own and no others.

    Proves R12.
    """

    allow_inherited_tests_method = True  # the same walks, with more to find
    walk_addons = ("agent_dropship", "reseller_network")
    # An agent deals with the resellers right below him.
    knows = test_party_walk.TestDropshipPartyWalk.knows | {
        name: test_party_walk.TestDropshipPartyWalk.knows[name] | {f"shop_{name[-1]}"}
        for name in ("agent_a", "agent_b")
    }
    known_links = test_party_walk.TestDropshipPartyWalk.known_links | {
        # By which price list a tier pays is known by name; its prices stay closed.
        ("res.partner", "specific_property_product_pricelist", "agent"),
        ("res.partner.grade", "default_pricelist_id", "agent"),
    }

    @classmethod
    def _make_figures(cls):
        """Each agent has a reseller below him and is the operator's reseller."""
        figures = super()._make_figures()
        cls.env.ref("reseller_network.grade_gold").name = "Gold"
        contracts = cls.env["reseller.contract"]
        for letter in ("a", "b"):
            name = f"agent_{letter}"
            agent = cls.parties[name]
            shop = cls._make_party(f"shop_{letter}")
            cls.parties[f"shop_{letter}"] = shop
            cls.marks.add(f"shop_{letter}")
            contract = cls._make_reseller_contract(shop, agent)
            own = cls._make_reseller_contract(agent, cls.env.company.partner_id)
            cls._make_own_shop(own, name)
            cls._make_joining(contract, name)
            cls._make_community(contract, name)
            cls.env["reseller.pilot"].create(
                {
                    "name": mark("Try", name),
                    "agent_id": agent.id,
                    "contract_ids": contract.ids,
                    "line_ids": [
                        Command.create({"offer_id": cls.offers["brand_y", name].id})
                    ],
                }
            )
            contracts |= contract
        cls.shop_contracts = contracts
        cls._make_dealings()
        return figures

    @classmethod
    def _make_dealings(cls):
        """Each shop also sells for the other agent; the other shop found it."""
        for contract, other in zip(
            cls.shop_contracts, reversed(cls.shop_contracts), strict=True
        ):
            finder = {"introducer_id": other.reseller_id.id}
            closed = cls.env["product.pricelist"].create(
                {"name": mark("House list", "inside")}
            )
            contract.write(
                {
                    **finder,
                    "joined_agent_ids": [Command.link(other.upstream_id.id)],
                    "closed_pricelist_id": closed.id,
                }
            )
            below = [("upstream_id", "=", contract.upstream_id.id)]
            for name in ("reseller.invitation", "reseller.application"):
                cls.env[name].search(below).write(finder)

    @classmethod
    def _make_own_shop(cls, contract, name):
        """What an agent has as a reseller of others."""
        style = {
            "contract_id": contract.id,
            "product_tmpl_id": cls.styles["brand_y"].id,
        }
        price = cls.styles["brand_y"].list_price
        cls.env["reseller.price"].create({**style, "price": price})
        cls.env["reseller.pick"].create({**style, "words": mark("Nice", name)})
        cls.env["reseller.price.rule"].create(
            {"contract_id": contract.id, "kind": "markup", "value": 10.0}
        )
        cls.env["share.link"].create(
            {
                **style,
                "place_id": contract.default_place_id.id,
                "label": mark("Neighbours", name),
            }
        )
        cls.env["reseller.inquiry"].create(
            {**style, "name": "Somebody", "question": mark("Is it warm?", name)}
        )

    @classmethod
    def _make_joining(cls, contract, name):
        """Who is invited by an agent, applies to it, and shows who he is."""
        upstream = {"upstream_id": cls.parties[name].id}
        cls.env["reseller.invitation"].create({"name": mark("Door", name), **upstream})
        cls.env["reseller.application"].create(
            {
                "name": mark("Newcomer", name),
                "phone": f"1390000000{len(name)}",
                **upstream,
            }
        )
        cls.env["reseller.verification"].create(
            {"contract_id": contract.id, "real_name": mark("Real", f"shop_{name[-1]}")}
        )

    @classmethod
    def _make_community(cls, contract, name):
        """What resellers ask an agent, tell and wish for."""
        agent = cls.parties[name]
        goods = {
            "company_id": cls.env.company.id,
            "product_tmpl_id": cls.styles["brand_y"].id,
            "agent_id": agent.id,
            "contract_id": contract.id,
        }
        cls.env["goods.question"].create({**goods, "question": mark("Why", name)})
        cls.env["goods.post"].create(
            {**goods, "words": mark("Soft", name), "author": "Somebody"}
        )
        place = cls.env["outlet.place"].create(
            {"name": mark("Stairs", name), "owner_id": contract.reseller_id.id}
        )
        cls.env["goods.wish"].create(
            {
                "name": mark("Coat", name),
                "contract_id": contract.id,
                "place_id": place.id,
            }
        )
        cls.env["outlet.tribe"].create(
            {
                "name": mark("Tribe", name),
                "partner_id": agent.id,
                "owner_ids": [Command.create({"contract_id": contract.id})],
            }
        )

    @classmethod
    def _make_reseller_contract(cls, reseller, upstream):
        contract = cls.env["reseller.contract"].create(
            {
                "reseller_id": reseller.id,
                "upstream_id": upstream.id,
                "grade_id": cls.env.ref("reseller_network.grade_gold").id,
                "note": mark("Pays late", "inside"),
            }
        )
        contract.action_activate()
        return contract

    @classmethod
    def _get_owner_paths(cls):
        return super()._get_owner_paths() | {
            "reseller.contract": ["upstream_id", "reseller_id"],
            "reseller.application": ["upstream_id"],
            "reseller.invitation": ["upstream_id"],
            "reseller.verification": ["upstream_id"],
            "reseller.ranking": ["upstream_id"],
            "reseller.pilot": ["agent_id"],
            "goods.question": ["agent_id"],
            "goods.post": ["agent_id"],
            "goods.wish": ["upstream_id"],
            "outlet.tribe": ["partner_id"],
            "outlet.tribe.owner": ["tribe_id.partner_id"],
            "reseller.pilot.line": ["pilot_id.agent_id"],
            **dict.fromkeys(OWN_SHOP, ["reseller_id"]),
        }

    def test_an_agent_reads_the_resellers_right_below_him(self):
        """Proves R2."""
        for viewer, contract in zip(
            ("agent_a", "agent_b"), self.shop_contracts, strict=True
        ):
            env = self.env(user=self.users[viewer])
            below = env["reseller.contract"].search(
                [("upstream_id", "=", self.parties[viewer].id)]
            )
            self.assertEqual(below.ids, contract.ids)
            self.assertEqual(
                env["reseller.ranking"].search([]).contract_id.ids, contract.ids
            )

    def test_a_brand_reads_no_reseller(self):
        for viewer in ("brand_x", "brand_y"):
            reachable = self._get_reachable(viewer)
            for name in ("reseller.contract", "reseller.ranking", *OWN_SHOP):
                self.assertNotIn(name, reachable, viewer)

    def _get_dropship_models(self):
        """Every model, of the core as of the suite."""
        return set()
