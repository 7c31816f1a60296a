from odoo import api, fields, models
from odoo.exceptions import UserError

MAX_WORDS = 500


class GoodsQuestion(models.Model):
    """A question about an article: asked once, answered for everybody who sells it.

    It goes to the agent whose offer the reseller sees; the operator may answer, too.
    Resellers read it through the article's page, without the name of who asked.
    """

    _name = "goods.question"
    _description = "Question about an Article"
    _order = "state desc, id desc"
    _rec_name = "question"

    contract_id = fields.Many2one(
        "reseller.contract",
        "Asked By",
        required=True,
        index=True,
        ondelete="cascade",
        groups="brand_outlet.group_operator",
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    product_tmpl_id = fields.Many2one(
        "product.template", "Article", required=True, index=True, ondelete="cascade"
    )
    agent_id = fields.Many2one("res.partner", index=True, ondelete="set null")
    question = fields.Char(required=True, size=MAX_WORDS)
    answer = fields.Text()
    answered_on = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("answered", "Answered"), ("open", "To answer")],
        compute="_compute_state",
        store=True,
    )

    _once = models.UniqueIndex(
        "(contract_id, product_tmpl_id, md5(question))", "You asked this already."
    )

    @api.depends("answer")
    def _compute_state(self):
        for question in self:
            question.state = "answered" if question.answer else "open"

    def write(self, vals):
        """Note when an answer came, and tell who asked."""
        fresh = self.filtered(lambda one: vals.get("answer") and not one.answer)
        result = super().write(vals)
        fresh.answered_on = fields.Datetime.now() if fresh else False
        # an agent answers without knowing who asked
        fresh.sudo()._tell_answer()
        return result

    def _tell_answer(self):
        for question in self:
            own = question.contract_id._in_own_words()
            own._notify(
                own.env._(
                    "Answer about %(goods)s", goods=question.product_tmpl_id.name
                ),
                question.answer,
                f"/my/outlet/article/{question.product_tmpl_id.id}#questions",
            )

    @api.model
    def _ask(self, contract, template, words):
        """Note a reseller's question; the same words again are the same question.

        :raise UserError: nothing is asked
        """
        words = " ".join((words or "").split())[:MAX_WORDS]
        if len(words) < 2:
            raise UserError(self.env._("What would you like to know?"))
        same = [
            ("contract_id", "=", contract.id),
            ("product_tmpl_id", "=", template.id),
            ("question", "=", words),
        ]
        return self.search(same, limit=1) or self.create(
            {
                "contract_id": contract.id,
                "company_id": contract.company_id.id,
                "product_tmpl_id": template.id,
                "agent_id": contract._find_offers(template)[:1].agent_id.id,
                "question": words,
            }
        )
