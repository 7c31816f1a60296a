from odoo import models
from odoo.tools import SQL


class MemberTagLine(models.Model):
    _inherit = "member.tag.line"

    def _query_brand(self, tags):
        field = tags._fields["brand_ids"]
        match = SQL(
            """
            JOIN product_product goods ON goods.id = line.product_id
            JOIN product_template style ON style.id = goods.product_tmpl_id
            JOIN %(relation)s chosen ON chosen.%(brand)s = style.product_brand_id
            JOIN member_tag tag ON tag.id = chosen.%(tag)s
            """,
            relation=SQL.identifier(field.relation),
            brand=SQL.identifier(field.column2),
            tag=SQL.identifier(field.column1),
        )
        return self._query_bought(tags, match)
