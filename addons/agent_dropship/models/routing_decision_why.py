from odoo import api, models

from ..chinamap import city_dots, project, province_names, settled_dots

#: reasons of those who might have shipped it, and of those who have too little
_OUTWEIGHED = {"farther", "dearer", "not_needed", "incomplete"}
_TOO_LITTLE = {"no_stock", "short"}
_CHOSEN = {"chosen_whole", "chosen_part", "session"}
#: the map never shows less than this (map units), lest near places fill it
_LEAST_BOX = 160.0


class RoutingDecision(models.Model):
    """The answer to "why this warehouse?", for the screen."""

    _inherit = "routing.decision"

    def get_explanation(self):
        """Return the decision in words, with what the warehouses would have cost, why
        each was passed over, and a small map.

        Needs the right to read the decision; what it shows was stored when it was
        taken. Costs are in the unit of the policy, distances whole kilometres.
        """
        self.ensure_one()
        self.check_access("read")
        rows = [self._explain_row(row) for row in self.candidates or []]
        destination = self._get_destination()
        return {
            "summary": (self.summary or "").splitlines(),
            "policy": self.policy_id.name or "",
            "policy_words": (self.policy_id.in_words or "").splitlines(),
            "cost": self.cost,
            "proof": self._get_proof(),
            "destination": destination,
            "parts": self._get_part_labels(rows),
            "rows": rows,
            "map": self._get_map(rows, destination),
        }

    def _get_action(self):
        """Return the action that opens this decision over the present screen."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why This Warehouse"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _explain_row(self, row):
        # the screen is open to whoever may read the order; where a warehouse lies is
        # no secret of its agent
        warehouse = self.env["stock.warehouse"].sudo().browse(row["warehouse_id"])
        warehouse = warehouse.exists()
        point = {}
        if warehouse.latitude or warehouse.longitude:
            point["x"], point["y"] = project(warehouse.latitude, warehouse.longitude)
        return {
            "id": row["warehouse_id"],
            "name": row["warehouse"],
            "agent": row["agent"],
            "distance": self._format_arg("km", row["km"]),
            "pieces": row["pieces"],
            "kind": self._get_kind(row),
            "cost": row["cost"],
            "parts": row.get("parts") or {},
            "reason": self._get_row_words(row),
            **point,
        }

    @api.model
    def _get_kind(self, row):
        """Return chosen, outweighed, short (of stock) or barred (by a rule)."""
        if row["chosen"] or row["code"] in _CHOSEN:
            return "chosen"
        if row["code"] in _OUTWEIGHED:
            return "outweighed"
        return "short" if row["code"] in _TOO_LITTLE else "barred"

    def _get_proof(self):
        """Say how far from the best possible the decision can be at most."""
        codes = {code for code, _args in self.summary_codes or []}
        if "session" in codes or not self.cost:
            return ""
        gap = self._get_gap()
        if gap <= 0:
            return self.env._("Proven: under this policy nothing better is possible.")
        return self.env._(
            "Within %(percent)s of the best possible.", percent=f"{gap:.1%}"
        )

    def _get_gap(self):
        """Return by which part the cost can at most exceed the best possible one."""
        if self.lower_bound <= 0 or self.cost <= self.lower_bound:
            return 0.0
        return (self.cost - self.lower_bound) / self.lower_bound

    @api.model
    def _get_part_labels(self, rows):
        """Return [(key, label)] of the cost parts that are more than nothing."""
        _ = self.env._
        labels = {
            "km": _("Distance"),
            "freight": _("Freight"),
            "parcel": _("Parcel"),
            "supply": _("Supply price"),
            "score": _("Service"),
            "age": _("Freshness"),
            "late": _("Later by a day"),
        }
        used = {key for row in rows for key, cost in row["parts"].items() if cost}
        return [(key, label) for key, label in labels.items() if key in used]

    # --- the map --------------------------------------------------------------------

    def _get_destination(self):
        partner = self.order_id.partner_shipping_id
        point = partner._get_coordinates()
        if not point:
            return None
        x, y = project(*point)
        city = partner.city or partner.state_id.name or ""
        return {"x": x, "y": y, "name": city, "level": partner._get_location_words()}

    @api.model
    def _get_map(self, rows, destination):
        """Return the country as SVG paths and the part of it to show."""
        points = [(row["x"], row["y"]) for row in rows if "x" in row]
        if not destination or not points:
            return None
        points.append((destination["x"], destination["y"]))
        return {
            "land": settled_dots(),
            "cities": city_dots(),
            "provinces": province_names(),
            "box": self._get_box(points),
        }

    @api.model
    def _get_box(self, points):
        """Return (x, y, width, height) around the points, 4 to 3 with a margin."""
        columns, rows = zip(*points, strict=True)
        middle = (max(columns) + min(columns)) / 2, (max(rows) + min(rows)) / 2
        width = max(
            1.3 * (max(columns) - min(columns)),
            1.3 * (max(rows) - min(rows)) * 4 / 3,
            _LEAST_BOX,
        )
        height = width * 3 / 4
        return [middle[0] - width / 2, middle[1] - height / 2, width, height]
