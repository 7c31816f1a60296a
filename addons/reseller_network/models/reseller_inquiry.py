import secrets

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain

MAX_QUESTION = 300


class ResellerInquiry(models.Model):
    """A stranger asks the seller something about an article.

    The seller hears of it at once; the asker reads the answer behind his own link,
    and waves the seller off with one tap.
    """

    _name = "reseller.inquiry"
    _description = "Inquiry"
    _order = "id desc"
    _rec_name = "question"

    contract_id = fields.Many2one(
        "reseller.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    reseller_id = fields.Many2one(
        related="contract_id.reseller_id", store=True, index=True
    )
    place_id = fields.Many2one("outlet.place", ondelete="set null")
    product_tmpl_id = fields.Many2one(
        "product.template", "Article", ondelete="set null", index="btree_not_null"
    )
    name = fields.Char("From", required=True, size=60)
    phone = fields.Char(size=20, help="Only if he wants to be called.")
    question = fields.Char(required=True, size=MAX_QUESTION)
    answer = fields.Char(size=MAX_QUESTION)
    answered_on = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("open", "To answer"), ("answered", "Answered"), ("gone", "Waved off")],
        default="open",
        required=True,
        readonly=True,
    )
    page_token = fields.Char(
        default=lambda self: secrets.token_urlsafe(18),
        required=True,
        readonly=True,
        copy=False,
        groups="brand_outlet.group_operator",
    )
    once = fields.Char(readonly=True, copy=False, groups="base.group_system")

    _page_token_unique = models.UniqueIndex(
        "(page_token)", "Another inquiry has this link."
    )
    _once_unique = models.UniqueIndex(
        "(contract_id, once) WHERE once IS NOT NULL", "This was asked already."
    )
    _open_idx = models.Index("(contract_id) WHERE state = 'open'")

    @api.model
    def _find_by_token(self, token):
        """Return the inquiry (sudo) a link opens, or none."""
        # an empty or oversized token is no query worth making
        if not token or len(token) > 64:
            return self.sudo().browse()
        # the link is the right to the page
        found = self.sudo().search([("page_token", "=", token)], limit=1)
        return found.with_context(lang=found.place_id._get_page_lang())

    @api.model
    def _ask(self, contract, place, template, post):
        """Note a question and tell the seller at once; sent again it is the same.

        :param dict post: ``name``, ``phone``, ``question``, ``once``
        :raise UserError: nothing is asked
        """
        words = {
            key: " ".join((post.get(key) or "").split())
            for key in ("name", "phone", "question")
        }
        if len(words["question"]) < 2:
            raise UserError(self.env._("What would you like to know?"))
        once = (post.get("once") or "")[:64] or secrets.token_urlsafe(16)
        same = Domain("contract_id", "=", contract.id) & Domain("once", "=", once)
        if known := self.search(same, limit=1):
            return known
        vals = {
            "contract_id": contract.id,
            "place_id": place.id,
            "product_tmpl_id": template.id,
            "name": words["name"][:60] or self.env._("A visitor"),
            "phone": words["phone"][:20],
            "question": words["question"][:MAX_QUESTION],
            "once": once,
        }
        try:
            inquiry = self.create(vals)
            inquiry.flush_recordset()
        except UniqueViolation as error:
            # tapped twice at the same moment: start over and find the other one
            raise ConcurrencyError("inquiry") from error
        own = contract._in_own_words()
        contract._notify(
            own.env._("Question about %(article)s", article=template.name),
            inquiry.question,
            "/my/outlet/inquiries",
        )
        return inquiry

    def _answer(self, words):
        """Answer as the seller.

        :raise UserError: no words, or the asker wants nothing more
        """
        self.ensure_one()
        words = " ".join((words or "").split())[:MAX_QUESTION]
        if not words:
            raise UserError(self.env._("Please write an answer."))
        if self.state == "gone":
            raise UserError(self.env._("This person asked not to be written to."))
        self.write(
            {
                "answer": words,
                "answered_on": fields.Datetime.now(),
                "state": "answered",
            }
        )

    def _wave_off(self):
        """The asker wants nothing more: his number is forgotten."""
        self.write({"state": "gone", "phone": False})
