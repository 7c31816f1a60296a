from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("member", "Member page"),
    ("view", "Page"),
    ("click", "Message to the shop"),
    ("miniprogram", "Mini-program"),
    ("group", "More entries"),
]
MOST_COLUMNS, MOST_BELOW = 3, 5
# bytes a name may have in a column, and below one
NAME_BYTES = {True: 60, False: 16}
MEMBER_PATH = "/member"


class WechatMenuItem(models.Model):
    """An entry of an account's menu: three columns, up to five entries below each."""

    _name = "wechat.menu.item"
    _description = "WeChat Menu Entry"
    _order = "account_id, parent_id, sequence, id"

    account_id = fields.Many2one(
        "wechat.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id")
    parent_id = fields.Many2one(
        "wechat.menu.item",
        "Below",
        index=True,
        ondelete="cascade",
        domain="[('account_id', '=', account_id), ('parent_id', '=', False), "
        "('kind', '=', 'group')]",
    )
    child_ids = fields.One2many("wechat.menu.item", "parent_id")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=False)
    kind = fields.Selection(KINDS, "Opens", required=True, default="member")
    url = fields.Char("Web Address")
    key = fields.Char(help="What WeChat tells us when somebody taps it.")
    mini_app_id = fields.Char("App ID of the Mini-program")
    mini_path = fields.Char("Page of the Mini-program")

    @api.constrains("name", "parent_id", "kind", "url", "key", "mini_app_id")
    def _check_entry(self):
        """What the platform would refuse is refused here, in words."""
        for item in self:
            item._check_place()
            item._check_values()

    def _check_place(self):
        most = NAME_BYTES[bool(self.parent_id)]
        if len((self.name or "").encode()) > most:
            raise ValidationError(
                self.env._(
                    "%(name)s is too long: %(count)s Chinese characters at most.",
                    name=self.name,
                    count=most // 3,
                )
            )
        if self.parent_id and (self.kind == "group" or self.child_ids):
            raise ValidationError(
                self.env._("Below an entry there are no further ones.")
            )
        if self.parent_id.account_id - self.account_id:
            raise ValidationError(self.env._("That entry is of another account."))

    def _check_values(self):
        missing = {
            "view": not (self.url or "").startswith(("http://", "https://")),
            "click": not self.key,
            "miniprogram": not (self.mini_app_id and self.mini_path),
        }
        if missing.get(self.kind):
            raise ValidationError(
                self.env._("Say what %s opens: an address or a key.", self.name)
            )

    def _prepare_buttons(self):
        """Return these top entries as the platform wants them.

        :raise ValidationError: too many, or a column without entries
        """
        if len(self) > MOST_COLUMNS:
            raise ValidationError(self.env._("A menu has three columns at most."))
        return [item._prepare_button() for item in self]

    def _prepare_button(self):
        if self.kind != "group":
            return {"name": self.name, **self._prepare_action()}
        below = self.child_ids
        if not 1 <= len(below) <= MOST_BELOW:
            raise ValidationError(
                self.env._("%s needs one to five entries below it.", self.name)
            )
        return {
            "name": self.name,
            "sub_button": [item._prepare_button() for item in below],
        }

    def _prepare_action(self):
        if self.kind == "member":
            return {"type": "view", "url": self.account_id._get_entrance(MEMBER_PATH)}
        if self.kind == "view":
            return {"type": "view", "url": self.url}
        if self.kind == "click":
            return {"type": "click", "key": self.key}
        return {
            "type": "miniprogram",
            # phones whose WeChat is too old open the page instead
            "url": self.url or self.account_id._get_entrance(MEMBER_PATH),
            "appid": self.mini_app_id,
            "pagepath": self.mini_path,
        }


class WechatAccount(models.Model):
    _inherit = "wechat.account"

    menu_item_ids = fields.One2many("wechat.menu.item", "account_id", "Menu")
    menu_published_at = fields.Datetime("Menu Published", readonly=True, copy=False)

    def _get_entrance(self, path):
        """Return the address that logs in through WeChat and goes on to a path."""
        self.ensure_one()
        query = urlencode({"to": path})
        return f"{self.get_base_url()}/wechat/login/{self.app_id}?{query}"

    def action_publish_menu(self):
        """Put the menu as it stands here into the account; without entries, none.

        :raise UserError: WeChat refuses or does not answer
        """
        self.check_access("write")
        for account in self:
            top = account.menu_item_ids.filtered(lambda item: not item.parent_id)
            buttons = top.sorted("sequence")._prepare_buttons()
            with account._speaking():
                if buttons:
                    menu = {"button": buttons}
                    account._call("/cgi-bin/menu/create", menu, idempotent=True)
                else:
                    account._call("/cgi-bin/menu/delete", verb="GET")
            account.menu_published_at = fields.Datetime.now()
        return True
