from collections import Counter
from datetime import timedelta

from odoo import api, fields, models

KINDS = [("marketing", "Marketing"), ("service", "Service")]
CHANNELS = [("sms", "Text message"), ("chat", "Chat"), ("mail", "E-mail")]
REASONS = [
    ("no_phone", "No phone number"),
    ("no_consent", "Has not agreed to offers"),
    ("opted_out", "Does not want offers"),
    ("too_soon", "Had an offer lately"),
    ("too_many", "Enough offers sent today"),
]


class MessageGate(models.Model):
    """The one door through which messages go out to consumers.

    An offer passes where the person agreed, did not say no, and heard nothing else
    lately. What the person asked for (an order, a parcel, a refund) always passes.
    Every decision stays here, passed or withheld.
    """

    _name = "message.gate"
    _description = "Outbound Message"
    _order = "id desc"
    _rec_name = "about"

    recipient_id = fields.Many2one(
        "message.recipient", index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    sender_id = fields.Many2one(
        "res.partner",
        "On Behalf of",
        readonly=True,
        index="btree_not_null",
        help="Who wrote: a reseller; empty for the operator.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    about = fields.Char(readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [("passed", "Passed"), ("withheld", "Withheld")], required=True, readonly=True
    )
    reason = fields.Selection(REASONS, "Withheld because", readonly=True)

    _cap_idx = models.Index(
        "(recipient_id, date) WHERE kind = 'marketing' AND state = 'passed'"
    )
    _sender_idx = models.Index(
        "(sender_id, date) WHERE kind = 'marketing' AND state = 'passed'"
    )

    @api.model
    def _admit(self, contacts, kind, channel, about="", sender=None):
        """Decide about one message to each of these contacts, and keep the decision.

        :param contacts: records of a model that inherits ``message.contact``
        :param str kind: "marketing" or "service"
        :param str channel: "sms", "chat" or "mail"
        :param str about: what the message is about, in a few words
        :param sender: the res.partner who writes, if it is not the operator
        :return: ``{contact: message.gate}``; send only where ``state`` is "passed"
        """
        # who writes may not read what others wrote to the same person
        self = self.sudo()
        decided = {}
        by_company = contacts.grouped(lambda contact: contact._message_company())
        for company, same in by_company.items():
            decided |= self._admit_company(
                same,
                company,
                {
                    "company_id": company.id,
                    "kind": kind,
                    "channel": channel,
                    "about": (about or "")[:200],
                    "sender_id": sender and sender.id,
                },
            )
        return decided

    def _admit_company(self, contacts, company, vals):
        phones = {contact: contact._message_phone() for contact in contacts}
        recipients = self.env["message.recipient"]._get_for(phones.values(), company)
        people = self.env["message.recipient"].union(*recipients.values())
        people._lock()
        used = self._count_used(people, company)
        left = self._count_left(company, vals["sender_id"])
        reasons = {}
        for contact in contacts:
            person = recipients.get(phones[contact], people.browse())
            reason = self._judge(contact, person, vals["kind"], used, left)
            if not reason and vals["kind"] == "marketing":
                used[person] += 1
                left -= 1
            reasons[contact] = reason
        made = self.create(
            [
                vals
                | {
                    "recipient_id": recipients.get(phones[contact], people).id
                    if phones[contact]
                    else False,
                    "state": "withheld" if reason else "passed",
                    "reason": reason,
                }
                for contact, reason in reasons.items()
            ]
        )
        made._remember_passed()
        return dict(zip(reasons, made, strict=True))

    def _judge(self, contact, person, kind, used, left):
        """Return why a message is withheld, or nothing."""
        if not person:
            return "no_phone"
        if kind != "marketing":
            return False
        if not contact._has_message_consent():
            return "no_consent"
        if person.opted_out_at:
            return "opted_out"
        if used[person] >= person.company_id.message_cap:
            return "too_soon"
        return "too_many" if left <= 0 else False

    def _count_used(self, people, company):
        """Return how many offers each person had within the window."""
        since = fields.Datetime.now() - timedelta(days=company.message_window_days)
        return Counter(
            dict(
                self._read_group(
                    self._passed_domain(since) + [("recipient_id", "in", people.ids)],
                    ["recipient_id"],
                    ["__count"],
                )
            )
        )

    def _count_left(self, company, sender_id):
        """Return how many offers may still be sent today on behalf of somebody.

        What the company sends by itself goes to whom it concerns, not to a crowd
        that somebody picked: only the cap of each person holds it back.
        """
        if not sender_id:
            return float("inf")
        since = fields.Datetime.now() - timedelta(days=1)
        sent = self.search_count(
            self._passed_domain(since)
            + [("sender_id", "=", sender_id), ("company_id", "=", company.id)]
        )
        return company.message_sender_cap - sent

    def _passed_domain(self, since):
        return [
            ("kind", "=", "marketing"),
            ("state", "=", "passed"),
            ("date", ">", since),
        ]

    def _remember_passed(self):
        """Write the people who get an offer: a decision at the same moment collides."""
        passed = self.filtered(
            lambda one: one.state == "passed" and one.kind == "marketing"
        )
        passed.recipient_id.last_message_at = fields.Datetime.now()

    def _get_words(self):
        """Return why the message was withheld and what to do, in a sentence."""
        self.ensure_one()
        _ = self.env._
        if self.reason == "too_soon":
            return _(
                "Somebody wrote an offer to this customer within the last %(days)s "
                "days. The next one may go out from %(day)s.",
                days=self.company_id.message_window_days,
                day=f"{self._get_next_day():%m-%d}",
            )
        words = {
            "no_phone": _("There is no phone number."),
            "no_consent": _(
                "This customer has not agreed to offers. Ask first, and note how the "
                "answer was given."
            ),
            "opted_out": _("This customer does not want offers any more."),
            "too_many": _(
                "That is enough for today: %(count)s offers were sent.",
                count=self.company_id.message_sender_cap,
            ),
        }
        return words.get(self.reason, "")

    def _get_next_day(self):
        """Return the local moment from which the person may hear of offers again."""
        window = timedelta(days=self.company_id.message_window_days)
        since = fields.Datetime.now() - window
        domain = self._passed_domain(since) + [
            ("recipient_id", "=", self.recipient_id.id)
        ]
        # the cap is free again when the last offers that fill it are out of the window
        cap = self.company_id.message_cap
        sent = self.search(domain, order="date desc", limit=max(cap, 1))
        return fields.Datetime.context_timestamp(self, sent[-1:].date + window)

    def _send_text(self, contact, text, kind, about="", sender=None):
        """Send one text message, see ``_send_texts``; return the decision."""
        return self._send_texts(contact, {contact: text}, kind, about, sender)[contact]

    def _send_texts(self, contacts, texts, kind, about="", sender=None):
        """Send text messages to contacts where the gate lets them pass.

        An offer carries the link that ends offers.

        :param dict texts: ``{contact: text}``
        :return: ``{contact: message.gate}``; nothing was sent where it is withheld
        """
        decided = self._admit(contacts, kind, "sms", about, sender)
        # only what the gate lets pass is written to the queue of the core
        self.env["sms.sms"].sudo().create(
            [
                {
                    "number": decision.recipient_id.phone,
                    "body": decision._get_body(texts[contact]),
                }
                for contact, decision in decided.items()
                if decision.state == "passed"
            ]
        )
        return decided

    def _get_body(self, text):
        """Return the text as it goes out: an offer tells how to end offers."""
        self.ensure_one()
        if self.kind != "marketing":
            return text
        return self.env._(
            "%(text)s\nNo more offers: %(link)s",
            text=text,
            link=self.recipient_id._get_opt_out_url(),
        )
