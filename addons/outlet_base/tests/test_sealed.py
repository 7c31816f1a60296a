import os
import tempfile
import threading
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, tagged
from odoo.tools import config

from ..sealed import ENVIRONMENT, KEY_FILE, seal, unseal


@tagged("post_install", "-at_install")
class TestSealed(BaseCase):
    def setUp(self):
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(patch.dict(config.options, {"data_dir": str(self.folder)}))
        self.enterContext(patch.dict(os.environ, {ENVIRONMENT: ""}))

    def test_what_is_sealed_opens_again_and_reads_as_nothing(self):
        sealed = seal("密钥 top-secret")
        self.assertNotIn("top-secret", sealed)
        self.assertEqual(unseal(sealed), "密钥 top-secret")

    def test_the_key_is_a_file_that_only_the_server_reads(self):
        seal("x")
        self.assertEqual((self.folder / KEY_FILE).stat().st_mode & 0o077, 0)

    def test_without_the_key_nothing_opens(self):
        sealed = seal("x")
        (self.folder / KEY_FILE).unlink()
        self.assertEqual(unseal(sealed), "")

    def test_a_key_of_the_environment_takes_over_and_the_old_seals_still_open(self):
        before = seal("before")
        with patch.dict(os.environ, {ENVIRONMENT: "shared by all servers"}):
            after = seal("after")
            self.assertEqual(unseal(before), "before")
            self.assertEqual(unseal(after), "after")
        self.assertEqual(unseal(after), "")

    def test_many_at_once_make_one_key(self):
        sealed = []
        threads = [
            threading.Thread(target=lambda: sealed.append(seal("x"))) for _ in range(16)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([unseal(one) for one in sealed], ["x"] * 16)
