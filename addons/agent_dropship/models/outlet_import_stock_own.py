from dataclasses import replace

from odoo import models


class OutletImport(models.Model):
    """An agent's own stock list: no other agent's rows, no terms, no code needed."""

    _inherit = "outlet.import"

    def _get_party_kinds(self):
        return super()._get_party_kinds() | {"agents_stock"}

    def _get_sections(self, kind):
        sections = super()._get_sections(kind)
        if kind != "agents_stock":
            return sections
        if self.party_id:
            sections = {"stock": sections["stock"]}
        if self.agent_id.ref:
            sections["stock"] = [
                replace(column, required=False)
                if column.field_name == "ref"
                else column
                for column in sections["stock"]
            ]
        return sections

    def _import_agents_stock_check(self, rows):
        own_ref = self.agent_id.ref or ""
        for row in rows:
            if row.section == "stock" and not row["ref"]:
                row.values["ref"] = own_ref
            if self.party_id and row["ref"].upper() != own_ref.upper():
                row.error(
                    self.env._(
                        "%(label)s “%(agent)s” is another company: this file brings in "
                        "your own goods only. Delete the row.",
                        label=row.label("ref"),
                        agent=row["ref"],
                    )
                )
        return super()._import_agents_stock_check(rows)

    def _check_stock(self, rows, agent_rows):
        result = super()._check_stock(rows, agent_rows)
        self._compare_stock([row for row in rows if not row.bad])
        return result

    def _compare_stock(self, rows):
        """Show which quantities the rows change; the same again changes nothing."""
        agents = self._find_agents([row.data["ref"] for row in rows])
        warehouses = self._get_warehouses().sorted("id", reverse=True)
        by_agent = {warehouse.agent_id: warehouse for warehouse in warehouses}
        Product = self.env["product.product"]
        wanted = {}
        for row in rows:
            warehouse = by_agent.get(agents.get(row.data["ref"]))
            if warehouse:
                product = Product.browse(row.data["product_id"])
                wanted[product, warehouse] = row
        quants = self.env["stock.warehouse"]._find_agent_quants(wanted)
        offered = self._get_offered_styles(agents.values())
        for (product, warehouse), row in wanted.items():
            found = quants.get((product, warehouse))
            if not found:
                continue
            free = sum(found.mapped("quantity")) - sum(
                found.mapped("reserved_quantity")
            )
            offer = offered.get((warehouse.agent_id.id, product.product_tmpl_id.id))
            if free != row.data["quantity"]:
                row.change("quantity", str(int(free)), row.data["quantity"])
            elif offer and (offer.reason_id or not row.data["reason"]):
                row.same(self.env._("Is there already, with the same values."))

    def _get_offered_styles(self, agents):
        """Return ``{(agent id, style id): offer}`` of running offers."""
        offers = self.env["outlet.offer"].search_fetch(
            [
                ("agent_id", "in", [agent.id for agent in agents]),
                ("state", "!=", "ended"),
            ],
            ["agent_id", "product_tmpl_id", "reason_id"],
        )
        return {(o.agent_id.id, o.product_tmpl_id.id): o for o in offers}
