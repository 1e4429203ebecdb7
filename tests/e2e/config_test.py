"""hengd's settings as an administrator meets them: file, environment, flags, and hengd config."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from office import BIN, ROOT, Result


class Config(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "hengd.toml"

    def hengd(self, *arguments, lang="en", **environment):
        environment = {**os.environ, "HENG_LANG": lang, **environment}
        return Result(subprocess.run([BIN / "hengd", *map(str, arguments)], env=environment, capture_output=True, timeout=60,
                                     check=False, cwd=self.folder))

    def test_each_value_with_its_source(self):
        self.file.write_text('drain_seconds = 3\n[listen]\naddress = "127.0.0.1:1"\n[log]\ncalls = false\n')
        done = self.hengd("config", "--json", "--listen", "127.0.0.1:2", HENG_CONFIG=str(self.file), HENGD_LOG_CALLS="true")
        self.assertEqual(done.code, 0, done)
        settings = {setting["key"]: setting for setting in done.json()}
        self.assertEqual(settings["drain_seconds"],
                         {"key": "drain_seconds", "value": 3, "source": "file", "place": f"{self.file}:1"})
        self.assertEqual(settings["listen.address"]["place"], "--listen")
        self.assertEqual(settings["listen.address"]["value"], "127.0.0.1:2")
        self.assertEqual((settings["log.calls"]["source"], settings["log.calls"]["value"]), ("environment", True))
        self.assertEqual(settings["store"]["source"], "default")

    def test_the_flag_names_the_file_before_the_environment_does(self):
        self.file.write_text("drain_seconds = 3\n")
        done = self.hengd("config", "--config", self.file, HENG_CONFIG="/nonexistent")
        self.assertIn(f"drain_seconds = 3  # {self.file}:1", done.out)
        self.assertEqual(self.hengd("config", HENG_CONFIG="/nonexistent").code, 2)

    def test_everything_wrong_at_once_in_both_languages(self):
        self.file.write_text('drain_second = 3\n[tls]\nkey = 4\n')
        for lang, words in (("en", "did you mean"), ("zh", "是不是")):
            done = self.hengd("--config", self.file, "--listn", "x", "--default-policy", "atlantis", lang=lang,
                              HENGD_DRAIN="1")
            self.assertEqual((done.code, done.out), (2, ""), done)
            for word in (f"{self.file}:1: drain_second", f"{self.file}:3: tls.key", "--listn", "atlantis", "HENGD_DRAIN", words):
                self.assertIn(word, done.err)
            self.assertEqual(len(done.err.splitlines()), 5)

    def test_check_reads_the_files_config_does_not(self):
        flags = ("--tls-certificate", "no.pem", "--tls-key", "no.key")
        self.assertEqual(self.hengd("config", *flags).code, 0)
        done = self.hengd("config", "--check", *flags)
        self.assertEqual(done.code, 2)
        self.assertIn("--tls-certificate: no.pem can't be read", done.err)
        self.assertIn("--tls-key: no.key can't be read", done.err)
        self.assertEqual(self.hengd("config", "--check").out, "the settings are fine\n")

    def test_maintenance_takes_the_store_from_the_file(self):
        self.file.write_text(f'store = "sqlite:{self.folder}/named.db"\n')
        done = self.hengd("check", "--config", self.file)
        self.assertEqual(done.code, 1)
        self.assertIn("named.db", done.err)
        self.assertEqual(self.hengd("check", HENGD_STORE="oracle:x").code, 2)

    def test_a_wrong_language_is_refused(self):
        done = self.hengd("config", lang="fr", LC_ALL="en_US.UTF-8")
        self.assertEqual(done.code, 2)
        self.assertIn('HENG_LANG: there is no language "fr"', done.err)

    def test_the_table_in_deploy_is_the_one_printed(self):
        self.assertEqual(self.hengd("config", "--docs").out, (ROOT / "deploy/settings.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
