from odoo import models

# what the platform says of a message that the receiver does not let through
BLOCKED = "failed:user block"
REFUSED = "43101"


class WechatEvent(models.Model):
    """What became of a message after the platform had taken it."""

    _inherit = "wechat.event"

    def _on_templatesendjobfinish(self, _identity):
        """A template message arrived, or was stopped on its way."""
        return self._note_result(
            self.words.text("MsgID"),
            self.words.text("Status"),
            {"success": "arrived", BLOCKED: "skipped"},
        )

    def _on_subscribe_msg_sent_event(self, _identity):
        """Subscription messages arrived, or were stopped on their way."""
        told = self.words["SubscribeMsgSentEvent"] or {}
        rows = told.get("List") or []
        for row in rows if isinstance(rows, list) else [rows]:
            result = self._note_result(
                row.get("MsgID"),
                row.get("ErrorCode"),
                {"0": "arrived", REFUSED: "skipped"},
                row.get("ErrorStatus"),
            )
        return result if rows else False

    def _note_result(self, number, code, meanings, words=""):
        """Put a result down with its message; say so if there is none."""
        message = self.env["wechat.message"].search(
            [
                ("account_id", "=", self.account_id.id),
                ("identity_id.openid", "=", self.openid),
                ("platform_number", "=", number or ""),
            ],
            limit=1,
        )
        if not message:
            return self.env._("No message of ours.")
        message._note_result(meanings.get(code, "failed"), words or code)
        return False
