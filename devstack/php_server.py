"""PHP's built-in web server in front of a WordPress folder."""

from collections.abc import Mapping
from pathlib import Path

from devstack.paths import PHP_FILES
from devstack.processes import Process, answers


def php_command(root: Path, more_settings: Mapping[str, str]) -> list[str]:
    """PHP as the stack runs it: errors go to `<root>/log/php-errors.log`, never into a page or an answer."""
    (root / "log").mkdir(parents=True, exist_ok=True)
    settings = {
        "display_errors": "0",
        "log_errors": "1",
        "error_log": str(root / "log" / "php-errors.log"),
        "upload_max_filesize": "64M",
        "post_max_size": "64M",
        **more_settings,
    }
    return ["php", *(word for key, value in settings.items() for word in ("-d", f"{key}={value}"))]


class PhpServer:
    """`php -S` with several workers: a request that calls the site again, as the sidecar does, needs a second one."""

    def __init__(self, root: Path, docroot: Path, port: int, workers: int = 6) -> None:
        command = php_command(root, {"opcache.enable_cli": "1", "opcache.revalidate_freq": "0"})
        listen = ["-S", f"127.0.0.1:{port}", "-t", str(docroot), str(PHP_FILES / "router.php")]
        self.url = f"http://127.0.0.1:{port}"
        environment = {"PHP_CLI_SERVER_WORKERS": str(workers)}
        self.process = Process("php", [*command, *listen], root, env=environment, interrupt_group=True)

    def start(self) -> None:
        """Starts the server and waits for the first page; StackError with the log when WordPress does not answer."""
        self.process.start()
        self.process.wait_until(lambda: answers(f"{self.url}/wp-login.php"), 30, "the first page")

    def stop(self) -> None:
        """Stops the server and its workers."""
        self.process.stop(grace=2)
