import secrets

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SHOWN_RATINGS = 3


class ResellerContract(models.Model):
    """How a seller faces strangers: name, face, own words, and what buyers say.

    Called with elevated rights on a contract that was found by a secret; gives back
    plain values.
    """

    _inherit = "reseller.contract"

    shop_words = fields.Char(
        "Words to Customers",
        size=120,
        help="What stands under the seller's name on every page of his.",
    )
    pay_code = fields.Image(
        "Payment Code",
        max_width=800,
        max_height=800,
        attachment=True,
        help="The seller's own receiving code: buyers who pay him directly see it.",
    )
    pay_words = fields.Char(
        "How to Pay Me",
        size=120,
        help="What buyers who pay the seller directly are told.",
    )
    has_mall = fields.Boolean(
        "Mall in Own Name",
        compute="_compute_has_mall",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="A page of all that the seller shows, in his own name. Affiliates have "
        "links only, unless the operator gives them a mall.",
    )
    mall_url = fields.Char("Mall", compute="_compute_mall_url")
    mall_token = fields.Char(
        default=lambda self: self._default_mall_token(),
        copy=False,
        readonly=True,
        groups="brand_outlet.group_operator",
        help="The part of the mall's link that nobody can guess.",
    )

    _mall_token_unique = models.UniqueIndex(
        "(mall_token)", "Another seller has this link."
    )

    def _init_column(self, column_name):
        """Give contracts made before there were malls a link of their own each."""
        if column_name != "mall_token":
            return super()._init_column(column_name)
        self.env.cr.execute(
            """UPDATE reseller_contract
                  SET mall_token = replace(gen_random_uuid()::text, '-', '')
                WHERE mall_token IS NULL"""
        )
        return None

    @api.model
    def _default_mall_token(self):
        return secrets.token_urlsafe(12)

    @api.depends("mode")
    def _compute_has_mall(self):
        for contract in self:
            contract.has_mall = contract.mode == "shop"

    @api.depends("has_mall", "state", "date_start", "date_end")
    def _compute_mall_url(self):
        for contract in self:
            contract.mall_url = contract._get_mall_url()

    @api.model
    def _find_mall(self, token):
        """Return the running contract (sudo) whose mall has this link, or none."""
        # an empty or oversized token is no query worth making
        if not token or len(token) > 64:
            return self.sudo().browse()
        # the link is the right to the page
        contract = self.sudo().search(
            Domain("mall_token", "=", token)
            & Domain("has_mall", "=", True)
            & self._running_domain(),
            limit=1,
        )
        return contract._as_page()

    def _as_page(self):
        """Return this contract (sudo) as its public pages use it."""
        # pages are shown to strangers: what they tell is chosen by the methods
        contract = self.sudo()
        place = contract.default_place_id or contract.place_ids[:1]
        return contract.with_company(contract.company_id).with_context(
            allowed_company_ids=contract.company_id.ids, lang=place._get_page_lang()
        )

    def _get_mall_url(self):
        """Return the link of the seller's mall; empty where he has none."""
        self.ensure_one()
        # the token is the operator's field; who may read the contract may pass it on
        contract = self.sudo()
        if not contract.has_mall or not contract._is_running():
            return ""
        return f"{self.get_base_url()}/outlet/m/{contract.mall_token}"

    def _get_face(self, place):
        """Return who sells here: what a stranger sees before anything else.

        An affiliate recommends: the official outlet sells and answers.
        """
        self.ensure_one()
        seller = self.reseller_id
        is_shop = self.mode == "shop"
        stars, count, delivered = self._get_record()
        return {
            "name": place.name if is_shop else seller.name,
            "person": seller.name,
            "is_shop": is_shop,
            "words": self.shop_words or "",
            "version": int(seller.write_date.timestamp()),
            "verified": self.verification_state == "verified",
            "stars": stars,
            "ratings": count,
            "delivered": delivered,
            "since": self.date_start,
            "phone": self._get_contact_phone(),
            "outlet": self.company_id._get_outlet_label(),
        }

    def _get_contact_phone(self):
        """Return the one number for questions: the seller's, or the outlet's."""
        if self.mode == "shop":
            return self.reseller_id.phone or ""
        return self.company_id.phone or ""

    def _get_record(self):
        """Return (average stars, number of ratings, orders delivered), in one query."""
        # the ledger of orders is not the visitor's; only these figures leave
        self.env["sale.order"].flush_model(
            ["reseller_id", "company_id", "parcel_state", "buyer_stars"]
        )
        [(stars, count, delivered)] = self.env.execute_query(
            SQL(
                """
                SELECT rated.stars, rated.count, delivered.count
                  FROM (SELECT AVG(buyer_stars)::float AS stars, COUNT(*)
                          FROM sale_order
                         WHERE reseller_id = %(reseller)s AND company_id = %(company)s
                           AND buyer_stars > 0) rated,
                       (SELECT COUNT(*)
                          FROM sale_order
                         WHERE reseller_id = %(reseller)s AND company_id = %(company)s
                           AND parcel_state = 'delivered') delivered
                """,
                reseller=self.reseller_id.id,
                company=self.company_id.id,
            )
        )
        return round(stars or 0, 1), count, delivered

    def _get_rated_domain(self):
        return self._own_orders_domain() & Domain("buyer_stars", ">", 0)

    def _get_ratings(self):
        """Return the last ratings with words."""
        # read with the buyer's name shortened, see the order
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                self._get_rated_domain() & Domain("buyer_words", "not in", (False, "")),
                order="rated_on desc, id desc",
                limit=SHOWN_RATINGS,
            )
        )
        return [order._get_public_rating() for order in orders]
