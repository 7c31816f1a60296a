from markupsafe import Markup

from odoo import models


class ResellerContract(models.Model):
    """Messages to the seller himself, in his language."""

    _inherit = "reseller.contract"

    def _in_own_words(self):
        """Return this contract with the seller's language."""
        # his own contract's places and language
        lang = self.sudo().reseller_id.lang or self.env.lang
        return self.with_context(lang=lang)

    def _notify(self, title, words, path):
        """Write to the seller at once.

        :param str path: the page of the portal it is about

        The message is not posted on a record: that writes to the seller's contact,
        where the orders of a crowd would collide.
        """
        for contract in self.filtered("reseller_id.email"):
            url = f"{contract.get_base_url()}{path}"
            # who writes to a seller through his page has no right on any message
            contract.env["mail.mail"].sudo().create(
                {
                    "subject": title,
                    "body_html": Markup('<p>%s</p><p><a href="%s">%s</a></p>')
                    % (words, url, url),
                    "email_to": contract.reseller_id.email_formatted,
                    "email_from": contract.company_id.email_formatted or False,
                    "auto_delete": True,
                }
            )
        # sent as soon as this is committed, not with the next round
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
