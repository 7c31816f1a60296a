from odoo import api, fields, models

TRADE_TERMS = [
    ("dropship", "Drop-ship: pays per order"),
    ("prepay", "Prepaid: pays in advance"),
    ("buyout", "Buy-out: takes the goods for good"),
]


class ResellerContract(models.Model):
    """What a reseller is granted beside his tier: terms of trade, rates, breaks."""

    _inherit = "reseller.contract"

    trade_terms = fields.Selection(
        TRADE_TERMS,
        "Terms of Trade",
        required=True,
        default="dropship",
        tracking=True,
        help="Who bears more risk pays less: the tier says how much.",
    )
    take_ratio = fields.Float(
        "Take Price (% of Tag)",
        digits=(5, 2),
        compute="_compute_take_ratio",
        # who is not verified yet must not read it past the pages
        groups="brand_outlet.group_operator",
    )

    @api.depends(
        "grade_id.take_ratio",
        "grade_id.prepay_discount",
        "grade_id.buyout_discount",
        "trade_terms",
    )
    def _compute_take_ratio(self):
        for contract in self:
            discount = contract.grade_id._get_terms_discount(contract.trade_terms)
            contract.take_ratio = contract.grade_id.take_ratio * (1 - discount / 100)

    def write(self, vals):
        result = super().write(vals)
        if "trade_terms" in vals:
            self._sync_partner_grade()
        return result

    def _sync_partner_grade(self):
        """Who prepays or buys out has the deeper pricelist of his tier."""
        result = super()._sync_partner_grade()
        shops = self.filtered(lambda one: one.mode == "shop" and one.state == "active")
        for (grade, terms), contracts in shops.grouped(
            lambda one: (one.grade_id, one.trade_terms)
        ).items():
            # the core sets the tier's own pricelist whenever the tier is written
            contracts.reseller_id.specific_property_product_pricelist = (
                grade._get_take_pricelist(terms)
            )
        return result

    def _commission_rates(self, templates):
        """Return {template id: per cent of the paid price} that a sale earns today.

        The rate of the contract holds where the goods have none of their own.
        """
        self.ensure_one()
        # rates are the operator's; only his own one leaves
        rates = self.env["commission.rate"].sudo()
        grade = self.sudo().grade_id
        today = self.sudo().company_id._get_local_today()
        rates = rates.search(
            rates._goods_domain(templates, grade, self.company_id, today)
        )
        if offers := rates.offer_id:
            hidden = offers - self._find_offers(offers.product_tmpl_id)
            rates = rates.filtered(lambda rate: rate.offer_id not in hidden)
        default = dict.fromkeys(templates.ids, self.commission_rate)
        return default | rates._match(templates.sudo(), grade)

    def _article_sheet(self, template):
        """Who buys many of an article at once pays less for each."""
        breaks = self._take_breaks(template) if self.mode == "shop" else []
        words = [
            self.env._(
                "From %(count)s pieces %(price)s each",
                count=int(pieces),
                price=self._money(price),
            )
            for pieces, price in breaks
        ]
        return super()._article_sheet(template) | {"breaks": words}

    def _take_breaks(self, template):
        """Return [(pieces, price per piece)] of the quantity breaks of an article.

        Only what is cheaper than fewer pieces; empty where the tier has no breaks.
        """
        # as in ``_take_prices``
        grade = self.sudo().grade_id
        steps = grade._get_break_quantities()
        price = self._take_prices(template)[template.id]
        breaks = []
        for pieces in steps:
            cheaper = self._take_prices(template, pieces)[template.id]
            if self.currency_id.compare_amounts(cheaper, price) < 0:
                breaks.append((pieces, cheaper))
                price = cheaper
        return breaks
