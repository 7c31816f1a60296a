"""Money of the demo's sellers: a top-up, orders collected by oneself, withdrawals."""

from odoo.fields import Domain

SHOP, AFFILIATE = "reseller", "affiliate"
TOP_UP, LIMIT = 3000.0, 2000.0
PAYEES = {
    SHOP: ("王梅", "6222021001012345678", "中国工商银行"),
    AFFILIATE: ("林晓", "6217001210098765432", "中国建设银行"),
}
TAX_NOTE = "佣金属于劳务报酬，个人所得税请按当地规定申报；需要凭证可联系运营方。"


def make(env):
    """Give the sellers who log in what their pages can show."""
    company = env.company
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    contracts = {login: _find_contract(env, login) for login in PAYEES}
    if not journal or not all(contracts.values()):
        return
    env["payout.account"].create(
        {"name": "公司对公账户", "provider": "bank", "journal_id": journal.id}
    )
    company.withdrawal_tax_note = TAX_NOTE
    shop = contracts[SHOP]
    shop.credit_limit = LIMIT
    _top_up(env, shop.reseller_id, journal)
    _receive(env, contracts.values())
    # what is claimed next is counted by what is committed
    env.cr.commit()
    _collect(shop)
    env.cr.commit()
    for login, contract in contracts.items():
        contract._set_payee(*PAYEES[login])
        _withdraw(env, login, contract)


def _find_contract(env, login):
    partner = env["res.users"].search([("login", "=", login)]).partner_id
    return env["reseller.contract"].search(
        [("reseller_id", "=", partner.id), ("state", "=", "active")], limit=1
    )


def _top_up(env, partner, journal):
    env["account.payment"].create(
        {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": partner.id,
            "amount": TOP_UP,
            "journal_id": journal.id,
            "memo": "预存款",
        }
    ).action_post()


def _receive(env, contracts):
    """All customers but the last have said that everything arrived."""
    for contract in contracts:
        orders = env["sale.order"].search(
            contract._own_orders_domain() & Domain("parcel_state", "=", "delivered"),
            order="id",
        )
        for order in orders[:-1]:
            order._confirm_receipt()


def _collect(contract):
    """Two customers paid the shopkeeper herself."""
    orders = contract.env["sale.order"].search(
        contract._own_orders_domain() & Domain("state", "=", "sale"), order="id desc"
    )
    for order in orders.filtered(lambda one: one._may_mark_collected())[:2]:
        order._mark_collected()


def _pay_by_bank(env, withdrawal, operator):
    """Finance puts it into a batch, a second person lets it be paid."""
    finance = env["res.users"].search([("login", "=", "finance")])
    action = withdrawal.with_user(finance).action_pay()
    payout = env["settlement.payout"].with_user(operator).browse(action["res_id"])
    payout.action_approve()
    payout.action_export()


def _withdraw(env, login, contract):
    """One withdrawal was paid, the next one waits for approval."""
    user = env["res.users"].search([("login", "=", login)])
    operator = env["res.users"].search([("login", "=", "operator")])
    withdrawals = env["reseller.withdrawal"].with_user(user)
    own = contract.with_user(user)
    for share, approved in ((0.4, True), (0.3, False)):
        amount = int(own._money_figures()["withdrawable"] * share)
        if amount < contract.company_id.withdrawal_min:
            return
        one = withdrawals._request(own, amount, "bank", f"demo-{share}")
        if approved:
            one = one.with_user(operator)
            one.action_approve()
            _pay_by_bank(env, one, operator)
        env.cr.commit()
