from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..wechat import (
    MEANING,
    BadRequest,
    InDoubt,
    Misconfigured,
    NotPermitted,
    Paused,
    QuotaReached,
    Refused,
    SkipContact,
    TokenRefused,
    Transient,
    WechatError,
)

_lt = LazyTranslate(__name__)

WORDS = {
    -1: _lt("WeChat is busy. It is tried again."),
    40001: _lt("WeChat does not take the token, or the app secret is wrong."),
    40003: _lt("WeChat does not know this person in this account."),
    40013: _lt("WeChat does not know this app ID."),
    40029: _lt("This login is not valid any more."),
    40037: _lt("WeChat does not know this message template."),
    40056: _lt("This card code is not known, or was given to somebody else."),
    40099: _lt("This code was redeemed already."),
    40125: _lt("The app secret is wrong."),
    40127: _lt("This code is not valid: deleted, expired, withdrawn or under way."),
    40163: _lt("This login was used already."),
    40164: _lt("The address of this server is not on the account's IP allow list."),
    40243: _lt("The app secret is frozen. Unfreeze it at the platform."),
    41004: _lt("Enter the app secret first."),
    43004: _lt("This person does not follow the account."),
    43101: _lt("This person has not agreed to this message, or has withdrawn it."),
    43116: _lt("This person had too many messages of this kind."),
    45009: _lt("The calls of this day are used up. It goes on after midnight."),
    45011: _lt("Too many calls a minute. It goes on in a moment."),
    45015: _lt("This person has not been active lately and cannot be written to."),
    45047: _lt("This person had as many messages as WeChat allows."),
    47003: _lt("A value does not fit the message template."),
    48001: _lt("The account does not have the right for this interface."),
    48002: _lt("This person refuses messages."),
    48004: _lt("WeChat has forbidden this interface to the account."),
    50007: _lt("The account is frozen at the platform."),
    89503: _lt("An administrator of the account has to confirm this server's address."),
}
WORDS |= {code: WORDS[40001] for code in (40014, 42001)}
WORDS |= {code: WORDS[89503] for code in (89501, 89506, 89507)}
WORDS |= {43117: WORDS[43116], 48009: WORDS[48001], 45103: WORDS[48001]}
# what a class of errors says where its code has no words of its own
CLASS_WORDS = {
    Transient: _lt("WeChat did not answer. It is tried again later."),
    InDoubt: _lt("WeChat did not answer clearly. It is looked up before trying again."),
    TokenRefused: WORDS[40001],
    Misconfigured: _lt("Something of the account has to be set right."),
    QuotaReached: _lt("Too many calls. It goes on later."),
    NotPermitted: WORDS[48001],
    SkipContact: _lt("This person cannot be written to."),
    BadRequest: _lt("WeChat cannot read this request."),
    Refused: _lt("WeChat refused this."),
}


class WechatAccount(models.Model):
    """What errors of WeChat mean, in words for whoever has to do something."""

    _inherit = "wechat.account"

    @api.model
    def _get_words(self, code):
        """Return what a code of the platform means to a person (0: no answer)."""
        if not code:
            return self._say(CLASS_WORDS[Transient])
        words = WORDS.get(code) or CLASS_WORDS.get(MEANING.get(code, Refused))
        return self._say(words)

    @api.model
    def _say(self, words):
        return words._translate(self.env.lang or "en_US")

    @api.model
    def _explain(self, error):
        """Return an error of ``_call`` in words, with the address where it matters."""
        if isinstance(error, Paused):
            return self.env._(
                "%(reason)s Nothing is asked until %(time)s.",
                reason=self._get_words(error.code),
                time=f"{fields.Datetime.context_timestamp(self, error.until):%H:%M}",
            )
        if error.code is None:
            return self._say(CLASS_WORDS[type(error)])
        words = self._get_words(error.code)
        if isinstance(error, Misconfigured) and error.address:
            return self.env._(
                "%(words)s Add %(address)s there.", words=words, address=error.address
            )
        return self.env._("%(words)s (%(code)s)", words=words, code=error.code)

    @contextmanager
    def _speaking(self):
        """Let what goes wrong with WeChat inside be shown to the user in words."""
        try:
            yield
        except WechatError as error:
            raise UserError(self._explain(error)) from error
