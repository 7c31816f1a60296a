"""What the cashier should know of a member: last visit, habits, birthday."""

from collections import Counter
from datetime import date

from odoo import fields, models
from odoo.fields import Domain

# Few enough to be read while the member stands there, enough to know a taste.
VISITS_READ = 20
PURCHASES_SHOWN = 3
GOODS_SHOWN = 3
BIRTHDAY_NEAR_DAYS = 7


def count_categories(pieces):
    """Count pieces by the category the till shows, else by the one of the stock."""
    counted = Counter()
    for product, quantity in pieces:
        names = product.pos_categ_ids.mapped("name") or [product.categ_id.name]
        for name in filter(None, names):
            counted[name] += quantity
    return counted


class ResPartner(models.Model):
    _inherit = "res.partner"

    def member_panel(self, config_id, order_uuid=None):
        """Add what is known of the member: last visit, habits, birthday."""
        panel = super().member_panel(config_id, order_uuid)
        config = self.env["coupon.redemption"]._get_till(config_id)
        return panel | self._prepare_panel_habits(config.company_id)

    def _prepare_panel_habits(self, company):
        """Return last visit, favourite category, last purchases and birthday."""
        self.ensure_one()
        purchases = self._get_last_purchases(company)
        last = purchases[0] if purchases else {}
        favourites = Counter()
        for purchase in purchases:
            favourites.update(purchase.pop("categories"))
        top = favourites.most_common(1)
        return {
            "last_visit": last.get("date", False),
            "last_place": last.get("place", ""),
            "favourite": top[0][0] if top else "",
            "purchases": purchases[:PURCHASES_SHOWN],
            "birthday": self._prepare_panel_birthday(),
        }

    def _get_last_purchases(self, company):
        """Return the last purchases at tills and online, the latest first.

        Each is ``{"date", "place", "amount", "goods": names, "categories": Counter}``.
        """
        # A cashier reads neither orders of other outlets nor sales orders. What leaves
        # this method are a few words on the member who stands in front of him.
        own = Domain("partner_id", "=", self.id) & Domain("company_id", "=", company.id)
        tickets_sudo = self.env["pos.order"].sudo()
        tickets_sudo = tickets_sudo.search(
            own
            & Domain("state", "not in", ("draft", "cancel"))
            & Domain("amount_total", ">", 0),
            order="date_order desc, id desc",
            limit=VISITS_READ,
        )
        orders_sudo = self.env["sale.order"].sudo()
        orders_sudo = orders_sudo.search(
            own & Domain("state", "=", "sale"),
            order="date_order desc, id desc",
            limit=VISITS_READ,
        )
        purchases = [
            one._prepare_panel_purchase() for one in [*tickets_sudo, *orders_sudo]
        ]
        purchases.sort(key=lambda one: one["date"], reverse=True)
        return purchases[:VISITS_READ]

    def _prepare_panel_birthday(self):
        """Return {"days": days until the birthday} if it is near, else False."""
        born = self.member_birthday
        if not born:
            return False
        today = fields.Date.context_today(self)
        for year in (today.year, today.year + 1):
            # 29 February is kept on the 28th where there is none
            leap = (born.month, born.day) == (2, 29)
            try:
                comes = date(year, born.month, born.day)
            except ValueError:
                comes = date(year, 2, 28) if leap else False
            days = comes and (comes - today).days
            if comes and 0 <= days <= BIRTHDAY_NEAR_DAYS:
                return {"days": days}
        return False
