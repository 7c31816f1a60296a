from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SaleOrder(models.Model):
    """The link an order came through."""

    _inherit = "sale.order"

    link_id = fields.Many2one(
        "share.link",
        "Share Link",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="The link the consumer used for this order: commission is only earned on "
        "trade through a link.",
    )
    link_problem = fields.Selection(
        [
            ("tampered", "The mark of the link was changed"),
            ("own_login", "Ordered with the reseller's own login"),
        ],
        copy=False,
        readonly=True,
        groups="base.group_user",
    )

    @api.depends("link_id")
    def _compute_place_id(self):
        """The place of the link used for an order wins."""
        # links and visits are counted on behalf of visitors
        linked = self.filtered(lambda order: order.sudo().link_id)
        for order in linked:
            # Who sells need not see the link.
            order.place_id = order.sudo().link_id.place_id
        return super(SaleOrder, self - linked)._compute_place_id()

    @api.constrains("link_id", "place_id", "company_id")
    def _check_link(self):
        # Who sells need not see the link.
        for order in self.sudo().filtered("link_id"):
            if order.link_id.place_id != order.place_id:
                raise ValidationError(
                    self.env._(
                        "An order through a link belongs to the place of the link, "
                        "%(place)s.",
                        place=order.link_id.place_id.name,
                    )
                )

    def write(self, vals):
        """Keep the link of a sold order: terms were fixed by it."""
        if "link_id" in vals and not self.env.context.get("link_appeal"):
            # links and visits are counted on behalf of visitors
            changed = self.sudo().filtered(
                lambda order: (
                    order.state == "sale" and order.link_id.id != vals["link_id"]
                )
            )
            if changed:
                raise UserError(
                    self.env._(
                        "The link of a confirmed order only changes by an appeal."
                    )
                )
        return super().write(vals)
