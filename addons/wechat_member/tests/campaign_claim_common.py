from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import new_test_user

from .campaign_common import CampaignCommon


class CampaignClaimCommon(CampaignCommon):
    """A brand that pays half of three coupons of 20.00; its claim is a draft."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.brand = cls.env["res.partner"].create(
            {"name": "Spruce", "is_company": True}
        )
        cls.accountant = new_test_user(
            cls.env,
            "claim.accountant",
            "base.group_user,account.group_account_invoice",
            lang="en_US",
        )

    def setUp(self):
        super().setUp()
        self.campaign = self._start(funder_id=self.brand.id, funder_percent=50)
        self.cards = self.env["loyalty.card"]
        for number, member in enumerate(self._people(3), start=1):
            card = self.campaign.program_id._claim(member).sudo()
            self.cards |= card
            self._redeem(card, reference=f"REC-{number}")
        self.claim = self._gather()

    def _gather(self, **later):
        """Claim what is due by now, or so much later."""
        day = Date.add(self.company._get_local_today(), **later)
        claims = self.env["campaign.claim"]._generate(day)
        return claims.filtered(lambda claim: claim.funder_id == self.brand)

    def _dispute(self, line, user=None, **vals):
        model = self.env["campaign.claim.dispute"].with_user(user or self.accountant)
        return model.create({"line_id": line.id, "note": "Look again", **vals})

    @contextmanager
    def assertRefused(self, words):
        """What is refused leaves nothing behind."""
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            yield

    def _as(self, user, record):
        return record.with_user(user).with_context(lang="en_US")
