"""Coupons of the demo shop through every door, what was refused there, payment codes.

Everything is asked for as a till, an office, another system, an order or WeChat asks;
only the dates are set afterwards.
"""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from odoo import fields
from odoo.fields import Command

from tests.simulators.wechat import Wechat
from tests.simulators.wechat.demo import APPID

from . import wechat
from .demo_targets import _close, _open, _opening, _order_key, _sell

MERCHANT = "1900012345"
# endings of payment codes: what the simulator does with them
PAID, POOR = "00", "22"
PAYERS = 6


def make(env):
    """Redeem through each door, try what is refused, pay by code."""
    till = env.ref("wechat_member.pos_config_tongzhou", raise_if_not_found=False)
    account = env["wechat.account"].search([("app_id", "=", APPID)], limit=1)
    if not till or not account or env["wechat.merchant"].search_count([]):
        return
    env = env(context=dict(env.context, tracking_disable=True, lang="zh_CN"))
    till, account = till.with_env(env), account.with_env(env)
    program = env.ref("wechat_member.program_300_50")
    members = _members_without(env, program, till.company_id)
    with Wechat(state=wechat.state_file(env.cr.dbname)) as platform:
        merchant = _make_merchant(env, platform, account)
        _use_in_wechat(env, platform, account, merchant, program)
        _pay_by_code(env, till, merchant, account, members)
        # `./outlet run` moves both to where the simulator is then
        merchant.simulator_url = account.simulator_url
    cards = [program._claim(member).sudo() for member in members[:6]]
    _redeem_at_doors(env, till, cards)
    _try_in_vain(env, till, cards, members)


def _members_without(env, program, company):
    members = env["res.partner"].search(
        [("is_member", "=", True), ("member_company_id", "=", company.id)],
        order="id desc",
    )
    owners = env["loyalty.card"].search([("program_id", "=", program.id)]).partner_id
    return members - owners


def _make_merchant(env, platform, account):
    """The shop's number at WeChat Pay, for coupons there and payment codes."""
    keys = platform.new_merchant(MERCHANT, appids=[account.app_id])
    account.can_coupon = True
    merchant = env["wechat.merchant"].create(
        {
            "name": "通州百货微信商户号",
            "company_id": account.company_id.id,
            "number": MERCHANT,
            "serial": keys["serial"],
            "private_key": keys["private_key"],
            "api_key": keys["api_key"],
            "platform_id": keys["platform_serial"],
            "platform_key": keys["platform_public"],
            "simulator_url": platform.url,
        }
    )
    env.cr.commit()
    return merchant


# --- a coupon in the card pack ------------------------------------------------------


def _use_in_wechat(env, platform, account, merchant, program):
    """A member's coupon lies in her card pack, too, and is used from there."""
    member = env.ref("wechat_member.member_chen")
    template = env["wechat.card.template"].create(
        {
            "name": "满300减50",
            "account_id": account.id,
            "pack": "busifavor",
            "program_id": program.id,
            "merchant_id": merchant.id,
        }
    )
    template.action_send()
    coupon = program._claim(member).sudo()
    env.cr.commit()
    while card := env["wechat.outbox"]._claim_card():
        card._send_due()
        env.cr.commit()
    packed = env["wechat.card"].search([("loyalty_card_id", "=", coupon.id)])
    app = platform.apps[APPID]
    platform.act("use_coupon", app, "chen", mchid=MERCHANT, code=packed.code)
    packed._reconcile()
    _date_back(coupon.redemption_ids, 3, 310)


# --- payment codes ------------------------------------------------------------------


def _pay_by_code(env, till, merchant, account, members):
    """Some customers show the code of their phone; one has to show another."""
    method = _make_method(env, till, merchant, account)
    goods = env["product.product"].search(
        [("default_code", "=like", "TZ-%"), ("available_in_pos", "=", True)], order="id"
    )
    session = _open(till)
    env.cr.commit()
    payments = env["wechat.code.payment"].with_user(session.user_id)
    orders = env["pos.order"]
    for number, member in enumerate(members[:PAYERS]):
        key = f"code-{number}"
        pieces = [(goods[(number * 2) % len(goods)], 1)]
        asked = (
            till.id,
            method.id,
            _order_key(key),
            str(uuid5(NAMESPACE_URL, f"demo-{key}")),
            pieces[0][0].list_price,
        )
        for ending in [POOR, PAID] if number == 1 else [PAID]:
            payments.pay(*asked, f"13{number:014d}{ending}")
            # a payment has a transaction of its own: see what it wrote
            env.cr.commit()
        pay = {"payment_method_id": method.id, "uuid": asked[3]}
        orders |= _sell(session, member, pieces, key, pay=pay)
    _close(session, orders, 1)
    env.cr.commit()
    for row in env["wechat.code.payment"].search([]):
        moment = _moment(env, row)
        row.write({"sent_at": moment, "closed_at": moment + timedelta(seconds=4)})


def _make_method(env, till, merchant, account):
    journal = env["account.journal"].create(
        {
            "name": "微信收款",
            "type": "bank",
            "code": "WXSK",
            "company_id": till.company_id.id,
        }
    )
    method = env["pos.payment.method"].create(
        {
            "name": "微信付款码",
            "sequence": 3,
            "journal_id": journal.id,
            "company_id": till.company_id.id,
            "payment_method_type": "terminal",
            "use_payment_terminal": "wechat_code",
            "wechat_merchant_id": merchant.id,
            "wechat_account_id": account.id,
        }
    )
    till.payment_method_ids = [Command.link(method.id)]
    return method


def _moment(env, row):
    twins = env["wechat.code.payment"].search([("order_uuid", "=", row.order_uuid)])
    order = twins.pos_order_id[:1]
    return order.date_order - timedelta(seconds=20 if row.state == "failed" else 5)


# --- the other doors ----------------------------------------------------------------


def _redeem_at_doors(env, till, cards):
    """The office, the mall's own app and an order that is delivered."""
    operator = env["res.users"].search([("login", "=", "operator")])
    office = env["coupon.redemption"].with_user(operator)
    office._redeem(
        "demo-office-1",
        cards[0].code,
        till.company_id.id,
        config_id=till.id,
        order_amount=428,
        reference="电话订单 1121-03",
        note="熟客电话下单，到店自提",
    )
    _date_back(cards[0].redemption_ids, 5, 95)
    key = env["member.api.key"].create(
        {
            "name": "商场小程序",
            "config_id": till.id,
            "user_id": _make_mall_user(env).id,
        }
    )
    key = key._find_by_key(key._make_key())
    for number, card in enumerate(cards[1:3]):
        body = {
            "code": card.code,
            "request": f"mall-2026-{number:04d}",
            "amount": 365 + 90 * number,
            "reference": f"SC{20261118 + number}",
        }
        env["member.api"]._serve(key, "redeem", body)
        _date_back(card.redemption_ids, 4 - number, 200)
    # the same coupon again: the app is told who was first
    again = {"code": cards[1].code, "request": "mall-2026-0009", "amount": 500}
    env["member.api"]._serve(key, "redeem", again)
    _order_online(env, till, cards[3])


def _make_mall_user(env):
    """Whom the mall's app acts as: without a password, so nobody signs in by it."""
    groups = ("wechat_member.group_member_user", "point_of_sale.group_pos_user")
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "商场小程序",
                "login": "mall-app",
                "lang": "zh_CN",
                "tz": "Asia/Shanghai",
                "group_ids": [Command.set([env.ref(name).id for name in groups])],
            }
        )
    )


def _order_online(env, till, card):
    shirt = env.ref("wechat_member.product_shirt")
    order = env["sale.order"].create(
        {
            "partner_id": card.partner_id.id,
            "company_id": till.company_id.id,
            "order_line": [
                Command.create({"product_id": shirt.id, "product_uom_qty": 2})
            ],
        }
    )
    order._try_apply_code(card.code)
    order._apply_program_reward(card.program_id.reward_ids[:1], card)
    order.action_confirm()
    order.date_order = _opening(2) + timedelta(minutes=420)
    _date_back(card.redemption_ids, 2, 420)
    parcel = order.picking_ids
    parcel.move_ids.quantity = 2
    parcel.move_ids.picked = True
    parcel.with_context(skip_sms=True).button_validate()


def _try_in_vain(env, till, cards, members):
    """What a till and an office are refused, in the words they are told."""
    cashier = env.ref("wechat_member.user_cashier")
    tills = env["coupon.redemption"].with_user(cashier)
    operator = env["res.users"].search([("login", "=", "operator")])
    office = env["coupon.redemption"].with_user(operator)
    company = till.company_id
    used, own, over = cards[0], cards[4], cards[5]
    over.expiration_date = fields.Date.today() - timedelta(days=4)
    own.flush_recordset()

    def hold(card, member):
        return tills.hold(card.code, _order_key(f"vain-{card.id}"), till.id, member.id)

    tries = (
        lambda: hold(used, used.partner_id),
        lambda: hold(own, members[7]),
        lambda: hold(over, over.partner_id),
        lambda: office._redeem(
            "demo-office-2", cards[1].code, company.id, note="顾客说没用过"
        ),
        lambda: office._redeem(
            "demo-office-3", own.code, company.id, order_amount=199, note="电话订单"
        ),
    )
    refusals = env["coupon.redemption.refusal"]
    for number, attempt in enumerate(tries):
        known = refusals.search([])
        attempt()
        moment = _opening(3 - number // 2) + timedelta(minutes=130 + 77 * number)
        fresh = refusals.search([]) - known
        fresh.write({"first_at": moment, "last_at": moment})


def _date_back(redemptions, ago, minutes):
    moment = _opening(ago) + timedelta(minutes=minutes)
    redemptions.write({"taken_at": moment, "closed_at": moment})
