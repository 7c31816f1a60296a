import base64
import io
from dataclasses import replace
from datetime import datetime

import xlsxwriter

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.modules.migration import load_script
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_path

from ..routing import PRESETS
from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestRoutingPolicy(DropshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(
            cls.env, "policy_operator", groups="brand_outlet.group_operator"
        )

    def _preset(self, code):
        return self.env.ref(f"agent_dropship.routing_policy_{code}")

    def test_presets_say_what_the_arithmetic_does(self):
        for code, preset in PRESETS.items():
            inland = replace(preset, allow_cross_border=False)
            self.assertEqual(self._preset(code)._to_policy(), inland, code)

    def test_company_without_a_choice_routes_to_the_nearest(self):
        self.env.company.routing_policy_id = False
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(order.decision_ids.policy_id, self._preset("nearest"))

    def test_policy_of_the_place_comes_before_that_of_the_company(self):
        self.env.company.routing_policy_id = self._preset("nearest")
        self.place.routing_policy_id = self._preset("cheapest")
        self.tj.agent_id.agent_contract_ids.action_end()
        self._make_contract(self.tj.agent_id, version=2, supply_ratio=60.0)
        self._stock(self.tj, self.coat, 2)
        self._stock(self.fs, self.coat, 2)
        cheap = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(cheap), {("T-COAT", self.fs): 1})
        self.place.routing_policy_id = False
        near = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(near), {("T-COAT", self.tj): 1})

    def test_operator_makes_a_policy_of_his_own_and_uses_it(self):
        """Proves R218."""
        policy = self.env["routing.policy"].with_user(self.operator)
        with Form(policy) as form:
            form.name = "省钱"
            form.supply = 1.0
            form.km = 0.01
            form.parcel = 5.0
        own = form.record
        self.assertIn("saves 500 km", own.in_words)
        own.action_use_for_company()
        self.assertEqual(self.env.company.routing_policy_id.id, own.id)
        with self.assertRaisesRegex(UserError, "archived"):
            self._preset("nearest").with_user(self.operator).unlink()

    def test_policy_that_weighs_nothing_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "weighs nothing"):
            self.env["routing.policy"].create({"name": "空"})

    def test_changed_preset_goes_back_to_what_it_was(self):
        preset = self._preset("balanced").with_user(self.operator)
        preset.parcel = 99
        preset.action_reset()
        self.assertEqual(preset.parcel, PRESETS["balanced"].parcel)

    def test_operator_reaches_the_settings_without_being_administrator(self):
        settings = self.env["outlet.routing.settings"].with_user(self.operator)
        with Form(settings) as form:
            form.routing_policy_id = self._preset("fewest")
            form.dispatch_accept_hours = 2.5
        form.record.action_save()
        self.assertEqual(self.env.company.routing_policy_id, self._preset("fewest"))
        self.assertEqual(self.env.company.dispatch_accept_hours, 2.5)
        with self.assertRaisesRegex(ValidationError, "more than 0"):
            settings.create(
                {
                    "routing_policy_id": self._preset("fewest").id,
                    "dispatch_accept_hours": 0,
                    "dispatch_ship_hours": 5,
                }
            )

    def test_older_database_keeps_its_choice(self):
        order = self._order(self.in_beijing, [(self.coat, 1)])
        company, decision = order.company_id, order.decision_ids
        company.routing_policy_id = False
        decision.policy_id = False
        self.env.flush_all()
        self.cr.execute("ALTER TABLE res_company ADD routing_policy varchar")
        self.cr.execute("ALTER TABLE routing_decision ADD policy varchar")
        self.cr.execute("UPDATE res_company SET routing_policy = 'cheapest'")
        self.cr.execute("UPDATE routing_decision SET policy = 'fewest'")
        script = file_path("agent_dropship/migrations/19.0.1.1.0/post-policy.py")
        load_script(script, "post_policy").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(company.routing_policy_id, self._preset("cheapest"))
        self.assertEqual(decision.policy_id, self._preset("fewest"))

    def test_agents_and_brands_have_no_policies(self):
        agent = self._agent_user(self.tj, "policy_agent")
        brand = new_test_user(
            self.env,
            "policy_brand",
            groups="brand_outlet.group_brand",
            party_id=self.brand_company.id,
        )
        for user in (agent, brand):
            for model in ("routing.policy", "outlet.routing.settings"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])


@tagged("post_install", "-at_install")
class TestWarehouseDay(DropshipCommon):
    def test_full_warehouse_is_passed_over_with_the_reason(self):
        self.tj.capacity_per_day = 1
        self._stock(self.tj, self.coat, 5)
        self._stock(self.ks, self.coat, 5)
        first = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(first), {("T-COAT", self.tj): 1})
        second = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(second), {("T-COAT", self.ks): 1})
        row = second.decision_ids._get_candidate(self.tj)
        self.assertEqual(row["code"], "full")
        first._action_cancel()
        third = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(third), {("T-COAT", self.tj): 1})

    def test_orders_of_one_batch_share_the_capacity(self):
        self.tj.capacity_per_day = 2
        self._stock(self.tj, self.coat, 5)
        self._stock(self.ks, self.coat, 5)
        orders = self.env["sale.order"].union(
            *(
                self._order(self.in_beijing, [(self.coat, 1)], confirm=False)
                for _i in range(3)
            )
        )
        orders.action_confirm()
        warehouses = orders.order_line.mapped("pinned_warehouse_id.id")
        self.assertEqual(
            [one.pinned_warehouse_id for one in orders.order_line],
            [self.tj, self.tj, self.ks],
            warehouses,
        )

    def test_after_the_cut_off_parcels_count_for_the_next_day(self):
        self.tj.cutoff_hour = 16.0
        before = datetime(2026, 3, 2, 7, 59)  # 15:59 in China
        after = datetime(2026, 3, 2, 8, 0)
        day = self.tj._get_shipping_days(before)[self.tj.id]
        self.assertEqual(str(day), "2026-03-02")
        day = self.tj._get_shipping_days(after)[self.tj.id]
        self.assertEqual(str(day), "2026-03-03")
        self.assertEqual(self.tj._get_late_days(after), {self.tj.id: 1})
        self.assertFalse(self.tj._get_late_days(before))

    def test_agent_sets_the_day_of_his_own_warehouse_only(self):
        agent = self._agent_user(self.tj, "day_agent")
        wizard = self.env["warehouse.day"].with_user(agent)
        wizard = wizard.create({"warehouse_id": self.tj.id})
        wizard.capacity_per_day = 30
        wizard.cutoff_hour = 17.5
        wizard.action_save()
        self.assertEqual(self.tj.capacity_per_day, 30)
        self.assertEqual(self.tj.cutoff_hour, 17.5)
        with self.assertRaises(AccessError):
            self.ks.with_user(agent).set_day(1, 1)
        with self.assertRaises(AccessError):
            self.tj.with_user(agent).write({"capacity_per_day": 1})

    def test_foreign_warehouse_ships_across_the_border_only_where_allowed(self):
        """Proves R140."""
        hong_kong = self.env.ref("base.state_cn_HK")
        abroad = self._make_agent("香港恒盛", "T04", hong_kong, (22.3, 114.17))
        abroad.is_foreign = True
        self._stock(abroad, self.coat, 5)
        self._stock(self.tj, self.coat, 1)
        near = self._order(self.in_guangzhou, [(self.coat, 1)])
        self.assertEqual(self._shares(near), {("T-COAT", self.tj): 1})
        row = near.decision_ids._get_candidate(abroad)
        self.assertEqual(row["code"], "cross_border")
        self.assertEqual(
            self._order(self.in_guangzhou, [(self.coat, 1)]).routing_state, "waiting"
        )
        self.env.company._get_routing_policy().allow_cross_border = True
        across = self._order(self.in_guangzhou, [(self.coat, 1)])
        self.assertEqual(self._shares(across), {("T-COAT", abroad): 1})

    def test_foreign_warehouse_serves_its_own_side_of_the_border(self):
        """Proves R140."""
        hong_kong = self.env.ref("base.state_cn_HK")
        abroad = self._make_agent("香港恒盛", "T04", hong_kong, (22.3, 114.17))
        abroad.is_foreign = True
        self._stock(abroad, self.coat, 5)
        local = self._make_consumer("陈小姐", hong_kong, (22.28, 114.16))
        order = self._order(local, [(self.coat, 1)])
        self.assertEqual(self._shares(order), {("T-COAT", abroad): 1})


@tagged("post_install", "-at_install")
class TestCourierTariff(DropshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sf = cls.env.ref("agent_dropship.courier_sf")
        cls.zto = cls.env.ref("agent_dropship.courier_zto")
        cls.env["courier.tariff"].search([]).active = False
        cls.card = cls._make_tariff(cls.zto, (4.0, 1.5), (8.0, 6.0))

    @classmethod
    def _make_tariff(cls, carrier, north, rest, **vals):
        """A card with a zone for Beijing and one for the rest of the country."""
        zones = [(cls.beijing.ids, north), ([], rest)]
        return cls.env["courier.tariff"].create(
            {
                "carrier_id": carrier.id,
                "date_start": "2017-01-01",
                "zone_ids": [
                    Command.create(
                        {
                            "state_ids": [Command.set(states)],
                            "first_fee": first,
                            "next_fee": following,
                        }
                    )
                    for states, (first, following) in zones
                ],
                **vals,
            }
        )

    def _lane(self, warehouse, state):
        router = self.env["dropship.router"]
        return router._get_lanes(warehouse).get((warehouse.id, state.id))

    def _dispatch(self, kg, partner=None):
        self.coat.weight = kg
        self._stock(self.tj, self.coat, 1)
        order = self._order(partner or self.in_beijing, [(self.coat, 1)])
        return order.picking_ids

    def test_every_step_begun_costs_the_next_fee(self):
        zone = self.card.zone_ids[0]
        fees = {kg: zone._get_fee(kg) for kg in (0, 0.4, 1.0, 1.1, 2.0, 2.0001, 3.5)}
        self.assertEqual(list(fees.values()), [4.0, 4.0, 4.0, 5.5, 5.5, 7.0, 8.5], fees)

    def test_zone_with_the_province_comes_before_the_rest(self):
        self.assertEqual(self._lane(self.tj, self.beijing), (4.0, 1.5, 1.0))
        self.assertEqual(self._lane(self.tj, self.shanghai), (8.0, 6.0, 1.0))

    def test_narrowest_card_of_a_courier_counts(self):
        self._make_tariff(self.zto, (3, 1), (7, 5), origin_state_ids=self.tianjin.ids)
        self.assertEqual(self._lane(self.tj, self.beijing)[0], 3)
        self.assertEqual(self._lane(self.ks, self.beijing)[0], 4)
        self._make_tariff(self.zto, (5, 1), (7, 5), agent_id=self.tj.agent_id.id)
        self.assertEqual(self._lane(self.tj, self.beijing)[0], 5)
        self._make_tariff(self.zto, (2, 1), (7, 5), warehouse_id=self.tj.id)
        self.assertEqual(self._lane(self.tj, self.beijing)[0], 2)
        self.assertEqual(self._lane(self.ks, self.beijing)[0], 4)

    def test_card_that_has_ended_or_not_begun_does_not_count(self):
        self._make_tariff(self.sf, (1, 1), (1, 1), date_end="2018-01-01")
        self._make_tariff(self.sf, (1, 1), (1, 1), date_start="2100-01-01")
        self.assertEqual(self._lane(self.tj, self.beijing)[0], 4)

    def test_cheapest_courier_for_region_and_weight_is_proposed(self):
        """Proves R133: the courier is chosen by region, weight and cost."""
        self._make_tariff(self.sf, (5.0, 0.5), (7.0, 1.0))
        light = self._dispatch(0.5)
        self.assertEqual(light.proposed_carrier_id, self.zto)
        self.assertEqual(light.freight_estimate, 4.0)
        heavy = self._dispatch(5)
        self.assertEqual(heavy.proposed_carrier_id, self.sf)
        self.assertEqual(heavy.freight_estimate, 7.0)
        far = self._dispatch(0.5, self.in_shanghai)
        self.assertEqual(far.proposed_carrier_id, self.sf)
        action = light.action_open_ship()
        wizard = self.env["dispatch.ship"].with_context(**action["context"])
        self.assertEqual(Form(wizard).carrier_id, self.zto)

    def test_courier_that_does_not_take_the_weight_is_not_proposed(self):
        self.card.max_kg = 3
        self._make_tariff(self.sf, (50, 5), (50, 5))
        self.assertEqual(self._dispatch(2).proposed_carrier_id, self.zto)
        self.assertEqual(self._dispatch(4).proposed_carrier_id, self.sf)

    def test_courier_that_does_not_come_to_the_warehouse_is_not_proposed(self):
        self._make_tariff(self.sf, (50, 5), (50, 5))
        self.tj.carrier_ids = self.sf
        self.assertEqual(self._dispatch(1).proposed_carrier_id, self.sf)

    def test_usual_courier_is_proposed_where_no_card_covers_the_lane(self):
        self.card.active = False
        self.tj.dispatch_carrier_id = self.sf
        dispatch = self._dispatch(1)
        self.assertFalse(dispatch.proposed_carrier_id)
        self.assertEqual(dispatch._get_usual_carrier(), self.sf)

    def test_province_in_two_zones_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "two zones"):
            self.card.zone_ids[1].state_ids = self.beijing
            self.card.zone_ids = [
                Command.create({"state_ids": [Command.set(self.beijing.ids)]})
            ]

    def test_agent_sees_his_own_cards_only(self):
        own = self._make_tariff(self.zto, (5, 1), (7, 5), agent_id=self.tj.agent_id.id)
        self._make_tariff(self.zto, (5, 1), (7, 5), agent_id=self.ks.agent_id.id)
        agent = self._agent_user(self.tj, "tariff_agent")
        cards = self.env["courier.tariff"].with_user(agent)
        self.assertEqual(cards.search([]), own)
        self.assertEqual(cards.env["courier.tariff.zone"].search([]), own.zone_ids)
        with self.assertRaises(AccessError):
            own.with_user(agent).max_kg = 1
        brand = new_test_user(
            self.env,
            "tariff_brand",
            groups="brand_outlet.group_brand",
            party_id=self.brand_company.id,
        )
        with self.assertRaises(AccessError):
            cards.with_user(brand).search([])

    def test_lanes_of_many_warehouses_are_read_in_few_queries(self):
        warehouses = self.tj | self.ks | self.fs
        router = self.env["dropship.router"]

        def queries(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            router._get_lanes(some)
            return self.cr.sql_log_count - before

        queries(warehouses)
        self.assertLessEqual(queries(warehouses), queries(self.tj))

    def _import(self, text):
        wizard = self.env["courier.tariff.import"]
        return wizard.create({"carrier_id": self.sf.id, "text": text})

    def test_grid_pasted_from_a_spreadsheet_becomes_a_card(self):
        wizard = self._import(
            "分区\t目的地\t首重\t续重\n"
            "近\t北京、天津，河北\t4.5元\t1\n"
            "远\t新疆 西藏自治区\t16\t14\n"
            "\t其他\t6\t2.5\n"
        )
        self.assertFalse(wizard.problems)
        card = self.env["courier.tariff"].browse(wizard.action_import()["res_id"])
        self.assertEqual(card.zone_ids.mapped("first_fee"), [4.5, 16, 6])
        self.assertEqual(len(card.zone_ids[0].state_ids), 3)
        self.assertFalse(card.zone_ids[2].state_ids)
        self.card.active = False
        self.assertEqual(self._lane(self.tj, self.beijing), (4.5, 1, 1))
        self.assertEqual(self._lane(self.tj, self.shanghai), (6, 2.5, 1))

    def test_rows_that_can_not_be_understood_are_told_and_nothing_comes_in(self):
        wizard = self._import(
            "省份\t首重\t续重\n亚特兰蒂斯\t4\t1\n北京\t四块\t1\n"
            "上海\t4\t1\n上海\t5\t1\n"
        )
        before = self.env["courier.tariff"].search_count([])
        with self.assertRaisesRegex(UserError, "Row 2.*\n.*Row 3.*\n.*Row 5"):
            wizard.action_import()
        self.assertEqual(self.env["courier.tariff"].search_count([]), before)
        with self.assertRaisesRegex(UserError, "headers"):
            self._import("随便\t什么").action_import()

    def test_workbook_of_a_courier_becomes_a_card(self):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["顺丰2026报价"])
            sheet.write_row(1, 0, ["省份", "首重", "续重", "首重重量"])
            sheet.write_row(2, 0, ["广东", 12, 2, 0.5])
        wizard = self.env["courier.tariff.import"].create(
            {
                "carrier_id": self.sf.id,
                "file": base64.b64encode(stream.getvalue()),
                "filename": "报价.xlsx",
            }
        )
        card = self.env["courier.tariff"].browse(wizard.action_import()["res_id"])
        self.assertEqual(card.zone_ids.first_kg, 0.5)
        self.assertEqual(card.zone_ids.first_fee, 12)
