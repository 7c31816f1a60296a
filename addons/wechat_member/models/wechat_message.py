from datetime import timedelta

from odoo import api, fields, models

from ..wechat import InDoubt, Paused, QuotaReached, SkipContact, Transient, WechatError

PATHS = {
    ("official", "template"): "/cgi-bin/message/template/send",
    ("official", "subscribe"): "/cgi-bin/message/subscribe/bizsend",
    ("mini", "subscribe"): "/cgi-bin/message/subscribe/send",
}
# the platform knows the number of a template message for ten minutes
PAUSES = [timedelta(minutes=minutes) for minutes in (2, 4, 30, 120)]
KEPT = timedelta(days=180)


class WechatMessage(models.Model):
    """A message that the gate let pass, on its way to one person.

    It leaves after the work that caused it is done. An answer that is lost is not
    sent again where the platform could not recognise it.
    """

    _name = "wechat.message"
    _description = "WeChat Message"
    _order = "id desc"
    _rec_name = "about"

    identity_id = fields.Many2one(
        "wechat.identity", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="identity_id.partner_id")
    account_id = fields.Many2one(
        "wechat.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    template_id = fields.Many2one("wechat.template", readonly=True, ondelete="set null")
    gate_id = fields.Many2one("message.gate", "Decision", readonly=True)
    about = fields.Char(readonly=True)
    data = fields.Json(readonly=True)
    url = fields.Char("Opens", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("arrived", "Arrived"),
            ("skipped", "Not Wanted"),
            ("failed", "Failed"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    attempts = fields.Integer(readonly=True)
    next_try_at = fields.Datetime("Next Try", readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True)
    note = fields.Char("Result", readonly=True)
    platform_number = fields.Char(readonly=True, index="btree_not_null")

    _queue_idx = models.Index("(next_try_at, id) WHERE state = 'waiting'")

    @api.model
    def _queue(self, messages):
        """Put messages in line and wake the sender once this transaction is through."""
        made = self.create(
            [vals | {"next_try_at": fields.Datetime.now()} for vals in messages]
        )
        if made:
            # whoever causes a message may wake the sender
            self.env.ref("wechat_member.ir_cron_wechat_message").sudo()._trigger()
        return made

    @api.model
    def _cron_send(self, batch=200):
        """Send what waits, one after the other; what is sent stays sent."""
        domain = [
            ("state", "=", "waiting"),
            ("next_try_at", "<=", fields.Datetime.now()),
        ]
        waiting = self.search(domain, limit=batch, order="next_try_at, id")
        crons = self.env["ir.cron"]
        crons._commit_progress(remaining=len(waiting))
        for message in waiting:
            if message.try_lock_for_update() and message.state == "waiting":
                if not message._is_recognised():
                    # who dies in between must not say it twice
                    message._end("failed", InDoubt())
                    crons._commit_progress()
                message._send()
            crons._commit_progress(1)

    def _send(self):
        """Send one message, and note what came of it."""
        self.ensure_one()
        try:
            answer = self.account_id._call(
                PATHS[self.account_id.kind, self.template_id.kind],
                self._prepare_body(),
                idempotent=self._is_recognised(),
            )
        except (Paused, QuotaReached) as error:
            until = getattr(error, "until", None)
            self._put_off(error, until)
        except InDoubt as error:
            if self._is_recognised():
                self._put_off(error)
            else:
                self._end("failed", error)
        except Transient as error:
            self._put_off(error)
        except SkipContact as error:
            self._end("skipped", error)
        except WechatError as error:
            self._end("failed", error)
        else:
            self._note_sent(answer)

    def _is_recognised(self):
        """Whether the platform recognises this message if it comes a second time."""
        return self.template_id.kind == "template"

    def _prepare_body(self):
        body = {
            "touser": self.identity_id.openid,
            "template_id": self.template_id.template_id,
            "data": self.data,
        }
        if self.url and self.account_id.kind == "official":
            body["page" if self.template_id.kind == "subscribe" else "url"] = self.url
        if self._is_recognised():
            body["client_msg_id"] = f"{self.env.cr.dbname[:12]}-{self.id}"
        return body

    def _put_off(self, error, until=None):
        attempts = self.attempts + 1
        if attempts > len(PAUSES):
            return self._end("failed", error)
        later = until or fields.Datetime.now() + PAUSES[attempts - 1]
        note = self._explain(error)
        # a rest of the account is nothing this message did
        attempts -= bool(until)
        vals = {"attempts": attempts, "next_try_at": later, "note": note}
        return self.write(vals | {"state": "waiting"})

    def _end(self, state, error):
        self.write({"state": state, "note": self._explain(error)})

    def _explain(self, error):
        """Return what went wrong in the language of the shop, who reads it later."""
        lang = self.company_id.partner_id.lang
        return self.account_id.with_context(lang=lang)._explain(error)

    def _note_sent(self, answer):
        self.write(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "note": False,
                "platform_number": str(answer.get("msgid") or "") or False,
            }
        )

    def _note_result(self, state, words):
        """Note what the platform tells later; a message that arrived has no note."""
        self.write({"state": state, "note": words if state != "arrived" else False})

    @api.autovacuum
    def _gc_old(self):
        """Forget messages that nobody will ask about any more."""
        old = [("create_date", "<", fields.Datetime.now() - KEPT)]
        self.search(old + [("state", "!=", "waiting")], limit=50_000).unlink()
