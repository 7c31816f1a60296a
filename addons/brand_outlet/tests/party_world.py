import datetime
import re

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import PIXEL, OutletCommon, make_rows, make_workbook

MARK = re.compile(r"«(\w+)»")


def mark(text, *parties):
    """Return a text that tells whose it is, wherever it turns up."""
    return text + "".join(f"«{party}»" for party in parties)


class PartyWorld(OutletCommon):
    """Two of every party, and everything they would not show each other.

    Every text carries the marks of the parties it belongs to. Who may know which
    parties stands in ``knows``; ``inside`` marks what stays with the operator.
    """

    # viewer: the parties it deals with. Whoever comes up elsewhere is a stranger. The
    # name of a place is known to those whose goods were sold there.
    knows = {
        "agent_a": {"agent_a", "brand_x", "brand_y", "place_1"},
        "agent_b": {"agent_b", "brand_y", "place_2"},
        "brand_x": {"brand_x", "agent_a", "place_1"},
        "brand_y": {"brand_y", "agent_a", "agent_b", "place_1", "place_2"},
        "reseller_1": {"reseller_1"},
        "employee": {"employee"},
        "public": set(),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parties = {}
        cls.users = {}
        for name in ("brand_x", "brand_y", "agent_a", "agent_b"):
            cls.parties[name] = cls._make_party(name, is_company=True)
        for name in ("reseller_1", "reseller_2", "consumer_1", "consumer_2"):
            cls.parties[name] = cls._make_party(name)
        cls.marks = {*cls.parties, "place_1", "place_2"}
        cls._make_users()
        cls._make_goods()
        cls._make_sales()
        cls._make_rules()
        cls._make_sessions()
        cls._make_imports()
        cls._make_figures()
        for record in cls._get_documents():
            cls._make_talk(record)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _make_party(cls, name, **values):
        partner = cls.env["res.partner"].create(
            {
                "name": mark(name, name),
                "email": f"{name}@walk.example.com",
                "phone": f"1380000{len(cls.parties):04}",
                "street": mark("Street", name),
                "comment": mark("What we think of them", "inside"),
                "image_1920": PIXEL,
                **cls._get_address(),
                **values,
            }
        )
        cls.env["res.partner.bank"].create(
            {"acc_number": mark("6222", name), "partner_id": partner.id}
        )
        return partner

    @classmethod
    def _make_users(cls):
        for name, party in cls.parties.items():
            role = name.split("_")[0]
            if role in ("brand", "agent"):
                cls.users[name] = new_test_user(
                    cls.env,
                    name,
                    name=mark("Staff", name),
                    groups=f"brand_outlet.group_{role},base.group_allow_export",
                    party_id=party.id,
                )
        cls.users["reseller_1"], cls.users["reseller_2"] = (
            new_test_user(
                cls.env,
                name,
                groups="base.group_portal",
                partner_id=cls.parties[name].id,
            )
            for name in ("reseller_1", "reseller_2")
        )
        cls.users["employee"] = new_test_user(
            cls.env, "employee", groups="base.group_user"
        )
        cls.users["public"] = cls.env.ref("base.public_user")
        cls.operator = new_test_user(
            cls.env, "operator_walk", groups="brand_outlet.group_operator"
        )

    @classmethod
    def _make_goods(cls):
        """Brand X goes through agent A, brand Y through both agents."""
        cls.brands, cls.styles, cls.contracts, cls.offers = {}, {}, {}, {}
        for key in ("brand_x", "brand_y"):
            cls.brands[key] = cls.env["product.brand"].create(
                {"name": mark(key, key), "partner_id": cls.parties[key].id}
            )
            cls.styles[key] = cls._make_style(cls.brands[key], key.upper())
            cls.styles[key].name = mark("Coat", key)
            cls.env["outlet.size.chart"].create(
                {"name": mark("Chart", key), "brand_id": cls.brands[key].id}
            )
        for brand, agent in (
            ("brand_x", "agent_a"),
            ("brand_y", "agent_a"),
            ("brand_y", "agent_b"),
        ):
            contract = cls._make_contract(cls.brands[brand], cls.parties[agent])
            cls.contracts[brand, agent] = contract
            cls.offers[brand, agent] = cls._make_offer(
                contract, cls.styles[brand], story=mark("Story", brand, agent)
            )
            cls.env["outlet.picture"].create(
                {
                    "name": mark("Detail", brand, agent),
                    "offer_id": cls.offers[brand, agent].id,
                    "image_1920": PIXEL,
                }
            )

    @classmethod
    def _make_rules(cls):
        for key, brand in cls.brands.items():
            cls.env["outlet.protection.rule"].create(
                {
                    "brand_id": brand.id,
                    "effect": "deny",
                    "agent_id": cls.parties["agent_a"].id,
                    "note": mark("Never there", key),
                }
            )

    @classmethod
    def _make_sales(cls):
        """One place sells what agent A has, of both brands, the other one agent B's."""
        cls.places, cls.orders = {}, cls.env["sale.order"]
        for number in ("1", "2"):
            cls.places[f"reseller_{number}"] = cls.env["outlet.place"].create(
                {
                    "name": mark("Group", f"place_{number}"),
                    "owner_id": cls.parties[f"reseller_{number}"].id,
                    "place_type": "group",
                }
            )
        for number, *offer in (
            ("1", "brand_x", "agent_a"),
            ("1", "brand_y", "agent_a"),
            ("2", "brand_y", "agent_b"),
        ):
            cls.orders |= cls._make_order(
                f"reseller_{number}", f"consumer_{number}", *offer
            )
        for agent in ("agent_a", "agent_b"):
            cls.places[agent] = cls.env["outlet.place"].create(
                {
                    "name": mark("Counter", agent),
                    "owner_id": cls.parties[agent].id,
                    "place_type": "counter",
                }
            )
        cls._fulfil_orders()

    @classmethod
    def _make_order(cls, reseller, consumer, brand, agent):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.parties[consumer].id,
                "place_id": cls.places[reseller].id,
                "client_order_ref": mark("Order", consumer),
                "note": mark("Handle with care", consumer),
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.styles[brand].product_variant_id.id,
                            "product_uom_qty": 1,
                            "price_unit": 500.0,
                            "wanted_offer_id": cls.offers[brand, agent].id,
                        }
                    )
                ],
            }
        )

    @classmethod
    def _fulfil_orders(cls):
        """Each agent has the goods it offers; the orders are confirmed."""
        for (brand, agent), _offer in cls.offers.items():
            cls.env["stock.quant"]._update_available_quantity(
                cls.styles[brand].product_variant_id,
                cls._get_warehouse(agent).lot_stock_id,
                5,
                owner_id=cls.parties[agent],
            )
        cls.orders.action_confirm()

    @classmethod
    def _get_warehouse(cls, agent):
        """Return the agent's own warehouse; the house's where nobody has one."""
        Warehouse = cls.env["stock.warehouse"]
        if "agent_id" not in Warehouse._fields:
            return Warehouse.search([], limit=1)
        owned = [("agent_id", "=", cls.parties[agent].id)]
        return Warehouse.search(owned) or Warehouse.create(
            {
                "name": mark("Hall", agent),
                "code": agent[-1:].upper() * 3,
                "agent_id": cls.parties[agent].id,
                "partner_id": cls.env["res.partner"]
                .create(
                    {
                        "name": mark("Hall", agent),
                        "parent_id": cls.parties[agent].id,
                        "type": "delivery",
                        **cls._get_address(),
                    }
                )
                .id,
            }
        )

    @classmethod
    def _get_address(cls):
        return {
            "country_id": cls.env.ref("base.cn").id,
            "state_id": cls.env.ref("base.state_cn_TJ").id,
            "partner_latitude": 39.1,
            "partner_longitude": 117.2,
        }

    @classmethod
    def _make_sessions(cls):
        """Both agents sell in one session, which has just opened."""
        start = fields.Datetime.now() - datetime.timedelta(minutes=5)
        cls.evening = cls.env["outlet.session"].create(
            {
                "name": "Evening",
                "date_start": start,
                "date_end": start + datetime.timedelta(hours=2),
            }
        )
        for (brand, agent), offer in cls.offers.items():
            cls.env["outlet.session.line"].create(
                {
                    "session_id": cls.evening.id,
                    "offer_id": offer.id,
                    "price": 400.0,
                    "quota_ids": [Command.create(cls._get_quota(brand, agent))],
                }
            )
        for quota in cls.evening.line_ids.quota_ids:
            cls.env["stock.quant"]._update_available_quantity(
                quota.product_id,
                quota.warehouse_id.lot_stock_id,
                2,
                owner_id=quota.agent_id,
            )
        cls.evening.action_approve_and_publish()

    @classmethod
    def _make_figures(cls):
        """What agents reckon for themselves, and who looked at their places."""
        for agent in ("agent_a", "agent_b"):
            cls.env["outlet.lot.calculation"].create(
                {
                    "name": mark("Trousers", agent),
                    "agent_id": cls.parties[agent].id,
                    "cost": 10.0,
                    "tag_price": 100.0,
                    "step_ids": [Command.create({"price_ratio": 30, "sold_ratio": 50})],
                }
            )
        for number, brand in (("1", "brand_x"), ("2", "brand_y")):
            place = cls.places[f"reseller_{number}"]
            cls._log_price(cls.styles[brand], place)
        for place in cls.places.values():
            cls.env["outlet.place.visit"].create(
                {"place_id": place.id, "date": fields.Date.today()}
            )

    @classmethod
    def _log_price(cls, style, place):
        cls.env["outlet.price.log"].create(
            {
                "date": fields.Datetime.now(),
                "user_id": cls.env.uid,
                "door": "office",
                "kind": "own",
                "product_tmpl_id": style.id,
                "brand_id": style.product_brand_id.id,
                "place_id": place.id,
                "reseller_id": place.owner_id.id,
                "company_id": cls.env.company.id,
            }
        )

    @classmethod
    def _get_quota(cls, brand, agent):
        return {
            "product_id": cls.styles[brand].product_variant_id.id,
            "warehouse_id": cls._get_warehouse(agent).id,
            "quota": 1,
        }

    @classmethod
    def _make_imports(cls):
        for agent in ("agent_a", "agent_b"):
            known = make_workbook(make_rows(f"IMP-{agent}", mark("b", agent)))
            unknown = make_workbook(
                [["1", "2", "3"]] * 2, headers=(mark("Column", agent), "B", "C")
            )
            for content in (known, unknown):
                record = cls._make_import(content, filename=mark("f", agent))
                record.party_id = cls.parties[agent]
                record.action_check()

    @classmethod
    def _get_documents(cls):
        """Return the records people talk about, with the marks of the talk."""
        yield from (
            (record, parties) for parties, record in sorted(cls.contracts.items())
        )
        yield from ((record, parties) for parties, record in sorted(cls.offers.items()))
        yield from ((place, (key,)) for key, place in sorted(cls.places.items()))
        yield from ((style, ("inside",)) for _key, style in sorted(cls.styles.items()))
        yield from ((party, ("inside",)) for _key, party in sorted(cls.parties.items()))
        yield from ((order, ("inside",)) for order in cls.orders)

    @classmethod
    def _make_talk(cls, document):
        """A comment, a note, files of both, an activity and somebody who listens."""
        record, parties = document
        operator = record.with_user(cls.operator)
        for subtype, words in (
            ("mail.mt_comment", parties),
            ("mail.mt_note", ("inside",)),
        ):
            file = cls.env["ir.attachment"].create(
                {
                    "name": mark("file", *words) + ".txt",
                    "raw": mark("Text", *words).encode(),
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
            operator.message_post(
                body=mark("Said", *words),
                subtype_xmlid=subtype,
                attachment_ids=file.ids,
            )
        record.message_subscribe(cls.parties["consumer_2"].ids)
        if "activity_ids" in record._fields:
            operator.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=mark("Ring them", "inside"),
                user_id=cls.operator.id,
            )
