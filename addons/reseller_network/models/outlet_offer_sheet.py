from odoo import fields, models
from odoo.tools import SQL


class OutletOffer(models.Model):
    """What a seller should know about the goods, and whether knowing it sells."""

    _inherit = "outlet.offer"

    knowledge = fields.Html(
        "Knowledge Sheet",
        help="Fabric, fit, care, what people ask: what a seller should know.",
    )
    like_ids = fields.Many2many(
        "product.template",
        "outlet_offer_like_rel",
        "offer_id",
        "product_tmpl_id",
        string="Compare With",
        help="Articles like this one; the sheet shows them side by side.",
    )
    reader_count = fields.Integer("Sellers Who Read It", compute="_compute_readers")
    sold_by_reader = fields.Float(
        "Pieces per Reader",
        compute="_compute_readers",
        digits=(8, 1),
        help="Pieces sold per reseller who has read the sheet.",
    )
    seller_count = fields.Integer("Sellers Who Did Not", compute="_compute_readers")
    sold_by_other = fields.Float(
        "Pieces per Other Seller",
        compute="_compute_readers",
        digits=(8, 1),
        help="Pieces sold per reseller who sold some without having read the sheet.",
    )

    def _compute_readers(self):
        figures = self._get_reader_figures()
        for offer in self:
            readers, by_readers, others, by_others = figures.get(
                (offer.product_tmpl_id.id, offer.company_id.id), (0, 0, 0, 0)
            )
            offer.reader_count, offer.seller_count = readers, others
            offer.sold_by_reader = by_readers / readers if readers else 0
            offer.sold_by_other = by_others / others if others else 0

    def _get_reader_figures(self):
        """Return {(style, company): (readers, their pieces, others, their pieces)}."""
        for model in ("goods.sheet.read", "sale.order.line", "sale.order"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH sold AS (
                    SELECT product.product_tmpl_id, sale.company_id, sale.reseller_id,
                           SUM(line.product_uom_qty) AS pieces
                      FROM sale_order_line line
                      JOIN sale_order sale ON sale.id = line.order_id
                      JOIN product_product product ON product.id = line.product_id
                     WHERE sale.state = 'sale' AND sale.reseller_id IS NOT NULL
                       AND product.product_tmpl_id IN %(styles)s
                     GROUP BY 1, 2, 3
                ), readers AS (
                    SELECT mark.product_tmpl_id, mark.company_id, contract.reseller_id
                      FROM goods_sheet_read mark
                      JOIN reseller_contract contract ON contract.id = mark.contract_id
                     WHERE mark.product_tmpl_id IN %(styles)s
                     GROUP BY 1, 2, 3
                )
                SELECT COALESCE(readers.product_tmpl_id, sold.product_tmpl_id),
                       COALESCE(readers.company_id, sold.company_id),
                       COUNT(readers.reseller_id),
                       COALESCE(SUM(sold.pieces)
                           FILTER (WHERE readers.reseller_id IS NOT NULL), 0),
                       COUNT(*) FILTER (WHERE readers.reseller_id IS NULL),
                       COALESCE(SUM(sold.pieces)
                           FILTER (WHERE readers.reseller_id IS NULL), 0)
                  FROM readers FULL JOIN sold
                 USING (product_tmpl_id, company_id, reseller_id)
                 GROUP BY 1, 2
                """,
                styles=tuple(self.product_tmpl_id.ids or [0]),
            )
        )
        return {(row[0], row[1]): row[2:] for row in rows}
