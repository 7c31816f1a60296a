from odoo import api, fields, models
from odoo.fields import Domain


class CommissionRate(models.Model):
    """What an affiliate earns on some goods, instead of the rate of his contract.

    The nearest rate wins: that of the offer, of the brand within a category, of the
    brand, of the category (the deeper one first). Of two for the same goods the one
    for the tier beats the one for all, then the one that started last.
    """

    _name = "commission.rate"
    _description = "Commission Rate"
    _order = "date_start desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    grade_id = fields.Many2one(
        "res.partner.grade",
        "Tier",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("default_pricelist_id", "!=", False)],
        help="Empty: for every tier.",
    )
    categ_id = fields.Many2one(
        "product.category",
        "Category",
        index="btree_not_null",
        ondelete="cascade",
        help="Its subcategories are included.",
    )
    brand_id = fields.Many2one(
        "product.brand", index="btree_not_null", ondelete="cascade"
    )
    offer_id = fields.Many2one(
        "outlet.offer", index="btree_not_null", ondelete="cascade"
    )
    rate = fields.Float(
        "Commission (%)", digits=(5, 2), required=True, help="Share of the paid price."
    )
    date_start = fields.Date(
        "Valid From",
        required=True,
        default=lambda self: self.env.company._get_local_today(),
    )
    date_end = fields.Date("Valid Until")

    _rate_range = models.Constraint(
        "CHECK (rate >= 0 AND rate <= 100)",
        "The commission must lie between 0 and 100 per cent.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A rate must not end before it starts.",
    )
    _for_some_goods = models.Constraint(
        "CHECK (num_nonnulls(categ_id, brand_id, offer_id) > 0)",
        "Choose a category, a brand or an offer: the rate for all goods stands in "
        "the tier.",
    )
    _offer_alone = models.Constraint(
        "CHECK (offer_id IS NULL OR num_nonnulls(categ_id, brand_id) = 0)",
        "An offer needs neither brand nor category.",
    )
    _once_a_day = models.UniqueIndex(
        "(company_id, COALESCE(grade_id, 0), COALESCE(categ_id, 0), "
        "COALESCE(brand_id, 0), COALESCE(offer_id, 0), date_start)",
        "There is a rate for the same goods and tier from this day already.",
    )

    @api.depends("grade_id", "categ_id", "brand_id", "offer_id", "rate")
    def _compute_display_name(self):
        for rate in self:
            goods = (rate.offer_id, rate.brand_id, rate.categ_id)
            names = [record.display_name for record in goods if record]
            tier = rate.grade_id.name or self.env._("All tiers")
            rate.display_name = " · ".join([*names, tier, f"{rate.rate:g}%"])

    @api.model
    def _goods_domain(self, templates, grade, company, day):
        """Return the domain of the rates that concern some of the articles.

        :param grade: the tier, a res.partner.grade
        :param day: the date whose rates hold
        """
        valid = Domain("date_start", "<=", day) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", day)
        )
        of_these = Domain("offer_id", "=", False) | Domain(
            "offer_id.product_tmpl_id", "in", templates.ids
        )
        return (
            Domain("company_id", "=", company.id)
            & Domain("grade_id", "in", [False, *grade.ids])
            & Domain("brand_id", "in", [False, *templates.product_brand_id.ids])
            & of_these
            & valid
        )

    def _match(self, templates, grade):
        """Return {template id: per cent} of the articles these rates hold for."""
        in_force = {}
        for rate in self.sorted("date_start", reverse=True):
            in_force.setdefault(rate._goods_key(), rate.rate)
        by_style = self.offer_id.grouped("product_tmpl_id")
        found = {}
        for template in templates if in_force else ():
            chain = self._goods_chain(template, by_style.get(template, ()))
            rate = self._first_rate(in_force, chain, grade)
            if rate is not None:
                found[template.id] = rate
        return found

    def _goods_key(self):
        self.ensure_one()
        return (
            self.offer_id.id,
            self.brand_id.id,
            self.categ_id.id,
            self.grade_id.id,
        )

    @api.model
    def _goods_chain(self, template, offers):
        """Return the goods an article belongs to, the nearest first.

        Each step is a list of (offer, brand, category); where it has several, the
        highest of their rates counts.
        """
        path = (template.categ_id.parent_path or "").split("/")
        categories = [int(part) for part in reversed(path) if part]
        brand = template.product_brand_id.id
        chain = [[(offer.id, False, False) for offer in offers]]
        if brand:
            chain += [[(False, brand, categ)] for categ in [*categories, False]]
        return chain + [[(False, False, categ)] for categ in categories]

    @api.model
    def _first_rate(self, in_force, chain, grade):
        for step in chain:
            for tier in (grade.id, False):
                rates = [
                    in_force[(*goods, tier)]
                    for goods in step
                    if (*goods, tier) in in_force
                ]
                if rates:
                    return max(rates)
        return None
