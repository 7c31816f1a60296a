from odoo import api, fields, models

from ..models.outlet_place import GRADES, PLACE_TYPES


class OutletGuardCheck(models.TransientModel):
    """May this be sold here? The verdict, the rule that decided and those that did
    not, the prices with their sources, and where else it may be sold."""

    _name = "outlet.guard.check"
    _description = "May This Be Sold Here?"

    offer_id = fields.Many2one("outlet.offer")
    product_id = fields.Many2one("product.product")
    place_id = fields.Many2one("outlet.place")
    place_type = fields.Selection(
        PLACE_TYPES, compute="_compute_place", store=True, readonly=False
    )
    grade = fields.Selection(
        GRADES, compute="_compute_place", store=True, readonly=False
    )
    city_id = fields.Many2one(
        "outlet.city",
        string="City of the Place",
        compute="_compute_place",
        store=True,
        readonly=False,
    )
    delivery_city_id = fields.Many2one("outlet.city", string="Delivered To")
    is_allowed = fields.Boolean(compute="_compute_verdict")
    verdict = fields.Char(compute="_compute_verdict")
    rules_html = fields.Html(compute="_compute_verdict", sanitize=False)
    prices_html = fields.Html(compute="_compute_prices_html", sanitize=False)
    map_html = fields.Html(compute="_compute_map_html", sanitize=False)
    shows_rules = fields.Boolean(compute="_compute_shows_rules")

    @api.depends_context("uid")
    def _compute_shows_rules(self):
        # rules name other agents: agents read the verdict only
        shows = self.env["outlet.protection.rule"].has_access("read")
        self.shows_rules = shows

    @api.depends("place_id")
    def _compute_place(self):
        for check in self:
            place = check.place_id
            check.place_type = place.place_type or check.place_type or "shop"
            check.grade = place.grade or check.grade or "c"
            check.city_id = place.city_id or check.city_id

    @api.depends(
        *("offer_id", "place_id", "place_type", "grade", "city_id"),
        "delivery_city_id",
    )
    def _compute_verdict(self):
        guard = self.env["outlet.guard"]
        for check in self:
            check.is_allowed = False
            check.verdict = self.env._("Choose an offer.")
            check.rules_html = False
            offer = check._get_offer()
            if not offer:
                continue
            where = check._get_where()
            verdict = guard._judge(offer, *where)[offer.id]
            check.is_allowed = verdict.allowed
            check.verdict = guard._explain(verdict)
            if check.shows_rules:
                considered = guard._get_considered(offer, *where)
                check.rules_html = check._render("guard_rules", spots=considered)

    @api.depends("offer_id", "product_id", "place_id", "place_type")
    def _compute_prices_html(self):
        guard = self.env["outlet.guard"]
        for check in self:
            offer = check._get_offer()
            if not offer:
                check.prices_html = False
                continue
            rows = guard._get_price_sheet(offer, check._get_place(), check.product_id)
            check.prices_html = check._render("guard_prices", rows=rows)

    @api.depends("offer_id", "place_type", "grade")
    def _compute_map_html(self):
        for check in self:
            offer = check._get_offer()
            check.map_html = (
                offer and check.shows_rules and check._render_map(offer) or False
            )

    def _render_map(self, offer):
        guard = self.env["outlet.guard"]
        tiers = self.env["outlet.protection.term"]._get_values("tier")
        rows = guard._get_map(offer, self.place_type, self.grade)
        # the guard judges by every rule, whoever sells; only its verdict leaves
        rules = self.env["outlet.protection.rule"].sudo()
        used = rules.browse(
            {
                rule
                for row in rows
                for cell in row["tiers"].values()
                for rule in cell["rules"]
            }
        )
        return self._render(
            "guard_map",
            rows=rows,
            tiers=tiers,
            words={rule.id: rule.sentence for rule in used},
        )

    @api.model
    def _render(self, template, **values):
        return self.env["ir.qweb"]._render(f"brand_outlet.{template}", values)

    def _get_offer(self):
        """Return the offer if the user may read it: the id comes from outside."""
        for record in (self.offer_id, self.place_id):
            if record:
                record.check_access("read")
        return self.offer_id

    def _get_place(self):
        """Return the place, or one that is only thought of."""
        # the guard judges by every rule, whoever sells; only its verdict leaves
        return self.place_id or self.env["outlet.place"].sudo().new(
            {
                "place_type": self.place_type,
                "grade": self.grade,
                "state_id": self.city_id.state_id.id,
                "city_id": self.city_id.id,
                "company_id": self.env.company.id,
            }
        )

    def _get_where(self):
        city = self.delivery_city_id
        return self._get_place(), city.state_id or None, city or None

    @api.model
    def _open(self, **defaults):
        """Return the action that opens the dialog with these values filled in."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("May this be sold here?"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                f"default_{name}": record.id for name, record in defaults.items()
            },
        }
