import re

from odoo import api, fields, models

PURPOSES = [
    ("coupon_expiring", "A coupon expires soon"),
    ("news", "News of the shop"),
]
KINDS = [("template", "Template message"), ("subscribe", "Subscription message")]
VALUES = [
    ("title", "What it is about"),
    ("date", "Date"),
    ("shop", "Name of the shop"),
    ("count", "How many"),
    ("note", "What to do"),
    ("member_no", "Card number"),
]
# how many characters the platform takes, by the type in a field's name
LENGTHS = {
    "thing": 20,
    "character_string": 32,
    "number": 32,
    "letter": 32,
    "symbol": 5,
    "phone_number": 17,
    "name": 10,
    "phrase": 5,
}
LONGEST = 200
FIELD = re.compile(r"([a-z_]+?)\d*")


class WechatTemplate(models.Model):
    """A message template of an account, and what goes into its fields."""

    _name = "wechat.template"
    _description = "WeChat Message Template"
    _order = "account_id, purpose"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    account_id = fields.Many2one(
        "wechat.account",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env["wechat.qr"]._get_usual_account(),
    )
    company_id = fields.Many2one(related="account_id.company_id")
    purpose = fields.Selection(PURPOSES, required=True, default="coupon_expiring")
    kind = fields.Selection(KINDS, required=True, default="template")
    template_id = fields.Char(
        "Template ID", required=True, help="As the platform shows it under templates."
    )
    line_ids = fields.One2many("wechat.template.line", "template_id", "Fields")

    _purpose_unique = models.UniqueIndex(
        "(account_id, purpose) WHERE active",
        "The account has a template for this already.",
    )

    def _prepare_data(self, values):
        """Return the ``data`` of a message, cut to what the platform takes."""
        self.ensure_one()
        return {
            line.name: {"value": line._fit(values.get(line.value) or line.text or "")}
            for line in self.line_ids
        }


class WechatTemplateLine(models.Model):
    _name = "wechat.template.line"
    _description = "Field of a WeChat Template"
    _order = "sequence, id"

    template_id = fields.Many2one(
        "wechat.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        "Field", required=True, help="As the template has it, like thing1 or time3."
    )
    value = fields.Selection(VALUES, "Shows")
    text = fields.Char("Or Always", help="Stands there where nothing else does.")

    @api.model
    def _get_length(self, name):
        found = FIELD.fullmatch(name or "")
        return LENGTHS.get(found and found.group(1), LONGEST)

    def _fit(self, text):
        """Return a value as long as this field may be; an empty one is refused."""
        length = self._get_length(self.name)
        text = " ".join(str(text).split()) or "-"
        return text if len(text) <= length else f"{text[: length - 1]}…"
