from odoo import models

# what the platform puts before the scene of a code scanned by a new follower
SCENE_PREFIX = "qrscene_"


class WechatEvent(models.Model):
    """Following, leaving, scanning, and taps on the menu."""

    _inherit = "wechat.event"

    def _on_subscribe(self, identity):
        if self._is_latest("subscribe", "unsubscribe"):
            identity.write({"followed": True, "subscribed_at": self.sent_at})
        self._note_scene(identity)
        # WeChat tells more of him when it is asked; any event may wake who asks
        self.env.ref("wechat_member.ir_cron_wechat_refresh").sudo()._trigger()
        return self.env._("Follows the account.")

    def _on_unsubscribe(self, identity):
        """Who leaves stays a member, with everything on the card."""
        if self._is_latest("subscribe", "unsubscribe"):
            identity.write({"followed": False, "unsubscribed_at": self.sent_at})
        return self.env._("Left the account.")

    def _on_scan(self, identity):
        self._note_scene(identity)
        return self.env._("Scanned a code.")

    def _note_scene(self, identity):
        identity._note_scan(self.words.text("EventKey").removeprefix(SCENE_PREFIX))
