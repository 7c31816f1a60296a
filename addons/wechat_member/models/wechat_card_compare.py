"""Two-way: what the pack says and what Odoo says, and who is right."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..pack import Figures
from ..wechat import Paused, QuotaReached, WechatError
from .wechat_card import LIVE

EVERY = timedelta(hours=20)
BATCH = 500


class WechatCard(models.Model):
    _inherit = "wechat.card"

    def _compare(self, standing):
        """Bring the pack and Odoo into step; return what was found in words.

        Points, balance and level are Odoo's to say. Whether the card is still in the
        pack is the member's; whether a coupon is used is true wherever it was said.
        """
        self.ensure_one()
        self.reconciled_at = fields.Datetime.now()
        theirs = self._states_by_standing()[standing.state]
        if theirs == "held" and not standing.is_active and not self.loyalty_card_id:
            theirs = "taken"
        found = self._compare_state(theirs)
        if self.state == "held" and theirs == "held" and not self._is_under_way():
            found |= self._compare_figures(standing)
        return self.env._("%s differences", len(found)) if found else ""

    def _is_under_way(self):
        return any(
            row.state == "waiting" and row.verb != "pull" for row in self.outbox_ids
        )

    def _compare_state(self, theirs):
        nothing = self.env["wechat.difference"]
        ours = self.state
        if ours == theirs or (ours == "given" and theirs == "deleted"):
            return nothing
        if self._is_under_way():
            # not a difference yet: the outbox is on its way
            return nothing
        found = nothing._note(self, "state", ours, theirs)
        if ours == "used" and theirs == "held":
            self._repair(found, "redeem")
        elif ours == "invalid" and theirs == "held":
            self._repair(found, "invalidate")
        elif theirs == "taken":
            self._heal_inactive(found)
        elif theirs == "used" and ours in LIVE:
            self._use_here(found)
        else:
            self.state = theirs
            found._heal()
        return found

    def _heal_inactive(self, found):
        if self.partner_id and self.state == "held":
            self._repair(found, "activate")
        else:
            self.state = "taken"
            found._heal()

    def _repair(self, found, verb):
        """Queue what mends these differences, at most once a day.

        What WeChat refuses is shown to a person, not asked for over and over.
        """
        tried = found.outbox_id.mapped("create_date")
        if not tried or max(tried) < fields.Datetime.now() - EVERY:
            found.outbox_id = self._queue(verb)

    def _use_here(self, found=None):
        """A coupon was used at WeChat: take it here, once."""
        self.state = "used"
        coupon = self.loyalty_card_id
        found = found if found is not None else self.env["wechat.difference"]
        if not coupon:
            found._heal()
            return
        refusal = self.env["coupon.redemption"]._redeem_in_wechat(self)
        if not refusal:
            found._heal()
            return
        # taken at a till at the same time: a person has to look at it
        found = found or found._note(self, "state", "used", "used")
        found.note = self.env._("Used twice: here and in WeChat. %s", refusal)

    def _compare_figures(self, standing):
        wanted = self._get_figures()
        found = self.env["wechat.difference"]
        # the platform does not tell the level: what it last confirmed stands for it
        shown = {
            "points": standing.points,
            "balance": standing.balance,
            "level": self.shown_level or "",
        }
        for name, theirs in shown.items():
            ours = getattr(wanted, name)
            if ours is not None and ours != theirs:
                found |= found._note(self, name, ours, theirs)
        if found:
            self._repair(found, "show")
        else:
            self._note_shown(wanted)
        return found

    # --- every night --------------------------------------------------------------

    @api.model
    def _cron_reconcile(self):
        """Compare every card that has not been compared today."""
        crons = self.env["ir.cron"]
        domain = self._reconcile_domain()
        cards = self.search(domain, order="reconciled_at NULLS FIRST, id", limit=BATCH)
        crons._commit_progress(remaining=self.search_count(domain))
        resting = set()
        for card in cards:
            account = card.account_id.id
            if account not in resting and not card._reconcile():
                resting.add(account)
            if not crons._commit_progress(1):
                return
        self._find_lost()

    @api.model
    def _reconcile_domain(self):
        before = fields.Datetime.now() - EVERY
        late = Domain("reconciled_at", "=", False) | Domain(
            "reconciled_at", "<", before
        )
        in_packs = Domain("state", "in", ["taken", "held", "gifting"])
        unsettled = Domain("difference_ids", "any", [("is_healed", "=", False)])
        return (
            late
            & Domain("account_id.active", "=", True)
            & Domain("template_id.remote_id", "!=", False)
            & (in_packs | unsettled)
        )

    def _reconcile(self):
        """Compare one card; return whether the platform can be asked for more."""
        try:
            pack = self.template_id._get_pack()
            self._compare(pack.query(self._get_holding()))
        except (Paused, QuotaReached):
            return False
        except WechatError:
            # on record in the log of requests; tomorrow again
            self.reconciled_at = fields.Datetime.now()
        return True

    @api.model
    def _find_lost(self):
        """Find cards that were taken while the message of it was lost."""
        templates = self.env["wechat.card.template"].search(
            [("pack", "=", "card_v1"), ("remote_id", "!=", False)]
        )
        for template in templates:
            holders = self.search([("template_id", "=", template.id)]).mapped("openid")
            identities = self.env["wechat.identity"].search(
                [
                    ("account_id", "=", template.account_id.id),
                    ("partner_id", "!=", False),
                    ("openid", "not in", holders),
                ],
                limit=BATCH,
            )
            for identity in identities:
                try:
                    codes = template._get_pack().list_codes(
                        template.remote_id, identity.openid
                    )
                except WechatError:
                    break
                for code in codes:
                    card = self._take(template, code, identity)
                    self.env["wechat.difference"]._note(
                        card, "missing", "", code
                    )._heal()
                self.env["ir.cron"]._commit_progress()

    @api.model
    def _take(self, template, code, identity, **vals):
        """Return the card with this code, made if we have not heard of it."""
        card = self.search(
            [("template_id", "=", template.id), ("code", "=", code)], limit=1
        )
        if not card:
            card = self.create({"template_id": template.id, "code": code})
        vals = {"openid": identity.openid, **vals}
        if card.state not in LIVE or card.openid != identity.openid:
            vals["state"] = "taken" if template.pack == "card_v1" else "held"
        card.write(vals)
        if identity.partner_id and card.partner_id != identity.partner_id:
            card._bind(identity.partner_id)
        elif card.state == "taken" and card.partner_id and "state" in vals:
            # back in the pack after it was removed
            card._queue("activate")
        return card

    def _is_echo(self, event):
        """Whether an event tells of what we have done ourselves."""
        self.ensure_one()
        return bool(
            self.synced_at
            and abs((event.sent_at - self.synced_at).total_seconds()) < 600
            and self._get_figures()
            == Figures(
                *(self._shown_or_none(name) for name in ("points", "balance", "level"))
            )
        )

    def _shown_or_none(self, name):
        wanted = getattr(self._get_figures(), name)
        return None if wanted is None else self[f"shown_{name}"] or type(wanted)()
