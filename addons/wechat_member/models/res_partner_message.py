from odoo import fields, models


class ResPartner(models.Model):
    """Writing to members: through the one gate, by WeChat where they follow."""

    _name = "res.partner"
    _inherit = ["res.partner", "message.contact"]

    wechat_identity_ids = fields.One2many(
        "wechat.identity", "partner_id", "WeChat", copy=False
    )
    follows_wechat = fields.Boolean(
        "Follows in WeChat", compute="_compute_follows_wechat"
    )

    def _compute_follows_wechat(self):
        followers = self.env["wechat.identity"]._read_group(
            [("partner_id", "in", self.ids), ("followed", "=", True)], ["partner_id"]
        )
        following = {partner for (partner,) in followers}
        for partner in self:
            partner.follows_wechat = partner in following

    def _message_phone(self):
        return self.member_phone or super()._message_phone()

    def _message_company(self):
        return self.member_company_id or self.company_id or self.env.company

    def _has_message_consent(self):
        return self.member_consent

    def _write_to_members(self, purpose, kind, values, url=None):
        """Write one message to each of these members, where the gate lets it pass.

        Who follows an account that has a template for this gets it there, everybody
        else as a text message. It leaves when this transaction is through.

        :param str purpose: of ``wechat.template``, like "coupon_expiring"
        :param str kind: "marketing" (needs consent, counts for the cap) or "service"
        :param dict values: ``{member: {"title": ..., "text": ...}}``; "text" is the
            text message
        :param dict url: ``{member: address}`` to open, where there is one
        :return: ``{member: message.gate}``
        """
        routes = self._find_wechat_routes(purpose)
        gate = self.env["message.gate"]
        about = self._get_about(purpose)
        decided = {}
        by_wechat = self.filtered(lambda member: member in routes)
        if by_wechat:
            decided = gate._admit(by_wechat, kind, "chat", about)
            self._queue_wechat(by_wechat, decided, routes, values, url or {})
        others = self - by_wechat
        texts = {member: values[member]["text"] for member in others}
        decided |= gate._send_texts(others, texts, kind, about)
        return decided

    def _get_about(self, purpose):
        labels = dict(
            self.env["wechat.template"]
            ._fields["purpose"]
            ._description_selection(self.env)
        )
        return labels[purpose]

    def _find_wechat_routes(self, purpose):
        """Return ``{member: (identity, template)}`` of those who can be reached."""
        # who reaches members by which account is nobody's secret inside this work
        identities = (
            self.env["wechat.identity"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.ids),
                    ("followed", "=", True),
                    ("account_id.active", "=", True),
                    ("account_id.can_message", "=", True),
                ],
                order="account_id, id",
            )
        )
        templates = {
            template.account_id: template
            # what is written to a member is kept by nobody's right
            for template in self.env["wechat.template"]
            .sudo()
            .search(
                [
                    ("account_id", "in", identities.account_id.ids),
                    ("purpose", "=", purpose),
                ]
            )
        }
        return {
            identity.partner_id.with_env(self.env): (
                identity,
                templates[identity.account_id],
            )
            for identity in reversed(identities)
            if identity.account_id in templates
        }

    def _queue_wechat(self, members, decided, routes, values, url):
        messages = []
        for member in members:
            decision = decided[member]
            if decision.state != "passed":
                continue
            identity, template = routes[member]
            messages.append(
                {
                    "identity_id": identity.id,
                    "account_id": identity.account_id.id,
                    "template_id": template.id,
                    "gate_id": decision.id,
                    "about": decision.about,
                    "data": template._prepare_data(values[member]),
                    "url": url.get(member),
                }
            )
        # the queue is written by the work that causes messages, by nobody by hand
        self.env["wechat.message"].sudo()._queue(messages)
