from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import OutletPortal
from .selection import to_int


class SelectionTermsPortal(OutletPortal):
    """How he prices, and what his own trade is."""

    @route("/my/outlet/prices", type="http", auth="user", methods=["GET"])
    def outlet_price_rules(self, saved=""):
        """His price rules, and the form for another."""
        return self._render_rules(self._shop_contract(), saved=bool(saved))

    @route("/my/outlet/prices", type="http", auth="user", methods=["POST"])
    def outlet_price_rule_set(
        self,
        kind="markup",
        value="",
        rounding="yuan",
        brand="",
        categ="",
        **_kwargs,
    ):
        """Make or change a rule; what is wrong with it is said on the page."""
        contract = self._shop_contract()
        choices = contract._price_rule_choices()
        values = {
            "kind": kind if kind in dict(choices["kind"]) else "markup",
            "rounding": rounding if rounding in dict(choices["rounding"]) else "yuan",
            "brand_id": to_int(brand),
            "categ_id": to_int(categ),
        }
        self._check_targets(contract, values)
        try:
            with request.env.cr.savepoint():
                values["value"] = float(value.replace(",", "").strip())
                contract._set_price_rule(values)
        except UserError as error:
            return self._render_rules(contract, problem=str(error), typed=value)
        except ValueError:
            problem = request.env._("Enter a number.")
            return self._render_rules(contract, problem=problem, typed=value)
        return request.redirect("/my/outlet/prices?saved=1")

    @route(
        "/my/outlet/prices/<int:rule_id>/remove",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_price_rule_remove(self, rule_id, **_kwargs):
        """Take a rule away: its articles cost what is suggested again."""
        contract = self._shop_contract()
        # his own rules, by the contract
        rule = contract.sudo().price_rule_ids.filtered(lambda one: one.id == rule_id)
        if not rule:
            raise request.not_found()
        rule.unlink()
        return request.redirect("/my/outlet/prices")

    @route("/my/outlet/trade", type="http", auth="user", methods=["GET"])
    def outlet_trade(self, saved=""):
        """What he sells without us."""
        contract = self._contract()
        return self._render(
            "outlet_trade_page",
            contract,
            "me",
            groups=contract._trade_groups(),
            own_trade=contract.own_trade,
            saved=bool(saved),
        )

    @route("/my/outlet/trade", type="http", auth="user", methods=["POST"])
    def outlet_trade_set(self, own_trade="last", **_kwargs):
        """Keep what he ticked."""
        contract = self._contract()
        chosen = request.httprequest.form.getlist("categ")[:500]
        contract._set_own_trade({to_int(one) for one in chosen}, own_trade)
        return request.redirect("/my/outlet/trade?saved=1")

    def _check_targets(self, contract, values):
        """Answer with 404 where a brand or category is none of his selection."""
        filters = contract._selection_filters()
        for key, name in (("brand_id", "brands"), ("categ_id", "categories")):
            known = {0, *(one["id"] for one in filters[name])}
            if values[key] not in known:
                raise request.not_found()

    def _render_rules(self, contract, **values):
        return self._render(
            "outlet_price_rules_page",
            contract,
            "me",
            rules=contract._price_rule_rows(),
            choices=contract._price_rule_choices(),
            filters=contract._selection_filters(),
            example=contract._price_example(),
            **{"saved": False, "problem": "", "typed": "", **values},
        )
