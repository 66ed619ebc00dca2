"""Warm kernels: as plain ones in what they do, alone in what they know, gone when they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import TINY, Project
from jupyter_client import KernelManager
from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import KernelProvisionerFactory
from test_runs import SLEEPER, lives, until

from analysis import kernels
from analysis.kernels import WarmProvisioner, use_warm_kernels

WHY_NOT = use_warm_kernels()
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)


class Kernel:
    """A kernel and its client."""

    def __init__(self, **options) -> None:
        self.manager, self.client = start_new_kernel(kernel_name="python3", **options)
        self.pid = self.manager.provisioner.pid

    def run(self, code: str, timeout: float = 60) -> str:
        """What a cell prints, or the name of its error."""
        said = []

        def hear(message: dict) -> None:
            if message["msg_type"] in ("stream", "error"):
                said.append(message["content"].get("text") or message["content"]["ename"])

        self.client.execute_interactive(code, output_hook=hear, timeout=timeout)
        return "".join(said)

    def end(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def kernel() -> Iterator[Kernel]:
    one = Kernel()
    yield one
    one.end()


def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    factory = KernelProvisionerFactory.instance()
    monkeypatch.setattr(factory, "default_provisioner_name", "local-provisioner")


# What a notebook could notice of the process that it runs in.
SURROUNDINGS = """
import os, signal, sys, threading, matplotlib, matplotlib.pyplot
print(sys.executable, sys.argv[0], sys.argv[1], sys.path, sys.flags, os.getcwd(), __name__)
print(sorted(item for item in os.environ.items() if not item[0].startswith(("JPY_", "_"))))
print([signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)])
print(os.getpgid(0) == os.getpid() == os.getsid(0), sys.stdin.read if sys.stdin is None else "")
print(matplotlib.get_backend(), sorted(matplotlib.rcParams.items(), key=str))
print([name for name in sys.modules if name.startswith("analysis")], threading.main_thread().name)
"""


def test_a_warm_kernel_is_in_the_surroundings_of_a_plain_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOOK_DATA", "elsewhere")
    warm = Kernel(cwd=str(tmp_path))
    assert isinstance(warm.manager.provisioner, WarmProvisioner)
    plain(monkeypatch)
    cold = Kernel(cwd=str(tmp_path))
    try:
        assert not isinstance(cold.manager.provisioner, WarmProvisioner)
        seen = warm.run(SURROUNDINGS)
        assert seen == cold.run(SURROUNDINGS)
        assert str(tmp_path) in seen and "('BOOK_DATA', 'elsewhere')" in seen
    finally:
        warm.end()
        cold.end()


def test_a_warm_kernel_knows_libraries_and_nothing_of_the_book(kernel: Kernel) -> None:
    loaded = kernel.run("import sys; print('pandas' in sys.modules, 'seaborn' in sys.modules, "
                        "[name for name in sys.modules if name.partition('.')[0] == 'analysis'])")
    assert loaded == "True True []\n"


def test_two_kernels_share_no_state(kernel: Kernel) -> None:
    kernel.run("import os, pandas; pandas.spoilt = x = 1; os.environ['X'] = '1'")
    other = Kernel()
    try:
        assert other.run("import os, pandas; print(hasattr(pandas, 'spoilt'), 'x' in globals(), "
                         "'X' in os.environ)") == "False False False\n"
        chance = "import random, numpy; print(random.random(), numpy.random.rand())"
        assert not set(kernel.run(chance).split()) & set(other.run(chance).split())
    finally:
        other.end()


def test_another_environment_is_that_of_the_libraries_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a library, or Python itself, reads as it starts."""
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    one, two = Kernel(), Kernel()
    try:
        code = "import sys; print(sys.flags.hash_randomization, hash('a'))"
        expected = subprocess.run([sys.executable, "-c", code], text=True, check=True,
                                  capture_output=True).stdout
        assert one.run(code) == two.run(code) == expected
    finally:
        one.end()
        two.end()


def test_a_module_of_the_book_is_the_one_on_disk_when_the_kernel_starts(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    package = tmp_path / "analysis"
    package.mkdir()
    for text in ("first", "second, longer"):
        (package / "__init__.py").write_text(f"text = {text!r}\n", "utf-8")
        one = Kernel()
        try:
            assert one.run("import analysis; print(analysis.text)") == f"{text}\n"
        finally:
            one.end()


# --- ends --------------------------------------------------------------------------------------


def test_interrupt_stops_the_cell_and_not_the_kernel(kernel: Kernel, tmp_path: Path) -> None:
    started = tmp_path / "started"
    message = kernel.client.execute(f"open({str(started)!r}, 'w').close()\n"
                                    "import time; time.sleep(300)")
    assert until(started.exists)
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=30)
    assert reply["parent_header"]["msg_id"] == message
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    # Any kernel drops requests that reach it in the moment after an error.
    assert until(lambda: kernel.run("print('lives')") == "lives\n")


def test_shutdown_ends_a_hanging_cell_and_its_children(kernel: Kernel) -> None:
    child = int(kernel.run("import subprocess; child = subprocess.Popen(['sleep', '300']); "
                           "print(child.pid)"))
    kernel.client.execute("while True: pass")
    assert lives(child) and kernel.manager.is_alive()
    kernel.manager.shutdown_kernel(now=True)
    assert until(lambda: not lives(child) and not lives(kernel.pid))
    assert not kernel.manager.is_alive()


def test_a_kernel_that_dies_is_noticed_and_can_be_restarted(kernel: Kernel) -> None:
    os.kill(kernel.pid, signal.SIGKILL)
    assert until(lambda: not kernel.manager.is_alive())
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=60)
    assert kernel.run("print('again')") == "again\n"


def descendants(pid: int) -> set[int]:
    """The processes below one, by the parents that /proc tells."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            children.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(
                int(stat.parent.name))
        except FileNotFoundError:
            continue
    found, waiting = set(), [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found.update(below)
        waiting += below
    return found


def test_a_run_that_is_killed_leaves_no_process(book_copy: Project) -> None:
    book_copy.write_notebook(TINY, SLEEPER)
    run = subprocess.Popen([sys.executable, "-m", "analysis", "run", TINY], cwd=book_copy.root,
                           env=book_copy.environment, stdout=subprocess.DEVNULL)
    started = book_copy / "chapters/started"
    assert until(lambda: started.exists() and started.read_text() != "")
    processes = descendants(run.pid)
    assert int(started.read_text()) in processes
    run.kill()
    run.wait()
    assert until(lambda: not any(map(lives, processes))), "a process is left"


def test_a_run_that_ends_leaves_no_process(book_copy: Project) -> None:
    book_copy.write_notebook(
        TINY, "import os; from pathlib import Path\n"
        "Path('pids').write_text(f'{os.getpid()} {os.getppid()}')")
    assert book_copy.analysis("run", TINY).returncode == 0
    pids = (book_copy / "chapters/pids").read_text().split()
    assert len(pids) == 2
    assert until(lambda: not any(lives(int(pid)) for pid in pids))


# --- where it cannot be ------------------------------------------------------------------------


def test_a_kernel_of_another_kind_is_started_plainly_and_says_so() -> None:
    manager = KernelManager(kernel_name="python3")
    manager.kernel_spec.argv = [sys.executable, "-c", "import time; time.sleep(300)"]
    with pytest.warns(RuntimeWarning, match="this kernel is started plainly"):
        manager.start_kernel()
    assert manager.is_alive()
    manager.shutdown_kernel(now=True)


def test_where_no_kernel_can_be_forked_a_run_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    plain(monkeypatch)
    assert use_warm_kernels() == "a kernel cannot be forked on win32"
    assert KernelProvisionerFactory.instance().default_provisioner_name == "local-provisioner"


def test_a_server_that_cannot_start_is_an_error_and_no_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kernels, "SERVE", "raise SystemExit({})")
    monkeypatch.setenv("X_ANOTHER_SERVER", str(time.time()))
    with pytest.raises(RuntimeError, match="no kernel came from the warm process"):
        start_new_kernel(kernel_name="python3")
