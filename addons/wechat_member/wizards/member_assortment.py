"""What a segment buys more of than the others, and what to purchase for it."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL, float_round


class MemberAssortment(models.TransientModel):
    _name = "member.assortment"
    _description = "Products of a Segment"

    segment_id = fields.Many2one("member.segment", required=True)
    company_id = fields.Many2one(related="segment_id.company_id")
    days = fields.Integer(
        "Bought within (Days)", default=90, required=True, help="Looked at."
    )
    cover_days = fields.Integer(
        "To Last for (Days)",
        default=30,
        required=True,
        help="What is proposed to purchase lasts as long, if they go on buying.",
    )
    line_ids = fields.One2many("member.assortment.line", "assortment_id")

    _days_positive = models.Constraint(
        "CHECK (days > 0 AND cover_days > 0)", "Days are one or more."
    )

    def action_open(self):
        """Work out the products of the segment and show them, the best sold first."""
        self.ensure_one()
        self.line_ids.unlink()
        self.env["member.assortment.line"].create(self._prepare_lines())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.member_assortment_line_action"
        )
        return action | {
            "name": self.env._("Products: %s", self.segment_id.name),
            "domain": [("assortment_id", "=", self.id)],
        }

    def _prepare_lines(self):
        segment = self.segment_id
        members = self.env["res.partner"]
        inside = members.search_count(segment._get_domain())
        everyone = segment.new({"company_id": self.company_id})._get_domain()
        outside = members.search_count(everyone) - inside
        vals_list = []
        for row in self.env.execute_query_dict(self._query_products()):
            share = row["buyers"] / inside if inside else 0.0
            others = row["others"] / outside if outside else 0.0
            vals_list.append(
                {
                    "assortment_id": self.id,
                    "product_id": row["product_id"],
                    "buyers": row["buyers"],
                    "quantity": row["quantity"],
                    "net": row["net"],
                    "share": share,
                    "other_share": others,
                    "affinity": float_round(share / others, 2) if others else 0.0,
                }
            )
        return vals_list

    def _query_products(self):
        """Return the SQL of what each product sold to the segment and to others."""
        start = self.company_id._get_local_today() - timedelta(days=self.days)
        condition = SQL(
            "o.company_id = %s AND o.date_order >= %s AND o.partner_id IS NOT NULL",
            self.company_id.id,
            start,
        )
        inside = self.env["res.partner"]._search(self.segment_id._get_domain())
        self.env.flush_all()
        return SQL(
            """
            WITH inside AS MATERIALIZED (%(inside)s), bought AS (
                SELECT line.product_id, line.partner_id,
                       inside.id IS NOT NULL AS of_segment,
                       sum(line.quantity) AS quantity, sum(line.net) AS net
                  FROM (%(lines)s) line
                  JOIN res_partner member ON member.id = line.partner_id
                   AND member.is_member
             LEFT JOIN inside ON inside.id = line.partner_id
                 WHERE line.card_id IS NULL
              GROUP BY line.product_id, line.partner_id, inside.id
                HAVING sum(line.quantity) > 0
            )
            SELECT product_id,
                   count(*) FILTER (WHERE of_segment) AS buyers,
                   count(*) FILTER (WHERE NOT of_segment) AS others,
                   sum(quantity) FILTER (WHERE of_segment) AS quantity,
                   sum(net) FILTER (WHERE of_segment) AS net
              FROM bought
          GROUP BY product_id
            HAVING count(*) FILTER (WHERE of_segment) > 0
          ORDER BY net DESC, product_id
             LIMIT 500
            """,
            inside=inside.select(),
            lines=self.env["member.purchase"]._query_lines(condition),
        )
