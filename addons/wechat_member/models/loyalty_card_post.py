"""The same amount on many cards at once, each with its entry in the ledger."""

from odoo import models
from odoo.tools import SQL

from .loyalty_card_entry import DIGITS


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _post_to_all(self, kind, amount, references):
        """Put ``amount`` on each of these cards of points, once.

        As ``_post_entry`` does with one card, in a few statements for all of them.

        :param float amount: points, above zero
        :param dict references: ``{card: key of the cause}``
        :return: the entries that are new
        """
        # The ledger is written by no user; the right to act was checked by the caller.
        entries_sudo = self.env["member.entry"].sudo()
        done = entries_sudo.search(
            [
                ("card_id", "in", self.ids),
                ("kind", "=", kind),
                ("reference", "in", list(references.values())),
            ]
        )
        cards = self - done.card_id
        if not cards:
            return entries_sudo
        cards._add_to_balances(amount)
        entries = entries_sudo.create(
            [
                card._prepare_entry_vals(kind, amount, reference=references[card])
                for card in cards
            ]
        )
        # The core shows its own history to customers; ours is in it, too.
        self.env["loyalty.history"].sudo().create(
            [
                {
                    "card_id": entry.card_id.id,
                    "description": entry.words,
                    "issued": amount,
                    "used": 0,
                }
                for entry in entries
            ]
        )
        cards._collect_owed()
        return entries

    def _add_to_balances(self, amount):
        self.flush_recordset(["points"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card
                   SET points = round((COALESCE(points, 0) + %s)::numeric, %s),
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE id IN (
                       SELECT id FROM loyalty_card
                        WHERE id IN %s
                     ORDER BY id
                          FOR NO KEY UPDATE)
                """,
                amount,
                DIGITS,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["points"])
        self.modified(["points"])
