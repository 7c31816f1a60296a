from odoo import api, fields, models


class WechatPause(models.Model):
    """A rest for an account, or for one of its interfaces, that errors asked for."""

    _name = "wechat.pause"
    _description = "WeChat Pause"
    _log_access = False
    _rec_name = "path"
    _order = "until desc"

    account_id = fields.Many2one(
        "wechat.account", required=True, readonly=True, ondelete="cascade"
    )
    path = fields.Char(
        "Interface", readonly=True, help="Empty: everything of the account."
    )
    until = fields.Datetime(required=True, readonly=True)
    code = fields.Integer("Error Code", readonly=True)
    text = fields.Char("Because", readonly=True)

    _path_unique = models.UniqueIndex("(account_id, coalesce(path, ''))")

    @api.autovacuum
    def _gc_over(self):
        """Forget rests that are over."""
        self.search([("until", "<", fields.Datetime.now())]).unlink()
