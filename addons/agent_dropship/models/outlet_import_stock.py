from collections import Counter, defaultdict

from odoo import models


class OutletImport(models.Model):
    """Agents and their stock, second part: what lies in the warehouses.

    A row is what the agent can ship now; what is promised to orders already comes on
    top of it. Stock and offers are written for a whole batch at once.
    """

    _inherit = "outlet.import"

    # --- check ------------------------------------------------------------------

    def _check_stock(self, rows, agent_rows):
        Product = self.env["product.product"]
        products = Product._find_by_sku(row["sku"] for row in rows)
        for row in rows:
            row.data = {"summary": f"{row['ref'].upper()} · {row['sku']}"}
            self._check_stock_values(
                row, products.get(Product._get_sku_key(row["sku"]))
            )
        self._check_repeated_rows(
            rows, lambda row: (row["ref"].upper(), Product._get_sku_key(row["sku"]))
        )
        good = [row for row in rows if not row.bad]
        self._check_stock_parties(good, agent_rows, products)
        reasons = self._get_common_reasons([row for row in good if not row.bad])
        self._check_stock_reasons(good)
        for row in good:
            product = products[Product._get_sku_key(row["sku"])]
            ref = row["ref"].upper()
            row.data = {
                "ref": ref,
                "product_id": product.id,
                "quantity": row["quantity"],
                "reason": reasons.get((ref, product.product_tmpl_id.id), ""),
                "summary": f"{ref} · {product.default_code} × {row['quantity']:g}",
            }

    def _check_stock_values(self, row, product):
        if row.bad:
            return
        if not product:
            row.error(
                self.env._(
                    "%(label)s “%(sku)s” is unknown: correct it, or import the article "
                    "with the catalogue first.",
                    label=row.label("sku"),
                    sku=row["sku"],
                )
            )
        quantity = row["quantity"]
        if quantity < 0 or quantity != int(quantity):
            row.error(
                self.env._(
                    "%(label)s is %(value)s: give the number of whole pieces that can "
                    "be shipped, 0 or more.",
                    label=row.label("quantity"),
                    value=f"{quantity:g}",
                )
            )

    def _check_stock_parties(self, rows, agent_rows, products):
        """The agent is known and has a contract for the article's brand."""
        brands = self._get_authorised_brands(rows, agent_rows)
        Product = self.env["product.product"]
        for row in rows:
            ref = row["ref"].upper()
            product = products[Product._get_sku_key(row["sku"])]
            brand = product.product_tmpl_id.product_brand_id
            if ref not in brands:
                row.error(
                    self.env._(
                        "%(label)s %(ref)s is unknown, or his own row holds an error: "
                        "correct it, or add him to the sheet of agents.",
                        label=row.label("ref"),
                        ref=ref,
                    )
                )
            elif brand.id not in brands[ref]:
                row.error(
                    self.env._(
                        "%(ref)s has no contract for the brand %(brand)s: add it to "
                        "his authorised brands, or delete this row.",
                        ref=ref,
                        brand=brand.name or self.env._("(none)"),
                    )
                )

    def _get_authorised_brands(self, rows, agent_rows):
        """Return ``{agent code: ids of brands he may ship}``, file and contracts."""
        refs = {row["ref"].upper() for row in rows}
        brands = {}
        with_warehouse = self.env["stock.warehouse"].search(
            [("agent_id", "!=", False), ("company_id", "=", self.company_id.id)]
        )
        agents = self._find_agents(list(refs))
        for ref, agent in agents.items():
            if agent in with_warehouse.agent_id:
                brands[ref] = set(self._find_contracts(agent).brand_id.ids)
        for row in agent_rows:
            if "brand_ids" in row.data and row.status != "error":
                ref = row.data["ref"]
                brands[ref] = brands.get(ref, set()) | set(row.data["brand_ids"])
        return brands

    def _get_common_reasons(self, rows):
        """Return ``{(agent code, style id): the reason most of its rows give}``."""
        Product = self.env["product.product"]
        products = Product._find_by_sku(row["sku"] for row in rows)
        votes = defaultdict(Counter)
        for row in rows:
            style = products[Product._get_sku_key(row["sku"])].product_tmpl_id.id
            if row["reason"]:
                votes[row["ref"].upper(), style][row["reason"]] += 1
        return {
            key: max(sorted(counter), key=counter.get) for key, counter in votes.items()
        }

    def _check_stock_reasons(self, rows):
        known = self._get_reasons()
        for row in rows:
            if not row.bad and row["reason"] and row["reason"] not in known:
                row.note(
                    self.env._(
                        "%(label)s “%(reason)s” is not in the list of reasons: the "
                        "offer stays a draft until it has one.",
                        label=row.label("reason"),
                        reason=row["reason"],
                    )
                )

    def _get_reasons(self):
        """Return ``{name: reason}``, in English and the languages in use."""
        Reason = self.env["outlet.offer.reason"]
        # a handful, and all of them are wanted
        reasons = Reason.search([("active", "=", True)])  # pylint: disable=no-search-all
        codes = {"en_US", *(code for code, _n in self.env["res.lang"].get_installed())}
        return {
            reason.with_context(lang=code).name: reason
            for code in sorted(codes)
            for reason in reasons
        }

    # --- apply ------------------------------------------------------------------

    def _apply_stock(self, lines):
        agents = self._find_agents([line.data["ref"] for line in lines])
        products = self.env["product.product"].browse(
            line.data["product_id"] for line in lines
        )
        warehouses = self.env["stock.warehouse"].search(
            [
                ("agent_id", "in", [agent.id for agent in agents.values()]),
                ("company_id", "=", self.company_id.id),
            ],
            order="id desc",
        )
        by_agent = {warehouse.agent_id: warehouse for warehouse in warehouses}
        wanted = {}
        for line, product in zip(lines, products, strict=True):
            warehouse = by_agent[agents[line.data["ref"]]]
            wanted[product, warehouse] = line.data["quantity"]
        label = self.env._("Import %(name)s", name=self.name or "")
        self.env["stock.warehouse"]._count_free(wanted, label)
        self._apply_offers(lines, agents, products)
        return dict(zip(lines.ids, products, strict=True))

    def _apply_offers(self, lines, agents, products):
        """Offer every style an agent has, published where nothing is missing."""
        styles = {}
        for line, product in zip(lines, products, strict=True):
            key = (agents[line.data["ref"]], product.product_tmpl_id)
            styles[key] = styles.get(key) or line.data["reason"]
        contracts = {
            (contract.agent_id, contract.brand_id): contract
            for contract in self.env["brand.contract"]._find_valid(
                products.product_tmpl_id.product_brand_id,
                self.env["res.partner"].union(*agents.values()),
            )
        }
        present = self._find_offers(contracts.values(), products.product_tmpl_id)
        reasons = self._get_reasons()
        # The agent's own list of goods: sending it in vouches for them.
        vouched = self.env["outlet.offer"]._prepare_quality_vals()
        vals_list = []
        for (agent, style), reason in styles.items():
            contract = contracts.get((agent, style.product_brand_id))
            reason_id = reasons[reason].id if reason in reasons else False
            offer = present.get((contract, style))
            if offer and not offer.reason_id and reason_id:
                offer.reason_id = reason_id
            if contract and not offer:
                vals_list.append(
                    {
                        "contract_id": contract.id,
                        "product_tmpl_id": style.id,
                        "reason_id": reason_id,
                        **vouched,
                    }
                )
        offers = self.env["outlet.offer"].create(vals_list)
        offers.filtered(lambda offer: not offer.missing_to_publish).action_publish()

    def _find_offers(self, contracts, styles):
        offers = self.env["outlet.offer"].search(
            [
                ("contract_id", "in", [contract.id for contract in contracts]),
                ("product_tmpl_id", "in", styles.ids),
            ]
        )
        return {(offer.contract_id, offer.product_tmpl_id): offer for offer in offers}
