import re

from odoo import fields, models
from odoo.fields import Command

DEFAULT_SUGGESTED_RATIO = 40.0


class OutletImport(models.Model):
    """Agents: company, contracts and warehouse from a checked row."""

    _inherit = "outlet.import"

    def _apply_agents(self, lines):
        agents = self._find_agents([line.data["ref"] for line in lines])
        made = {}
        for line in lines:
            data = line.data
            agent = self._apply_agent_partner(agents.get(data["ref"]), data)
            self._apply_agent_contracts(agent, data)
            self._apply_agent_warehouse(agent, data)
            made[line.id] = agent
        return made

    def _find_agents(self, refs):
        """Return ``{code: partner}`` of the companies with these party codes."""
        partners = self.env["res.partner"].search(
            [
                ("ref", "in", list({*refs, *(ref.lower() for ref in refs)})),
                ("parent_id", "=", False),
                ("company_id", "in", (False, self.company_id.id)),
            ]
        )
        return {partner.ref.upper(): partner for partner in partners}

    def _apply_agent_partner(self, agent, data):
        vals = {
            "name": data["name"],
            "ref": data["ref"],
            "phone": data["phone"],
            "is_company": True,
            **data["address"],
        }
        if agent:
            agent.write(vals)
            return agent
        return self.env["res.partner"].create(vals)

    def _find_contracts(self, agent):
        return self.env["brand.contract"]._find_valid(agents=agent)

    def _has_terms(self, contract, data):
        return (
            contract.supply_ratio == data["supply_ratio"]
            and contract.region_mode == data["region_mode"]
            and sorted(contract.region_ids.ids) == data["region_ids"]
            and contract.settlement_days == data["settlement_days"]
        )

    def _apply_agent_contracts(self, agent, data):
        """Give the agent a contract in force with these terms for every brand."""
        present = {
            contract.brand_id.id: contract for contract in self._find_contracts(agent)
        }
        Contract = self.env["brand.contract"]
        fresh = Contract
        for brand_id in data["brand_ids"]:
            contract = present.get(brand_id)
            if not contract:
                fresh |= Contract.create(
                    self._prepare_contract_vals(agent, brand_id, data)
                )
            elif not self._has_terms(contract, data):
                fresh |= self._make_contract_version(contract, data)
        fresh.action_activate()

    def _make_contract_version(self, contract, data):
        contract.action_new_version()
        draft = contract.next_ids.filtered(lambda one: one.state == "draft")[:1]
        draft.write(self._prepare_contract_terms(data, contract.suggested_ratio))
        return draft

    def _prepare_contract_vals(self, agent, brand_id, data):
        # goods on hand were agreed on before the file was written, on New Year's too
        yesterday = fields.Date.subtract(self.company_id._get_local_today(), days=1)
        return {
            "brand_id": brand_id,
            "agent_id": agent.id,
            "company_id": self.company_id.id,
            "date_start": fields.Date.start_of(yesterday, "year"),
            **self._prepare_contract_terms(data, DEFAULT_SUGGESTED_RATIO),
        }

    def _prepare_contract_terms(self, data, suggested_ratio):
        return {
            "region_mode": data["region_mode"],
            "region_ids": [Command.set(data["region_ids"])],
            "supply_ratio": data["supply_ratio"],
            "suggested_ratio": max(suggested_ratio, data["supply_ratio"]),
            "settlement_days": data["settlement_days"],
        }

    def _find_agent_warehouse(self, agent):
        return self.env["stock.warehouse"].search(
            [("agent_id", "=", agent.id), ("company_id", "=", self.company_id.id)],
            order="id",
            limit=1,
        )

    def _apply_agent_warehouse(self, agent, data):
        warehouse = self._find_agent_warehouse(agent)
        place = self._apply_warehouse_address(agent, warehouse, data)
        # a file that names nobody leaves in charge who is
        manager = self._apply_manager(agent, data) or warehouse.manager_id or agent
        vals = {
            "partner_id": place.id,
            "manager_id": manager.id,
            "exchange_mode": data["exchange_mode"],
            "dispatch_carrier_id": self._find_or_create_courier(data["courier"]).id,
        }
        if warehouse:
            warehouse.write(vals)
        else:
            warehouse.create(
                {
                    **vals,
                    "name": self._get_free_warehouse_name(data["name"]),
                    "code": self._get_free_warehouse_code(data["ref"]),
                    "agent_id": agent.id,
                    "company_id": self.company_id.id,
                }
            )

    def _apply_warehouse_address(self, agent, warehouse, data):
        """The warehouse has an address record of its own: Odoo rewrites the transfer
        locations of a warehouse's partner, which must stay what they are for the
        agent himself."""
        place = warehouse.partner_id
        vals = {"phone": data["phone"], **data["address"]}
        if place and place != agent:
            place.write(vals)
            return place
        return self.env["res.partner"].create(
            {
                **vals,
                "name": self.env._("%(agent)s warehouse", agent=data["name"]),
                "parent_id": agent.id,
                "type": "delivery",
            }
        )

    def _apply_manager(self, agent, data):
        Partner = self.env["res.partner"]
        if not data["manager"]:
            return Partner
        manager = agent.child_ids.filtered(
            lambda one: one.type == "contact" and one.name == data["manager"]
        )[:1]
        if not manager:
            manager = Partner.create(
                {"name": data["manager"], "parent_id": agent.id, "type": "contact"}
            )
        # whoever has a login keeps his own number; only he and the administrator may
        # write it
        if not manager.sudo().user_ids:
            manager.phone = data["phone"]
        return manager

    def _get_free_warehouse_name(self, name):
        taken = set(self._get_warehouses().mapped("name"))
        return self._get_free_text(name, taken, 100)

    def _get_free_warehouse_code(self, ref):
        taken = set(self._get_warehouses().mapped("code"))
        return self._get_free_text(re.sub(r"\W", "", ref)[:5] or "AG", taken, 5)

    def _get_warehouses(self):
        Warehouse = self.env["stock.warehouse"].with_context(active_test=False)
        return Warehouse.search([("company_id", "=", self.company_id.id)])

    def _get_free_text(self, text, taken, size):
        """Return the text, with a number behind it where it is taken."""
        free, number = text, 1
        while free in taken:
            number += 1
            free = f"{text[: size - len(str(number))]}{number}"
        return free

    def _find_courier(self, name, default):
        """Return the courier of this name or alias; ``default`` without a name."""
        if not name:
            return default
        couriers = self.env["delivery.carrier"]._get_couriers(self.company_id)
        return couriers._by_courier_name().get(name.casefold(), default.browse())

    def _find_or_create_courier(self, name):
        Carrier = self.env["delivery.carrier"]
        courier = self._find_courier(name, Carrier)
        if courier or not name:
            return courier
        return Carrier.create(
            {
                "name": name,
                "is_courier": True,
                "delivery_type": "fixed",
                "integration_level": "rate",
                "product_id": self.env.ref("agent_dropship.product_freight").id,
            }
        )
