"""What the private stack promises about other people's ports, processes and machines."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from devstack import lock, procfs
from devstack.bootstrap import system
from devstack.errors import SetupError, StackError
from devstack.ports import Ports, free_port
from devstack.processes import Process


def test_a_taken_port_is_replaced_and_no_port_is_given_twice() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        ports = Ports(web=taken).choose()
    chosen = [ports.web, ports.sidecar, ports.mail_web, ports.smtp, ports.mariadb, ports.redis]
    assert taken not in chosen
    assert len(set(chosen)) == len(chosen)


def test_a_free_preferred_port_is_kept() -> None:
    port = free_port()
    assert free_port(port) == port


def test_a_stale_pid_file_never_costs_a_stranger_its_life(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "redis.pid").write_text(f"{stranger.pid}\n")
        try:
            assert procfs.end_all(tmp_path) == []
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_server_and_its_children_end_together(tmp_path: Path) -> None:
    script = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])"
    server = Process("parent", [sys.executable, "-c", f"{script}; print('up', flush=True); time.sleep(60)"], tmp_path)
    server.start()
    server.wait_until(lambda: "up" in server.tail(), 10, "its child")
    assert len(procfs.processes_of(tmp_path)) == 2
    server.stop()
    assert procfs.processes_of(tmp_path) == []


def test_a_server_that_dies_is_reported_with_its_last_words(tmp_path: Path) -> None:
    server = Process("loser", [sys.executable, "-c", "raise SystemExit('no luck')"], tmp_path)
    server.start()
    with pytest.raises(StackError, match=r"(?s)loser ended before an answer.*no luck"):
        server.wait_until(lambda: False, 10, "an answer")
    server.stop()


def test_a_folder_belongs_to_one_stack(tmp_path: Path) -> None:
    with lock.take(tmp_path), pytest.raises(StackError, match=f"in use by process {os.getpid()}"):
        lock.take(tmp_path)


def test_missing_packages_are_named_in_order() -> None:
    known = "installed php-cli\nconfig-files redis-tools\n"
    assert system.missing_packages(["php-cli", "redis-tools", "chromium"], lambda _: known) == [
        "redis-tools",
        "chromium",
    ]


def test_without_root_the_command_to_run_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "root_prefix", lambda: None)
    with pytest.raises(SetupError, match=r"sudo apt-get install .*--no-install-recommends php-gd redis-tools"):
        system.install(["php-gd", "redis-tools"])


@pytest.mark.parametrize("release", ['ID=ubuntu\nVERSION_ID="24.04"', "ID=debian\nVERSION_ID=11", ""])
def test_another_system_is_told_what_is_needed(tmp_path: Path, release: str) -> None:
    (tmp_path / "os-release").write_text(release)
    with pytest.raises(SetupError, match="php-cli redis-tools"):
        system.check_system(["php-cli", "redis-tools"], tmp_path / "os-release")
