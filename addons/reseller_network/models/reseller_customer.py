import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.agent_dropship.address import normalise_phone

SOURCES = [
    ("entry", "Order entered by the reseller"),
    ("file", "Orders from a workbook"),
    ("link", "Share link"),
    ("place", "Page of the place"),
    ("shop_file", "Order file of a shop"),
    ("manual", "Noted by hand"),
]
CONSENTS = [
    ("none", "Not asked"),
    ("given", "Agreed"),
    ("withdrawn", "Withdrawn"),
]
OPEN_PARCELS = ("unrouted", "to_ship", "shipped", "waiting")
ERASED_FIELDS = ("phone", "email", "street", "street2", "district", "zip", "comment")
BIRTHDAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class ResellerCustomer(models.Model):
    """A customer of one reseller: who brought the person keeps the relation.

    The same person may be a customer of two resellers; each has a record of his own
    and learns nothing of the other. Orders make the record by themselves; notes,
    birthday and follow-up are the reseller's.
    """

    _name = "reseller.customer"
    _description = "Reseller's Customer"
    _inherit = ["message.contact"]
    _order = "last_order_at desc nulls last, id desc"
    _rec_names_search = ["name", "phone"]

    reseller_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    name = fields.Char(required=True)
    phone = fields.Char(required=True, help="What tells one person from another.")
    source = fields.Selection(
        SOURCES,
        required=True,
        default="manual",
        readonly=True,
        help="How the person came to the reseller; the first time counts.",
    )
    place_id = fields.Many2one(
        "outlet.place",
        "First Place",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Where the person bought the first time.",
    )
    consent = fields.Selection(
        CONSENTS,
        "Consent to Offers",
        required=True,
        default="none",
        readonly=True,
        help="Without it the person gets no offers, only news of own orders.",
    )
    consent_at = fields.Datetime("Consent Noted", readonly=True)
    consent_how = fields.Char("How Consent Was Given", readonly=True)
    # what follows is the reseller's own knowledge, nobody else's
    birthday = fields.Char(
        size=5, groups="base.group_system", help="Month and day, as 05-20."
    )
    tags = fields.Char(groups="base.group_system")
    note_ids = fields.One2many(
        "reseller.customer.note", "customer_id", groups="base.group_system"
    )
    last_contact_at = fields.Datetime(groups="base.group_system")
    followup_date = fields.Date("Follow-Up", groups="base.group_system")
    order_ids = fields.One2many("sale.order", "reseller_customer_id", "Orders")
    order_count = fields.Integer(
        "Number of Orders", compute="_compute_orders", store=True
    )
    last_order_at = fields.Datetime("Last Order", compute="_compute_orders", store=True)

    _phone_unique = models.UniqueIndex(
        "(reseller_id, company_id, phone)",
        "There is a customer with this phone number already.",
    )
    _recent_idx = models.Index("(reseller_id, last_order_at DESC NULLS LAST)")
    _followup_idx = models.Index(
        "(reseller_id, followup_date) WHERE followup_date IS NOT NULL"
    )

    @api.depends("order_ids.state", "order_ids.date_order")
    def _compute_orders(self):
        groups = {
            customer: (count, latest)
            for customer, count, latest in self.env["sale.order"]._read_group(
                [("reseller_customer_id", "in", self.ids), ("state", "=", "sale")],
                ["reseller_customer_id"],
                ["__count", "date_order:max"],
            )
        }
        for customer in self:
            count, latest = groups.get(customer._origin, (0, False))
            customer.order_count = count
            customer.last_order_at = latest

    @api.constrains("birthday")
    def _check_birthday(self):
        for customer in self.filtered("birthday"):
            if not BIRTHDAY.fullmatch(customer.birthday):
                raise ValidationError(
                    self.env._("Write the birthday as month and day, like 05-20.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["phone"] = self._clean_phone(vals.get("phone"))
        return super().create(vals_list)

    def write(self, vals):
        if "phone" in vals:
            vals = vals | {"phone": self._clean_phone(vals["phone"])}
            moved = self.filtered(lambda one: one.phone != vals["phone"])
            # who agreed was reached under the old number
            moved._forget_consent()
        return super().write(vals)

    @api.model
    def _clean_phone(self, text):
        """Return the number in the form that tells people apart.

        :raise UserError: it is no phone number
        """
        phone = normalise_phone(text or "")
        if phone.problem:
            raise UserError(self.env["address.wording"]._get_words(phone.problem))
        return phone.number

    def _has_message_consent(self):
        return self.consent == "given"

    def _note_consent(self, how):
        """Note that these people agreed to hear of offers.

        :param str how: where and how they said so; evidence, therefore required
        """
        how = (how or "").strip()[:200]
        if not how:
            raise UserError(self.env._("Note how the customer agreed."))
        self.write(
            {
                "consent": "given",
                "consent_at": fields.Datetime.now(),
                "consent_how": how,
            }
        )

    def _forget_consent(self):
        """What somebody agreed to says nothing about another number."""
        self.filtered(lambda one: one.consent == "given").write(
            {"consent": "none", "consent_at": False, "consent_how": False}
        )

    def _withdraw_consent(self):
        """These people do not want offers any more."""
        self.write({"consent": "withdrawn", "consent_at": fields.Datetime.now()})

    def action_erase(self):
        """Forget these people as they asked for; only who may delete them does.

        :raise UserError: goods are on their way to them
        """
        self.check_access("unlink")
        # their contacts and messages are forgotten, too
        self.sudo()._erase()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "reseller_network.reseller_customer_action"
        )

    def _erase(self):
        """Forget these people as they asked for; orders stay, without a person.

        :raise UserError: goods are on their way to them, which needs the address
        """
        orders = self.order_ids
        if orders.filtered(lambda one: one.parcel_state in OPEN_PARCELS):
            raise UserError(
                self.env._("Goods are on their way to this customer. Erase later.")
            )
        people = (orders.partner_shipping_id | orders.partner_id).filtered(
            lambda one: one.parent_id in self.reseller_id and one.type == "delivery"
        )
        people.write(
            {
                "name": self.env._("Erased customer"),
                "active": False,
                **dict.fromkeys(ERASED_FIELDS, False),
            }
        )
        self._erase_messages()
        self.unlink()

    def _erase_messages(self):
        """Drop what was written to these people, and numbers nobody else needs."""
        gate = self.env["message.gate"]
        for company, same in self.grouped("company_id").items():
            phones = same.mapped("phone")
            own = [("company_id", "=", company.id), ("phone", "in", phones)]
            people = self.env["message.recipient"].search(own)
            others = set(
                self.search([*own, ("id", "not in", self.ids)]).mapped("phone")
            )
            # a customer of another reseller keeps the cap; who wanted no offers keeps
            # being left alone, which needs the number
            people.filtered(
                lambda one, others=others: (
                    not one.opted_out_at and one.phone not in others
                )
            ).unlink()
            written = gate.search(
                [
                    ("recipient_id", "in", people.exists().ids),
                    ("sender_id", "in", same.reseller_id.ids),
                ]
            )
            written.about = False
