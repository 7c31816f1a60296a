from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command


class OutletOffer(models.Model):
    """Lots: "5,000 trousers" sell by category, quantity and price alone.

    The goods of a lot are an ordinary storable product, so that orders, stock, routing
    and settlement need to know nothing about lots.
    """

    _inherit = "outlet.offer"

    lot_left = fields.Float(
        string="Pieces Left",
        compute="_compute_lot_left",
        digits=(16, 0),
        help="Free pieces of the lot at its agent.",
    )

    @api.depends("is_lot")
    def _compute_lot_left(self):
        lots = self.filtered("is_lot")
        free = lots._get_lot_pieces()
        for offer in self:
            products = offer.product_tmpl_id.product_variant_ids
            offer.lot_left = sum(free.get(product, 0) for product in products)

    @api.constrains("product_tmpl_id", "contract_id")
    def _check_lot_agent(self):
        for offer in self:
            # The agent of goods the user may not even see.
            owner = offer.sudo().product_tmpl_id.lot_agent_id
            if owner and owner != offer.sudo().agent_id:
                raise ValidationError(
                    self.env._("This lot is the goods of another agent.")
                )

    @api.model
    def _create_lots(self, vals_list):
        """Create lots with their goods, their stock and a draft offer each.

        :param vals_list: dicts with ``contract`` (brand.contract), ``category``
            (product.category), ``pieces`` (int), ``tag_price`` (per piece) and, where
            wanted, ``name``, ``supply_price`` (per piece; default: the contract's
            ratio), ``best_before`` (date), ``pack_size`` (pieces per pack),
            ``reason`` (outlet.offer.reason; default: the whole lot) and ``sizes``
            (``{size name: pieces}``, together all pieces)
        :return: the draft offers, in the order of ``vals_list``
        """
        for vals in vals_list:
            self._check_lot_vals(vals)
        # An agent makes goods of its own without rights on anybody's products; the
        # offers themselves are created with the rights of the user.
        templates_sudo = (
            self.env["product.template"]
            .sudo()
            .with_context(tracking_disable=True)
            .create([self._prepare_lot_template_vals(vals) for vals in vals_list])
        )
        offers = self.create(
            [
                self._prepare_lot_offer_vals(vals, template)
                for vals, template in zip(vals_list, templates_sudo, strict=True)
            ]
        )
        pieces = {}
        for offer, vals in zip(offers, vals_list, strict=True):
            offer._set_lot_ratio(vals)
            # articles and contracts are shared; offers are checked before
            product = offer.sudo().product_tmpl_id.product_variant_id
            pieces[offer, product] = vals["pieces"]
        self._move_lot_pieces(pieces)
        for offer, vals in zip(offers, vals_list, strict=True):
            if vals.get("sizes"):
                offer._split_lot(vals["sizes"])
        return offers

    def _check_lot_vals(self, vals):
        if vals["pieces"] <= 0 or vals["tag_price"] <= 0:
            raise UserError(
                self.env._("A lot has pieces and a price, both above zero.")
            )
        supply = vals.get("supply_price") or 0.0
        if not 0 <= supply <= vals["tag_price"]:
            raise UserError(
                self.env._("The supply price of a lot is not above its tag price.")
            )
        sizes = vals.get("sizes") or {}
        if sizes and sum(sizes.values()) != vals["pieces"]:
            raise UserError(
                self.env._(
                    "The sizes have %(sum)s pieces together, the lot has %(pieces)s.",
                    sum=sum(sizes.values()),
                    pieces=vals["pieces"],
                )
            )

    @api.model
    def _prepare_lot_template_vals(self, vals):
        # articles and contracts are shared; offers are checked before
        contract = vals["contract"].sudo()
        brand, category = contract.brand_id, vals["category"]
        name = vals.get("name") or f"{brand.name} {category.name}"
        taxes = contract.company_id._get_retail_sale_tax()
        pack = self._get_pack_uom(vals.get("pack_size") or 0)
        code = self.env["ir.sequence"].sudo().next_by_code("outlet.lot")
        return {
            "name": name,
            "type": "consu",
            "is_storable": True,
            "is_lot": True,
            "lot_agent_id": contract.agent_id.id,
            "product_brand_id": brand.id,
            "categ_id": category.id,
            "style_code": code,
            "default_code": code,
            "list_price": vals["tag_price"],
            "tag_price_source": "lot",
            "taxes_id": [Command.set(taxes.ids)],
            "pack_uom_id": pack.id,
            "uom_ids": [Command.set(pack.ids)],
        }

    @api.model
    def _prepare_lot_offer_vals(self, vals, template):
        reason = vals.get("reason") or self.env.ref("brand_outlet.reason_lot")
        return {
            "product_tmpl_id": template.id,
            "contract_id": vals["contract"].id,
            "reason_id": reason.id,
            **({"story": vals["story"]} if vals.get("story") else {}),
            **({"best_before": vals["best_before"]} if vals.get("best_before") else {}),
            # Whoever says how many pieces there are has them in front of him.
            **self._prepare_quality_vals(),
        }

    def _set_lot_ratio(self, vals):
        """Turn the agreed price per piece into the share of the tag price."""
        self.ensure_one()
        if vals.get("supply_price"):
            self.supply_ratio = vals["supply_price"] / vals["tag_price"] * 100

    @api.model
    def _get_pack_uom(self, size):
        """Return the unit "pack of ``size``", empty for single pieces."""
        # Units are shared vocabulary; a pack that misses is made for whoever needs it.
        Unit = self.env["uom.uom"].sudo()
        if size <= 1:
            return Unit.browse()
        unit = self.env.ref("uom.product_uom_unit")
        domain = [("relative_uom_id", "=", unit.id), ("relative_factor", "=", size)]
        return Unit.search(domain, limit=1) or Unit.create(
            {
                "name": self.env._("Pack of %(size)s", size=size),
                "relative_uom_id": unit.id,
                "relative_factor": size,
            }
        )

    def unlink(self):
        """A lot that was never shown goes with its goods."""
        lots = self.filtered("is_lot")
        pieces = {
            (offer, product): -free
            for offer in lots
            for product, free in offer._get_lot_pieces().items()
        }
        # Goods of the lot; whoever may delete the offer made them with it.
        templates_sudo = lots.sudo().product_tmpl_id
        if pieces:
            self._move_lot_pieces(pieces)
        result = super().unlink()
        templates_sudo.action_archive()
        return result

    def action_split(self):
        """Open the dialog that gives a lot its sizes."""
        return self._open_lot_dialog("outlet.lot.split", self.env._("Sort by size"))

    def action_count(self):
        """Open the dialog in which the pieces of a lot are counted."""
        return self._open_lot_dialog("outlet.lot.count", self.env._("Count pieces"))

    def _open_lot_dialog(self, model, name):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_offer_id": self.id},
        }
