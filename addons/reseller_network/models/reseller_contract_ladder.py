from odoo import models
from odoo.tools import SQL, format_date


class ResellerContract(models.Model):
    """The tier as the reseller reads it: where he stands and what is missing."""

    _inherit = "reseller.contract"

    def _net_sales(self):
        """Return what his customers kept of the running month, as the review counts."""
        self.ensure_one()
        # the review's own figures, of his own orders only
        changes = self.env["reseller.tier.change"].sudo()
        month = changes._get_month(self.company_id)
        orders = SQL(
            "SELECT id FROM sale_order WHERE reseller_id = %s", self.reseller_id.id
        )
        query = changes._get_sold_query(self.company_id, month, month, orders)
        self.env.flush_all()
        rows = self.env.execute_query(SQL("SELECT net FROM (%s) sold", query))
        return float(rows[0][0]) if rows else 0.0

    def _tier_progress(self):
        """Return how far the next tier is; empty where sales do not decide."""
        self.ensure_one()
        # tiers are the operator's; name and figures of the ladder are for everybody
        contract = self.sudo()
        tier = contract.grade_id
        if contract.tier_fixed or not tier.on_ladder:
            return {}
        net = contract._net_sales()
        ladder = tier._get_ladder(contract.company_id)
        above = ladder.filtered(lambda one: one.min_net_sales > tier.min_net_sales)[:1]
        # who has the highest tier looks after keeping it
        goal = above.min_net_sales or tier.min_net_sales
        return {
            "net": net,
            "goal": goal,
            "percent": min(max(100 * net / goal, 0), 100) if goal else 100,
            "words": contract._tier_words(above, net),
            "warning": contract._tier_warning(net),
        }

    def _tier_words(self, above, net):
        """Return what is missing to the tier above, or to keep the highest one."""
        _, tier = self.env._, self.grade_id
        if above and net < above.min_net_sales:
            missing = self._money(above.min_net_sales - net)
            return _("%(amount)s more until %(tier)s", amount=missing, tier=above.name)
        if above:
            return _("Enough for %(tier)s: it is yours in a moment", tier=above.name)
        if net < tier.min_net_sales:
            missing = self._money(tier.min_net_sales - net)
            return _("%(amount)s more to keep %(tier)s", amount=missing, tier=tier.name)
        return _("The highest tier, and kept this month")

    def _tier_warning(self, net):
        """Return what a weak month means (may be empty)."""
        tier = self.grade_id
        if self.tier_change_ids[:1].kind != "weak" or net >= tier.min_net_sales:
            return ""
        return self.env._(
            "Last month was weak. %(amount)s more this month, and %(tier)s stays "
            "yours.",
            amount=self._money(tier.min_net_sales - net),
            tier=tier.name,
        )

    def _tier_sheet(self):
        """Return all about the tier: progress, the ladder and the verdicts so far."""
        self.ensure_one()
        # as in ``_tier_progress``
        contract = self.sudo()
        ladder = contract.grade_id._get_ladder(contract.company_id)
        return {
            "progress": self._tier_progress(),
            "since": self.env._(
                "Since %(day)s",
                day=format_date(self.env, contract.tier_since or contract.date_start),
            ),
            "rules": contract._tier_rules(),
            "ladder": [self._tier_step(tier) for tier in reversed(ladder)],
            "changes": contract._tier_verdicts(),
        }

    def _tier_rules(self):
        return self.env._(
            "What your customers keep counts, on the day it arrives; what comes back "
            "is taken off, and what you buy for yourself does not count. A higher tier "
            "is yours at once. %(count)s weak months in a row lower it, fewer do not.",
            count=self.company_id.tier_weak_months,
        )

    def _tier_step(self, tier):
        _ = self.env._
        from_words = _("from %(amount)s", amount=self._money(tier.min_net_sales))
        discount = tier._get_terms_discount(self.trade_terms)
        take_ratio = tier.take_ratio * (1 - discount / 100)
        return {
            "name": tier.name,
            "from": from_words if tier.min_net_sales else _("from the first order"),
            # who is not verified learns the ladder, but not what goods cost him
            "take_ratio": 0 if self._hides_take() else take_ratio,
            "commission_rate": tier.commission_rate,
            "is_own": tier == self.sudo().grade_id,
        }

    def _tier_verdicts(self, limit=12):
        """Return the last verdicts; who decided by hand is the operator's business."""
        changes = self.tier_change_ids[:limit]
        labels = dict(changes._fields["kind"]._description_selection(self.env))
        return [
            {
                "date": format_date(self.env, change.date),
                "kind": change.kind,
                "label": labels[change.kind],
                "tier": change.grade_id.name,
                "reason": ""
                if change.kind == "manual"
                else change.with_context(lang=self.env.lang).reason,
            }
            for change in changes
        ]

    def _home_figures(self):
        """How far the next tier is, is what makes one sell one more."""
        return super()._home_figures() | {"tier_progress": self._tier_progress()}
