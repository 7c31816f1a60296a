from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

POINT_DIGITS = (16, 2)
KINDS = [
    ("opening", "Opening balance"),
    ("earn", "Earned"),
    ("spend", "Spent"),
    ("redeem", "Coupon redeemed"),
    ("return", "Return of goods"),
    ("cancel", "Order cancelled"),
    ("exchange", "Exchanged"),
    ("issue", "Issued"),
    ("top_up", "Top-up"),
    ("top_up_gift", "Gift on top-up"),
    ("refund", "Paid back"),
    ("gift", "Gift card"),
    ("birthday", "Birthday gift"),
    ("decay", "Period end"),
    ("expire", "Expired"),
    ("adjust", "Adjusted"),
    ("merge", "Members merged"),
    ("reverse", "Reversed"),
]
ASSETS = [
    ("points", "Points"),
    ("growth", "Growth"),
    ("paid", "Stored value, paid part"),
    ("gift", "Stored value, gift part"),
    ("coupon", "Coupons"),
]


class MemberEntry(models.Model):
    """One movement of points, growth, stored value or a coupon; written once.

    The sum of a card's entries is the card's balance, the sum of a member's growth
    entries is his growth. Whatever moves a balance writes the entry in the same
    transaction, see ``loyalty.card._post_entry`` and ``res.partner._add_growth``.
    """

    _name = "member.entry"
    _description = "Member Entry"
    _order = "date desc, id desc"
    _rec_name = "words"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    card_id = fields.Many2one(
        "loyalty.card", readonly=True, index="btree_not_null", ondelete="set null"
    )
    card_code = fields.Char(
        readonly=True, help="Stays readable when the core deletes a used-up card."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    asset = fields.Selection(
        ASSETS, string="Kind of Balance", required=True, readonly=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    amount = fields.Float(
        required=True,
        readonly=True,
        digits=POINT_DIGITS,
        help="Added to the balance when positive, taken from it when negative.",
    )
    reference = fields.Char(
        readonly=True,
        help="Key of what caused the entry: the same cause is entered once. Names the "
        "record, so that two members who are merged never share a key.",
    )
    reversal_of_id = fields.Many2one(
        "member.entry", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    order_model = fields.Char(readonly=True)
    order_id = fields.Many2oneReference(model_field="order_model", readonly=True)
    order_name = fields.Char(string="Order Number", readonly=True)
    note = fields.Char(readonly=True, help="The reason, in words the member may read.")
    words = fields.Char(string="Description", compute="_compute_words")

    _card_reference_once = models.UniqueIndex(
        "(card_id, asset, kind, reference) "
        "WHERE reference IS NOT NULL AND asset != 'growth'",
        "This movement is already on the card.",
    )
    _growth_reference_once = models.UniqueIndex(
        "(partner_id, kind, reference) "
        "WHERE reference IS NOT NULL AND asset = 'growth'",
        "The member has already grown by this.",
    )
    _company_days_idx = models.Index("(company_id, date)")
    _order_entries = models.Index("(order_model, order_id) WHERE order_id IS NOT NULL")
    _not_zero = models.Constraint("CHECK (amount != 0)", "An entry moves something.")

    @api.depends("kind", "note", "order_name")
    def _compute_words(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            about = entry.note or entry.order_name
            words = kinds[entry.kind]
            entry.words = f"{words} · {about}" if about else words

    @api.model
    def _find_posted(self, card, kind, reference):
        """Return the entries of this card that the same cause has left before."""
        if not reference:
            return self.browse()
        return self.search(
            [
                ("card_id", "=", card.id),
                ("kind", "=", kind),
                ("reference", "=", reference),
            ]
        )

    @api.model
    def _find_grown(self, partner, kind, reference):
        """Return the entry of growth that the same cause has left before."""
        return self.search(
            [
                ("partner_id", "=", partner.id),
                ("asset", "=", "growth"),
                ("kind", "=", kind),
                ("reference", "=", reference),
            ]
        )

    def _get_order(self):
        """Return the order this entry comes from, if it still exists."""
        self.ensure_one()
        if not self.order_id or self.order_model not in self.env:
            return None
        return self.env[self.order_model].browse(self.order_id).exists()

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        moved = entries.filtered(lambda entry: entry.asset != "growth")
        if moved:
            # Rules act on whatever is entered, whoever caused it.
            self.env["member.growth.rule"].sudo()._grow_by(moved)
        return entries

    # ------------------------------------------------------------------- append only
    def init(self):
        # The last line: neither the ORM nor a hand at the database edits the past.
        # Contacts may be merged and used-up cards deleted, which moves no amount.
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION member_entry_guard() RETURNS trigger AS $$
                BEGIN
                    IF TG_OP = 'UPDATE'
                       AND to_jsonb(OLD) - 'card_id' - 'partner_id'
                         = to_jsonb(NEW) - 'card_id' - 'partner_id'
                       AND (NEW.card_id IS NULL OR NEW.card_id = OLD.card_id)
                       AND (NEW.partner_id IS NOT NULL OR OLD.partner_id IS NULL)
                    THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'Entries of members are never changed or deleted';
                END
                $$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS member_entry_append_only ON member_entry;
                CREATE TRIGGER member_entry_append_only
                BEFORE UPDATE OR DELETE ON member_entry
                FOR EACH ROW EXECUTE FUNCTION member_entry_guard();
                """
            )
        )

    # There is nothing to write or to delete, whoever asks.
    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Entries are never changed; enter the opposite."))

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._("Entries are never deleted; enter the opposite.")
        )

    # ----------------------------------------------------------------------- opening
    @api.model
    def _open_ledger(self):
        """Enter what cards and members hold that no entry explains yet.

        For databases that had cards before the ledger: run once when the addon is
        installed or updated. Running it again enters nothing.
        """
        self.env["loyalty.card"].flush_model()
        self.env["res.partner"].flush_model()
        company = self.env.company.id
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_entry (
                       date, card_id, card_code, partner_id, company_id, user_id,
                       asset, kind, amount, reference)
                SELECT now() AT TIME ZONE 'UTC', card.id, card.code, card.partner_id,
                       COALESCE(card.company_id, member.member_company_id, %(company)s),
                       %(user)s,
                       CASE WHEN program.program_type = 'loyalty' THEN 'points'
                            WHEN program.program_type IN ('ewallet', 'gift_card')
                            THEN 'paid' ELSE 'coupon' END,
                       'opening', round(card.points::numeric, 2), 'opening'
                  FROM loyalty_card card
                  JOIN loyalty_program program ON program.id = card.program_id
             LEFT JOIN res_partner member ON member.id = card.partner_id
                 WHERE round(card.points::numeric, 2) != 0
                   AND NOT EXISTS (
                       SELECT FROM member_entry entry WHERE entry.card_id = card.id)
                """,
                company=company,
                user=self.env.uid,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_entry (
                       date, partner_id, company_id, user_id,
                       asset, kind, amount, reference)
                SELECT now() AT TIME ZONE 'UTC', member.id,
                       COALESCE(member.member_company_id, %(company)s), %(user)s,
                       'growth', 'opening', member.growth, 'opening,' || member.id
                  FROM res_partner member
                 WHERE COALESCE(member.growth, 0) != 0
                   AND NOT EXISTS (
                       SELECT FROM member_entry entry
                        WHERE entry.partner_id = member.id AND asset = 'growth')
                """,
                company=company,
                user=self.env.uid,
            )
        )
        self.invalidate_model()
