from odoo import api, fields, models
from odoo.tools import SQL


class OutletTribe(models.Model):
    """People whom several resellers of different trades look after together.

    Each owner has his categories. Members are customers of one of the owners; the
    others learn who it is only where the member agreed.
    """

    _name = "outlet.tribe"
    _description = "Tribe"
    _inherit = ["mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Built By",
        index=True,
        required=True,
        default=lambda self: self._default_partner(),
        help="The partner who keeps the tribe together: an agent, or the operator.",
    )
    owner_ids = fields.One2many("outlet.tribe.owner", "tribe_id", "Owners")
    member_ids = fields.One2many(
        "outlet.tribe.member", "tribe_id", groups="base.group_system"
    )
    member_count = fields.Integer("Members", compute="_compute_member_count")

    @api.model
    def _default_partner(self):
        # nobody reads the party of users, not even his own
        return self.env.user.sudo().party_id or self.env.company.partner_id

    @api.depends("member_ids")
    def _compute_member_count(self):
        # how many they are is no secret, who they are is
        members = self.env["outlet.tribe.member"].sudo()
        counts = dict(
            members._read_group(
                [("tribe_id", "in", self.ids)], ["tribe_id"], ["__count"]
            )
        )
        for tribe in self:
            tribe.member_count = counts.get(tribe, 0)

    def _get_sales(self):
        """Return {owner: (pieces, amount)} of what members bought in his categories.

        Every piece counts for one owner: the one whose category is nearest above the
        article's. It tells who serves the tribe with what; who earns is the owner of
        the place of the order, as always.
        """
        self.ensure_one()
        for model in ("outlet.tribe.member", "reseller.customer", "sale.order.line"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH bought AS (
                    SELECT DISTINCT ON (line.id) owner.id AS owner_id,
                           line.product_uom_qty AS pieces, line.price_total AS amount
                      FROM outlet_tribe_member member
                      JOIN reseller_customer person ON person.id = member.customer_id
                      JOIN reseller_customer buyer
                        ON buyer.phone = person.phone
                       AND buyer.company_id = person.company_id
                      JOIN sale_order sale ON sale.reseller_customer_id = buyer.id
                      JOIN sale_order_line line ON line.order_id = sale.id
                      JOIN product_product product ON product.id = line.product_id
                      JOIN product_template style
                        ON style.id = product.product_tmpl_id
                      JOIN product_category own ON own.id = style.categ_id
                      JOIN outlet_tribe_owner owner
                        ON owner.tribe_id = member.tribe_id
                      JOIN outlet_tribe_owner_product_category_rel rel
                        ON rel.outlet_tribe_owner_id = owner.id
                      JOIN product_category categ
                        ON categ.id = rel.product_category_id
                       AND own.parent_path LIKE categ.parent_path || '%%'
                     WHERE member.tribe_id = %s AND sale.state = 'sale'
                       AND buyer.reseller_id IN (
                           SELECT contract.reseller_id
                             FROM outlet_tribe_owner one
                             JOIN reseller_contract contract
                               ON contract.id = one.contract_id
                            WHERE one.tribe_id = member.tribe_id)
                     ORDER BY line.id, LENGTH(categ.parent_path) DESC, owner.id
                )
                SELECT owner_id, SUM(pieces), SUM(amount) FROM bought GROUP BY owner_id
                """,
                self.id,
            )
        )
        owners = self.env["outlet.tribe.owner"]
        return {owners.browse(row[0]): row[1:] for row in rows}
