"""People and programs with tokens of their own: contexts, login, the directory from tables, grants, TLS."""

import os
import pathlib
import shutil
import stat
import subprocess
import tempfile
import unittest

from office import BIN, DIRECTORY, ROOT, SEEDS, Office, Result


class Bureau(Office):
    """An office that was set up by `hengd init`; its administrator's token is in a file."""

    def __init__(self, *flags):
        super().__init__(*flags)
        self.admin_token = self.token_file
        self.config = self.directory / "config/config.toml"

    def set_up(self):
        """The tests do it themselves."""

    def run(self, *arguments, stdin=None, lang="zh", **environment):
        """`heng` with a configuration of its own and nothing else of where and who."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HENG_")}
        kept.update(environment, HENG_CONFIG=str(self.config), HENG_LANG=lang)
        done = subprocess.run([BIN / "heng", *map(str, arguments)], input=stdin, env=kept, check=False,
                              stdin=subprocess.DEVNULL if stdin is None else None, capture_output=True, timeout=120)
        return Result(done)

    def as_admin(self, *arguments, **more):
        return self.run(*arguments, "--server", self.address, "--token-file", self.admin_token, **more)


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


class Client(unittest.TestCase):
    def ok(self, done):
        self.assertEqual(done.code, 0, done)
        return done

    def fill(self, bureau):
        self.ok(bureau.as_admin("org", "import", DIRECTORY / "orgs.csv"))
        self.ok(bureau.as_admin("project", "import", DIRECTORY / "projects.csv"))

    def make(self, bureau, name, role, org):
        """A principal with one role; returns the file with its token."""
        token = bureau.directory / f"{name}.token"
        self.ok(bureau.as_admin("access", "create", name, "--title", name, "--org", org))
        self.ok(bureau.as_admin("access", "grant", name, "--role", role, "--org", org))
        made = self.ok(bureau.as_admin("token", "create", "--principal", name, "--title", "测试", "--out", token))
        self.assertEqual(mode_of(token), 0o600)
        self.assertNotIn(token.read_text().strip(), made.out + made.err)
        return token

    def test_contexts_and_login(self):
        with Bureau() as bureau:
            self.assertEqual(bureau.run("login", "--stdin", stdin=b"").code, 2)  # no context yet
            self.ok(bureau.run("config", "set-context", "office", "--server", bureau.address))
            stranger = bureau.run("whoami")
            self.assertEqual(stranger.code, 3, stranger)
            self.assertIn("heng login", stranger.err)
            secret = bureau.admin_token.read_bytes()
            login = self.ok(bureau.run("login", "--stdin", stdin=secret))
            kept = bureau.config.parent / "tokens/office"
            self.assertEqual((mode_of(kept), mode_of(bureau.config), mode_of(bureau.config.parent)), (0o600, 0o600, 0o700))
            self.assertNotIn(secret.strip(), (login.out + login.err).encode() + bureau.config.read_bytes())
            who = self.ok(bureau.run("whoami", "-o", "json")).json()
            self.assertEqual(who["principal"]["name"], "principals/admin")
            self.assertIn("CreateOrg", who["methods"])
            # A server named by hand gets no token of the context.
            self.assertEqual(bureau.run("whoami", "--server", bureau.address).code, 3)
            kept.chmod(0o644)
            open_file = bureau.run("whoami")
            self.assertEqual(open_file.code, 2, open_file)
            self.assertIn(f"chmod 600 {kept}", open_file.err)
            kept.chmod(0o600)
            self.ok(bureau.run("logout", "--revoke"))
            self.assertFalse(kept.exists())
            revoked = bureau.as_admin("whoami")
            self.assertEqual(revoked.code, 3, revoked)
            self.assertIn("TOKEN_REVOKED", revoked.err)

    def test_a_token_where_others_can_see_it_is_refused(self):
        with Bureau() as bureau:
            secret = bureau.admin_token.read_text().strip()
            for arguments, environment in ((["--token", secret], {}), ([f"--token={secret}"], {}), (["--token-file", secret], {}),
                                           ([], {"HENG_TOKEN": secret}), ([], {"HENG_TOKEN_FILE": secret})):
                for lang in ("zh", "en"):
                    done = bureau.run("whoami", "--server", bureau.address, *arguments, lang=lang, **environment)
                    self.assertEqual(done.code, 2, done)
                    self.assertIn("heng login", done.err)
                    self.assertIn("--token-file", done.err)
                    self.assertNotIn(secret, done.out + done.err)

    def test_the_directory_comes_from_tables(self):
        with Bureau() as bureau:
            dry = self.ok(bureau.as_admin("org", "import", "--dry-run", DIRECTORY / "orgs.csv"))
            self.assertIn("没有写入", dry.err)
            self.assertEqual(len(bureau.as_admin("org", "list", "-o", "json").json_lines()), 1)
            results = bureau.directory / "results.csv"
            first = self.ok(bureau.as_admin("org", "import", DIRECTORY / "orgs.csv", "--results", results))
            self.assertIn("新建 14", first.err)
            self.assertIn("大同市", bureau.as_admin("org", "list").out)
            self.assertEqual(len(results.read_text(encoding="utf-8-sig").splitlines()), 16)
            again = self.ok(bureau.as_admin("org", "import", DIRECTORY / "orgs.csv"))
            self.assertIn("新建 0，更新 0，未变 15，拒绝 0", again.err)
            # GB18030 and JSON say the same.
            self.assertIn("新建 14", self.ok(bureau.as_admin("project", "import", DIRECTORY / "projects.csv")).err)
            same = self.ok(bureau.as_admin("project", "import", DIRECTORY / "projects.json"))
            self.assertIn("新建 0，更新 0，未变 14，拒绝 0", same.err)
            mixed = bureau.directory / "mixed.csv"
            mixed.write_text("编号,名称,类型,上级\nxz-xin,新中心,单位,sx-xinzhou-304\nxz-cuo,错,单位,not-there\n", encoding="utf-8")
            part = bureau.as_admin("org", "import", mixed)
            self.assertEqual(part.code, 6, part)
            self.assertIn("mixed.csv:3  拒绝", part.out)
            self.ok(bureau.as_admin("org", "show", "xz-xin"))

    def test_people_do_what_their_roles_allow(self):
        with Bureau() as bureau:
            self.fill(bureau)
            token = self.make(bureau, "zhang-san", "填报人", "sx-datong-121005")
            environment = {"HENG_SERVER": bureau.address, "HENG_TOKEN_FILE": str(token)}
            self.ok(bureau.run("submit", SEEDS / "1-canjiren-baozhangjin.json", **environment))
            self.assertEqual(len(bureau.run("eval", "list", "--org", "sx-datong", "-o", "json", **environment).json_lines()), 1)
            self.assertEqual(self.ok(bureau.run("eval", "count", "-o", "json", **environment)).json()["count"], "1")
            denied = bureau.run("submit", SEEDS / "4-shebao-jingban.json", **environment)  # another unit's
            self.assertEqual(denied.code, 3, denied)
            self.assertIn("heng whoami", denied.err)
            self.assertEqual(bureau.run("org", "create", "sx-new", "--title", "x", "--type", "unit", "--parent", "sx-datong-121",
                                        **environment).code, 3)
            self.ok(bureau.as_admin("access", "disable", "zhang-san", "--yes"))
            gone = bureau.run("whoami", **environment)
            self.assertEqual(gone.code, 3, gone)
            self.assertIn("PRINCIPAL_DISABLED", gone.err)
            self.ok(bureau.as_admin("access", "enable", "zhang-san"))
            self.ok(bureau.run("whoami", **environment))

    def test_five_centres_become_one(self):
        with Bureau() as bureau:
            self.fill(bureau)
            five = ["sx-xinzhou-jiguan-yanglao", "sx-xinzhou-qiye-yanglao", "sx-xinzhou-jumin-yanglao", "sx-xinzhou-gongshang",
                    "sx-xinzhou-shiye"]
            merge = ["org", "merge", *five, "--into", "sx-xinzhou-shebao", "--date", "2021-03-01"]
            self.assertEqual(bureau.as_admin(*merge).code, 2)  # nobody to ask, and no --yes
            self.ok(bureau.as_admin(*merge, "--dry-run"))
            self.ok(bureau.as_admin(*merge, "--yes"))
            org = bureau.as_admin("org", "show", "sx-xinzhou-shebao", "-o", "json").json()
            self.assertEqual(sorted(org["predecessors"]), sorted(f"orgs/{name}" for name in five))
            closed = bureau.as_admin("org", "show", five[0], "-o", "json").json()
            self.assertEqual(closed["successor"], "orgs/sx-xinzhou-shebao")

    def test_windows_and_policies_in_force(self):
        with Bureau() as bureau:
            self.fill(bureau)
            self.ok(bureau.as_admin("window", "set", "--org", "shanxi", "--year", "2022", "--type", "自评", "--close", "2023-04-30"))
            self.ok(bureau.as_admin("window", "extend", "--org", "sx-datong", "--year", "2022", "--type", "自评", "--until",
                                    "2023-05-31", "--reason", "系统故障"))
            windows = bureau.as_admin("window", "list", "-o", "json").json()
            self.assertEqual(windows["windows"][0]["closeDate"], "2023-04-30")
            self.assertEqual(windows["extensions"][0]["until"], "2023-05-31")
            self.assertIn("系统故障", bureau.as_admin("window", "list").out)
            self.ok(bureau.as_admin("window", "unextend", windows["extensions"][0]["name"], "--yes"))
            self.ok(bureau.as_admin("window", "delete", windows["windows"][0]["name"], "--yes"))
            self.assertEqual(bureau.as_admin("window", "list", "-o", "json").json(), {})
            self.ok(bureau.as_admin("policy", "activate", "shanxi-2022", "--org", "shanxi", "--from-year", "2022"))
            (active,) = bureau.as_admin("policy", "activations", "-o", "json").json()["activations"]
            self.assertEqual(active["policy"], "policies/shanxi-2022@1")
            self.ok(bureau.as_admin("policy", "deactivate", active["name"], "--yes"))
            self.assertIn("shanxi-2022@1", bureau.as_admin("policy", "list", "--remote").out)

    def test_tls(self):
        made = pathlib.Path(tempfile.mkdtemp(prefix="heng-certificates-"))
        self.addCleanup(shutil.rmtree, made)
        subprocess.run([ROOT / "tests/support/certificates.sh", made], check=True)
        for key in made.glob("*.key"):
            key.chmod(0o600)
        tls = ["--tls-certificate", made / "server.pem", "--tls-key", made / "server.key", "--tls-client-ca", made / "ca.pem"]
        with Bureau(*map(str, tls)) as bureau:
            self.ok(bureau.as_admin("whoami", "--ca", made / "ca.pem"))
            plain = bureau.as_admin("whoami")
            self.assertEqual(plain.code, 7, plain)
            self.assertIn("TLS_REQUIRED", plain.err)
            wrong = bureau.as_admin("whoami", "--ca", made / "stranger-ca.pem")
            self.assertEqual(wrong.code, 7, wrong)
            self.assertIn("TLS_UNTRUSTED", wrong.err)
            self.ok(bureau.as_admin("access", "create", "zhang-san", "--title", "张三", "--org", "shanxi", "--certificate-name",
                                    "zhang.example", "--ca", made / "ca.pem"))
            mine = ["--server", bureau.address, "--ca", made / "ca.pem", "--certificate", made / "client-uri.pem", "--key",
                    made / "client-uri.key"]
            self.assertEqual(self.ok(bureau.run("whoami", "-o", "json", *mine)).json()["principal"]["name"],
                             "principals/zhang-san")
            stranger = [*mine[:4], "--certificate", made / "stranger.pem", "--key", made / "stranger.key"]
            self.assertIn("TLS_CLIENT_CERTIFICATE", bureau.run("whoami", *stranger).err)


if __name__ == "__main__":
    unittest.main()
