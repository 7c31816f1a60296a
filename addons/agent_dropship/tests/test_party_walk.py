from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.brand_outlet.tests.party_walker import PartyWalker
from odoo.addons.brand_outlet.tests.party_world import mark

from ..courier import Event, Report
from .case_common import make_photo


@tagged("post_install", "-at_install")
class TestDropshipPartyWalk(PartyWalker):
    """What lies in an agent's warehouse, leaves it and is owed for it is its own.

    Proves R12. Proves R252.
    """

    walk_addons = ("agent_dropship",)
    # Whoever packs a parcel reads where it goes, and the number of its order.
    knows = PartyWalker.knows | {
        "agent_a": PartyWalker.knows["agent_a"] | {"consumer_1"},
        "agent_b": PartyWalker.knows["agent_b"] | {"consumer_2"},
    }
    known_links = PartyWalker.known_links | {
        ("delivery.carrier", "product_id", "agent"),  # the service, not goods
        # The name of the place stands on the parcel.
        ("dispatch.consolidation", "place_id", "agent"),
        ("share.entry", "order_id", "agent"),
        ("share.entry", "sale_line_id", "agent"),
        ("stock.move", "partner_id", "agent"),
        ("stock.move", "sale_line_id", "agent"),
        ("stock.move.line", "move_partner_id", "agent"),
        ("stock.move.line", "picking_partner_id", "agent"),
        ("stock.picking", "partner_id", "agent"),
        ("stock.picking", "sale_id", "agent"),
    }

    @classmethod
    def _get_owner_paths(cls):
        of_case = ["agent_id", "brand_id.partner_id"]
        part = [f"case_id.{path}" for path in of_case]
        return super()._get_owner_paths() | {
            "agent.breach": ["agent_id"],
            "agent.event": ["agent_id"],
            "agent.score": ["agent_id"],
            "agent.score.part": ["score_id.agent_id"],
            "agent.terms": ["agent_id"],
            "courier.tariff": ["agent_id"],
            "courier.tariff.zone": ["tariff_id.agent_id"],
            "dispatch.consolidation": ["agent_id"],
            "dispatch.interception": ["agent_id"],
            "dispatch.report": ["agent_id"],
            "exchange.file": ["agent_id"],
            "exchange.file.line": ["agent_id"],
            "exchange.layout": [cls._get_layout_owners],
            "exchange.layout.column": [
                lambda column: cls._get_layout_owners(column.layout_id)
            ],
            "stock.push": ["agent_id"],
            "outlet.case": of_case,
            "outlet.case.handover": part,
            "outlet.case.line": part,
            "outlet.case.photo": part,
            "outlet.case.report": of_case,
            "settlement.statement": ["partner_id"],
            "settlement.terms": ["partner_id"],
            "settlement.dispute": ["statement_id.partner_id"],
            "settlement.invoice": ["statement_id.partner_id"],
            "settlement.margin.report": ["partner_id"],
            "settlement.closing": ["partner_id"],
            "settlement.ageing": ["partner_id"],
            "settlement.forecast": ["partner_id"],
            "share.entry": ["partner_id"],
            "parcel.track": ["picking_ids.agent_id"],
            "parcel.track.event": ["track_id.picking_ids.agent_id"],
            "courier.account": [],
            "courier.push": [],
        }

    @classmethod
    def _get_layout_owners(cls, layout):
        """A layout without an agent is a sample for everybody."""
        everybody = cls.env["res.partner"].union(*cls.parties.values())
        return layout.agent_id or everybody

    @classmethod
    def _fulfil_orders(cls):
        """What a place sells goes to one receiver; the agents are offline."""
        for number in ("1", "2"):
            place = cls.places[f"reseller_{number}"]
            place.deliver_to_id = cls.parties[f"consumer_{number}"]
        for agent in ("agent_a", "agent_b"):
            cls._get_warehouse(agent).exchange_mode = "offline"
            cls._make_terms_of_sending(agent)
        return super()._fulfil_orders()

    @classmethod
    def _make_terms_of_sending(cls, agent):
        """An agent's rates, the columns of his files and a message of his program."""
        party, warehouse = cls.parties[agent], cls._get_warehouse(agent)
        fees = {"name": mark("Far", agent), "first_fee": 8.0, "next_fee": 2.0}
        cls.env["courier.tariff"].create(
            {
                "carrier_id": cls.env.ref("agent_dropship.courier_zto").id,
                "warehouse_id": warehouse.id,
                "zone_ids": [Command.create(fees)],
            }
        )
        sample = cls.env.ref("agent_dropship.exchange_layout_regent")
        layout = cls.env["exchange.layout"].create(
            {
                **sample._get_copied_vals(),
                "agent_id": party.id,
                "file_name": mark("{code}", agent),
                "contact_ids": [Command.set(party.ids)],
            }
        )
        layout.column_ids[0].name = mark("Number", agent)
        refused = {"ok": False, "sku": mark("SKU", agent), "error": "Unknown"}
        cls.env["stock.push"].create(
            {
                "warehouse_id": warehouse.id,
                "sequence": 1,
                "mode": "absolute",
                "answer": {"rows": [refused]},
                "row_count": 1,
                "error_count": 1,
            }
        )

    @classmethod
    def _make_figures(cls):
        """The dispatches of each agent are exported; one of each arrives."""
        result = super()._make_figures()
        pickings = cls.orders.picking_ids
        for agent in ("agent_a", "agent_b"):
            mine = pickings.filtered(lambda p, a=cls.parties[agent]: p.agent_id == a)
            cls.env["exchange.file"]._generate_for(
                cls.parties[agent], fields.Datetime.now()
            )
            mine[:1]._start_interceptions()
            cls._deliver(mine[:1])
            cls._complain(mine[:1])
        events = cls.env["agent.event"]._log("refused", pickings)
        terms = cls.env["agent.terms"].create(
            [
                {"agent_id": agent.id, "min_dispatches": 1, "score_min": 100}
                for agent in events.agent_id
            ]
        )
        terms.action_send()
        terms._put_in_force()
        cls.env["agent.score"]._refresh(events.agent_id)
        today = fields.Date.context_today(cls.env.user)
        statements = cls.env["settlement.statement"].generate(
            today.replace(day=1), fields.Date.end_of(today, "month")
        )
        statements.action_send()
        for statement in statements.filtered(lambda one: one.role == "agent"):
            cls._dispute(statement)
        return result

    @classmethod
    def _dispute(cls, statement):
        """A line the agent does not agree with, and an invoice of his."""
        agent = next(a for a, one in cls.parties.items() if one == statement.partner_id)
        cls.env["settlement.dispute"].create(
            {
                "statement_id": statement.id,
                "entry_id": statement.entry_ids[0].id,
                "note": mark("Too little", agent),
            }
        )
        cls.env["settlement.invoice"].create(
            {
                "statement_id": statement.id,
                "invoice_type": "ordinary",
                "number": f"{statement.id:020}",
                "amount_total": 1.0,
            }
        )
        cls.env["settlement.terms"].create(
            {"partner_id": statement.partner_id.id, "role": "agent", "cycle": "half"}
        )
        cls._owe(statement.partner_id)

    @classmethod
    def _owe(cls, agent):
        """A bill that is open, for the report of what is owed by age."""
        line = {"name": "Rent", "price_unit": 5.0, "tax_ids": [Command.clear()]}
        cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": agent.id,
                "invoice_date": fields.Date.context_today(cls.env.user),
                "invoice_line_ids": [Command.create(line)],
            }
        ).action_post()

    @classmethod
    def _complain(cls, picking):
        """A case that agent and brand have both had to act on."""
        is_first = picking.agent_id == cls.parties["agent_a"]
        consumer = "consumer_1" if is_first else "consumer_2"
        case = cls.env["outlet.case"]._open(
            "return",
            picking.sale_id,
            pickings=picking,
            reason=cls.env.ref("agent_dropship.case_reason_defect"),
            note=mark("Torn", consumer),
        )
        case._add_photos([make_photo()])
        case._hand_to("brand", "escalated", "Please look")

    @classmethod
    def _deliver(cls, picking):
        picking.carrier_id = cls.env.ref("agent_dropship.courier_zto")
        picking.carrier_tracking_ref = f"7300000{picking.id:07}"
        picking.move_ids.picked = True
        picking.with_context(cancel_backorder=False)._action_done()
        picking.action_deliver()
        agent = next(a for a, one in cls.parties.items() if one == picking.agent_id)
        event = Event(fields.Datetime.now(), mark("signed", agent))
        track = picking.track_ids
        track._apply_report(Report("zhongtong", track.number, (event,)))

    def test_no_record_of_a_stranger_is_reached(self):
        for viewer in self.reading_viewers:
            self.walk_records(viewer, self._get_dropship_models())
        self.assertNothingFound()

    def test_no_field_of_a_record_leads_to_a_stranger(self):
        self.walk_fields("agent_a", self._get_dropship_models())
        self.assertNothingFound()

    def test_nothing_is_tied_to_a_stranger(self):
        self.walk_links("agent_a", self._get_dropship_models())
        self.assertNothingFound()

    def test_no_method_works_on_a_stranger(self):
        self.walk_methods("agent_a", {"stock.picking"})
        self.assertNothingFound()

    def test_every_model_a_party_reaches_is_walked(self):
        self.walk_data()
        self.assertNothingFound()

    def _get_dropship_models(self):
        own = {"settlement.statement", "share.entry", "stock.push"}
        own |= {"settlement.dispute", "settlement.invoice"}
        own |= {"exchange.file", "exchange.file.line"}
        own |= {"exchange.layout", "exchange.layout.column"}
        own |= {"courier.tariff", "courier.tariff.zone"}
        own |= {"dispatch.consolidation", "dispatch.interception"}
        own |= {"parcel.track", "parcel.track.event", "courier.account", "courier.push"}
        own |= {"agent.event", "agent.score", "agent.score.part"}
        own |= {"outlet.case", "outlet.case.line", "outlet.case.photo"}
        own |= {"outlet.case.handover", "outlet.case.report"}
        own |= {"agent.breach", "agent.terms", "dispatch.report"}
        return {*self._get_stock_paths(), *own}
