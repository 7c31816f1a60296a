"""Many processes that need WeChat's token at the very same moment."""

import multiprocessing

from odoo import SUPERUSER_ID, api, sql_db

from tests.simulators.wechat import Wechat, tokens

from .race import Race

PROCESSES = 8
TOKEN = "/cgi-bin/stable_token"
FORK = multiprocessing.get_context("fork")


def work(registry, account_id, line):
    """Ask for each word that comes, and say what came of it."""
    while line.recv():
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            account = env["wechat.account"].browse(account_id)
            try:
                answer = account._call("/cgi-bin/getcallbackip", verb="GET")
            except Exception as error:
                line.send(f"{type(error).__name__} {error}")
            else:
                line.send("done" if answer.get("ip_list") else str(answer))


class TestConcurrentToken(Race):
    def setUp(self):
        super().setUp()
        self.wechat = Wechat().__enter__()
        self.addCleanup(self.wechat.__exit__, None, None, None)
        app = self.wechat.new_app()
        self.app_id = app["appid"]
        with self.environment() as env:
            account = env["wechat.account"].create(
                {
                    "name": self.key,
                    "app_id": self.app_id,
                    "secret": app["secret"],
                    "simulator_url": self.wechat.url,
                }
            )
            self.account = account.id
        self.addCleanup(self._withdraw)

    def _withdraw(self):
        with self.environment() as env:
            env["wechat.account"].browse(self.account).unlink()

    def _start(self):
        """A process of its own that asks each time it is told to."""
        here, there = FORK.Pipe()
        process = FORK.Process(target=work, args=(self.registry, self.account, there))
        process.start()
        self.addCleanup(process.join, 30)
        self.addCleanup(here.send, None)
        return here

    def _take_turn(self, workers):
        """Let all of them ask at once, and return what each one says."""
        for worker in workers:
            worker.send("ask")
        return [worker.recv() for worker in workers]

    def _count(self, path):
        return sum(asked["path"] == path for asked in self.wechat.requests)

    def test_one_process_renews_for_all(self):
        """However many ask: one fetches the token, the others use it."""
        # no process may inherit a connection to the database
        sql_db.close_all()
        workers = [self._start() for _process in range(PROCESSES)]
        self.assertEqual(self._take_turn(workers), ["done"] * PROCESSES)
        self.assertEqual(self._count(TOKEN), 1)
        # another system made a new one: theirs is refused, all at once
        tokens.lose(self.wechat, self.wechat.apps[self.app_id], "replace")
        self.assertEqual(self._take_turn(workers), ["done"] * PROCESSES)
        self.assertEqual(self._count(TOKEN), 2)
        with self.environment() as env:
            token = env["wechat.token"].search([("account_id", "=", self.account)])
            self.assertEqual(token.generation, 2)
