from odoo import api, models
from odoo.exceptions import UserError, ValidationError

MOST_ROWS = 5000
# whole numbers a JSON number and a database number both hold exactly
HIGHEST = 2**53


class AgentApi(models.AbstractModel):
    """Stock told by an agent's program, as figures or as changes.

    The sender numbers his messages upwards, warehouse by warehouse. A figure counts if
    no later message told a figure of that article; a change counts unless a later
    figure holds it already. So messages may come late, twice and in any order.
    """

    _inherit = "agent.api"

    @api.model
    def push_stock(self, sequence, rows, mode="absolute", warehouse=None):
        """Tell how many pieces can be shipped.

        :param int sequence: the sender's number of this message, from 1 upwards
        :param list rows: ``{"sku", "pieces"}``; ``absolute``: what can be sold, without
            what is promised to orders already; ``delta``: how much more or less
        :param str mode: ``absolute`` or ``delta``
        :param str warehouse: its code, where the agent has several
        :return: ``{"sequence", "already", "rows": [{"sku", "ok", ...}]}``
        :raise ValidationError: the message itself makes no sense; nothing is done
        """
        self._check_message(sequence, rows, mode)
        # an agent's staff has no right to write stock; it is his own warehouse
        target = self._find_warehouse(warehouse).sudo()
        Push = self.env["stock.push"].sudo()
        known = Push.search(
            [("warehouse_id", "=", target.id), ("sequence", "=", sequence)]
        )
        if known:
            return {**known.answer, "already": True}
        answers, wanted = self._read_rows(target, sequence, rows, mode)
        label = self.env._("Stock message %(number)s", number=sequence)
        # counting writes quants, which agents do not; the warehouse was checked to be
        # his
        self.env["stock.warehouse"].sudo()._count_free(wanted, label)
        answer = {"sequence": sequence, "already": False, "rows": answers}
        # of the same message arriving twice at this moment one fails here, starts over
        # and finds the answer of the other
        Push.create(
            {
                "warehouse_id": target.id,
                "sequence": sequence,
                "mode": mode,
                "answer": answer,
                "row_count": len(rows),
                "error_count": sum(not row["ok"] for row in answers),
            }
        )
        return answer

    def _check_message(self, sequence, rows, mode):
        numbered = isinstance(sequence, int) and not isinstance(sequence, bool)
        if not numbered or not 0 < sequence < HIGHEST:
            raise ValidationError(
                self.env._("Number your messages with whole numbers from 1 upwards.")
            )
        if mode not in ("absolute", "delta"):
            raise ValidationError(
                self.env._("“%(mode)s”: absolute or delta.", mode=mode)
            )
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
            raise ValidationError(
                self.env._("Send 1 to %(most)s rows.", most=MOST_ROWS)
            )

    def _find_warehouse(self, code):
        warehouses = self.env["stock.warehouse"].search(
            [("agent_id", "in", self._get_agent_ids())]
        )
        if code:
            warehouses = warehouses.filtered(lambda one: one.code == code)
        if len(warehouses) != 1:
            raise UserError(
                self.env._(
                    "Name one of your warehouses: %(codes)s.",
                    codes=", ".join(self._get_own_codes()),
                )
            )
        return warehouses

    def _get_own_codes(self):
        domain = [("agent_id", "in", self._get_agent_ids())]
        return self.env["stock.warehouse"].search(domain).mapped("code")

    def _read_rows(self, warehouse, sequence, rows, mode):
        """Return (answer per row, {(product, warehouse): free pieces} to set)."""
        # the catalogue is the operator's; a SKU tells the agent nothing about it
        Product = self.env["product.product"].sudo()
        rows = [row if isinstance(row, dict) else {} for row in rows]
        products = Product._find_by_sku(str(row.get("sku") or "") for row in rows)
        found = Product.union(*products.values())
        marks = self._get_marks(warehouse, found)
        free = self._get_free(warehouse, found)
        brands = self._get_brands(warehouse)
        answers, wanted = [], {}
        for row in rows:
            sku = str(row.get("sku") or "")
            product = products.get(Product._get_sku_key(sku), Product)
            error = self._get_row_error(row, product, brands, mode)
            answer = {"sku": sku, "ok": not error}
            if error:
                answers.append({**answer, "error": error})
                continue
            if marks.get(product, 0) > sequence:
                answers.append({**answer, "late": True, "free": free.get(product, 0)})
                continue
            pieces = row["pieces"]
            if mode == "delta":
                pieces += free.get(product, 0)
            free[product] = wanted[product, warehouse] = max(pieces, 0)
            answers.append({**answer, "late": False, "free": free[product]})
        if mode == "absolute":
            self._set_marks(warehouse, [product for product, _w in wanted], sequence)
        return answers, wanted

    def _get_row_error(self, row, product, brands, mode):
        pieces = row.get("pieces")
        if not product:
            return self.env._("No article has this SKU.")
        if product.product_brand_id not in brands:
            return self.env._("You have no contract for the brand of this article.")
        if not isinstance(pieces, int) or isinstance(pieces, bool):
            return self.env._("Pieces: a whole number.")
        if mode == "absolute" and pieces < 0:
            return self.env._("Pieces: 0 or more.")
        return ""

    def _get_brands(self, warehouse):
        contracts = self.env["brand.contract"].sudo()  # the caller's own contracts
        return contracts.search(
            [("agent_id", "=", warehouse.agent_id.id), ("state", "=", "active")]
        ).brand_id

    def _get_free(self, warehouse, products):
        pairs = dict.fromkeys((product, warehouse) for product in products)
        if not pairs:
            return {}
        quants = warehouse._find_agent_quants(pairs)
        return {
            product: int(
                sum(found.mapped("quantity")) - sum(found.mapped("reserved_quantity"))
            )
            for (product, _warehouse), found in quants.items()
        }

    def _get_marks(self, warehouse, products):
        marks = self.env["stock.push.mark"].sudo()  # bookkeeping of this interface
        return {
            mark.product_id: mark.sequence
            for mark in marks.search(
                [
                    ("warehouse_id", "=", warehouse.id),
                    ("product_id", "in", products.ids),
                ]
            )
        }

    def _set_marks(self, warehouse, products, sequence):
        marks = self.env["stock.push.mark"].sudo()  # bookkeeping of this interface
        known = marks.search(
            [
                ("warehouse_id", "=", warehouse.id),
                ("product_id", "in", [product.id for product in products]),
            ]
        )
        known.sequence = sequence
        marks.create(
            [
                {
                    "warehouse_id": warehouse.id,
                    "product_id": product.id,
                    "sequence": sequence,
                }
                for product in set(products) - set(known.product_id)
            ]
        )
