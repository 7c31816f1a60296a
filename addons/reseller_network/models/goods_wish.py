from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.brand_outlet.controllers.place_pages import to_int


class GoodsWish(models.Model):
    """What the people of a place would buy, counted before anybody sources it."""

    _name = "goods.wish"
    _description = "Wish of a Community"
    _order = "state, pieces desc, id desc"

    name = fields.Char("What", required=True, size=120)
    categ_id = fields.Many2one(
        "product.category", "Category", index="btree_not_null", ondelete="set null"
    )
    place_id = fields.Many2one(
        "outlet.place",
        required=True,
        index=True,
        ondelete="cascade",
        groups="brand_outlet.group_operator",
    )
    # an agent plans by it without reaching the places of resellers
    community = fields.Char(related="place_id.name", store=True)
    contract_id = fields.Many2one(
        "reseller.contract", required=True, index=True, ondelete="cascade"
    )
    reseller_id = fields.Many2one(related="contract_id.reseller_id", store=True)
    upstream_id = fields.Many2one(
        related="contract_id.upstream_id", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    people = fields.Integer(required=True, default=1, help="How many asked for it.")
    pieces = fields.Integer(required=True, default=1, help="Wanted in all.")
    price = fields.Monetary("Up To", help="What they would pay for one piece.")
    is_preorder = fields.Boolean(
        "Pre-Order", help="They have promised to buy it, if it comes at this price."
    )
    state = fields.Selection(
        [
            ("open", "Collected"),
            ("planned", "Planned"),
            ("came", "On offer"),
            ("declined", "Not available"),
        ],
        default="open",
        required=True,
    )
    answer = fields.Char(help="What the reseller is told.")
    product_tmpl_id = fields.Many2one(
        "product.template", "Came As", index="btree_not_null", ondelete="set null"
    )

    _once = models.UniqueIndex(
        "(place_id, lower(name)) WHERE state = 'open'",
        "This wish of the place is collected already: change the one there is.",
    )
    _counts = models.Constraint(
        "CHECK (people > 0 AND pieces > 0 AND (price IS NULL OR price >= 0))",
        "People and pieces are at least one, and no price is below zero.",
    )

    def write(self, vals):
        """Tell the resellers what becomes of their wishes."""
        told = self.filtered(lambda one: vals.get("state", one.state) != one.state)
        result = super().write(vals)
        # who plans the goods does not write to resellers; they are only told
        for wish in told.sudo():
            states = dict(wish._fields["state"]._description_selection(wish.env))
            wish.contract_id._in_own_words()._notify(
                wish.name,
                wish.answer or states[wish.state],
                "/my/outlet/wishes",
            )
        return result

    @api.model
    def _collect(self, contract, place, post):
        """Note a wish; told again for the same place, the figures are replaced.

        :param dict post: name, categ_id, people, pieces, price, is_preorder
        :raise UserError: something is missing or no number
        """
        vals = self._read_wish(post)
        open_ones = self.search([("place_id", "=", place.id), ("state", "=", "open")])
        name = vals["name"].lower()
        if known := open_ones.filtered(lambda one: one.name.lower() == name)[:1]:
            known.write(vals)
            return known
        return self.create({**vals, "contract_id": contract.id, "place_id": place.id})

    @api.model
    def _read_wish(self, post):
        name = " ".join((post.get("name") or "").split())[:120]
        if len(name) < 2:
            raise UserError(self.env._("What do they wish for?"))
        numbers = {}
        for key, label in (
            ("people", self.env._("People")),
            ("pieces", self.env._("Pieces")),
        ):
            text = (post.get(key) or "").strip()[:7]
            if not text.isdecimal() or not 0 < int(text) < 10**6:
                raise UserError(self.env._("%(field)s: a number from 1.", field=label))
            numbers[key] = int(text)
        try:
            price = float((post.get("price") or "0").replace(",", ""))
        except ValueError as error:
            raise UserError(self.env._("Up to: a price in yuan.")) from error
        if not 0 <= price < 10**7:
            raise UserError(self.env._("Up to: a price in yuan."))
        category = self.env["product.category"].browse(to_int(post.get("categ_id")))
        return {
            "name": name,
            **numbers,
            "price": price,
            "categ_id": category.exists().id,
            "is_preorder": bool(post.get("is_preorder")),
        }
