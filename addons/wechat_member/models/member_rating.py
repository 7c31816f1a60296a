from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError

MOST_STARS = 5


class MemberRating(models.Model):
    """What a customer thinks of a visit: one tap on the e-receipt, once per visit.

    A visit is a receipt; several receipts of one member at one outlet on one day are
    one visit, so that nobody is asked, or counts, twice.
    """

    _name = "member.rating"
    _description = "Rating of a Visit"
    _order = "rated_at desc, id desc"
    _rec_name = "pos_order_id"

    pos_order_id = fields.Many2one(
        "pos.order", string="Receipt", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    config_id = fields.Many2one(
        "pos.config",
        string="Outlet",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="Cashier", readonly=True)
    stars = fields.Integer(required=True, readonly=True, aggregator="avg")
    day = fields.Date(string="Day of the Visit", required=True, readonly=True)
    rated_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )

    _receipt_once = models.UniqueIndex(
        "(pos_order_id)", "This visit has been rated already."
    )
    _visit_once = models.UniqueIndex(
        "(partner_id, config_id, day) WHERE partner_id IS NOT NULL",
        "This visit has been rated already.",
    )
    _outlet_idx = models.Index("(config_id, day)")
    _stars_range = models.Constraint(
        f"CHECK (stars BETWEEN 1 AND {MOST_STARS})", "A rating has one to five stars."
    )

    @api.model
    def _find_visit(self, order):
        """Return the rating of the visit this receipt belongs to, if there is one."""
        domain = fields.Domain("pos_order_id", "=", order.id)
        if order.partner_id:
            domain |= (
                fields.Domain("partner_id", "=", order.partner_id.id)
                & fields.Domain("config_id", "=", order.config_id.id)
                & fields.Domain("day", "=", order._get_visit_day())
            )
        return self.search(domain, limit=1)

    @api.model
    def _rate(self, order, stars):
        """Keep the rating of the visit of this receipt.

        :param stars: 1 to 5, as a page sent it
        :raise UserError: rated before, too late, or not asked for at this outlet
        :raise ValidationError: no number of stars
        :raise ConcurrencyError: rated at this moment; to be tried again
        """
        if str(stars) not in map(str, range(1, MOST_STARS + 1)):
            raise ValidationError(self.env._("A rating has one to five stars."))
        if self._find_visit(order):
            raise UserError(self.env._("This visit has been rated already. Thank you!"))
        if not order._is_rateable():
            raise UserError(self.env._("This visit can no longer be rated."))
        rating = self.create(
            {
                "pos_order_id": order.id,
                "partner_id": order.partner_id.id,
                "config_id": order.config_id.id,
                "company_id": order.company_id.id,
                "user_id": order.user_id.id,
                "stars": int(stars),
                "day": order._get_visit_day(),
            }
        )
        try:
            rating.flush_recordset()
        except UniqueViolation as error:
            # Tapped twice at once: start over and find the first one.
            raise ConcurrencyError("rating") from error
        return rating
