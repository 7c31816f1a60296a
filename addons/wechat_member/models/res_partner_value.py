"""Stored value of a member, as he sees and uses it himself."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount

USUAL_AMOUNTS = (50, 100, 200, 500)
MOST_PRESETS = 6


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_value_program(self, kind="ewallet"):
        """Return the program that this member's company sells to him online."""
        self.ensure_one()
        company = self.member_company_id.root_id
        return self.env["loyalty.program"].search(
            [("program_type", "=", kind), ("company_id", "=", company.id)],
            order="sequence, id",
            limit=1,
        )

    def _get_value_card(self, program):
        """Return this member's card of a program, made if there is none."""
        self.ensure_one()
        cards = self.env["loyalty.card"]
        card = cards.search(
            [("partner_id", "=", self.id), ("program_id", "=", program.id)], limit=1
        )
        if card:
            return card
        # Two doors at once make one card: the later transaction starts over.
        self.env.cr.execute(
            SQL("UPDATE res_partner SET write_date = write_date WHERE id = %s", self.id)
        )
        return cards.with_context(action_no_send_mail=True).create(
            {"program_id": program.id, "partner_id": self.id, "points": 0}
        )

    def _read_value_amount(self, amount):
        """Return a typed amount of money that this member may pay in.

        :raise UserError: no amount, or outside of what the company takes
        """
        company = self.member_company_id.root_id
        currency = company.currency_id
        try:
            # More digits than money has are a slip of the finger, as are "1e3", "nan".
            whole, _point, cents = str(amount).strip().partition(".")
            valid = whole.isdecimal() and (not cents or cents.isdecimal())
            value = float(amount) if valid and len(cents) <= 2 else 0.0
        except ValueError:
            value = 0.0
        if not company.value_top_up_min <= value <= company.value_top_up_max:
            raise UserError(
                self.env._(
                    "Enter an amount from %(low)s to %(high)s.",
                    low=format_amount(self.env, company.value_top_up_min, currency),
                    high=format_amount(self.env, company.value_top_up_max, currency),
                )
            )
        return currency.round(value)

    def _prepare_top_up_offers(self, program):
        """Return [{amount, words, gift}] for the buttons of the page."""
        company = self.member_company_id.root_id
        rules = self.env["member.top.up.rule"]._get_open_rules(program)
        amounts = {rule.min_amount for rule in rules} | set(
            USUAL_AMOUNTS if len(rules) < len(USUAL_AMOUNTS) else ()
        )
        within = [
            amount
            for amount in sorted(amounts)
            if company.value_top_up_min <= amount <= company.value_top_up_max
        ]
        offers = []
        for amount in within[-MOST_PRESETS:]:
            rule = rules._find_rule(program, amount)
            offers.append(
                {
                    "amount": f"{amount:.2f}".removesuffix(".00"),
                    "words": format_amount(
                        self.env, amount, company.currency_id, trailing_zeroes=False
                    ),
                    "gift": rule._get_gift_words() if rule else "",
                }
            )
        return offers

    def _get_own_gift_cards(self):
        """Return the gift cards this member bought to give away."""
        return self.env["loyalty.card"].search(
            [("gift_giver_id", "=", self.id)], order="id desc"
        )
