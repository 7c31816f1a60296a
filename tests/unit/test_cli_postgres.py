"""The embedded PostgreSQL, for real: started, killed, repaired, refused."""

import os
import shutil
import signal
import time
import unittest

from cli import paths, postgres
from cli.steps import Problem


class TestCluster(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = postgres.Cluster(f"unit-{os.getpid()}", postgres.FAST)
        cls.addClassCleanup(cls.cluster.remove)
        cls.cluster.start()

    def setUp(self):
        self.cluster.start()

    def server(self, user):
        return postgres.Server(self.cluster.folder, user=user)

    def test_role_may_create_databases_and_is_not_the_superuser(self):
        self.assertIsNone(self.cluster.check())
        self.assertEqual(self.cluster.psql("SHOW is_superuser"), [["off"]])

    def test_it_listens_on_no_network(self):
        self.assertEqual(self.cluster.psql("SHOW listen_addresses"), [["\n".strip()]])

    def test_a_second_start_finds_it_running(self):
        self.assertFalse(self.cluster.start())

    def test_it_starts_again_after_being_killed(self):
        self.cluster.psql("CREATE DATABASE kept")
        pid_file = self.cluster.folder / "postmaster.pid"
        os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
        # its children end when they notice
        deadline = time.monotonic() + 20
        started = False
        while not started and time.monotonic() < deadline:
            try:
                started = self.cluster.start()
            except Problem:
                time.sleep(0.5)
        self.assertIn("kept", self.cluster.databases())
        self.cluster.psql("DROP DATABASE kept")

    def test_a_half_made_cluster_is_made_anew(self):
        other = postgres.Cluster(f"half-{os.getpid()}", postgres.FAST)
        self.addCleanup(other.remove)
        part = other.folder.with_name(f"{other.folder.name}.part")
        for folder in (part, other.folder):
            (folder / "base").mkdir(parents=True)
        self.assertTrue(other.start())
        self.assertFalse(part.exists())

    def test_a_deep_folder_is_no_trouble_for_the_socket(self):
        deep = postgres.Cluster("d" * 90, postgres.FAST)
        self.addCleanup(shutil.rmtree, deep.host, ignore_errors=True)
        self.addCleanup(deep.remove)
        self.assertNotEqual(deep.host, str(deep.folder))
        deep.start()
        self.assertIn("postgres", deep.databases())

    def test_role_postgres_is_refused(self):
        with self.assertRaisesRegex(Problem, "Odoo refuses the database role postgres"):
            self.server("postgres").check()

    def test_role_without_the_right_to_create_is_refused(self):
        self.cluster.psql("CREATE ROLE weak LOGIN", user="postgres")
        self.addCleanup(self.cluster.psql, "DROP ROLE weak", user="postgres")
        with self.assertRaisesRegex(Problem, "ALTER ROLE weak CREATEDB"):
            self.server("weak").check()

    def test_unknown_role_says_what_to_check(self):
        with self.assertRaisesRegex(Problem, "as nobody: .*DB_USER and DB_PASSWORD"):
            self.server("nobody").check()

    def test_unreachable_server_is_named(self):
        with self.assertRaisesRegex(Problem, "127.0.0.1:9 does not let us in.*DB_HOST"):
            postgres.Server("127.0.0.1", "9").check()

    def test_names_that_are_none_never_reach_sql(self):
        with self.assertRaises(Problem):
            postgres.identifier('outlet"; DROP DATABASE x; --')


class TestSettings(unittest.TestCase):
    def test_the_ordinary_cluster_is_durable(self):
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self.assertNotIn(setting, postgres.DURABLE)

    def test_an_existing_server_comes_from_the_environment(self):
        before = dict(os.environ)
        self.addCleanup(os.environ.update, before)
        self.addCleanup(os.environ.clear)
        os.environ.update(DB_HOST="db", DB_PORT="5433", DB_USER="u", DB_PASSWORD="p")
        self.assertEqual(
            postgres.main_server().odoo_options(),
            {"db_host": "db", "db_port": "5433", "db_user": "u", "db_password": "p"},
        )

    def test_without_one_it_is_ours(self):
        os.environ.pop("DB_HOST", None)
        self.assertEqual(postgres.main_server().folder, paths.STATE / "pg" / "main")
