from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# Cards whose balance goes over; others change hands as a whole, with their code.
BALANCE_TYPES = ("loyalty", "ewallet")


class MemberMerge(models.Model):
    """Two members who are one person: what the one had, the other has.

    Every balance goes over through the ledger and every card that changes hands is
    named in a line, so that the act can be undone. Orders go along, invoices stay with
    the contact that made them: they are documents.
    """

    _name = "member.merge"
    _description = "Merging of Members"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _rec_name = "gone_id"

    kept_id = fields.Many2one(
        "res.partner",
        string="Stays",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_member', '=', True)]",
    )
    gone_id = fields.Many2one(
        "res.partner",
        string="Is Merged into Him",
        required=True,
        index=True,
        ondelete="restrict",
        context={"active_test": False},
        domain="[('is_member', '=', True), ('id', '!=', kept_id)]",
    )
    company_id = fields.Many2one(
        related="kept_id.member_company_id", store=True, index=True
    )
    reason = fields.Selection(
        [
            ("office", "Decided in the Back Office"),
            ("phone", "Proven by the Phone"),
        ],
        required=True,
        readonly=True,
        default="office",
    )
    state = fields.Selection(
        [("draft", "To Decide"), ("done", "Merged"), ("undone", "Undone")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    obstacle = fields.Char(
        compute="_compute_obstacle", help="Why these two cannot be merged now."
    )
    merged_at = fields.Datetime(readonly=True, copy=False)
    growth = fields.Integer(readonly=True, copy=False)
    line_ids = fields.One2many("member.merge.line", "merge_id", readonly=True)
    identity_ids = fields.Many2many(
        "wechat.identity", string="WeChat Identities", readonly=True, copy=False
    )
    physical_card_ids = fields.Many2many(
        "member.physical.card", string="Physical Cards", readonly=True, copy=False
    )
    difference = fields.Char(
        readonly=True,
        copy=False,
        help="What could not be given back because it was spent meanwhile.",
    )

    _gone_once = models.UniqueIndex(
        "(gone_id) WHERE state = 'done'", "This member was merged already."
    )

    @api.depends("kept_id", "gone_id", "state")
    def _compute_obstacle(self):
        for merge in self:
            asked = merge.state == "draft" and merge.kept_id and merge.gone_id
            merge.obstacle = asked and merge._find_obstacle()

    def _find_obstacle(self):
        """Return in words why the two cannot be merged, or nothing."""
        kept, gone = self.kept_id, self.gone_id
        if kept == gone:
            return self.env._("Choose two different members.")
        if not (kept.is_member and gone.is_member):
            return self.env._("Both have to be members.")
        companies = kept.member_company_id | gone.member_company_id
        # What another merchant keeps for him is not ours to move, nor to see.
        cards_sudo = gone.sudo().with_context(active_test=False).member_card_ids
        foreign = cards_sudo.filtered(
            lambda card: card.points and card.company_id - gone.member_company_id
        )
        if len(companies) > 1 or foreign:
            return self.env._(
                "Points, money or coupons here belong to another company. Members of "
                "two companies are not merged."
            )
        taken = (cards_sudo | kept.sudo().member_card_ids).redemption_ids.filtered(
            lambda row: row.state == "taken"
        )
        if taken:
            return self.env._(
                "A till is using a coupon or points of one of them. Try again when the "
                "order is paid."
            )
        # whether somebody logs in by the contact, whoever merges
        if gone.sudo().user_ids:
            return self.env._("%s has a login. Keep this one instead.", gone.name)
        return ""

    @api.model
    def _merge(self, kept, gone, reason):
        """Merge two members who are proven to be one; what stands in the way waits.

        :return: the member.merge, done, or to be decided in the back office
        """
        # The person himself proved it, and he has no rights here.
        merge_sudo = self.sudo().create(
            {"kept_id": kept.id, "gone_id": gone.id, "reason": reason}
        )
        if not merge_sudo._find_obstacle():
            merge_sudo._do()
        return merge_sudo

    def action_merge(self):
        """Merge the two; can be undone.

        :raise UserError: they cannot be merged; says why
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("This was done already."))
        if words := self._find_obstacle():
            raise UserError(words)
        # The ledger and the secrets of members are closed to everybody.
        self.sudo()._do()
        return True

    # ------------------------------------------------------------------- the act
    def _do(self):
        kept, gone = self.kept_id, self.gone_id
        cards = gone.with_context(active_test=False).member_card_ids
        (cards | kept.member_card_ids)._queue_for_points()
        targets = {
            card.program_id: card
            for card in kept.member_card_ids
            if card.program_id.program_type in BALANCE_TYPES
        }
        for card in cards:
            target = targets.get(card.program_id)
            if target:
                self._move_balance(card, target)
                card._hand_over_owed(target)
            else:
                self._move_card(card)
        self.growth = gone.growth
        reference = f"member.merge,{self.id}"
        gone._add_growth(-gone.growth, kind="merge", reference=reference)
        kept._add_growth(self.growth, kind="merge", reference=reference)
        self._move_entrances()
        kept.write(kept._prepare_consent_after_merge(gone))
        gone.write(
            {
                "is_member": False,
                "active": False,
                "member_merged_into_id": kept.id,
            }
        )
        self.write({"state": "done", "merged_at": fields.Datetime.now()})
        kept.message_post(
            body=self.env._(
                "%(name)s, card %(number)s, was merged into this member.",
                name=gone.name,
                number=gone.member_no,
            )
        )

    def _move_balance(self, card, target):
        amount = card.points
        if not amount:
            return
        parts = card._get_value_parts()[card] if card._is_money() else {}
        line = self.line_ids.create(
            {
                "merge_id": self.id,
                "card_id": card.id,
                "target_id": target.id,
                "amount": amount,
                "gift_amount": parts.get("gift", 0.0),
            }
        )
        line._post(card, target, amount, parts, "merge")

    def _move_card(self, card):
        """Let a card change hands as it is: its code stays good."""
        self.line_ids.create({"merge_id": self.id, "card_id": card.id})
        vals = {"partner_id": self.kept_id.id}
        if card.claim_member_number:
            numbers = card.program_id._get_claimed(self.kept_id)
            vals["claim_member_number"] = 1 + max(
                numbers.mapped("claim_member_number"), default=0
            )
        card.write(vals)

    def _move_entrances(self):
        identities = self.env["wechat.identity"].search(
            [("partner_id", "=", self.gone_id.id)]
        )
        physical = self.gone_id.with_context(active_test=False).member_physical_card_ids
        self.write(
            {
                "identity_ids": [Command.set(identities.ids)],
                "physical_card_ids": [Command.set(physical.ids)],
            }
        )
        identities.partner_id = self.kept_id
        physical.partner_id = self.kept_id
