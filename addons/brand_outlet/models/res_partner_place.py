from odoo import fields, models
from odoo.fields import Command


class ResPartner(models.Model):
    """The places through which a consumer was reached."""

    _inherit = "res.partner"

    reached_place_ids = fields.Many2many(
        "outlet.place",
        "outlet_place_reached_rel",
        "partner_id",
        "place_id",
        string="Reached Through",
        copy=False,
        groups="brand_outlet.group_operator,sales_team.group_sale_salesman",
        help="A consumer may belong to several groups, shops and accounts.",
    )
    home_place_id = fields.Many2one(
        "outlet.place",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups="brand_outlet.group_operator,sales_team.group_sale_salesman",
        help="An order without a link belongs to this place. The first place that "
        "reached the consumer, unless another one is chosen.",
    )

    def _reach(self, place):
        """Note that these consumers were reached through ``place``.

        What a place owner buys in his own place does not make him its customer.
        """
        consumers = self - place.owner_id
        consumers.write({"reached_place_ids": [Command.link(place.id)]})
        consumers.filtered(lambda one: not one.home_place_id).home_place_id = place
