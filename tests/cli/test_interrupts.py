"""Ctrl-C is held back while threads work, and no longer than that."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from framing.cli.interrupts import deferred_interrupt


def press():
    os.kill(os.getpid(), signal.SIGINT)


def test_it_comes_where_it_is_asked_for():
    with deferred_interrupt() as check:
        check()
        press()
        with pytest.raises(KeyboardInterrupt):
            check()
    with pytest.raises(KeyboardInterrupt):
        press()


def test_a_second_one_is_not_held_back():
    with deferred_interrupt():
        press()
        with pytest.raises(KeyboardInterrupt):
            press()


def test_without_one_nothing_happens():
    with deferred_interrupt() as check:
        check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("handler", [signal.SIG_IGN, lambda _signal, _frame: None])
def test_the_handler_of_others_stays(handler):
    before = signal.signal(signal.SIGINT, handler)
    try:
        with deferred_interrupt() as check:
            press()
            check()
            assert signal.getsignal(signal.SIGINT) is handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread():
    def work():
        with deferred_interrupt() as check:
            check()
            return signal.getsignal(signal.SIGINT)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result() is signal.default_int_handler
