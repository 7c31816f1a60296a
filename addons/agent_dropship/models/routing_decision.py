from odoo import api, fields, models

from ..routing import whole_km


class RoutingDecision(models.Model):
    """Why an order ships from where it ships, kept as it was weighed at the time.

    Reasons are stored as codes with arguments and worded in the reader's language.
    """

    _name = "routing.decision"
    _description = "Routing Decision"
    _order = "id desc"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    occasion = fields.Selection(
        [
            ("confirm", "Order confirmed"),
            ("change", "Order changed"),
            ("retry", "Stock arrived"),
            ("refused", "Dispatch refused"),
            ("reoptimised", "Re-optimised"),
        ],
        required=True,
        readonly=True,
    )
    policy_id = fields.Many2one("routing.policy", readonly=True, ondelete="set null")
    candidates = fields.Json("Candidate Data", readonly=True)
    summary_codes = fields.Json(readonly=True)
    summary = fields.Text(compute="_compute_summary")
    inputs = fields.Json(
        readonly=True,
        prefetch=False,
        help="What it was decided from: the same comes out of it again.",
    )
    cost = fields.Float(
        readonly=True, help="Cost of the parcels in the unit of the policy."
    )
    lower_bound = fields.Float(
        readonly=True, help="No plan under the same rules can cost less."
    )
    allocation_ids = fields.One2many(
        "dropship.allocation", "decision_id", string="Allocations", readonly=True
    )

    @api.depends("occasion", "create_date")
    def _compute_display_name(self):
        labels = dict(self._fields["occasion"]._description_selection(self.env))
        for decision in self:
            decision.display_name = (
                f"{decision.order_id.name} · {labels.get(decision.occasion)}"
            )

    @api.depends("summary_codes")
    @api.depends_context("lang")
    def _compute_summary(self):
        for decision in self:
            decision.summary = "\n".join(
                self._get_words(code, args)
                for code, args in decision.summary_codes or []
            )

    def _get_candidate(self, warehouse):
        """Return how one warehouse was weighed, {} if it was not among them."""
        rows = [
            row for row in self.candidates or [] if row["warehouse_id"] == warehouse.id
        ]
        return rows[0] if rows else {}

    @api.model
    def _get_row_words(self, row):
        """Word why a warehouse was chosen or passed over."""
        code = row["code"]
        # what was chosen for its cost need not be the nearest
        if code == "chosen_whole" and row["rank"] > 1:
            code = "chosen_best"
        return self._get_words(code, row["args"])

    @api.model
    def _get_words(self, code, args):
        """Word one reason in the language of the reader."""
        args = {key: self._format_arg(key, value) for key, value in args.items()}
        template = self._get_wordings().get(code, code)
        return template % args if args else template

    @api.model
    def _format_arg(self, key, value):
        if key in ("km", "chosen_km"):
            unknown = self.env._("unknown distance")
            if value is None:
                return unknown
            return self.env._("%(km)s km", km=whole_km(value))
        if key == "state":
            return self._get_state_words().get(value, value)
        return f"{value:g}" if isinstance(value, float) else value

    @api.model
    def _get_state_words(self):
        return {
            "paused": self.env._("paused"),
            "ended": self.env._("ended"),
            "suspended": self.env._("suspended"),
        }

    @api.model
    def _get_wordings(self):
        """Return {code: sentence with named arguments}. Extend by ``super()``."""
        _ = self.env._
        return {
            "chosen_whole": _("Nearest with everything in stock (%(km)s)"),
            "chosen_best": _("Best with everything in stock (%(km)s)"),
            "chosen_part": _("Ships %(pieces)s of the pieces (%(km)s)"),
            "cooperation": _("Cooperation is %(state)s"),
            "lost": _("Turned out to have less than was counted"),
            "no_manager": _("Nobody is in charge of the warehouse"),
            "cross_border": _("Ships from abroad, which the policy excludes"),
            "full": _("Sends as many parcels today as it can"),
            "no_stock": _("None of the articles in stock"),
            "incomplete": _("Has only %(holds)s of %(lines)s lines"),
            "short": _("Has only %(pieces)s pieces, too few for any line"),
            "farther": _("Could ship too, but is farther away (%(km)s)"),
            "dearer": _("Could ship too, at a higher cost (+%(extra)s)"),
            "not_needed": _("The chosen warehouses do it better together"),
            "no_contract": _("No valid contract with the brand"),
            "region": _("Not authorised for this province"),
            "offer": _("The offer is %(state)s"),
            "other_offer": _("The line sells the goods of another agent"),
            "protection": _("The brand does not allow it at this place or address"),
            "floor": _("Price below the floor of the contract (%(floor)s%%)"),
            "own_stock": _("Ships from our own warehouse at present"),
            "dropship_only": _("Is shipped by the agent himself at present"),
            "refused": _("Refused this line before"),
            "session": _("Claimed from the quota of a session"),
            "whole": _(
                "%(warehouse)s ships everything, %(km)s away; %(candidates)s "
                "warehouses were compared."
            ),
            "part": _("Ships in %(parcels)s parcel."),
            "split": _("No warehouse has everything: %(parcels)s parcels."),
            "split_cheaper": _("%(parcels)s parcels cost less than one."),
            "line_split": _("One line had to be split over %(parcels)s warehouses."),
            "whole_only": _("Waits until the whole order can ship."),
            "max_parcels": _("Not more than %(parcels)s parcels are wanted."),
            "waiting": _("%(pieces)s pieces of %(lines)s lines wait for stock."),
            "no_candidate": _("No agent has a contract for these brands."),
        }
