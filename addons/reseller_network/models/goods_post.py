from odoo import api, fields, models
from odoo.exceptions import UserError

MAX_WORDS = 300


class GoodsPost(models.Model):
    """Words about an article from those who have it: buyers, and sellers.

    What is approved may be used by every reseller when he shares the article.
    """

    _name = "goods.post"
    _description = "Community Post"
    _order = "id desc"
    _rec_name = "words"

    company_id = fields.Many2one("res.company", required=True, index=True)
    product_tmpl_id = fields.Many2one(
        "product.template", "Article", required=True, index=True, ondelete="cascade"
    )
    agent_id = fields.Many2one("res.partner", index=True, ondelete="set null")
    contract_id = fields.Many2one(
        "reseller.contract",
        "Reseller",
        index="btree_not_null",
        ondelete="set null",
        groups="brand_outlet.group_operator",
    )
    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        ondelete="set null",
        groups="brand_outlet.group_operator",
        help="The buyer wrote it after the parcel had arrived.",
    )
    author = fields.Char(required=True, help="As everybody may read it.")
    words = fields.Char(required=True, size=MAX_WORDS)
    state = fields.Selection(
        [("new", "To look at"), ("approved", "Approved"), ("refused", "Refused")],
        default="new",
        required=True,
        readonly=True,
    )

    _order_once = models.UniqueIndex(
        "(order_id) WHERE order_id IS NOT NULL", "This order was written about."
    )
    _approved_idx = models.Index("(product_tmpl_id) WHERE state = 'approved'")

    def action_approve(self):
        """Let every reseller use these words."""
        self.check_access("write")
        self.state = "approved"
        return True

    def action_refuse(self):
        """Keep these words out of the pages."""
        self.check_access("write")
        self.state = "refused"
        return True

    @api.model
    def _write_post(self, contract, template, words, author, **vals):
        """Take words about an article; they are shown once they are approved.

        :raise UserError: there are no words
        """
        words = " ".join((words or "").split())[:MAX_WORDS]
        if len(words) < 2:
            raise UserError(self.env._("Please write a few words."))
        return self.create(
            {
                "company_id": contract.company_id.id,
                "product_tmpl_id": template.id,
                "agent_id": contract._find_offers(template)[:1].agent_id.id,
                "contract_id": contract.id,
                "author": author,
                "words": words,
                **vals,
            }
        )
