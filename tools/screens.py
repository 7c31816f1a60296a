"""The screens worth a picture: who opens them, where, how wide, after which steps.

A step is ("click", selector), ("try", selector) for what may not be there, ("fill",
selector, text), ("scan", code) or ("wait", selector); selectors are playwright's.
Add a line here and run `./outlet shots` again.
"""

from typing import NamedTuple

DESK, PHONE = 1440, 390
ROW = ".o_data_row >> nth=0 >> td.o_data_cell >> nth=1"
CARD = ".o_kanban_record:not(.o_kanban_ghost) >> nth=0"
STOCK_FILE = ":is(.o_data_row, .o_kanban_record):has-text('agents_stock') >> nth=-1"
TILL = (
    ("wait", ".open-register-btn, .product-screen .product"),
    ("try", ".open-register-btn"),
    ("try", ".modal .btn-primary"),
    ("wait", ".product-screen .product"),
    ("scan", "04500010018601"),
    ("wait", ".member-panel"),
    ("click", ".product:has-text('羊毛圆领针织衫')"),
)
ORDER = "/outlet/o/shoutao-order-demo-page-001"
PLACE = "/outlet/p/lijie-yipu-demo-place-001"
LINK = "/s/amei-demo-link-001"
MEMBER = "/member/wangxiaoyan-demo-member-card-001"
GIFT = "/member/gift/demo-gift-card-from-wang-for-li1"
RECEIVER = "李雷，13812345678，北京市朝阳区建国路88号院3号楼502"


class Screen(NamedTuple):
    name: str
    login: str  # empty: nobody is signed in
    path: str
    widths: tuple = (DESK,)
    steps: tuple = ()
    part: str = ""  # show this element instead of the top of the page


def opened(row=ROW):
    return (("click", row), ("wait", ".o_form_view"))


def tab(name):
    """A part of the member's page."""
    return (("click", f"nav.tabs a[href='#{name}']"),)


SCREENS = (
    Screen("login", "", "/web/login", (DESK, PHONE)),
    # the operator's house
    Screen("operator-desk", "operator", "/odoo/outlet-desk", (DESK, PHONE)),
    Screen("operator-sessions", "operator", "/odoo/outlet-sessions"),
    Screen(
        "operator-session", "operator", "/odoo/outlet-sessions", (DESK,), opened(CARD)
    ),
    Screen("operator-rules", "operator", "/odoo/protection-rules"),
    Screen("operator-rule", "operator", "/odoo/protection-rules", (DESK,), opened()),
    Screen("operator-prices", "operator", "/odoo/price-changes"),
    Screen("operator-lots", "operator", "/odoo/outlet-lots"),
    Screen(
        "operator-calculator",
        "operator",
        "/odoo/outlet-lot-calculator",
        (DESK,),
        opened(),
    ),
    Screen("operator-network", "operator", "/odoo/reseller-network", (DESK, PHONE)),
    Screen("operator-ranking", "operator", "/odoo/reseller-ranking"),
    Screen("operator-applications", "operator", "/odoo/reseller-applications"),
    Screen("operator-links", "operator", "/odoo/group-sales"),
    Screen("operator-doubtful", "operator", "/odoo/doubtful-trade"),
    Screen("operator-ageing", "operator", "/odoo/outlet-ageing"),
    Screen("operator-sizes", "operator", "/odoo/outlet-size-runs"),
    Screen("operator-channels", "operator", "/odoo/outlet-channels"),
    Screen("operator-pulse", "operator", "/odoo/outlet-pulse"),
    Screen("operator-sell-through", "operator", "/odoo/outlet-sell-through"),
    Screen("operator-parties", "operator", "/odoo/outlet-parties"),
    Screen("operator-place", "operator", "/odoo/outlet-places", (DESK,), opened()),
    Screen("operator-offers", "operator", "/odoo/outlet-offers", (DESK, PHONE)),
    Screen("operator-offer", "operator", "/odoo/outlet-offers", (DESK,), opened(CARD)),
    Screen("operator-styles", "operator", "/odoo/outlet-styles"),
    Screen("operator-brands", "operator", "/odoo/outlet-brands"),
    Screen("operator-contracts", "operator", "/odoo/outlet-contracts"),
    Screen(
        "operator-contract", "operator", "/odoo/outlet-contracts", (DESK,), opened()
    ),
    Screen("operator-agents", "operator", "/odoo/outlet-agents"),
    Screen("operator-places", "operator", "/odoo/outlet-places"),
    Screen("operator-warehouses", "operator", "/odoo/agent-warehouses"),
    Screen("operator-stock", "operator", "/odoo/agent-stock"),
    Screen("operator-imports", "operator", "/odoo/outlet-imports"),
    Screen(
        "operator-import",
        "operator",
        "/odoo/outlet-imports",
        (DESK, PHONE),
        (("click", STOCK_FILE), ("wait", ".o_outlet_row")),
    ),
    Screen("operator-headers", "operator", "/odoo/outlet-import-columns"),
    Screen("operator-orders", "operator", "/odoo/outlet-orders", (DESK, PHONE)),
    Screen("operator-order", "operator", "/odoo/outlet-orders", (DESK,), opened()),
    Screen(
        "operator-why",
        "operator",
        "/odoo/outlet-orders",
        (DESK, PHONE),
        (*opened(), ("click", "a[name=routing]")),
        ".o_notebook",
    ),
    Screen("operator-dispatches", "operator", "/odoo/dispatches"),
    Screen("operator-interceptions", "operator", "/odoo/interceptions"),
    Screen("operator-parcels", "operator", "/odoo/parcels"),
    Screen("operator-parcel", "operator", "/odoo/parcels", (DESK,), opened()),
    Screen("operator-cases", "operator", "/odoo/aftersales"),
    Screen(
        "operator-case", "operator", "/odoo/aftersales", (DESK, PHONE), opened(CARD)
    ),
    Screen("operator-policies", "operator", "/odoo/routing-policies"),
    Screen("operator-policy", "operator", "/odoo/routing-policies", (DESK,), opened()),
    Screen("operator-rate-cards", "operator", "/odoo/rate-cards"),
    Screen("operator-routing-settings", "operator", "/odoo/routing-settings"),
    Screen("operator-replays", "operator", "/odoo/routing-replays"),
    Screen("operator-scorecards", "operator", "/odoo/scorecards"),
    Screen(
        "operator-scorecard",
        "operator",
        "/odoo/scorecards",
        (DESK,),
        opened(),
    ),
    Screen("operator-terms", "operator", "/odoo/supplier-terms"),
    Screen("operator-fulfilment", "operator", "/odoo/fulfilment"),
    Screen("operator-files", "operator", "/odoo/exchange-files"),
    Screen("operator-layouts", "operator", "/odoo/exchange-layouts"),
    Screen("operator-layout", "operator", "/odoo/exchange-layouts", (DESK,), opened()),
    Screen("operator-sources", "operator", "/odoo/order-sources"),
    Screen("operator-statements", "operator", "/odoo/outlet-statements"),
    Screen(
        "operator-statement", "operator", "/odoo/outlet-statements", (DESK,), opened()
    ),
    Screen("finance-reconciliation", "finance", "/odoo/outlet-reconciliation"),
    Screen("finance-closing", "finance", "/odoo/outlet-closing"),
    Screen("finance-margins", "finance", "/odoo/outlet-margins"),
    Screen("finance-forecast", "finance", "/odoo/outlet-forecast"),
    Screen("finance-payment", "finance", "/odoo/outlet-payouts", (DESK,), opened()),
    Screen("finance-statements", "finance", "/odoo/outlet-statements", (PHONE,)),
    Screen("agent-guide", "agent", "/guide/agent"),
    Screen("reseller-guide", "reseller", "/guide/reseller", (PHONE,)),
    Screen("operator-shares", "operator", "/odoo/outlet-shares"),
    Screen("operator-resellers", "operator", "/odoo/resellers"),
    Screen("operator-tiers", "operator", "/odoo/reseller-tiers"),
    Screen("operator-members", "operator", "/odoo/members"),
    Screen("operator-levels", "operator", "/odoo/member-levels"),
    Screen("operator-card-type", "operator", "/odoo/card-types", (DESK,), opened()),
    Screen("operator-entries", "operator", "/odoo/member-entries"),
    Screen("operator-member-channels", "operator", "/odoo/member-channels"),
    Screen("operator-stages", "operator", "/odoo/member-stages"),
    Screen("operator-campaigns", "operator", "/odoo/member-campaigns"),
    Screen(
        "operator-campaign",
        "operator",
        "/odoo/member-campaigns",
        (DESK,),
        opened(".o_data_row:has-text('300') >> td.o_data_cell >> nth=0"),
    ),
    Screen("operator-member-overview", "operator", "/odoo/member-overview"),
    Screen("operator-stored-value", "operator", "/odoo/member-stored-value"),
    Screen("operator-wechat", "operator", "/odoo/wechat-accounts", (DESK,), opened()),
    Screen("operator-followers", "operator", "/odoo/wechat-followers"),
    # brand and agent
    Screen("brand-desk", "brand", "/odoo/outlet-desk", (DESK, PHONE)),
    Screen("brand-sales", "brand", "/odoo/outlet-sales"),
    Screen("brand-rules", "brand", "/odoo/protection-rules"),
    Screen("agent-overview", "agent", "/odoo/outlet-desk", (DESK, PHONE)),
    Screen("agent-offers", "agent", "/odoo/outlet-offers", (DESK, PHONE)),
    Screen("agent-offer", "agent", "/odoo/outlet-offers", (DESK, PHONE), opened(CARD)),
    Screen("agent-sessions", "agent", "/odoo/outlet-sessions"),
    Screen("agent-imports", "agent", "/odoo/outlet-imports"),
    Screen("brand-offers", "brand", "/odoo/outlet-offers", (DESK, PHONE)),
    Screen("brand-contracts", "brand", "/odoo/outlet-contracts"),
    Screen("agent-desk", "agent", "/odoo/dispatches", (DESK, PHONE)),
    Screen("agent-dispatch", "agent", "/odoo/dispatches", (DESK, PHONE), opened(CARD)),
    Screen("agent-packing", "agent", "/odoo/packing", (DESK, PHONE)),
    Screen("agent-parcels", "agent", "/odoo/parcels", (PHONE,)),
    Screen("agent-cases", "agent", "/odoo/aftersales", (DESK, PHONE)),
    Screen("agent-score", "agent", "/odoo/scorecards", (DESK, PHONE)),
    Screen("agent-stock", "agent", "/odoo/agent-stock"),
    Screen("agent-files", "agent", "/odoo/exchange-files"),
    Screen("agent-statements", "agent", "/odoo/outlet-statements"),
    # resellers and affiliates, phone first
    Screen("reseller-home", "reseller", "/my/outlet", (DESK, PHONE)),
    Screen("reseller-sessions", "reseller", "/my/outlet/sessions", (PHONE,)),
    Screen("place-page", "", PLACE, (DESK, PHONE)),
    Screen("reseller-selection", "reseller", "/my/outlet/articles", (DESK, PHONE)),
    Screen(
        "reseller-article",
        "reseller",
        "/my/outlet/articles",
        (DESK, PHONE),
        (("click", ".oo_article >> nth=0"), ("wait", ".oo_price_form")),
    ),
    Screen(
        "reseller-order-entry",
        "reseller",
        "/my/outlet/articles",
        (DESK, PHONE),
        (
            ("click", ".oo_article >> nth=0"),
            ("click", ".oo_buy_bar button[type=submit]"),
            ("fill", "textarea[name=text]", RECEIVER),
            ("wait", "input[name=district]"),
        ),
    ),
    Screen("reseller-orders", "reseller", "/my/outlet/orders", (DESK, PHONE)),
    Screen(
        "reseller-order",
        "reseller",
        "/my/outlet/orders",
        (DESK, PHONE),
        (("click", ".oo_order >> nth=0"), ("wait", ".oo_parcel")),
    ),
    Screen("reseller-cases", "reseller", "/my/outlet/cases", (PHONE,)),
    Screen("order-page", "", ORDER, (DESK, PHONE)),
    Screen("reseller-statements", "reseller", "/my/outlet/statements", (DESK, PHONE)),
    Screen("reseller-me", "reseller", "/my/outlet/me", (PHONE,)),
    Screen("reseller-shop", "reseller", "/my/outlet/shop", (PHONE,)),
    Screen(
        "reseller-share",
        "reseller",
        "/my/outlet/articles?stock=1",
        (PHONE,),
        (
            ("click", ".oo_article >> nth=0"),
            ("click", ".ol_share_form button"),
            ("wait", ".ol_poster"),
        ),
    ),
    Screen("reseller-links", "reseller", "/my/outlet/links", (PHONE,)),
    Screen("reseller-customers", "reseller", "/my/outlet/customers", (PHONE,)),
    Screen("reseller-balance", "reseller", "/my/outlet/balance", (PHONE,)),
    Screen("reseller-tier", "reseller", "/my/outlet/tier", (PHONE,)),
    Screen("reseller-deals", "reseller", "/my/outlet/deals", (PHONE,)),
    Screen("reseller-coupons", "reseller", "/my/outlet/coupons", (PHONE,)),
    Screen("shared-page", "", LINK, (DESK, PHONE)),
    Screen("affiliate-home", "affiliate", "/my/outlet", (PHONE,)),
    # the shop
    Screen("cashier-till", "cashier", "/pos/ui/1", (DESK,), TILL),
    Screen("member-card", "", MEMBER, (DESK, PHONE)),
    Screen("member-coupons", "", MEMBER, (PHONE,), tab("coupons")),
    Screen("member-points", "", MEMBER, (PHONE,), tab("points")),
    Screen("member-money", "", MEMBER, (PHONE,), tab("money")),
    Screen("member-levels", "", MEMBER, (PHONE,), tab("me")),
    Screen("member-gift-card", "", GIFT, (PHONE,)),
)
