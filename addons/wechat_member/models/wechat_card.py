import uuid

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_round

from ..pack import Figures, Holding, port

STATES = [
    ("issuing", "On Its Way"),
    ("taken", "Taken, Not Active"),
    ("held", "In the Pack"),
    ("gifting", "Being Given Away"),
    ("given", "Given Away"),
    ("deleted", "Removed by the Member"),
    ("used", "Used"),
    ("expired", "Expired"),
    ("invalid", "Withdrawn"),
]
LIVE = ("issuing", "taken", "held", "gifting")


class WechatCard(models.Model):
    """One card in somebody's pack: which of ours it shows, and what it last showed.

    The ledger of Odoo is right, the pack is a display of it. A code that changed hands
    or was replaced keeps its row, so that a late message still finds it.
    """

    _name = "wechat.card"
    _description = "Card in a Pack"
    _order = "id desc"
    _rec_name = "code"
    _check_company_auto = True

    template_id = fields.Many2one(
        "wechat.card.template",
        "Card",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    account_id = fields.Many2one(related="template_id.account_id", store=True)
    company_id = fields.Many2one(
        "res.company", related="template_id.company_id", store=True, index=True
    )
    code = fields.Char(required=True, readonly=True)
    openid = fields.Char(readonly=True, index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    loyalty_card_id = fields.Many2one(
        "loyalty.card",
        "Coupon",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="taken")
    taken_at = fields.Datetime(readonly=True)
    reference = fields.Char(
        readonly=True, help="What the place where it was taken told."
    )
    replaces_id = fields.Many2one(
        "wechat.card", "Before", readonly=True, ondelete="set null"
    )
    shown_points = fields.Integer("Points Shown", readonly=True, aggregator=None)
    shown_balance = fields.Integer(
        "Balance Shown", readonly=True, aggregator=None, help="In the template's unit."
    )
    shown_level = fields.Char("Level Shown", readonly=True)
    synced_at = fields.Datetime("Last in Step", readonly=True)
    reconciled_at = fields.Datetime("Last Compared", readonly=True)
    busy_until = fields.Datetime(readonly=True)
    outbox_ids = fields.One2many("wechat.outbox", "card_id")
    difference_ids = fields.One2many("wechat.difference", "card_id")

    _code_unique = models.UniqueIndex("(template_id, code)")
    # a coupon is in one pack at a time
    _coupon_unique = models.UniqueIndex(
        "(loyalty_card_id) WHERE loyalty_card_id IS NOT NULL "
        "AND state IN ('issuing', 'taken', 'held', 'gifting')"
    )

    @api.model
    def _live_states(self):
        """Return the states in which a card is in somebody's pack, or under way."""
        return LIVE

    @api.model
    def _find_live(self, coupons):
        """Return the cards that show these coupons in somebody's pack."""
        # asked before every redemption, by the system and of any company
        self.flush_model(["loyalty_card_id", "state"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM wechat_card"
                " WHERE loyalty_card_id = ANY(%s) AND state = ANY(%s) ORDER BY id DESC",
                coupons.ids,
                list(LIVE),
            )
        )
        return self.browse(card_id for (card_id,) in rows)

    def _get_holding(self):
        """Return what the port calls this card."""
        self.ensure_one()
        return Holding(self.template_id.remote_id or "", self.code, self.openid or "")

    # --- what it shows ------------------------------------------------------------

    def _get_figures(self, words=""):
        """Return what the card has to show now."""
        self.ensure_one()
        template, member = self.template_id, self.partner_id
        if not member or self.loyalty_card_id:
            return Figures()
        points = balance = level = None
        if template.shows_points:
            # nobody is promised a point he does not have
            points = int(float_round(member.member_points, 0, rounding_method="DOWN"))
        if template.shows_balance and template.account_id.can_stored_value:
            factor = 100 if template.balance_unit == "fen" else 1
            balance = round(member.member_stored_value * factor)
        if template.shows_level:
            level = member.member_level_id.with_context(lang=self._get_lang()).name
            level = level or ""
        return Figures(points, balance, level, words)

    def _get_lang(self):
        return self.partner_id.lang or self.company_id.partner_id.lang

    def _note_shown(self, figures):
        """Remember what the platform has confirmed to show."""
        vals = {"synced_at": fields.Datetime.now()}
        if figures.points is not None:
            vals["shown_points"] = figures.points
        if figures.balance is not None:
            vals["shown_balance"] = figures.balance
        if figures.level is not None:
            vals["shown_level"] = figures.level
        self.write(vals)

    # --- what moves in Odoo -------------------------------------------------------

    @api.model
    def _note_entries(self, entries):
        """Let the packs know of these entries of the ledger, after the commit."""
        coupons = entries.filtered(lambda entry: entry.asset == "coupon")
        members = (entries - coupons).partner_id
        domain = Domain("partner_id", "in", members.ids) & Domain(
            "loyalty_card_id", "=", False
        )
        domain |= Domain("loyalty_card_id", "in", coupons.card_id.ids)
        cards = self.search(domain & Domain("state", "in", [*LIVE, "used"]))
        for card in cards.filtered(lambda card: not card.loyalty_card_id):
            moves = entries.filtered(
                lambda entry, card=card: entry.partner_id == card.partner_id
            )
            if card.state == "held":
                # the member reads it on the card
                words = moves[-1:].with_context(lang=card._get_lang()).words
                card._queue("show", note=words)
        for card in cards.filtered("loyalty_card_id"):
            for entry in coupons.filtered(
                lambda entry, card=card: entry.card_id == card.loyalty_card_id
            ):
                card._follow_coupon(entry)
        self._issue_for(
            coupons
            - coupons.filtered(lambda entry: entry.card_id in cards.loyalty_card_id)
        )

    def _follow_coupon(self, entry):
        """Do in the pack what just happened to the coupon."""
        if entry.amount > 0:
            if self.state == "used":
                self.state = "held"
                self._queue("undo", request_no=f"undo{entry.id:06d}")
        elif self.state in LIVE:
            if entry.kind in ("expire", "adjust", "cancel", "reverse"):
                self.state = "invalid"
                self._queue("invalidate", request_no=f"void{entry.id:06d}")
            else:
                self.state = "used"
                self._queue("redeem", request_no=f"use{entry.id:06d}")

    def _issue_for(self, entries):
        """Put new coupons into their members' packs, where a template is bound."""
        entries = entries.filtered(lambda entry: entry.amount > 0 and entry.partner_id)
        if not entries:
            return
        programs = entries.card_id.program_id
        templates = self.env["wechat.card.template"].search(
            [("program_id", "in", programs.ids), ("state", "=", "approved")]
        )
        if not templates:
            return
        identities = self.env["wechat.identity"].search(
            [
                ("account_id", "in", templates.account_id.ids),
                ("partner_id", "in", entries.partner_id.ids),
            ]
        )
        for coupon in entries.card_id:
            for template in templates.filtered(
                lambda one, coupon=coupon: one.program_id == coupon.program_id
            )[:1]:
                identity = identities.filtered(
                    lambda one, coupon=coupon, template=template: (
                        one.partner_id == coupon.partner_id
                        and one.account_id == template.account_id
                    )
                )[:1]
                if identity:
                    self._issue(template, coupon, identity)

    @api.model
    def _issue(self, template, coupon, identity):
        card = self.create(
            {
                "template_id": template.id,
                "code": coupon.code,
                "openid": identity.openid,
                "partner_id": coupon.partner_id.id,
                "loyalty_card_id": coupon.id,
                "state": "issuing",
            }
        )
        card._queue("issue")
        return card

    def _queue(self, verb, note="", request_no=""):
        """Put an act into the outbox; it leaves when this transaction is committed.

        Only rows are added here: who sells waits for nobody.
        """
        rows = self.env["wechat.outbox"].create(
            [
                {
                    "card_id": card.id,
                    "account_id": card.account_id.id,
                    "company_id": card.company_id.id,
                    "verb": verb,
                    "note": note,
                    "request_no": request_no or uuid.uuid4().hex,
                }
                for card in self
            ]
        )
        rows._wake()
        return rows

    # --- binding ------------------------------------------------------------------

    def _bind(self, partner):
        """Make these the cards of a member; what waited for it is activated."""
        for card in self.filtered(lambda card: card.state in LIVE):
            card.partner_id = partner
            if not card.loyalty_card_id:
                card._queue("activate")

    @api.model
    def _states_by_standing(self):
        return {
            port.HELD: "held",
            port.USED: "used",
            port.EXPIRED: "expired",
            port.GIFTING: "gifting",
            port.DELETED: "deleted",
            port.INVALID: "invalid",
            port.UNKNOWN: "given",
        }
