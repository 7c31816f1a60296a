"""The page a seller passes on, in a large network, against a bare portal page.

The whole server answers, from the request to the last byte of the page, within this
process. First view: articles nobody has looked at yet, one after the other. Crowd: 200
people, each with an address of his own, open articles at the same moment; then the same
200 open the list of orders of the portal, a page of the core.
"""

import logging
import random
import re
import statistics
import threading
import time

from werkzeug.test import Client

from odoo import http
from odoo.tools import config

from . import network_data

FIRST_VIEWS = 60
VIEWERS = 200
ROUNDS = 3
PORTAL = "/my/orders"
LIMIT = 1000  # milliseconds of the first view
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def run(context):
    """Figures of the first view and of a crowd of viewers."""
    network = network_data.make(context)
    config["db_name"] = [context.registry.db_name]
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    paths = _make_links(context, network)
    cookies = _log_in(network_data.LOGINS["shop"])
    _view("/web/login", 0)
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


def _log_in(login):
    """Return the cookies of a portal user."""
    client = Client(http.root)
    page = client.get("/web/login").get_data(as_text=True)
    form = {
        "login": login,
        "password": login,
        "csrf_token": CSRF.search(page).group(1),
    }
    answer = client.post("/web/login", data=form)
    assert answer.status_code == 303, answer.status
    return client.get_cookie("session_id").value


def _view(path, viewer, session=""):
    """Return the milliseconds until a viewer has all of a page."""
    client = Client(http.root)
    if session:
        client.set_cookie("session_id", session)
    start = time.perf_counter()
    answer = client.get(
        path,
        headers={"User-Agent": "Mozilla/5.0 MicroMessenger", "Accept": "text/html"},
        environ_overrides={"REMOTE_ADDR": f"10.{viewer // 250}.{viewer % 250}.7"},
    )
    size = len(answer.get_data())
    took = 1000 * (time.perf_counter() - start)
    assert answer.status_code == 200 and size > 1000, (path, answer.status)
    return took


def _first_views(paths, session):
    _view(paths[-1], 0)
    _view(PORTAL, 0, session)
    ours, theirs = [], []
    for number, path in enumerate(paths[:FIRST_VIEWS]):
        ours.append(_view(path, number))
        theirs.append(_view(PORTAL, number, session))
    return _figure(
        f"first view of a shared article (limit {LIMIT} ms) / {PORTAL}, p95",
        ours,
        theirs,
    )


def _crowd(paths, session):
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours += _open_at_once(paths[FIRST_VIEWS:])
        theirs += _open_at_once([PORTAL] * VIEWERS, session)
    return _figure(
        f"{VIEWERS} viewers of shared articles at once / {PORTAL}, p95", ours, theirs
    )


def _open_at_once(paths, session=""):
    """Let as many people as there are paths open them at the same moment."""
    took, start = [], threading.Barrier(len(paths))

    def open_one(number, path):
        start.wait()
        took.append(_view(path, number, session))

    threads = [
        threading.Thread(target=open_one, args=pair) for pair in enumerate(paths)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(took) == len(paths), "some pages failed"
    return took


def _figure(name, ours, theirs):
    one, other = _p95(ours), _p95(theirs)
    return {
        "name": name,
        "ratio": one / other,
        "numerator": one,
        "denominator": other,
        "unit": "ms",
        "median": statistics.median(ours),
        "median_denominator": statistics.median(theirs),
        "most": max(ours),
    }


def _p95(values):
    return sorted(values)[int(len(values) * 0.95) - 1]
