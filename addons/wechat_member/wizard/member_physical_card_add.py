import base64
import os
import re

from odoo import fields, models
from odoo.exceptions import UserError

RANGE = re.compile(r"([A-Za-z-]*)(\d{2,18})\s*(?:-|~|至|到)\s*([A-Za-z-]*)(\d{2,18})")
MOST = 200_000
# A shorter beginning would take other barcodes for cards, a longer one misses the
# cards of the next delivery.
SHORTEST_BEGINNING, LONGEST_BEGINNING = 3, 6
# Before the rule of the core that takes everything for goods.
RULE_SEQUENCE = 37


class MemberPhysicalCardAdd(models.TransientModel):
    """The list of numbers as the printer sends it: typed, a file, or a range."""

    _name = "member.physical.card.add"
    _description = "Add Physical Cards"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    batch = fields.Char(help="The delivery of the printer, e.g. 2024 spring.")
    numbers = fields.Text(
        help="One number a line, or a range like 80010001-80015000.",
    )
    file = fields.Binary(string="Text File")
    file_name = fields.Char()

    def action_add(self):
        """Put the numbers into the list; those that are there already stay as they are.

        :raise UserError: a line is no number and no range; says which
        """
        self.ensure_one()
        self.check_access("write")
        text = self.numbers or ""
        if self.file:
            text += "\n" + self._read_file()
        numbers = self._read_numbers(text)
        if not numbers:
            raise UserError(self.env._("Enter numbers or choose a file."))
        cards = self.env["member.physical.card"]
        new = cards._add(numbers, self.company_id, self.batch)
        self._let_tills_scan(numbers)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(new)s cards added, %(known)s were in the list.",
                    new=len(new),
                    known=len(numbers) - len(new),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _let_tills_scan(self, numbers):
        """Tell the scanners of tills that numbers that begin like these are members.

        Left alone where the numbers have no beginning of their own.
        """
        # Barcodes are configuration of the system, this is the cards' part of it.
        rules_sudo = self.env["barcode.rule"].sudo()
        nomenclature = self.company_id.sudo().nomenclature_id
        beginning = os.path.commonprefix(numbers)[:LONGEST_BEGINNING]
        known = rules_sudo.search(
            [("barcode_nomenclature_id", "=", nomenclature.id), ("type", "=", "member")]
        )
        if any(beginning.startswith(rule.pattern) for rule in known):
            return
        goods = self.env["product.product"].sudo().with_context(active_test=False)
        if len(beginning) < SHORTEST_BEGINNING or goods.search_count(
            [("barcode", "=like", f"{beginning}%")], limit=1
        ):
            return
        rules_sudo.create(
            {
                "name": self.env._("Printed member cards %s", beginning),
                "barcode_nomenclature_id": nomenclature.id,
                "sequence": RULE_SEQUENCE,
                "type": "member",
                "encoding": "any",
                "pattern": beginning,
            }
        )

    def _read_file(self):
        try:
            return base64.b64decode(self.file).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._("Save the list as a text file with one number a line.")
            ) from error

    def _read_numbers(self, text):
        numbers = {}
        for line in re.split(r"[\s,;，；]*\n[\s,;，；]*|[,;，；]\s*", text.strip()):
            line = line.strip()
            found = RANGE.fullmatch(line)
            span = self._read_range(line, *found.groups()) if found else [line]
            numbers.update(dict.fromkeys(filter(None, span)))
            if len(numbers) > MOST:
                raise UserError(self.env._("Add at most %s cards at once.", MOST))
        return list(numbers)

    def _read_range(self, line, head, first, last_head, last):
        count = int(last) - int(first) + 1
        if head != last_head or len(first) != len(last) or not 0 < count <= MOST:
            raise UserError(self.env._("%s is no range of numbers.", line))
        return [f"{head}{int(first) + at:0{len(first)}d}" for at in range(count)]
