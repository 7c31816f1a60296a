from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_list

from .product_template_lot import PROVEN_SOURCES

# Where an offer may come from when it goes to a state.
BEFORE = {
    "draft": ("checked", "suspended"),
    "checked": ("draft",),
    "published": ("draft", "checked", "suspended"),
    "suspended": ("published",),
    "ended": ("draft", "checked", "published", "suspended"),
}


class OutletOffer(models.Model):
    """The way of an offer to the sellers: what it needs, who lets it pass."""

    _inherit = "outlet.offer"

    check_asked_at = fields.Datetime(
        string="Waiting for Check Since", readonly=True, copy=False, index=True
    )
    date_published = fields.Datetime(
        string="First Published", readonly=True, copy=False, index=True
    )
    has_picture = fields.Boolean(
        compute="_compute_has_picture", search="_search_has_picture"
    )
    has_valid_contract = fields.Boolean(compute="_compute_has_valid_contract")
    has_tag_proof = fields.Boolean(compute="_compute_has_tag_proof")
    has_size_chart = fields.Boolean(compute="_compute_has_size_chart")
    missing_to_publish = fields.Char(compute="_compute_missing_to_publish")
    checklist = fields.Json(compute="_compute_missing_to_publish")

    @api.depends("product_tmpl_id.image_1920", "picture_ids")
    def _compute_has_picture(self):
        pictured = set(self._get_pictured_styles(self.product_tmpl_id.ids))
        for offer in self:
            style = offer.product_tmpl_id
            offer.has_picture = style.id in pictured or bool(offer.picture_ids)

    @api.model
    def _get_pictured_styles(self, style_ids=None):
        """Return the ids of the styles that have a picture of their own."""
        domain = Domain(
            [("res_model", "=", "product.template"), ("res_field", "=", "image_1920")]
        )
        if style_ids is not None:
            domain &= Domain("res_id", "in", style_ids)
        # Asking for the attachments spares reading the pictures themselves; who
        # sees the offer sees its picture.
        groups = self.env["ir.attachment"].sudo()._read_group(domain, ["res_id"])
        return [res_id for (res_id,) in groups]

    def _search_has_picture(self, operator, value):
        if operator != "in":
            return NotImplemented
        pictured = Domain("product_tmpl_id", "in", self._get_pictured_styles())
        pictured |= Domain("picture_ids", "!=", False)
        return pictured if True in value else ~pictured

    @api.depends("contract_id.state", "contract_id.date_start", "contract_id.date_end")
    def _compute_has_valid_contract(self):
        valid = self.contract_id.filtered(lambda contract: contract._is_valid())
        for offer in self:
            offer.has_valid_contract = offer.contract_id in valid

    @api.depends("product_tmpl_id.tag_price_source", "company_id")
    def _compute_has_tag_proof(self):
        for offer in self:
            # The rule is the operator's; everybody it binds may know it.
            company = (offer.company_id or self.env.company).sudo()
            offer.has_tag_proof = (
                not company.outlet_tag_photo_required
                or offer.product_tmpl_id.tag_price_source in PROVEN_SOURCES
            )

    @api.depends("product_tmpl_id.has_sizes", "product_tmpl_id.shown_size_chart_id")
    def _compute_has_size_chart(self):
        for offer in self:
            style = offer.product_tmpl_id
            offer.has_size_chart = not style.has_sizes or style.shown_size_chart_id

    @api.depends(
        *("reason_id", "has_picture", "has_valid_contract", "tag_price", "is_lot"),
        *("has_tag_proof", "has_size_chart", "has_quality", "best_before"),
    )
    def _compute_missing_to_publish(self):
        for offer in self:
            checks = offer._get_publish_checks()
            missing = [check["words"] for check in checks if not check["done"]]
            offer.missing_to_publish = format_list(self.env, missing)
            offer.checklist = checks

    def _get_publish_checks(self):
        """Return what an offer needs before it is published, in the order of the form.

        Extend by ``super()`` and append.

        :return: ``[{"code", "done", "words", "page"}]``; ``page`` is the part of the
            form where the missing thing is given
        """
        self.ensure_one()
        _ = self.env._
        fresh = not self.best_before or (
            self.best_before > fields.Date.context_today(self)
        )
        checks = [
            ("contract", self.has_valid_contract, _("a contract in force"), "source"),
            ("reason", self.reason_id, _("a reason"), "story"),
            (
                "picture",
                self.has_picture or self.is_lot,
                _("a picture of the style"),
                "pictures",
            ),
            ("tag_price", self.tag_price > 0, _("a tag price"), "tag"),
            ("tag_photo", self.has_tag_proof, _("a photo of the tag"), "tag"),
            ("size_chart", self.has_size_chart, _("a size chart"), "tag"),
            ("quality", self.has_quality, _("the quality check"), "quality"),
            ("best_before", fresh, _("goods that are not out of date"), "source"),
        ]
        return [
            {"code": code, "done": bool(done), "words": words, "page": page}
            for code, done, words, page in checks
        ]

    def action_ask_check(self):
        """Ask the operator to look at draft offers."""
        self._check_editable()
        drafts = self.filtered(lambda offer: offer.state == "draft")
        drafts._write_life({"check_asked_at": fields.Datetime.now()})

    def action_check(self):
        """Accept complete draft offers; their agents may publish them from now on."""
        self._check_may_decide()
        self._refuse_lacking()
        self._go("checked", check_asked_at=False)

    def action_draft(self):
        """Take offers back to be edited; nobody sees them meanwhile."""
        self._check_editable()
        self._go("draft", check_asked_at=False)

    def action_publish(self):
        """Show the offers to sellers; refuses those with something missing."""
        self._check_editable()
        if self.filtered(lambda offer: offer.state == "draft"):
            self._check_may_decide()
        for offer in self:
            if offer.state == "ended":
                raise UserError(
                    self.env._("%(offer)s has ended.", offer=offer.display_name)
                )
        self._refuse_lacking()
        fresh = self.filtered(lambda offer: not offer.date_published)
        self._go("published", check_asked_at=False)
        if fresh:
            fresh._write_life({"date_published": fields.Datetime.now()})
            today = fields.Date.context_today(self)
            fresh.filtered(lambda offer: offer.listed_on != today)._take_turns(today)

    def action_publish_ready(self):
        """Publish those of the offers that lack nothing; tell how many do."""
        waiting = self.filtered(lambda offer: offer.state in BEFORE["published"])
        ready = waiting.filtered(lambda offer: not offer.missing_to_publish)
        ready.action_publish()
        lacking = waiting - ready
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if lacking else "success",
                "message": self.env._(
                    "%(published)s published, %(lacking)s still lack something.",
                    published=len(ready),
                    lacking=len(lacking),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_suspend(self):
        """Take published offers off for the time being."""
        self._check_editable()
        self._go("suspended")

    def action_end(self):
        """End the offers for good."""
        self._check_editable()
        self._go("ended", check_asked_at=False)

    def _go(self, state, **values):
        """Take the offers that may go there to a state."""
        moving = self.filtered(lambda offer: offer.state in BEFORE[state])
        if state == "published":
            moving |= self.filtered(lambda offer: offer.state == "published")
        moving._write_life({"state": state, **values})

    def _refuse_lacking(self):
        for offer in self:
            if offer.missing_to_publish:
                raise UserError(
                    self.env._(
                        "%(offer)s can't be published yet. Missing: %(missing)s.",
                        offer=offer.display_name,
                        missing=offer.missing_to_publish,
                    )
                )
