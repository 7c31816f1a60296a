import re

from odoo import models

# the end of a sentence, Chinese or Western
SENTENCE = re.compile(r"(?<=[。！？!?])|(?<=\.)\s|\n")
LINE = 60


class ResellerContract(models.Model):
    """Material to share: his own words, a line under a picture, text for a post."""

    _inherit = "reseller.contract"

    def _get_line(self, words, story, reason):
        """Return the one sentence under a picture: his own, else of the story."""
        text = words or story or reason or ""
        sentence = next(
            (one.strip() for one in SENTENCE.split(text) if one.strip()), ""
        )
        return sentence if len(sentence) <= LINE else sentence[: LINE - 1] + "…"

    def _article_sheet(self, template):
        """Add his words, and the earning at the suggested price beside his own."""
        sheet = super()._article_sheet(template)
        earning, rate = self._earning(
            sheet["suggested"],
            sheet["take"],
            self._commission_rates(template)[template.id],
        )
        return sheet | {
            "words": self._get_words_about(template),
            # his own picks
            "is_picked": bool(self.sudo()._picked_ids(template.ids)),
            "suggested_earning": earning,
            "suggested_rate": rate,
        }

    def _lookbook_cards(self):
        """Return his picks on sale, each with the one line under its picture."""
        return [
            card | {"line": self._get_line(card["words"], "", card["reason"])}
            for card in self._pick_cards()
            if card["stock"]
        ]

    def _post_text(self, template):
        """What he says himself goes before what everybody says."""
        words = self._get_words_about(template)
        text = super()._post_text(template)
        return f"{words}\n{text}" if words else text
