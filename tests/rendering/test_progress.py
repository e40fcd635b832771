import pytest

from framing.rendering.progress import row_progress, step_progress


def use_both():
    with step_progress() as report:
        report("cross-validating", 1, 5)
    with row_progress() as report:
        report(0, 0, None)
        report(8192, 10, 100)
        report(12_000, 100, 100)


def test_nothing_is_shown_in_a_pipe(capfd):
    use_both()
    assert capfd.readouterr() == ("", "")


def test_on_a_terminal_it_goes_to_standard_error(capfd, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    use_both()
    out, err = capfd.readouterr()
    assert out == ""
    for shown in ("cross-validating", "12,000 rows", "rows/s", "left:"):
        assert shown in err


@pytest.mark.parametrize("progress", [step_progress, row_progress])
def test_an_exception_passes_through(progress):
    with pytest.raises(KeyboardInterrupt), progress():
        raise KeyboardInterrupt
