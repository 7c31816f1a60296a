"""Judging and taking in the rows of a workbook of members."""

import re
import secrets

from odoo import fields, models

from ..tools.members_file import read_answer, read_date, read_gender
from ..tools.phone import normalise_phone

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_NAME = 60


class MemberImport(models.Model):
    _inherit = "member.import"

    # ------------------------------------------------------------------------ judging
    def _judge(self, rows):
        """Return (rows in order with values read, errors of the others)."""
        taken = self._find_cards({row["card"] for _n, row in rows if row.get("card")})
        good, errors, first = [], [], {}
        for number, row in rows:
            wrong = []
            values = {
                field: self._read_value(field, text, number, wrong)
                for field, text in row.items()
            }
            phone = values["phone"]
            if phone and phone in first:
                wrong.append(
                    self._error(
                        number,
                        "phone",
                        row["phone"],
                        self.env._(
                            "Row %s has the same number. Keep one of them.",
                            first[phone],
                        ),
                    )
                )
            elif phone:
                first[phone] = number
            card = values.get("card")
            owner = card and taken.get(card)
            if owner and owner != phone:
                wrong.append(self._error_of_card(number, card))
            elif card:
                taken[card] = phone
            errors += wrong
            if not wrong:
                good.append({**values, "row": number})
        return good, errors

    def _read_value(self, field, text, number, wrong):
        """Return the value of a cell; add to ``wrong`` what keeps it from being one."""
        readers = {
            "phone": self._read_phone,
            "name": lambda name: " ".join(name.split())[:LONGEST_NAME],
            "gender": read_gender,
            "email": self._read_email,
            "since": read_date,
            "points": self._read_points,
            "consent": read_answer,
            "card": str,
        }
        try:
            return readers[field](text)
        except ValueError:
            wrong.append(self._error(number, field, text, self._get_remedy(field)))
            return None

    def _read_phone(self, text):
        phone = normalise_phone(text)
        if not phone:
            raise ValueError(text)
        return phone

    def _read_email(self, text):
        if text and not EMAIL.fullmatch(text):
            raise ValueError(text)
        return text

    def _read_points(self, text):
        points = float((text or "0").replace(",", ""))
        if not 0 <= points < 10**9:
            raise ValueError(text)
        return points

    def _get_remedy(self, field):
        return {
            "phone": self.env._(
                "Write a mobile number of eleven digits; others start with + and the "
                "country code."
            ),
            "gender": self.env._("Write 女 or 男, or leave it empty."),
            "email": self.env._("Write an address like name@example.com, or nothing."),
            "since": self.env._("Write a date like 2024-03-05, or leave it empty."),
            "points": self.env._("Write a number from 0, or leave it empty."),
            "consent": self.env._("Write 是 or 否, or leave it empty."),
        }[field]

    def _error(self, number, field, text, remedy):
        columns = {
            "phone": self.env._("Mobile Number"),
            "gender": self.env._("Gender"),
            "email": self.env._("Email"),
            "since": self.env._("Member Since"),
            "points": self.env._("Points"),
            "consent": self.env._("Agrees to Messages"),
            "card": self.env._("Card Number"),
        }
        return {
            "row": number,
            "column": columns[field],
            "value": text,
            "remedy": remedy,
        }

    def _error_of_card(self, number, card):
        words = self.env._("This card belongs to another member. Correct the number.")
        return self._error(number, "card", card, words)

    def _find_cards(self, numbers):
        """Return {number: phone of the member who has this card}."""
        cards = self.env["member.physical.card"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("number", "in", list(numbers)),
                ("partner_id", "!=", False),
            ]
        )
        return {card.number: card.partner_id.member_phone for card in cards}

    # -------------------------------------------------------------------- taking in
    def _apply(self, rows):
        """Take in rows that are in order: a few statements for all of them."""
        # Who may import makes members; their secrets are hidden from everybody.
        partners = self.env["res.partner"].sudo().with_company(self.company_id)
        partners = partners.with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        phones = [row["phone"] for row in rows]
        known = self._find_known(phones)
        new = [row for row in rows if row["phone"] not in known]
        changed = 0
        for row in rows:
            member = known.get(row["phone"])
            vals = member and self._prepare_missing_vals(member, row)
            if vals:
                member.with_env(partners.env).write(vals)
                changed += 1
        contacts = partners._find_contacts_to_join(
            [row["phone"] for row in new], self.company_id
        )
        for row in new:
            if contact := contacts.get(row["phone"]):
                contact.write(self._prepare_member_vals(row, contact))
                known[row["phone"]] = contact
        fresh = [row for row in new if row["phone"] not in known]
        members = partners.create([self._prepare_member_vals(row) for row in fresh])
        known.update(zip([row["phone"] for row in fresh], members, strict=True))
        self._give_cards(rows, known)
        self._give_points(rows, known)
        self.new_count += len(new)
        self.changed_count += changed
        self.same_count += len(rows) - len(new) - changed

    def _prepare_member_vals(self, row, contact=None):
        company = self.company_id
        partners = self.env["res.partner"]
        vals = {
            "is_member": True,
            "member_phone": row["phone"],
            "member_company_id": company.id,
            "member_source": "workbook",
            "member_channel_id": self.channel_id.id,
            "member_no": partners._next_member_no(company),
            "member_since": row.get("since") or fields.Date.context_today(self),
            "member_token": secrets.token_urlsafe(24),
            "member_gender": row.get("gender"),
        }
        if not contact:
            name = row.get("name") or partners._name_by_phone(row["phone"])
            vals |= {
                "name": name,
                "phone": row["phone"],
                "email": row.get("email"),
            }
        if (consent := self._get_consent(row)) is not None:
            vals |= partners._prepare_consent_vals(consent, "workbook")
        return vals

    def _prepare_missing_vals(self, member, row):
        """Return what the file knows and the member does not say himself."""
        vals = {
            name: row.get(field)
            for name, field in (("member_gender", "gender"), ("email", "email"))
            if row.get(field) and not member[name]
        }
        nameless = member.name == member._name_by_phone(member.member_phone)
        if row.get("name") and nameless:
            vals["name"] = row["name"]
        consent = self._get_consent(row)
        if consent is not None and not member.member_consent_at:
            vals |= member._prepare_consent_vals(consent, "workbook")
        return vals

    def _get_consent(self, row):
        """Return what the member answered, None if he was not asked."""
        if self.consent == "column":
            return row.get("consent")
        return True if self.consent == "yes" else None

    def _give_cards(self, rows, members):
        """Bind the physical cards the file names."""
        wanted = {row["card"]: members[row["phone"]] for row in rows if row.get("card")}
        cards = self.env["member.physical.card"].with_context(tracking_disable=True)
        cards._add(wanted, self.company_id, owners=wanted)
        free = cards.search(
            [
                ("company_id", "=", self.company_id.id),
                ("number", "in", list(wanted)),
                ("partner_id", "=", False),
            ]
        )
        for card in free:
            card._bind_to(wanted[card.number])

    def _give_points(self, rows, members):
        """Enter the points members bring along, once per member."""
        bringing = [row for row in rows if row.get("points")]
        program = bringing and self.env["loyalty.program"].search(
            [
                ("program_type", "=", "loyalty"),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            limit=1,
        )
        if not program:
            return
        owners = self.env["res.partner"].union(*members.values())
        cards = self.env["loyalty.card"]
        existing = cards.search(
            [("program_id", "=", program.id), ("partner_id", "in", owners.ids)]
        )
        by_owner = {card.partner_id: card for card in existing}
        bare = [
            members[row["phone"]]
            for row in bringing
            if members[row["phone"]] not in by_owner
        ]
        made = cards.with_context(loyalty_no_mail=True).create(
            [{"program_id": program.id, "partner_id": owner.id} for owner in bare]
        )
        by_owner.update({card.partner_id: card for card in made})
        for row in bringing:
            owner = members[row["phone"]]
            # once in a member's life, so that a file read twice adds nothing
            by_owner[owner]._post_entry(
                "opening",
                row["points"],
                f"member.import,{owner.id}",
                note=self.env._("Points brought along"),
            )
