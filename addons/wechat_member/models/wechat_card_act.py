from datetime import timezone

from odoo import fields, models

from ..wechat import Refused


class WechatCard(models.Model):
    """What the outbox does with a card at the platform, one method for each verb."""

    _inherit = "wechat.card"

    def _send_due(self):
        """Do what is due for this card, in order; return how many acts it were."""
        self.ensure_one()
        done = 0
        while row := self._get_due():
            row._attempt()
            done += 1
            self.env.cr.commit()  # pylint: disable=invalid-commit
            if row.state == "waiting":
                # what comes after it has to wait for it
                break
        self.busy_until = False
        return done

    def _get_due(self):
        first = self.env["wechat.outbox"].search(
            [("card_id", "=", self.id), ("state", "=", "waiting")],
            order="id",
            limit=1,
        )
        return first.filtered(lambda row: row.next_try_at <= fields.Datetime.now())

    def _act_at_platform(self, row):
        """Do one act of the outbox; return the result in words."""
        pack = self.template_id._get_pack()
        return getattr(self, f"_act_{row.verb}")(pack, row) or ""

    def _act_issue(self, pack, row):
        self.code = pack.issue(
            self.template_id.remote_id, self.openid, row.request_no, self.code
        )
        if self.state == "issuing":
            self.state = "held"

    def _act_activate(self, pack, row):
        figures = self._get_figures()
        pack.activate(self._get_holding(), self.partner_id.member_no, figures)
        self.state = "held"
        self._note_shown(figures)

    def _act_show(self, pack, row):
        if self.state not in ("held", "gifting"):
            return self.env._("Not in the pack any more.")
        figures = self._get_figures(row.note or "")
        pack.set_balance(self._get_holding(), figures, self.template_id.notifies)
        self._note_shown(figures)
        return ""

    def _act_pull(self, pack, row):
        return self._compare(pack.query(self._get_holding()))

    def _act_redeem(self, pack, row):
        # on record since the sale; WeChat wants to know when it was
        at = row.create_date.replace(tzinfo=timezone.utc)
        try:
            pack.redeem(self._get_holding(), row.request_no, at, row.attempts > 1)
        except Refused:
            if self._read_state(pack) != "used":
                raise
            # used there by somebody else before we said so: two have redeemed it
            found = self.env["wechat.difference"]._note(self, "state", "used", "used")
            found.note = self.env._("Used twice: here and in WeChat. %s", "")

    def _act_undo(self, pack, row):
        try:
            pack.undo(self._get_holding(), row.request_no)
        except Refused:
            # never used there, as the use did not get through: what we want is so
            if self._read_state(pack) != "held":
                raise

    def _act_invalidate(self, pack, row):
        reason = row.note or self.env._("Withdrawn by the shop")
        pack.invalidate(self._get_holding(), row.request_no, reason)

    def _read_state(self, pack):
        return self._states_by_standing()[pack.query(self._get_holding()).state]
