from odoo import models
from odoo.fields import Domain

from odoo.addons.agent_dropship.address import normalise_phone


class ResellerContract(models.Model):
    """What a reseller knows of the goods, hears of others, and collects for them.

    Nothing of this can be read by portal users directly; these methods start from
    the contract of the logged-in user and give back plain values.
    """

    _inherit = "reseller.contract"

    def _article_sheet(self, template):
        return super()._article_sheet(template) | {
            "knowledge": self._knowledge(template),
            "questions": self._questions(template),
            "posts": self._posts(template),
        }

    def _knowledge(self, template):
        """Return the knowledge sheet of one article of the selection."""
        offers = self._find_offers(template).filtered("knowledge")
        # only what he may sell, too, is compared with
        likes = self._sellable(offers.like_ids - template)
        cards = {card["id"]: card for card in self._article_cards(likes)}
        # the mark is his own; he has no right on the table
        marks = self.env["goods.sheet.read"].sudo()
        domain = [
            ("contract_id", "=", self.id),
            ("product_tmpl_id", "=", template.id),
        ]
        return {
            "sheets": offers.mapped("knowledge"),
            "likes": [
                {
                    **cards[like.id],
                    "category": like.categ_id.name,
                    "origin": like.tag_origin or "",
                }
                for like in likes
            ],
            "is_read": bool(marks.search_count(domain, limit=1)),
        }

    def _sellable(self, templates):
        offers = self._find_offers(templates) if templates else ()
        return templates & offers.product_tmpl_id if offers else templates.browse()

    def _mark_read(self, template):
        """Note that he has read the sheet; twice is once."""
        if not self._knowledge(template)["is_read"]:
            # the mark is his own; he has no right on the table
            self.env["goods.sheet.read"].sudo().create(
                {"contract_id": self.id, "product_tmpl_id": template.id}
            )

    def _questions(self, template):
        """Return the answered questions about an article, and his own open ones."""
        # answers are for everybody who sells the article; askers stay unnamed
        questions = self.env["goods.question"].sudo()
        found = questions.search(
            [
                ("product_tmpl_id", "=", template.id),
                ("company_id", "=", self.company_id.id),
                "|",
                ("state", "=", "answered"),
                ("contract_id", "=", self.id),
            ],
            limit=30,
        )
        return [
            {
                "question": one.question,
                "answer": one.answer or "",
                "mine": one.contract_id.id == self.id,
            }
            for one in found
        ]

    def _posts(self, template):
        """Return the approved words about an article, newest first."""
        # approved for everybody who sells the article
        posts = self.env["goods.post"].sudo()
        found = posts.search(
            [
                ("product_tmpl_id", "=", template.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "approved"),
            ],
            limit=20,
        )
        return [{"words": one.words, "author": one.author} for one in found]

    def _find_wishes(self):
        """Return the wishes of his places (sudo: they are found by his contract)."""
        wishes = self.env["goods.wish"].sudo()
        return wishes.search([("contract_id", "=", self.id)], limit=100)

    def _find_ownership(self, tribe_id=None):
        """Return his part of the tribes he owns together with others (sudo)."""
        owners = self.env["outlet.tribe.owner"].sudo()
        domain = [("contract_id", "=", self.id), ("tribe_id.active", "=", True)]
        if tribe_id is not None:
            domain.append(("tribe_id", "=", tribe_id))
        return owners.search(domain)

    def _find_own_customer(self, phone):
        """Return his customer with this number (sudo; may be empty)."""
        number = normalise_phone(phone or "").number
        if not number:
            return self._customers()
        domain = self._customers_domain() & Domain("phone", "=", number)
        return self._customers().search(domain, limit=1)

    def _tribe_members(self, owner):
        """Return the members this owner may know: his own, and who agreed."""
        known = owner.tribe_id.member_ids.filtered(
            lambda member: member.owner_id == owner or member.consent_on
        )
        return [
            {
                "id": member.id,
                "name": member.customer_id.name,
                "phone": member.customer_id.phone,
                "mine": member.owner_id == owner,
                "by": member.owner_id.contract_id.reseller_id.name,
                "consent": bool(member.consent_on),
            }
            for member in known
        ]
