import fcntl
import subprocess
from pathlib import Path

import pytest

from tests.packaging.checkout import Checkout
from tests.pty_harness import Terminal


def test_run_sets_up_and_passes_arguments_on(checkout: Checkout) -> None:
    """The newcomer's one command, from any folder, with odd characters in its path."""
    outcome = checkout.run("run", "show", "two words", "--json")

    assert (outcome.code, outcome.output) == (0, "ran [show] [two words] [--json]\n")
    assert "Setting up in" in outcome.talk
    assert len(checkout.installs) == 1


def test_run_when_set_up_then_only_looks(checkout: Checkout) -> None:
    """Each later start would pay for pip otherwise."""
    checkout.run("run", "list")
    checkout.forget_calls()

    outcome = checkout.run("run", "list")

    assert (outcome.code, outcome.output, outcome.talk) == (0, "ran [list]\n", "")
    looked, started = checkout.calls
    assert "setup_state.py check" in looked
    assert started == f"-P {checkout.root}/tui_blog/__main__.py list"


def test_run_through_links_finds_the_checkout(checkout: Checkout, tmp_path: Path) -> None:
    """People link such a script into a folder on their PATH."""
    (tmp_path / "far link").symlink_to(checkout.root / "scripts" / "run")
    (tmp_path / "blog").symlink_to("far link")

    outcome = checkout.run_command([str(tmp_path / "blog"), "list"], {})

    assert (outcome.code, outcome.output) == (0, "ran [list]\n")


def test_run_without_terminal_and_arguments_lists_the_posts(checkout: Checkout) -> None:
    """In a pipe or a CI job there is something to see, and it ends."""
    assert checkout.run("run").output == "ran [list]\n"
    assert checkout.run("run", "--version").output == "ran [--version]\n"


def test_run_on_a_terminal_opens_the_app(checkout: Checkout) -> None:
    """On a terminal nothing is put in place of the arguments."""
    with Terminal(checkout.command("run"), environment=checkout.environment) as terminal:
        terminal.wait_for("ran []")

        assert terminal.wait_for_end() == 0


def test_setup_without_python_says_what_is_missing(bare_checkout: Checkout) -> None:
    """A machine without Python gets a sentence, not a shell's error."""
    outcome = bare_checkout.run("run")

    assert (outcome.code, outcome.output) == (1, "")
    assert "Python 3.11 or newer is needed, and there is none on the PATH." in outcome.talk
    assert "apt install python3 python3-venv" in outcome.talk


def test_setup_when_python_is_old_then_names_its_version(checkout: Checkout) -> None:
    """Whoever has Python wonders otherwise why it is not seen."""
    outcome = checkout.run("run", STUB_VERSION="3.9.2", STUB_IS_OLD="1")

    assert outcome.code == 1
    assert (
        "3.11 or newer is needed, and there is none on the PATH (python3 is 3.9.2)" in outcome.talk
    )


@pytest.mark.parametrize("name", ["python3.14", "python3.11", "python"])
def test_setup_finds_python_under_its_other_names(checkout: Checkout, name: str) -> None:
    """Where python3 is the old one of the system, or not there, the new one has a longer name."""
    (checkout.tools / "python3").rename(checkout.tools / name)

    outcome = checkout.run("run", "list")

    assert (outcome.code, outcome.output) == (0, "ran [list]\n")


def test_setup_when_venv_is_missing_then_names_the_package(checkout: Checkout) -> None:
    """Debian ships Python without it."""
    outcome = checkout.run("run", STUB_LACKS_VENV="1")

    assert outcome.code == 1
    assert "venv module is missing" in outcome.talk
    assert "apt install python3-venv" in outcome.talk
    assert not (checkout.root / ".venv").exists()


def test_setup_when_named_python_is_wrong_then_says_so(checkout: Checkout) -> None:
    """Taking another one silently would be a lie."""
    outcome = checkout.run("run", PYTHON="/nowhere/python")

    assert outcome.code == 1
    assert "PYTHON=/nowhere/python can't be used: it does not run." in outcome.talk


def test_setup_when_offline_then_says_so_and_goes_on_later(checkout: Checkout) -> None:
    """Without a network the person learns that, and nothing done is lost."""
    outcome = checkout.run("run", STUB_PIP="offline")

    assert (outcome.code, outcome.output) == (1, "")
    assert "the package index can't be reached" in outcome.talk
    assert "What is there is kept." in outcome.talk
    assert "Retrying" not in outcome.talk
    checkout.forget_calls()
    assert checkout.run("run", "list").output == "ran [list]\n"
    assert not [call for call in checkout.calls if "-m venv" in call]


def test_setup_when_pip_fails_then_gives_its_reason(checkout: Checkout) -> None:
    """A full disk is not a missing network."""
    outcome = checkout.run("run", STUB_PIP="refused")

    assert outcome.code == 1
    assert "pip failed: ERROR: No space left on device." in outcome.talk
    assert str(checkout.root / ".venv" / "setup.log") in outcome.talk


def test_setup_when_killed_then_next_time_finishes(checkout: Checkout) -> None:
    """A power cut in the middle must not leave a checkout that needs repair by hand."""
    killed = checkout.run("run", "list", STUB_PIP="killed")

    outcome = checkout.run("run", "list")

    assert killed.code == -9
    assert (outcome.code, outcome.output) == (0, "ran [list]\n")


def test_setup_when_checkout_moved_then_environment_is_made_anew(checkout: Checkout) -> None:
    """The scripts in an environment name the folder it was made in."""
    checkout.run("run", "list")
    moved = checkout.root.rename(checkout.root.with_name("moved"))
    elsewhere = Checkout(moved, checkout.tools, {**checkout.environment, "STUB_ROOT": str(moved)})
    checkout.forget_calls()

    outcome = elsewhere.run("run", "list")

    assert (outcome.code, outcome.output) == (0, "ran [list]\n")
    assert [call for call in elsewhere.calls if "-m venv" in call]


@pytest.mark.parametrize(
    "lost", ["lib/*/site-packages/textual", "bin/python", "bin", "setup.stamp"]
)
def test_setup_when_part_is_lost_then_repairs(checkout: Checkout, lost: str) -> None:
    """An environment that somebody cleaned up in works again."""
    checkout.run("run", "list")
    for path in (checkout.root / ".venv").glob(lost):
        path.rename(checkout.root / "away")

    outcome = checkout.run("run", "list")

    assert (outcome.code, outcome.output) == (0, "ran [list]\n")
    assert len(checkout.installs) == 2


def test_setup_when_pip_trips_over_damage_then_makes_it_anew(checkout: Checkout) -> None:
    """What pip can't mend is replaced, once."""
    checkout.run("run", "list")
    (checkout.root / ".venv" / "setup.stamp").unlink()
    for site in (checkout.root / ".venv").glob("lib/*/site-packages"):
        (site / "damage").touch()

    outcome = checkout.run("run", "list", STUB_PIP="damaged")

    assert (outcome.code, outcome.output) == (0, "ran [list]\n")
    assert "damaged; making it anew" in outcome.talk


def test_setup_when_files_are_lost_that_pip_does_not_miss_then_makes_it_anew(
    checkout: Checkout,
) -> None:
    """Pip takes a package for whole as long as its metadata is there."""
    checkout.run("run", "list")
    (site,) = (checkout.root / ".venv").glob("lib/*/site-packages")
    package = site / "rich-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Name: rich\nVersion: 1.0\n", encoding="utf-8")
    (package / "RECORD").write_text("rich/console.py,,\n", encoding="utf-8")
    (checkout.root / ".venv" / "setup.stamp").unlink()

    outcome = checkout.run("run", "list")

    assert (outcome.code, outcome.output) == (0, "ran [list]\n")
    assert "damaged; making it anew" in outcome.talk
    assert not package.exists()


def test_setup_when_requirements_change_then_installs_again(checkout: Checkout) -> None:
    """After a pull the old packages may be too few."""
    checkout.run("test")
    with (checkout.root / "pyproject.toml").open("a", encoding="utf-8") as stream:
        stream.write("# another requirement\n")

    outcome = checkout.run("run", "list")

    assert outcome.output == "ran [list]\n"
    assert checkout.installs[1:] == ["-I -m pip install --editable . --group test"]


def test_setup_when_another_is_at_work_then_waits_for_it(checkout: Checkout) -> None:
    """Two set-ups in one folder would trample on each other."""
    checkout.run("run", "list")
    stamp = checkout.root / ".venv" / "setup.stamp"
    stamp.rename(checkout.root / "stamp")
    checkout.forget_calls()
    with (checkout.root / ".venv" / "setup.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(
            checkout.command("run", "list"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=checkout.environment,
        )
        assert process.stderr is not None

        first_line = process.stderr.readline()
        (checkout.root / "stamp").rename(stamp)
    output, _ = process.communicate(timeout=30)

    assert "Another set-up is at work" in first_line
    assert (process.returncode, output, checkout.installs) == (0, "ran [list]\n", [])


def test_setup_when_folder_is_not_writable_then_says_so(checkout: Checkout) -> None:
    """A read-only checkout can't be set up; the reason is in the sentence."""
    (checkout.root / ".venv").touch()

    outcome = checkout.run("run")

    assert outcome.code == 1
    assert "can't be written to" in outcome.talk


def test_test_sets_up_and_leaves_live_tests_out(checkout: Checkout) -> None:
    """Installing Debian packages is nobody's surprise."""
    outcome = checkout.run("test", "-k", "two words")

    assert outcome.output == (
        "pytest [-m] [pytest] [-m] [not live] [-n] [auto] [--dist] [loadfile] [-k] [two words]\n"
    )
    assert checkout.installs == ["-I -m pip install --editable . --group test"]


def test_test_of_one_file_needs_no_workers(checkout: Checkout) -> None:
    """Whoever works on a test would wait for them each time."""
    outcome = checkout.run("test", "--coverage", "scripts/test::a_test")

    assert outcome.output == (
        "pytest [-m] [coverage] [run] [-m] [pytest] [-m] [not live] [scripts/test::a_test]\n"
    )


def test_test_live_adds_the_live_tests(checkout: Checkout) -> None:
    """The option adds tests; it takes none away."""
    outcome = checkout.run("test", "-x", "--live", "--coverage")

    assert outcome.output == (
        "pytest [-m] [coverage] [run] [-m] [pytest] [-m] [live or not live] [-x]\n"
    )


def test_test_after_run_adds_its_packages(checkout: Checkout) -> None:
    """The app's environment has no pytest."""
    checkout.run("run", "list")

    assert checkout.run("test").code == 0
    assert checkout.run("run", "list").output == "ran [list]\n"
    assert len(checkout.installs) == 2
