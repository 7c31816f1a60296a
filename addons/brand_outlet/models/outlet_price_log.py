from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request


class OutletPriceLog(models.Model):
    """Who changed which price from what to what, and the band at that moment.

    Rows are added, never changed. The brand reads where and what, not who: the person
    is a reseller, and that is the operator's business; hence no ``create_uid`` either.
    """

    _name = "outlet.price.log"
    _description = "Price Change"
    _order = "date desc, id desc"
    _rec_name = "product_tmpl_id"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Changed By",
        required=True,
        readonly=True,
        ondelete="restrict",
        groups="brand_outlet.group_operator",
    )
    door = fields.Selection(
        [
            ("office", "Back office"),
            ("portal", "Seller's phone"),
            ("import", "Workbook"),
            ("api", "API"),
            ("system", "System"),
        ],
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("own", "Own price"),
            ("tag", "Tag price"),
            ("order", "Price of a sold order"),
            ("session", "Session price"),
        ],
        required=True,
        readonly=True,
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        "Style",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    brand_id = fields.Many2one(
        "product.brand",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    place_id = fields.Many2one(
        "outlet.place", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    reseller_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="brand_outlet.group_operator",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    old_price = fields.Monetary(readonly=True)
    new_price = fields.Monetary(readonly=True)
    floor_price = fields.Monetary(readonly=True, aggregator=None)
    ceiling_price = fields.Monetary(readonly=True, aggregator=None)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What happened to prices is not rewritten."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What happened to prices is not rewritten."))

    @api.model
    def _add(self, kind, changes):
        """Write down price changes of this very transaction.

        :param str kind: see ``kind``
        :param changes: list of dicts with ``template``, ``old``, ``new``, ``band``
            and, where known, ``place``, ``reseller`` and ``company``
        """
        stamp = {
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "door": self._get_door(),
            "kind": kind,
        }
        # whoever changes a price may not write about it
        self.sudo().create([stamp | self._prepare_vals(one) for one in changes])

    @api.model
    def _prepare_vals(self, change):
        # an article's name is no secret
        template = change["template"].sudo()
        company = change.get("company") or self.env.company
        return {
            "product_tmpl_id": template.id,
            "brand_id": template.product_brand_id.id,
            "place_id": change["place"].id if change.get("place") else False,
            "reseller_id": change["reseller"].id if change.get("reseller") else False,
            "company_id": company.id,
            "old_price": change["old"],
            "new_price": change["new"],
            "floor_price": change["band"].floor,
            "ceiling_price": change["band"].ceiling,
        }

    @api.model
    def _get_door(self):
        """Return the way in: an import says so itself, else the request tells."""
        if door := self.env.context.get("outlet_door"):
            return door
        if not request:
            return "system"
        if self.env.user.share:
            return "portal"
        path = request.httprequest.path
        return "office" if path.startswith(("/web", "/odoo", "/my")) else "api"
