"""Kernels that are forked from a warm process.

Starting a kernel and importing pandas, matplotlib and seaborn takes longer than most notebooks.
Here a server, one for each process that starts kernels, has imported such libraries beforehand,
but no module of the book and no cell of a notebook. A kernel is a fork of it, with environment,
folder, streams and process group of its own, as if it had been started plainly.

papermill and nbval both start kernels by jupyter_client: `use_warm_kernels` changes its default
kernel provisioner for this process, and nothing else.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import warnings

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from analysis.paths import ROOT

PROVISIONER = "warm-provisioner"  # its entry point in pyproject.toml
LAUNCHER = "ipykernel_launcher"
LIBRARIES = (
    "ipykernel.kernelapp", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "pandas",
    "pandera.pandas", "ruptures", "scipy.optimize", "seaborn",
)
# Variables that may differ from kernel to kernel. Libraries may read any other as they load.
OF_ONE_KERNEL = ("BOOK_", "JPY_", "PYTEST_")
SERVE = "from analysis.kernels import serve; serve({})"


def use_warm_kernels() -> str:
    """Let kernels that this process starts be warm. Returns why not, where that is so."""
    if not (sys.platform == "linux" and hasattr(os, "pidfd_open")):
        return f"a kernel cannot be forked on {sys.platform}"
    KernelProvisionerFactory.instance().default_provisioner_name = PROVISIONER
    return ""


class WarmProvisioner(LocalProvisioner):
    """Starts IPython kernels by forking a warm process; other kernels plainly, with a warning."""

    async def launch_kernel(self, cmd: list[str], **kwargs) -> KernelConnectionInfo:
        """Start the kernel that `cmd` describes, with the keywords of `subprocess.Popen`."""
        streams = kwargs.get("stdout"), kwargs.get("stderr")
        if cmd[:3] != [sys.executable, "-m", LAUNCHER] or subprocess.PIPE in streams:
            warnings.warn(f"this kernel is started plainly: {cmd}", RuntimeWarning, stacklevel=2)
            return await super().launch_kernel(cmd, **kwargs)
        self.cwd = kwargs.get("cwd") or os.getcwd()
        lasting = frozenset(item for item in kwargs["env"].items()
                            if not item[0].startswith(OF_ONE_KERNEL))
        self.process = _server(lasting).fork(
            {"arguments": cmd[3:], "environment": kwargs["env"], "folder": str(self.cwd)}, *streams)
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class _Forked:
    """A kernel process, which is no child of ours, with what jupyter_client uses of a `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._end = os.pidfd_open(pid)  # readable once the process has ended

    def poll(self) -> int | None:
        """None while the process lives, else 0: how it ended is known to its parent alone."""
        return 0 if select.select([self._end], [], [], 0)[0] else None

    def wait(self) -> int:
        """Wait for the end of the process."""
        select.select([self._end], [], [])
        return 0

    def send_signal(self, signum: int) -> None:
        """Send a signal to the process, if it has not ended."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._end, signum)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def __del__(self) -> None:
        os.close(self._end)


# --- the process that starts kernels ------------------------------------------------------------


@functools.cache
def _server(environment: frozenset[tuple[str, str]]) -> _Server:
    """The server of kernels with this environment; it lives as long as this process."""
    return _Server(dict(environment))


class _Server:
    """A warm process, seen from the one that starts kernels."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._requests, theirs = socket.socketpair()
        with theirs:
            # In a session of its own: Ctrl-C is not for it. In the checkout: this very package.
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVE.format(theirs.fileno())], cwd=ROOT, env=environment,
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True)

    def fork(self, task: dict, stdout: object, stderr: object) -> _Forked:
        """A new kernel. Raises RuntimeError where the server or the kernel died over it."""
        ours, theirs = socket.socketpair()
        with ours:
            try:
                with theirs, open(os.devnull, "wb") as nowhere:
                    streams = [_descriptor(stdout, 1, nowhere), _descriptor(stderr, 2, nowhere)]
                    socket.send_fds(self._requests, [b"+"], [theirs.fileno(), *streams])
                ours.sendall(json.dumps(task).encode())
                ours.shutdown(socket.SHUT_WR)
                answer = ours.recv(32)
            except ConnectionError:
                answer = b""
        if not answer:
            raise RuntimeError("no kernel came from the warm process; its error stands above")
        return _Forked(int(answer))


def _descriptor(stream: object, inherited: int, nowhere: object) -> int:
    """The file descriptor that a stream argument of `subprocess.Popen` stands for."""
    if stream is None:
        return inherited
    if stream == subprocess.DEVNULL:
        return nowhere.fileno()
    return stream if isinstance(stream, int) else stream.fileno()


# --- the warm process ---------------------------------------------------------------------------


def serve(descriptor: int) -> None:
    """Fork a kernel for each request, until the process that asks has ended.

    Parameters
    ----------
    descriptor
        Socket on which requests come: a byte each, with the descriptors of a connection that the
        kernel reads its task from, of its stdout and of its stderr.
    """
    for name in LIBRARIES:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no zombies
    # What is here stays: collecting garbage would copy its pages into each kernel.
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=descriptor) as requests:
        while True:
            request, descriptors, *_ = socket.recv_fds(requests, 1, 3)
            if not request:
                return
            if os.fork() == 0:
                break
            for each in descriptors:
                os.close(each)
    _be_kernel(*descriptors)


def _be_kernel(connection: int, stdout: int, stderr: int) -> None:
    """Turn this fork into what `python -m ipykernel_launcher` would be, and run it."""
    import ipykernel_launcher
    import matplotlib
    import numpy
    from ipykernel.kernelapp import IPKernelApp

    server = os.getppid()
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for descriptor, standard in ((stdout, 1), (stderr, 2)):
        os.dup2(descriptor, standard)
        os.close(descriptor)
    with socket.socket(fileno=connection) as starter:
        task = json.load(starter.makefile())
        starter.sendall(str(os.getpid()).encode())
    os.environ.clear()
    os.environ.update(task["environment"])
    os.chdir(task["folder"])
    # The book's modules are those that lie on disk now, found as a plain kernel finds them.
    del sys.path[0]
    for name in [n for n in sys.modules if n.partition(".")[0] == __package__]:
        del sys.modules[name]
    importlib.invalidate_caches()
    # What these drew from the environment or from chance as they were imported.
    matplotlib.rcParams["backend"] = os.environ.get(
        "MPLBACKEND", "module://matplotlib_inline.backend_inline")
    numpy.random.seed()
    sys.argv = [ipykernel_launcher.__file__, *task["arguments"]]
    # The kernel ends when its parent does.
    IPKernelApp.launch_instance([*task["arguments"], f"--IPKernelApp.parent_handle={server}"])
