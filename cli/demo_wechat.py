"""The demo's official account, at a simulator of WeChat, and who follows it.

The simulator runs in this process while the demo is made, and keeps its state with the
files of the database; `./outlet run` starts it again beside Odoo.
"""

import base64
import urllib.parse

from tests.simulators.wechat import Wechat
from tests.simulators.wechat.demo import APPID, furnish

from . import paths, wechat

NAME = "品牌折扣工厂店会员"
ICON = paths.ADDONS / "wechat_member" / "static" / "description" / "icon.png"
# members of the demo who follow the account: id there -> record
FOLLOWERS = {
    "wang": "wechat_member.member_wang",
    "li": "wechat_member.member_li",
    "chen": "wechat_member.member_chen",
}


# what stands in a message where nothing else does
WORDS = {"thing3": "到店出示会员卡即可使用"}


def make(env):
    """Connect the demo to a simulated official account with followers."""
    accounts = env["wechat.account"]
    if accounts.search_count([("app_id", "=", APPID)]):
        return
    _live_at(env)
    _entrust(env)
    with Wechat(state=wechat.state_file(env.cr.dbname)) as platform:
        people = {
            key: (partner.name, partner.member_phone)
            for key, name in FOLLOWERS.items()
            if (partner := env.ref(name, raise_if_not_found=False))
        }
        app = furnish(platform, NAME, people)
        account = accounts.create(
            {
                "name": NAME,
                "app_id": APPID,
                "original_id": app["original_id"],
                "company_id": env.ref("base.main_company").id,
                "simulator_url": platform.url,
                "secret": app["secret"],
                "callback_token": app["token"],
                "aes_key": app["aes_key"],
                "callback_mode": "aes",
                "can_message": True,
                "can_pack": True,
                "can_stored_value": True,
            }
        )
        # nobody listens there yet: what happens is held and brought by hand
        app["callback_url"] = "http://127.0.0.1/"
        platform.post.delivery["hold"] = True
        for key in people:
            platform.act("follow", app, key)
        _bring(env, platform, app, account)
        _recognise(env, platform, app, account, people)
        template = _put_out(env, platform, app, account)
        for key in people:
            platform.act("take", app, key, card_id=template.remote_id)
        _bring(env, platform, app, account)
        _furnish(env, account)
        app["callback_url"] = ""


def _bring(env, platform, app, account):
    """Let Odoo hear what happened, as if its callback had been asked."""
    keys = account._get_callback_keys(account.callback_key)
    for push in platform.post.held:
        url, body = platform.post.sealed(app, push["values"])
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        account._take_push(keys, body.encode(), query)
    platform.post.held.clear()
    env.cr.commit()
    while env["wechat.event"]._act_upon_next():
        env.cr.commit()
    while card := env["wechat.outbox"]._claim_card():
        card._send_due()
        env.cr.commit()


def _recognise(env, platform, app, account, people):
    """They have shown themselves with their verified phone before."""
    identities = env["wechat.identity"]
    for key in people:
        openid = platform.openid(app, key)
        identities._get_for(account, openid)._bind(env.ref(FOLLOWERS[key]))


def _put_out(env, platform, app, account):
    """Send the look of the members' cards to WeChat, which approves of it."""
    looks = env["member.card.type"]
    company = account.company_id
    look = looks.search([("company_id", "=", company.id)], limit=1)
    look = look or looks.create({"name": company.name, "company_id": company.id})
    if not (look.logo or company.logo):
        # WeChat takes no card without one
        look.logo = base64.b64encode(ICON.read_bytes())
    template = env["wechat.card.template"].create(
        {
            "name": "会员卡",
            "account_id": account.id,
            "card_type_id": look.id,
            "shows_balance": True,
            "notifies": True,
        }
    )
    # WeChat is asked by a connection of its own, which has to see the account
    env.cr.commit()
    template.action_send()
    platform.tick()
    _bring(env, platform, app, account)
    template.action_publish()
    return template


def _live_at(env):
    """Links lead to where `./outlet run` will answer.

    Who logs in by WeChat has to come back to the address his browser began at.
    """
    parameters = env["ir.config_parameter"]
    if "localhost" in parameters.get_param("web.base.url", "localhost"):
        parameters.set_param("web.base.url", "http://127.0.0.1:8069")


def _entrust(env):
    """The operator looks after the members, too."""
    operator = env["res.users"].search([("login", "=", "operator")])
    operator.group_ids |= env.ref("wechat_member.group_member_manager")


def _furnish(env, account):
    """The menu at the foot of the chat, a code at the till, a message's template."""
    from odoo import Command

    account.menu_item_ids = [
        Command.create({"name": "会员中心", "kind": "member"}),
        Command.create({"name": "联系门店", "kind": "click", "key": "contact"}),
    ]
    account.action_publish_menu()
    channel = env.ref("wechat_member.channel_counter", raise_if_not_found=False)
    code = env["wechat.qr"].create(
        {
            "name": "收银台立牌",
            "account_id": account.id,
            "channel_id": channel.id if channel else False,
        }
    )
    env.cr.commit()
    code.action_fetch()
    names = {"thing1": "title", "time2": "date", "thing3": "note"}
    env["wechat.template"].create(
        {
            "name": "优惠券到期提醒",
            "account_id": account.id,
            "purpose": "coupon_expiring",
            "template_id": "demoCoupon",
            "line_ids": [
                Command.create({"name": name, "value": value, "text": WORDS.get(name)})
                for name, value in names.items()
            ],
        }
    )
    env.cr.commit()
