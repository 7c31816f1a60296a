from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MOST_TEXT = 500
VIEWS = ("due", "birthday", "once", "quiet")
BIRTHDAY_DAYS = 14
QUIET_DAYS = 60
# choice of the form: days until the next follow-up
NEXT_DAYS = {"week": 7, "month": 30, "quarter": 90}


class ResellerContract(models.Model):
    """A shopkeeper's own customers: who they are, what they bought, when to ask again.

    Everything starts from the contract of the logged-in user; nobody has rights on
    the records themselves, so that the elevated rights below act on his own only.
    """

    _inherit = "reseller.contract"

    def _customers(self):
        # his own records only: the domain starts from his contract
        return self.env["reseller.customer"].sudo()

    def _customers_domain(self, view="", search=""):
        """Return the domain of his customers, filtered as chosen and typed."""
        domain = Domain("reseller_id", "=", self.reseller_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )
        if view:
            domain &= self._customer_view_domain(view)
        for word in (search or "").split():
            domain &= Domain.OR(
                Domain(name, "ilike", word) for name in ("name", "phone", "tags")
            )
        return domain

    def _customer_view_domain(self, view):
        today = fields.Date.context_today(self)
        if view == "due":
            return Domain("followup_date", "<=", today)
        if view == "birthday":
            days = [today + timedelta(days=n) for n in range(BIRTHDAY_DAYS)]
            return Domain("birthday", "in", [f"{day:%m-%d}" for day in days])
        if view == "once":
            return Domain("order_count", "=", 1)
        quiet = fields.Datetime.now() - timedelta(days=QUIET_DAYS)
        return Domain("last_order_at", "<", quiet)

    def _find_customer(self, customer_id):
        """Return the own customer with this id (or empty)."""
        domain = self._customers_domain() & Domain("id", "=", customer_id)
        return self._customers().search(domain, limit=1)

    def _customer_counts(self):
        """Return how many customers each view holds."""
        counts = {"": self._customers().search_count(self._customers_domain())}
        for view in VIEWS:
            domain = self._customers_domain(view)
            counts[view] = self._customers().search_count(domain)
        return counts

    def _customer_figures(self):
        """Return how many of his customers came back, and how soon."""
        # one's own figures, and of nobody else
        [(buyers, second, third, days)] = (
            self.env["reseller.customer.report"]
            .sudo()
            ._read_group(
                self._customers_domain(),
                [],
                [
                    "customers:sum",
                    "second_rate:avg",
                    "third_rate:avg",
                    "days_to_second:avg",
                ],
            )
        )
        return {
            "buyers": buyers or 0,
            "second_rate": second or 0.0,
            "third_rate": third or 0.0,
            "days_to_second": days,
        }

    def _search_customers(self, view="", search="", offset=0, limit=30):
        order = "followup_date, id desc" if view == "due" else None
        return self._customers().search(
            self._customers_domain(view, search),
            offset=offset,
            limit=limit,
            order=order,
        )

    def _customers_total(self, view="", search=""):
        return self._customers().search_count(self._customers_domain(view, search))

    def _customer_cards(self, customers):
        """Return what the list shows of each customer."""
        spent = dict(
            # his own records only: the domain starts from his contract
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("reseller_customer_id", "in", customers.ids),
                    ("state", "=", "sale"),
                ],
                ["reseller_customer_id"],
                ["amount_total:sum"],
            )
        )
        today = fields.Date.context_today(self)
        return [
            {
                "id": customer.id,
                "name": customer.name,
                "phone": customer.phone,
                "tags": (customer.tags or "").split(),
                "orders": customer.order_count,
                "spent": spent.get(customer, 0.0),
                "last_order": self._local(customer.last_order_at),
                "quiet_days": self._days_since(customer.last_order_at, today),
                "last_contact": self._local(customer.last_contact_at),
                "followup": customer.followup_date,
                "is_due": bool(
                    customer.followup_date and customer.followup_date <= today
                ),
                "birthday": customer.birthday or "",
                "consent": customer.consent,
            }
            for customer in customers
        ]

    def _days_since(self, moment, today):
        return (today - self._local(moment).date()).days if moment else None

    def _customer_sheet(self, customer):
        """Return everything the card of one customer shows."""
        [card] = self._customer_cards(customer)
        # his own records only: the domain starts from his contract
        orders = self.env["sale.order"].sudo()
        bought = orders.search(
            self._own_orders_domain()
            & Domain("reseller_customer_id", "=", customer.id),
            order="date_order desc, id desc",
            limit=30,
        )
        labels = dict(customer._fields["source"]._description_selection(self.env))
        return card | {
            "source": labels[customer.source],
            "consent_at": self._local(customer.consent_at),
            "consent_how": customer.consent_how or "",
            "order_cards": self._order_cards(bought),
            "notes": [
                {"date": self._local(one.date), "kind": one.kind, "text": one.text}
                for one in customer.note_ids[:50]
            ],
        }

    def _save_customer(self, customer, values):
        """Create or change one of his customers; a known phone is the same person.

        :param customer: the one to change, or none
        :return: the customer (of two with one phone number only one is left)
        :raise UserError: what has to be corrected, in words
        """
        vals = self._read_customer_vals(values)
        domain = self._customers_domain() & Domain("phone", "=", vals["phone"])
        same = self._customers().search(domain, limit=1)
        if not customer and not same:
            own = {"reseller_id": self.reseller_id.id, "company_id": self.company_id.id}
            return self._customers().create(vals | own)
        if customer and same and same != customer:
            customer._merge_into(same)
        kept = same or customer
        kept.write(
            {name: value for name, value in vals.items() if value or kept == customer}
        )
        return kept

    def _read_customer_vals(self, values):
        vals = {
            name: " ".join((values.get(name) or "").split())[:60]
            for name in ("name", "phone", "tags", "birthday")
        }
        if not vals["name"]:
            raise UserError(self.env._("What is the customer's name?"))
        vals["phone"] = self._customers()._clean_phone(vals["phone"])
        return vals | {"birthday": vals["birthday"] or False}

    def _note_on_customer(self, customer, text, kind="note", next_step=""):
        """Note something about a customer, or that they talked, and what comes next.

        :param str kind: "note" or "contact"
        :param str next_step: "week", "month" or "quarter" until the next follow-up,
            "none" for no further one; anything else leaves the date
        """
        text = (text or "").strip()[:MOST_TEXT]
        if kind == "contact":
            customer.last_contact_at = fields.Datetime.now()
            text = text or self.env._("Talked")
        if text:
            customer.note_ids.create(
                {"customer_id": customer.id, "kind": kind, "text": text}
            )
        if days := NEXT_DAYS.get(next_step):
            today = fields.Date.context_today(self)
            customer.followup_date = today + timedelta(days=days)
        elif next_step == "none":
            customer.followup_date = False

    def _write_to_customer(self, customer, text, channel):
        """Write an offer to one customer, where the gate lets it pass.

        :param str channel: "sms" sends it; with "chat" the reseller copies the text
        :return: (the decision, the text as it may be passed on)
        :raise UserError: there is no text
        """
        text = (text or "").strip()[:MOST_TEXT]
        if not text:
            raise UserError(self.env._("Write a few words first."))
        # what the gate knows of a person is nobody's to read
        gate = self.env["message.gate"].sudo()
        if channel == "sms":
            decision = gate._send_text(
                customer, text, "marketing", text, self.sudo().reseller_id
            )
        else:
            decision = gate._admit(
                # in his own name
                customer,
                "marketing",
                "chat",
                text,
                self.sudo().reseller_id,
            )[customer]
        if decision.state == "passed":
            customer.last_contact_at = fields.Datetime.now()
            customer.note_ids.create(
                {"customer_id": customer.id, "kind": "message", "text": text}
            )
        return decision, decision._get_body(text)

    def _draft_receiver(self, partner):
        """Return the receiver of an order draft who is this contact."""
        city = partner.city if partner.city != partner.state_id.name else ""
        return {
            "text": "",
            "name": partner.name or "",
            "phone": partner.phone or "",
            "province": partner.state_id.name or "",
            "city": city or partner.city or "",
            "district": partner.district or "",
            "detail": partner.street or "",
        }

    def _customer_receiver(self, customer):
        """Return the receiver of a draft for a customer: where the last parcel went."""
        # his own records only: the domain starts from his contract
        orders = self.env["sale.order"].sudo()
        last = orders.search(
            self._own_orders_domain()
            & Domain("reseller_customer_id", "=", customer.id),
            order="date_order desc, id desc",
            limit=1,
        )
        receiver = self._draft_receiver(last.partner_shipping_id)
        return receiver | {"name": customer.name, "phone": customer.phone}

    def _home_figures(self):
        due = self._customers_domain("due") if self.mode == "shop" else Domain.FALSE
        return super()._home_figures() | {
            "customers_due": self._customers().search_count(due)
        }
