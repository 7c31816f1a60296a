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
        goal = above.min_net_sales
        return {
            "net": net,
            "tier": tier.name,
            "next": above.name or "",
            "goal": goal,
            "missing": max(goal - net, 0),
            "percent": min(max(100 * net / goal, 0), 100) if goal else 100,
            "keep": tier.min_net_sales,
            "keep_missing": max(tier.min_net_sales - net, 0),
            "is_warned": contract.tier_change_ids[:1].kind == "weak",
        }

    def _tier_sheet(self):
        """Return all about the tier: progress, the ladder and the verdicts so far."""
        self.ensure_one()
        # as in ``_tier_progress``
        contract = self.sudo()
        ladder = contract.grade_id._get_ladder(contract.company_id)
        return {
            "progress": self._tier_progress(),
            "since": format_date(self.env, contract.tier_since),
            "weak_months": contract.company_id.tier_weak_months,
            "ladder": [contract._tier_step(tier) for tier in reversed(ladder)],
            "changes": contract._tier_verdicts(),
        }

    def _tier_step(self, tier):
        discount = tier._get_terms_discount(self.trade_terms)
        return {
            "name": tier.name,
            "from": tier.min_net_sales,
            "take_ratio": tier.take_ratio * (1 - discount / 100),
            "commission_rate": tier.commission_rate,
            "is_own": tier == self.grade_id,
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
