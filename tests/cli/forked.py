"""Processes of the command line that start in milliseconds.

Run as a file, this imports what the commands import and then forks for each request that comes
over a socket. The child takes over the given folder, environment and standard streams and runs the
program's own entry point: a process of its own with its own exit code, without the seconds that
Numba, PyArrow and scikit-learn take to come and go. What is about starting and ending itself is
tested with ``python -m framing`` (see `fresh` in conftest.py).
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import framing

#: Imported by some commands when they are used, on top of what framing's modules import.
LATER = ("pyarrow.csv", "pyarrow.parquet", "sklearn.linear_model", "concurrent.futures.thread")


def warm_up(model: str) -> None:
    modules = [found.name for found in pkgutil.walk_packages(framing.__path__, "framing.")]
    for name in (*modules, *LATER):
        if name != "framing.__main__":
            importlib.import_module(name)
    import pyarrow as pa

    from framing.fast_scoring import kernel_scorer
    from framing.model_files import load_model

    kernel_scorer(load_model(Path(model))).score(pa.array(["the heroes of the nation"]))


def serve(connection: socket.socket) -> None:
    """Answer each request with the process id and its exit status; return in each child."""
    while True:
        message, streams, _, _ = socket.recv_fds(connection, 1 << 20, 3)
        if not message:
            os._exit(0)
        pid = os.fork()
        if not pid:
            become(json.loads(message), streams, connection)
            return
        for stream in streams:
            os.close(stream)
        connection.sendall(f"{pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def become(request: dict, streams: list[int], connection: socket.socket) -> None:
    connection.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    sys.argv = ["framing", *request["arguments"]]
    signal.signal(signal.SIGINT, signal.default_int_handler)


def leave(main: Callable[[], None]) -> None:
    """Run the program and end as the interpreter does, but for taking every module apart."""
    try:
        main()
    except SystemExit as end:
        threading._shutdown()
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(end.code)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up(sys.argv[2])
    gc.freeze()  # or each child would copy all memory as it looks through it
    serve(socket.socket(fileno=int(sys.argv[1])))
    from framing.__main__ import main

    leave(main)
