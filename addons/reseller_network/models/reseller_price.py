from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResellerPrice(models.Model):
    """The price one reseller asks for one article, tax included."""

    _name = "reseller.price"
    _description = "Reseller Own Price"
    _order = "contract_id, id desc"
    _rec_name = "product_tmpl_id"

    contract_id = fields.Many2one(
        "reseller.contract", required=True, index=True, ondelete="cascade"
    )
    reseller_id = fields.Many2one(
        related="contract_id.reseller_id", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    product_tmpl_id = fields.Many2one(
        "product.template", "Article", required=True, index=True, ondelete="cascade"
    )
    product_brand_id = fields.Many2one(related="product_tmpl_id.product_brand_id")
    tag_price = fields.Float(related="product_tmpl_id.list_price", string="Tag Price")
    price = fields.Monetary("Own Price", required=True)
    floor_price = fields.Monetary(
        "Floor When Set",
        readonly=True,
        aggregator=None,
        help="The lowest price allowed when this price was set.",
    )
    ceiling_price = fields.Monetary(
        "Ceiling When Set",
        readonly=True,
        aggregator=None,
        help="The tag price when this price was set.",
    )
    band_problem = fields.Selection(
        [("below", "Below the floor"), ("above", "Above the tag price")],
        "Needs Attention",
        readonly=True,
        index="btree_not_null",
        help="The floor or the tag price changed since: nothing is sold at this price "
        "until the reseller changes it.",
    )
    take_price = fields.Monetary(compute="_compute_earning", compute_sudo=True)
    margin = fields.Monetary(compute="_compute_earning", compute_sudo=True)
    margin_rate = fields.Float(
        "Margin (%)", compute="_compute_earning", compute_sudo=True, digits=(5, 1)
    )

    _article_unique = models.Constraint(
        "unique (contract_id, product_tmpl_id)",
        "This article already has an own price.",
    )
    _price_in_band = models.Constraint(
        "CHECK (price > 0 AND price >= floor_price AND price <= ceiling_price)",
        "An own price lies above zero and between the floor and the tag price.",
    )

    @api.depends("price", "product_tmpl_id.list_price", "contract_id.grade_id")
    def _compute_earning(self):
        for contract, prices in self.grouped("contract_id").items():
            take_prices = contract._take_prices(prices.product_tmpl_id)
            for price in prices:
                price.take_price = take_prices.get(price.product_tmpl_id.id, 0)
                price.margin = price.price - price.take_price
                price.margin_rate = (
                    100 * price.margin / price.price if price.price else 0
                )

    @api.constrains("contract_id")
    def _check_mode(self):
        if self.contract_id.filtered(lambda contract: contract.mode != "shop"):
            raise ValidationError(
                self.env._("Prices are fixed for who earns a commission.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        bands = self._check_bands(vals_list)
        prices = super().create(
            [
                vals | self._stamp(band)
                for vals, band in zip(vals_list, bands, strict=True)
            ]
        )
        prices._log(dict.fromkeys(prices, 0.0))
        return prices

    def write(self, vals):
        if not {"price", "contract_id", "product_tmpl_id"} & set(vals):
            return super().write(vals)
        old = {price: price.price for price in self}
        wanted = [
            {
                "contract_id": price.contract_id.id,
                "product_tmpl_id": price.product_tmpl_id.id,
                "price": price.price,
                **vals,
            }
            for price in self
        ]
        for price, band in zip(self, self._check_bands(wanted), strict=True):
            super(ResellerPrice, price).write(vals | self._stamp(band))
        self._log(old)
        return True

    def unlink(self):
        logged = self.env["outlet.price.log"]
        bands = self._get_bands()
        changes = [
            {**price._prepare_change(bands[price]), "old": price.price, "new": 0.0}
            for price in self
        ]
        result = super().unlink()
        logged._add("own", changes)
        return result

    # --- the band -----------------------------------------------------------------

    @api.model
    def _check_bands(self, vals_list):
        """Return the band of each price that is about to be saved.

        :raise ValidationError: a price outside of it, in the guard's words
        """
        guard = self.env["outlet.guard"]
        Template = self.env["product.template"]
        by_contract = {}
        for vals in vals_list:
            template = Template.browse(vals["product_tmpl_id"])
            by_contract.setdefault(vals["contract_id"], Template.browse())
            by_contract[vals["contract_id"]] |= template
        bands = {
            contract_id: self.env["reseller.contract"]
            .browse(contract_id)
            ._price_bands(templates)
            for contract_id, templates in by_contract.items()
        }
        found = []
        for vals in vals_list:
            template = Template.browse(vals["product_tmpl_id"])
            band = bands[vals["contract_id"]][template.id]
            if vals.get("price", 0) <= 0:
                raise ValidationError(self.env._("Enter a price above zero."))
            guard._check_price(template, vals["price"], band=band)
            found.append(band)
        return found

    @api.model
    def _stamp(self, band):
        """Return what is kept of the band that held when a price was set."""
        return {
            "floor_price": band.floor,
            "ceiling_price": band.ceiling,
            "band_problem": False,
        }

    def _get_bands(self):
        """Return {price: the band that holds now}."""
        bands = {}
        for contract, prices in self.grouped("contract_id").items():
            found = contract._price_bands(prices.product_tmpl_id)
            bands.update({price: found[price.product_tmpl_id.id] for price in prices})
        return bands

    def _log(self, old):
        """Write down what the reseller asked before and asks now."""
        bands = self._get_bands()
        self.env["outlet.price.log"]._add(
            "own",
            [
                {
                    **price._prepare_change(bands[price]),
                    "old": old[price],
                    "new": price.price,
                }
                for price in self
                if price.currency_id.compare_amounts(price.price, old[price])
            ],
        )

    def _prepare_change(self, band):
        # a reseller's places are not read by everybody who may set a price
        contract = self.contract_id.sudo()
        return {
            "template": self.product_tmpl_id,
            "band": band,
            "place": contract.default_place_id or contract.place_ids[:1],
            "reseller": contract.reseller_id,
            "company": contract.company_id,
        }
