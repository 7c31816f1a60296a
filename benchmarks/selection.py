"""The selection centre with 50,000 offers, against a page of Odoo's portal.

Whole pages as a reseller's phone asks for them, in turn with a buyer's 40 orders: the
start of the list and a page far behind, goods in stock, searches, one article, his shop
and what ends soon.
"""

from . import network_data
from ._pages import PORTAL, figure, log_in, log_in_buyer, serve, view

ROUNDS = 30
PICKS = 20
ARTICLES = "/my/outlet/articles"


def run(context):
    """One figure for each page: the ratio of the 95th percentiles."""
    network = network_data.make(context)
    serve(context)
    pages = _get_pages(context, network)
    seller, buyer = log_in(network_data.LOGINS["shop"]), log_in_buyer(context)
    return [_measure(name, path, seller, buyer) for name, path in pages.items()]


def _get_pages(context, network):
    """Return {what it is: address}, with some picks in the shop."""
    with context.environment(commit=True) as env:
        contract = env["reseller.contract"].browse(network.shop)
        shown = contract._offers_domain()
        domain = contract._articles_domain(shown, in_stock=True)
        templates = contract._search_listed(domain, "new", 0, PICKS)
        contract._add_picks(templates)
        article = templates[0].id
    return {
        "first page of the selection": ARTICLES,
        "page 20 of the selection": f"{ARTICLES}/page/20",
        "goods in stock": f"{ARTICLES}?stock=1",
        "search by pinyin initials": f"{ARTICLES}?search=csfy",
        "search for two words": f"{ARTICLES}?search=羊毛+风衣",
        "what earns most": f"{ARTICLES}?order=gain",
        "one article": f"/my/outlet/article/{article}",
        f"my shop with {PICKS} picks": "/my/outlet/shop",
        "what ends soon": "/my/outlet/deals",
        "home": "/my/outlet",
    }


def _measure(name, path, seller, buyer):
    view(path, 0, seller)
    view(PORTAL, 0, buyer)
    ours, theirs = [], []
    for number in range(ROUNDS):
        # each from an address of its own, as phones are
        ours.append(view(path, number, seller))
        theirs.append(view(PORTAL, number, buyer))
    return figure(f"{name} / {PORTAL}, p95", ours, theirs)
