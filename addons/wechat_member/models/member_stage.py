from datetime import datetime

from odoo import fields, models, tools
from odoo.tools import SQL

from .member_activity import OVERLAP


class MemberStage(models.Model):
    """How many people of each merchant follow, are members, have bought.

    Numbers only: they are all that another company learns of a merchant's members.
    """

    _name = "member.stage"
    _description = "Members in Figures"
    _auto = False
    _order = "company_id"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", string="Merchant", readonly=True)
    follower_count = fields.Integer("Followers", readonly=True)
    joined_count = fields.Integer(
        "Followers Who Are Members",
        readonly=True,
        help="Of those who follow an account of the merchant.",
    )
    member_count = fields.Integer("Members", readonly=True)
    new_count = fields.Integer("New in 30 Days", readonly=True)
    buyer_count = fields.Integer(
        "Buyers", readonly=True, help="Members with at least one paid purchase."
    )
    join_rate = fields.Float("Follower to Member", readonly=True, aggregator=None)
    buy_rate = fields.Float("Member to Buyer", readonly=True, aggregator=None)

    def init(self):
        # it was a view once
        tools.drop_view_if_exists(self.env.cr, self._table)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT company.id AS id,
                   company.id AS company_id,
                   COALESCE(follower.people, 0) AS follower_count,
                   COALESCE(follower.members, 0) AS joined_count,
                   COALESCE(member.people, 0) AS member_count,
                   COALESCE(member.fresh, 0) AS new_count,
                   COALESCE(member.buyers, 0) AS buyer_count,
                   follower.members / NULLIF(follower.people, 0)::float AS join_rate,
                   member.buyers / NULLIF(member.people, 0)::float AS buy_rate
              FROM res_company company
         LEFT JOIN (%s) follower ON follower.company_id = company.id
         LEFT JOIN (%s) member ON member.company_id = company.id
             WHERE company.active
            """,
            self._query_followers(),
            self._query_members(),
        )

    def _query_followers(self):
        # One person may follow several accounts: the unionid says that it is one.
        person = SQL("COALESCE(identity.unionid, identity.id::text)")
        return SQL(
            """
            SELECT identity.company_id,
                   count(DISTINCT %(person)s) AS people,
                   count(DISTINCT %(person)s) FILTER (WHERE partner.is_member)
                       AS members
              FROM wechat_identity identity
         LEFT JOIN res_partner partner ON partner.id = identity.partner_id
             WHERE identity.followed
          GROUP BY identity.company_id
            """,
            person=person,
        )

    def _query_members(self):
        """Who bought is known from the activity, and since then from what was written.

        All that is asked of the member himself stands in one index.
        """
        return SQL(
            """
            SELECT partner.member_company_id AS company_id,
                   count(*) AS people,
                   count(*) FILTER (WHERE partner.member_since > CURRENT_DATE - 30)
                       AS fresh,
                   count(*) FILTER (
                       WHERE bought.partner_id IS NOT NULL
                          OR late.partner_id IS NOT NULL) AS buyers
              FROM res_partner partner
         LEFT JOIN member_activity bought
                ON bought.partner_id = partner.id
               AND bought.company_id = partner.member_company_id
         LEFT JOIN (%(till)s UNION %(sale)s) late
                ON late.partner_id = partner.id
               AND late.company_id = partner.member_company_id
             WHERE partner.is_member IS TRUE AND partner.active IS TRUE
          GROUP BY partner.member_company_id
            """,
            till=self._query_late("pos_order", ("paid", "done")),
            sale=self._query_late("sale_order", ("sale",)),
        )

    def _query_late(self, table, states):
        # no more than when the work was done last leaves this method
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        marks = companies.mapped("member_activity_at")
        return SQL(
            """
            SELECT sold.partner_id, sold.company_id
              FROM %(table)s sold
             WHERE sold.write_date >= %(oldest)s
               AND sold.state IN %(states)s AND sold.partner_id IS NOT NULL
            """,
            table=SQL.identifier(table),
            oldest=min(marks) - OVERLAP if all(marks) else datetime.min,
            states=states,
        )

    def action_open_members(self):
        """Show the members behind the figure, as far as they are one's own."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.res_partner_action_member"
        )
        domain = [
            ("is_member", "=", True),
            ("member_company_id", "=", self.company_id.id),
        ]
        return action | {"domain": domain, "context": {"create": False}}
