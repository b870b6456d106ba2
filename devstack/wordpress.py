"""One WordPress site in its own folder, set up and filled by PHP scripts that run inside WordPress."""

import json
import secrets
import shutil
from pathlib import Path

from devstack.errors import StackError
from devstack.mariadb import PASSWORD, USER, MariaDB
from devstack.paths import PHP_FILES
from devstack.php_server import php_command
from devstack.processes import child_environment, run

ADMIN_LOGIN = "carol"
ADMIN_PASSWORD = "carol-demo"  # noqa: S105  the site exists on loopback only


class WordPress:
    """The files, the settings and the content of one site. Its database may live in any stack's MariaDB."""

    def __init__(self, root: Path, mariadb: MariaDB, port: int, smtp_port: int, database: str = "wp") -> None:
        self.root, self.docroot = root, root / "wp"
        self.mariadb, self.database = mariadb, database
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        self.smtp_port = smtp_port

    # --- the site itself

    def install(self, source: Path, title: str = "Studio", timezone: str = "Europe/Berlin") -> None:
        """Makes a fresh site from the WordPress files at `source`; an earlier one in this folder is replaced."""
        shutil.rmtree(self.docroot, ignore_errors=True)
        shutil.copytree(source, self.docroot)
        shutil.copy(PHP_FILES / "wp-config.php", self.docroot)
        mu_plugins = self.docroot / "wp-content" / "mu-plugins"
        mu_plugins.mkdir()
        shutil.copy(PHP_FILES / "mu-plugin.php", mu_plugins / "devstack.php")
        self.mariadb.drop_database(self.database)
        self.mariadb.create_database(self.database)
        self.write_settings()
        self._php("install.php", {**_owner(), "host": self.host, "title": title, "options": _options(timezone)})

    def write_settings(self) -> None:
        """Tells the site the ports of this start; they may differ from those of the last one."""
        path = self.root / "wordpress.json"
        known = json.loads(path.read_text()) if path.exists() else {"secret": secrets.token_hex(32)}
        settings = {
            **known,
            "database": self.database,
            "db_user": USER,
            "db_password": PASSWORD,
            "db_host": f"127.0.0.1:{self.mariadb.port}",
            "smtp_port": self.smtp_port,
            "url": self.url,
        }
        path.write_text(json.dumps(settings, indent=1))
        path.chmod(0o600)

    def use_url(self) -> None:
        """Stores this start's address. By SQL, because WordPress shows the address in wp-config.php instead of its
        own stored one and would skip the update as no change."""
        names = "'siteurl', 'home'"
        statement = f"UPDATE wp_options SET option_value = '{self.url}' WHERE option_name IN ({names})"  # noqa: S608
        self.mariadb.query(statement, self.database)

    # --- content and settings

    def install_plugin_from_source(self, source: Path) -> None:
        """Copies a plugin's folder into the site, replacing an older copy. A link would let
        WordPress' "Delete plugin" delete the source."""
        target = self.docroot / "wp-content" / "plugins" / source.name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)

    def activate_plugin(self, plugin: str) -> None:
        """Activates `folder/file.php`; StackError with PHP's words when it does not load."""
        self.run_php("return activate_plugin($input);", plugin)

    def add_user(self, login: str, email: str, display_name: str, password: str, role: str = "subscriber") -> int:
        """Creates a user, or updates the one with this login, and gives the id."""
        names = dict(zip(("first_name", "last_name"), display_name.split(" ", 1), strict=False))
        user = {"user_login": login, "user_email": email, "display_name": display_name, "user_pass": password}
        return _number(self.run_php(PHP_FILES / "add-user.php", {**user, **names, "role": role}))

    def create_page(self, title: str, slug: str, content: str) -> int:
        """Publishes a page, or updates the one with this slug, and gives the id."""
        page = {"post_title": title, "post_name": slug, "post_content": content}
        return _number(self.run_php(PHP_FILES / "create-page.php", page))

    def set_front_page(self, page: int) -> None:
        """Shows a page at `/` in place of the list of posts."""
        self.set_option("show_on_front", "page")
        self.set_option("page_on_front", page)

    def set_option(self, name: str, value: object) -> None:
        """Sets a WordPress option."""
        self.run_php("update_option($input[0], $input[1]); return true;", [name, value])

    def get_option(self, name: str) -> object:
        """Reads a WordPress option; False when it is not set."""
        return self.run_php("return get_option($input);", name)

    def run_php(self, script: Path | str, data: object = None) -> object:
        """Runs a file or a piece of PHP inside WordPress as its owner.

        It sees `data` as `$input`; what it returns (`return …;`) comes back through JSON. A WP_Error or a fatal error
        becomes a StackError with PHP's words.
        """
        is_file = isinstance(script, Path)
        call = {"file": str(script) if is_file else None, "code": None if is_file else script}
        return self._php("run.php", {**call, "host": self.host, "input": data})

    def _php(self, name: str, data: object) -> object:
        settings = {"display_errors": "stderr", **_compiled_files(self.root)}
        command = [*php_command(self.root, settings), str(PHP_FILES / name), str(self.docroot)]
        answer = run(command, f"PHP ({name})", json.dumps(data).encode(), child_environment(self.root))
        try:
            return json.loads(answer)
        except json.JSONDecodeError as broken:
            raise StackError(f"PHP ({name}) answered no JSON: {answer.decode(errors='replace')[:2000]}") from broken


def _compiled_files(root: Path) -> dict[str, str]:
    """Keeps compiled PHP between runs, which halves the time of each."""
    folder = root / "opcache"
    folder.mkdir(exist_ok=True)
    return {"opcache.enable_cli": "1", "opcache.file_cache": str(folder), "opcache.file_cache_only": "1"}


def _owner() -> dict[str, str]:
    return {"login": ADMIN_LOGIN, "email": "carol@example.test", "password": ADMIN_PASSWORD}


def _options(timezone: str) -> dict[str, object]:
    return {
        "timezone_string": timezone,
        "permalink_structure": "/%postname%/",
        "show_avatars": 0,  # else the browser asks a server on the internet for pictures
        "default_comment_status": "closed",
        "default_pingback_flag": 0,
        "users_can_register": 0,
        "start_of_week": 1,
    }


def _number(answer: object) -> int:
    if not isinstance(answer, int):
        raise StackError(f"PHP answered {answer!r} where an id was expected.")
    return answer
