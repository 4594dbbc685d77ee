import pickle
import sys
from pathlib import Path

import pytest

from tui_blog.model.errors import ConfigError
from tui_blog.storage import secrets
from tui_blog.storage.secrets import Secret, find_secret

ORIGIN = "https://blog.example"


def find(
    *, environ: dict[str, str] | None = None, command: list[str] | None = None, file: Path | None
) -> str | None:
    """Find a secret and reveal it."""
    found = find_secret(
        environ=environ or {}, command=command, files=() if file is None else (file,), origin=ORIGIN
    )
    return None if found is None else found.reveal()


def private_file(folder: Path, text: str) -> Path:
    """Make a file that only its owner may read."""
    file = folder / "passwords"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return file


def test_secret_when_shown_in_any_way_does_not_show_itself() -> None:
    """A password would stand in a traceback or a log."""
    secret = Secret("sesame")

    assert "sesame" not in f"{secret} {secret!r} {secret!s:>20} {[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_find_when_the_environment_has_it_nothing_else_is_asked(tmp_path: Path) -> None:
    """A password given for one call would not count."""
    found = find(
        environ={"TUI_BLOG_PASSWORD": "from environment"},
        command=["false"],
        file=private_file(tmp_path, f"{ORIGIN} from file\n"),
    )

    assert found == "from environment"


def test_find_when_a_command_prints_it_only_the_first_line_counts() -> None:
    """Password managers print notes below the password."""
    command = [sys.executable, "-c", "print('abcd efgh \\nuser: me')"]

    assert find(command=command, file=None) == "abcd efgh"


def test_find_when_the_command_holds_shell_signs_they_mean_nothing(tmp_path: Path) -> None:
    """Words of a password command would be run by a shell."""
    command = [sys.executable, "-c", "import sys; print(sys.argv[1])", f"$(touch {tmp_path}/x);a"]

    assert find(command=command, file=None) == f"$(touch {tmp_path}/x);a"
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("import sys; print('sesame'); sys.exit(3)", "exit code 3"),
        ("pass", "printed no password"),
        ("print(); print('sesame')", "printed no password"),
    ],
)
def test_find_when_the_command_fails_says_so_without_its_output(code: str, sentence: str) -> None:
    """A failed command would look like a wrong password, or its output be shown."""
    with pytest.raises(ConfigError, match=sentence) as caught:
        find(command=[sys.executable, "-c", code], file=None)

    assert "sesame" not in str(caught.value)


def test_find_when_the_command_is_missing_says_so() -> None:
    """A typing error in the configuration would crash the program."""
    with pytest.raises(ConfigError, match="no-such-program"):
        find(command=["no-such-program-here"], file=None)


def test_find_when_the_command_hangs_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password manager that waits for something would hang the program."""
    monkeypatch.setattr(secrets, "COMMAND_TIMEOUT_S", 0.2)

    with pytest.raises(ConfigError, match="did not end"):
        find(command=[sys.executable, "-c", "import time; time.sleep(30)"], file=None)


def test_find_when_the_file_names_several_blogs_takes_the_right_line(tmp_path: Path) -> None:
    """One blog's password would be sent to another."""
    file = private_file(
        tmp_path,
        f"# mine\n\nhttps://other.example wrong\n{ORIGIN}.evil.example wrong\n"
        f"http://blog.example wrong\nno-address wrong\nHTTPS://Blog.example:443/  abcd efgh ijkl\n",
    )

    assert find(file=file) == "abcd efgh ijkl"


def test_find_when_the_file_says_nothing_of_this_blog_there_is_none(tmp_path: Path) -> None:
    """A password without an address would be sent to every blog."""
    assert find(file=private_file(tmp_path, "just-a-password\nhttps://other.example x\n")) is None
    assert find(file=tmp_path / "not-there") is None


def test_find_when_the_blog_has_no_address_there_is_none(tmp_path: Path) -> None:
    """Words that are no address would match another blog that has none."""
    file = private_file(tmp_path, "just words here\n")

    assert find_secret(environ={}, command=None, files=(file,), origin="just") is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_find_when_others_may_read_the_file_refuses_and_says_how_to_close_it(
    tmp_path: Path, mode: int
) -> None:
    """A password that everybody on the machine can read would be used silently."""
    file = private_file(tmp_path, f"{ORIGIN} sesame\n")
    file.chmod(mode)

    with pytest.raises(ConfigError, match="chmod 600") as caught:
        find(file=file)

    assert "sesame" not in str(caught.value)


def test_find_when_the_file_belongs_to_somebody_else_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else could change which password is sent."""
    file = private_file(tmp_path, f"{ORIGIN} sesame\n")
    owner = file.stat().st_uid
    monkeypatch.setattr("tui_blog.storage.secrets.os.geteuid", lambda: owner + 1)

    with pytest.raises(ConfigError, match="somebody else"):
        find(file=file)


def test_find_when_the_file_is_a_folder_says_so(tmp_path: Path) -> None:
    """A wrong path would crash the program."""
    with pytest.raises(ConfigError, match="not a file"):
        find(file=tmp_path)
