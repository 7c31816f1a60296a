from odoo import models

# As the platform writes them; it has told few since 2021.
GENDERS = {"1": "male", "2": "female"}


class WechatIdentity(models.Model):
    """Whose identity it is: by unionid, then by the openid itself, then by phone."""

    _inherit = "wechat.identity"

    def _get_same_person(self):
        """Return these identities and those of the merchant with the same unionid."""
        unions = self.filtered("unionid")
        # People are told to us by WeChat, whoever's request it is.
        same = self.sudo().search(
            [
                ("unionid", "in", unions.mapped("unionid")),
                ("company_id", "in", unions.company_id.ids),
            ]
        )
        return self.sudo() | same

    def _match_member(self):
        """Return the member this person is already known as, or nobody.

        The unionid comes first: the merchant has joined his accounts at the platform.
        """
        self.ensure_one()
        others = (self._get_same_person() - self.sudo()).partner_id
        members = others | self.sudo().partner_id
        return members.filtered("is_member")[:1]

    def _bind(self, partner):  # pylint: disable=missing-return
        """Let this person be ``partner``, whose phone he has proven.

        Known under another card before, the two become one: nothing he had is lost.
        What stands in the way of that waits in the back office to be decided.
        """
        for identity in self:
            same = identity._get_same_person()
            # who is who is found out on behalf of the server
            before = same.partner_id.filtered("is_member") - partner.sudo()
            super(WechatIdentity, same)._bind(partner)
            same._tell_gender(partner.sudo())
            for member in before:
                if member.member_company_id == partner.sudo().member_company_id:
                    self.env["member.merge"]._merge(partner, member, "phone")

    def _tell_gender(self, member_sudo):
        """Note the sex WeChat tells, where the member has not told his own."""
        told = {GENDERS.get(identity.sex) for identity in self} - {None}
        if len(told) == 1 and not member_sudo.member_gender:
            member_sudo.member_gender = told.pop()
