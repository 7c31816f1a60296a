from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAX_WORDS = 300


class ResellerPick(models.Model):
    """An article a reseller has chosen for the people who trust him.

    The pick holds no goods of its own: name, pictures, stock and prices are those of
    the style, so what changes at the source changes here at once. His are the order
    and the words only.
    """

    _name = "reseller.pick"
    _description = "Reseller Pick"
    _order = "contract_id, sequence, id desc"
    _rec_name = "product_tmpl_id"

    contract_id = fields.Many2one(
        "reseller.contract", required=True, ondelete="cascade"
    )
    reseller_id = fields.Many2one(
        related="contract_id.reseller_id", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    product_tmpl_id = fields.Many2one(
        "product.template", "Article", required=True, index=True, ondelete="cascade"
    )
    product_brand_id = fields.Many2one(related="product_tmpl_id.product_brand_id")
    sequence = fields.Integer(default=0)
    words = fields.Text(
        "Own Words", help="What the reseller says of the article to his people."
    )
    posted_on = fields.Date(
        readonly=True, copy=False, help="The last day it was in the daily pick."
    )

    _article_unique = models.Constraint(
        "unique (contract_id, product_tmpl_id)",
        "This article is already in the selection.",
    )
    _order_idx = models.Index("(contract_id, sequence, id DESC)")

    @api.constrains("words")
    def _check_words(self):
        for pick in self:
            if len(pick.words or "") > MAX_WORDS:
                raise ValidationError(
                    self.env._(
                        "Own words have at most %(most)s characters.", most=MAX_WORDS
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        picks = super().create(vals_list)
        picks.contract_id._check_pick_limit()
        return picks
