"""Tests of the page and its API, in process, over sockets, and in a real browser."""
