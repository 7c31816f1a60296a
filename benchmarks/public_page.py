"""The page a seller passes on, in a large network, against a portal page.

The whole server answers, from the request to the last byte of the page, within this
process. First view: articles nobody has looked at yet, one after the other. Crowd: 200
people, each with an address of his own, open articles at the same moment and wait for a
worker; then the same 200 open a buyer's list of 40 orders, a page of the core.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor

from . import network_data
from ._pages import PORTAL, figure, log_in_buyer, serve, view

FIRST_VIEWS = 60
VIEWERS = 200
WORKERS = 8
ROUNDS = 3
LIMIT = 1000  # milliseconds of the first view


def run(context):
    """Figures of the first view and of a crowd of viewers."""
    network = network_data.make(context)
    serve(context)
    paths = _make_links(context, network)
    cookies = log_in_buyer(context)
    view("/web/login", 0)
    return [_first_views(paths, cookies), _crowd(paths, cookies)]


def _make_links(context, network):
    """Return the addresses of links to articles that can be sold, in any order."""
    with context.environment(commit=True) as env:
        contract = env["reseller.contract"].browse(network.shop)
        place = contract.default_place_id or contract.place_ids[:1]
        offers = env["outlet.offer"]._search(place._get_offers_domain())
        templates = env["product.template"].search(
            [("id", "in", offers.subselect("product_tmpl_id"))],
            limit=FIRST_VIEWS + VIEWERS,
        )
        links = env["share.link"]._find_or_create(contract, place, templates)
        paths = [f"/s/{link.token}" for link in links]
    random.Random(5).shuffle(paths)
    return paths


def _first_views(paths, session):
    view(paths[-1], 0)
    view(PORTAL, 0, session)
    ours, theirs = [], []
    for number, path in enumerate(paths[:FIRST_VIEWS]):
        ours.append(view(path, number))
        theirs.append(view(PORTAL, number, session))
    return figure(
        f"first view of a shared article (limit {LIMIT} ms) / {PORTAL}, p95",
        ours,
        theirs,
    )


def _crowd(paths, session):
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours += _open_at_once(paths[FIRST_VIEWS:])
        theirs += _open_at_once([PORTAL] * VIEWERS, session)
    return figure(
        f"{VIEWERS} viewers of shared articles at once / {PORTAL}, p95", ours, theirs
    )


def _open_at_once(paths, session=""):
    """Milliseconds each of so many people waits who open these at the same moment.

    As on a server, a few workers serve them all; waiting for a turn counts.
    """
    start = time.perf_counter()

    def open_one(number, path):
        view(path, number, session)
        return 1000 * (time.perf_counter() - start)

    with ThreadPoolExecutor(WORKERS) as workers:
        return list(workers.map(open_one, range(len(paths)), paths))
