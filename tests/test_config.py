import os
from datetime import timedelta
from pathlib import Path
from time import process_time

import pytest

from tui_blog.config import BlogConfig, Config, Identity, load_config
from tui_blog.text.filter_rules import HasAge, HasLinks, HasWords, WrittenBy

EVERYTHING = """\
theme = "nord"
preset = "mutt"

[identity]
name = "Mara"
email = "mara@blog.example"
url = "https://mara.example/"

[keys]
"fold.close_all" = "M"
"comment.reply" = "r,ctrl+r"

[blogs.garden]
url = "https://blog.example/"
user = "mara"
password-command = ["pass", "show", "blog example"]
ssl-ca = "~/own-ca.pem"

[blogs.kitchen]
url = "http://127.0.0.1:8080/blog/"
password-command = "pass show 'the kitchen'"

[blogs."notes.2"]
folder = "notes"
"""


def loaded(folder: Path, text: str | bytes) -> Config:
    """Load settings from a file with this content."""
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(path)


def test_settings_that_are_right_are_all_there(tmp_path: Path) -> None:
    """The README's settings do what it says."""
    config = loaded(tmp_path, EVERYTHING)

    assert config.problems == ()
    assert config.theme == "nord"
    assert config.preset == "mutt"
    assert config.identity == Identity(
        name="Mara", email="mara@blog.example", url="https://mara.example/"
    )
    assert dict(config.keys) == {"fold.close_all": "M", "comment.reply": "r,ctrl+r"}
    assert config.blogs == (
        BlogConfig(
            name="garden",
            url="https://blog.example/",
            user="mara",
            password_command=("pass", "show", "blog example"),
            ca_file=Path.home() / "own-ca.pem",
        ),
        BlogConfig(
            name="kitchen",
            url="http://127.0.0.1:8080/blog/",
            password_command=("pass", "show", "the kitchen"),
        ),
        BlogConfig(name="notes.2", folder=tmp_path / "notes"),
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff", "\r\n"])
def test_settings_that_say_nothing_are_the_defaults(tmp_path: Path, text: str) -> None:
    """Nobody needs settings."""
    assert loaded(tmp_path, text) == Config()


def test_settings_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    """Some editors write one."""
    assert loaded(tmp_path, '\ufefftheme = "nord"\r\n').theme == "nord"


def test_settings_that_are_not_there_are_the_defaults(tmp_path: Path) -> None:
    """The first start has none."""
    assert load_config(tmp_path / "none" / "config.toml") == Config()


NOT_TOML: list[tuple[str | bytes, int]] = [
    ("theme", 1),
    ("theme = ", 1),
    ("theme = nord", 1),
    ('theme = "nord', 1),
    ('a = 1\ntheme = "nord" "dracula"\n', 2),
    ('\n\n[keys\n"a" = "b"', 3),
    ('[[blogs]\nurl = "x"', 1),
    ('theme = "a"\ntheme = "b"', 2),
    ('[keys]\n[keys]\n"a" = "b"', 2),
    ('theme = "\\q"', 1),
    ('theme = "a\x00b"', 1),
    ('theme = """nord\n\n', 2),
    ("[keys]\n'a' = 'b\n", 2),
    ("a = 2024-13-45", 1),
    ("a = {b = 1", 1),
    ("a = [1, 2", 1),
    ("= 1", 1),
    ("<<<<<<< HEAD\ntheme = 1\n", 1),
    ('{"theme": "nord"}', 1),
    ("theme: nord", 1),
    (b'theme = "\xff\xfe"', 1),
    (b'a = 1\n\n# caf\xe9\ntheme = "nord"', 3),
    ('theme = "nord"'.encode("utf-16"), 1),
    (b"\x00\x01\x02\x03", 1),
    (b"\x7fELF\x02\x01\x01\n\xf0\x0f", 2),
]


@pytest.mark.parametrize(("text", "line"), NOT_TOML)
def test_settings_that_are_no_toml_are_left_aside_with_their_line(
    tmp_path: Path, text: str | bytes, line: int
) -> None:
    """The reader starts, and the person finds the mistake."""
    config = loaded(tmp_path, text)

    assert config == Config(problems=config.problems)
    (problem,) = config.problems
    assert problem.startswith(f"{tmp_path / 'config.toml'}:{line}: ")
    assert "defaults are used" in problem
    assert problem.isprintable()


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000, "#" * (1 << 21)])
def test_settings_beyond_all_bounds_are_left_aside(tmp_path: Path, text: str) -> None:
    """What no person wrote does not stop the start either."""
    config = loaded(tmp_path, text)

    assert config == Config(problems=config.problems)
    assert len(config.problems) == 1


WRONG: list[tuple[str, int, str, str]] = [
    ("theme = 3", 1, "theme", "text in quotes"),
    ("theme = ['nord']", 1, "theme", "text in quotes"),
    ("theme = true", 1, "theme", "text in quotes"),
    ("themes = 'nord'", 1, "themes", "did you mean theme?"),
    ("\nTheme = 'nord'", 2, "Theme", "did you mean theme?"),
    ("zebra = 'red'", 1, "zebra", "there are theme, glyphs"),
    ("undo-send-s = -1", 1, "undo-send-s", "must be a number from 0 to 600; 5 is used"),
    ("undo-send-s = true", 1, "undo-send-s", "must be a number from 0 to 600; 5 is used"),
    ("undo-send-s = nan", 1, "undo-send-s", "must be a number from 0 to 600; 5 is used"),
    ("preset = 'emacs'", 1, "preset", 'one of "default", "vim", "mutt", "newsboat", "arrows"'),
    ("preset = ['vim']", 1, "preset", "one of"),
    ("plain = 'yes'", 1, "plain", "must be one of true, false"),
    ("plain = 1", 1, "plain", "must be one of true, false"),
    ("glyphs = 'runes'", 1, "glyphs", '"auto", "unicode", "ascii"; "auto" is used'),
    ("text-width = 7", 1, "text-width", "a whole number from 20 to 1000; 92 is used"),
    ("text-width = 72.5", 1, "text-width", "a whole number"),
    ("columns = 4", 1, "columns", "from 1 to 3; 3 is used"),
    ("columns = '2'", 1, "columns", "from 1 to 3; 3 is used"),
    ("dates = 'words'", 1, "dates", '"age", "date", "iso"; "age" is used'),
    ("dates = 3", 1, "dates", '"age", "date", "iso"; "age" is used'),
    ("animation = 'no'", 1, "animation", "true, false; true is used"),
    ("animation = 0", 1, "animation", "true, false; true is used"),
    ("keys = 'vim'", 1, "keys", "[keys]"),
    ("[[keys]]\na = 'b'", 1, "keys", "[keys]"),
    ("[keys]\n'move.down' = 5", 2, "keys.move.down", "text in quotes"),
    ("[keys]\na.b = 'x'", 2, "keys.a", "text in quotes"),
    ("identity = 'Mara'", 1, "identity", "[identity]"),
    ("[identity]\nname = ['Mara']", 2, "identity.name", "text in quotes"),
    ("[identity]\nnmae = 'Mara'", 2, "identity.nmae", "did you mean name?"),
    ("[identity]\nname='A'\nurl = 'javascript:alert(1)'", 3, "identity.url", "https://"),
    ("blogs = 'https://blog.example'", 1, "blogs", "[blogs]"),
    ("[[blogs]]\nurl = 'https://blog.example'", 1, "blogs", "[blogs]"),
    ("[blogs]\ngarden = 'https://blog.example'", 2, "blogs.garden", "must be a table"),
    ("[blogs.'my garden']\nurl = 'https://a.example'", 1, "blogs.my garden", "is no name"),
    ("[blogs.'../x']\nfolder = '/tmp'", 1, "blogs.../x", "is no name"),
    ("[blogs.x]", 1, "blogs.x", "either url or folder"),
    ("[blogs.x]\nuser = 'a'", 1, "blogs.x", "either url or folder"),
    ("[blogs.x]\nurl='https://a.example'\nfolder='/tmp'", 1, "blogs.x", "either url or folder"),
    ("[blogs.x]\nurl = 5", 2, "blogs.x.url", "text in quotes"),
    ("[blogs.x]\nurl = ''", 2, "blogs.x.url", "https://"),
    ("[blogs.x]\nurl = 'blog.example'", 2, "blogs.x.url", "https://"),
    ("[blogs.x]\nurl = 'ftp://blog.example'", 2, "blogs.x.url", "https://"),
    ("[blogs.x]\nurl = 'https://'", 2, "blogs.x.url", "https://"),
    ("[blogs.x]\nurl = 'https://['", 2, "blogs.x.url", "not an address"),
    ("[blogs.x]\nurl = 'https://a.example:99999/'", 2, "blogs.x.url", "not an address"),
    ("[blogs.x]\nurl = 'https://a.example:no/'", 2, "blogs.x.url", "not an address"),
    ("[blogs.x]\nurl = 'https://a.example/a b'", 2, "blogs.x.url", "not an address"),
    ('[blogs.x]\nurl = "https://a.example/\\u001b[2J"', 2, "blogs.x.url", "not an address"),
    ("[blogs.x]\nurl = 'https://me:pw@a.example/'", 2, "blogs.x.url", "user or password"),
    ("[blogs.x]\nfolder = 5", 2, "blogs.x.folder", "text in quotes"),
    ("[blogs.x]\nfolder = ''", 2, "blogs.x.folder", "must be a path"),
    ('[blogs.x]\nfolder = "a\\u0000b"', 2, "blogs.x.folder", "must be a path"),
    ("[blogs.x]\nfolder = '~nobody-here/x'", 2, "blogs.x.folder", "home folder"),
]


@pytest.mark.parametrize(("text", "line", "key", "what"), WRONG)
def test_a_setting_that_is_wrong_is_told_with_line_and_key(
    tmp_path: Path, text: str, line: int, key: str, what: str
) -> None:
    """A mistake costs its own setting, and the person is told where it is."""
    config = loaded(tmp_path, f"{text}\n")

    assert config == Config(problems=config.problems, identity=config.identity)
    (problem,) = config.problems
    assert problem.startswith(f"{tmp_path / 'config.toml'}:{line}: {key} ")
    assert what in problem


WRONG_IN_A_BLOG: list[tuple[str, str, str]] = [
    ("user = 5", "user", "you read as a guest"),
    ("usr = 'a'", "usr", "did you mean user?"),
    ("password = 'secret-7'", "password", "did you mean password-command?"),
    ("password_command = 'pass'", "password_command", "did you mean password-command?"),
    ("password-command = 7", "password-command", "no command is run"),
    ("password-command = ''", "password-command", "no command is run"),
    ("password-command = []", "password-command", "no command is run"),
    ("password-command = ['pass', 7]", "password-command", "no command is run"),
    ("password-command = ['', 'a']", "password-command", "no command is run"),
    ('password-command = "pass \'show"', "password-command", "quote"),
    ("ssl-ca = true", "ssl-ca", "text in quotes"),
    ("ssl-ca = '~nobody-here/x.pem'", "ssl-ca", "home folder"),
]


@pytest.mark.parametrize(("text", "key", "what"), WRONG_IN_A_BLOG)
def test_a_wrong_setting_of_a_blog_leaves_the_blog(
    tmp_path: Path, text: str, key: str, what: str
) -> None:
    """The blog can still be read."""
    before = "[identity]\nuser = 1\n[blogs.other]\nfolder = '/tmp'\n"
    config = loaded(tmp_path, f"{before}[blogs.x]\nurl = 'https://a.example/'\n{text}\n")

    assert config.blogs[1] == BlogConfig(name="x", url="https://a.example/")
    (problem,) = config.problems[1:]
    assert problem.startswith(f"{tmp_path / 'config.toml'}:7: blogs.x.{key} ")
    assert what in problem
    assert "secret-7" not in problem


def test_several_mistakes_are_all_told_and_the_rest_counts(tmp_path: Path) -> None:
    """One start shows all of them."""
    config = loaded(
        tmp_path,
        "theme = 'nord'\nx = 1\n[keys]\na = 1\nb = 'c'\n[blogs.a]\n[blogs.b]\nfolder='/tmp'\n",
    )

    assert config.theme == "nord"
    assert dict(config.keys) == {"b": "c"}
    assert [blog.name for blog in config.blogs] == ["b"]
    assert [problem.split(":")[1] for problem in config.problems] == ["2", "4", "6"]


@pytest.mark.parametrize("number", ["1" + "0" * 400, "0x" + "f" * 5000])
def test_a_number_beyond_all_bounds_is_told_like_any_other(tmp_path: Path, number: str) -> None:
    """The program would not start."""
    config = loaded(tmp_path, f"animation = {number}\n")

    assert config.animation is True
    assert "animation must be one of true, false" in config.problems[0]


def test_thousands_of_mistakes_are_told_in_few_sentences_and_at_once(tmp_path: Path) -> None:
    """The start would take minutes, and nobody would read so much."""
    begin = process_time()

    config = loaded(tmp_path, "theme = 'nord'\n" + "".join(f"a{n} = 1\n" for n in range(20_000)))

    assert process_time() - begin < 10
    assert config.theme == "nord"
    assert len(config.problems) == 101
    assert config.problems[-1].endswith("19900 more such mistakes are in it.")


@pytest.mark.parametrize(
    "text",
    [
        "blogs.x.url = 'nowhere'\n",
        "\nblogs = {x = {url = 'nowhere'}}\n",
        "# url\n[ blogs . 'x' ]\n\"url\" = 'nowhere'\n",
    ],
)
def test_a_mistake_is_found_however_its_key_is_written(tmp_path: Path, text: str) -> None:
    """TOML has several ways to say the same."""
    (problem,) = loaded(tmp_path, text).problems

    assert f":{len(text.splitlines())}: blogs.x.url" in problem


def test_a_mistake_in_a_file_with_a_long_line_is_told_at_once(tmp_path: Path) -> None:
    """Looking for a line takes time in proportion to the file."""
    text = f"theme = 1\nx = '''\n{'a' * 200_000}\n{'a.' * 100_000}\n{' ' * 200_000}'''\n"

    assert len(loaded(tmp_path, text).problems) == 2


def test_a_key_that_holds_an_escape_sequence_is_told_without_it(tmp_path: Path) -> None:
    """A file that somebody sent can't act on the terminal through a message about it."""
    (problem,) = loaded(tmp_path, '"\\u001b]0;gone\\u0007" = 1\n').problems

    assert problem.isprintable()


def test_a_folder_in_the_place_of_the_settings_is_told(tmp_path: Path) -> None:
    """The program starts all the same."""
    config = load_config(tmp_path)

    assert config == Config(problems=config.problems)
    assert str(tmp_path) in config.problems[0]


def test_a_pipe_in_the_place_of_the_settings_is_not_waited_for(tmp_path: Path) -> None:
    """A start that hangs tells nobody why."""
    os.mkfifo(tmp_path / "config.toml")

    (problem,) = load_config(tmp_path / "config.toml").problems

    assert "is not a file" in problem


def test_a_loop_of_links_in_the_place_of_the_settings_is_told(tmp_path: Path) -> None:
    """Any failure to read is a sentence."""
    (tmp_path / "config.toml").symlink_to("config.toml")

    (problem,) = load_config(tmp_path / "config.toml").problems

    assert "can't be read" in problem


@pytest.mark.parametrize(("written", "seconds"), [("0", 0), ("2.5", 2.5), ("600", 600)])
def test_time_to_take_a_sending_back_is_as_set(
    tmp_path: Path, written: str, seconds: float
) -> None:
    """A slip would be on its way before one expects it."""
    assert loaded(tmp_path, f"undo-send-s = {written}\n") == Config(undo_send_s=seconds)


FILTERS = """\
theme = "nord"

[[filters]]
name = "spam"
action = "hide"
words = ["casino", "free money"]
links = ">= 3"

[[filters]]
action = "fold"
author = "troll*"
older-than = "30d"
blogs = ["garden"]

[[filters]]
action = "highlight"
author = ["Ana", "Bo"]
newer-than = "12h"
links = 1
"""


def test_rules_about_comments_are_read_in_their_order_with_their_lines(tmp_path: Path) -> None:
    """A hidden comment could not say which rule hides it, or another rule would decide."""
    config = loaded(tmp_path, FILTERS)

    assert config.problems == ()
    assert [(rule.number, rule.line, rule.action, rule.name) for rule in config.filters] == [
        (1, 3, "hide", "spam"),
        (2, 9, "fold", ""),
        (3, 15, "highlight", ""),
    ]
    spam, trolls, friends = config.filters
    assert spam.conditions[0] == HasLinks(comparison=">=", number=3)
    assert isinstance(spam.conditions[1], HasWords)
    assert spam.conditions[1].words == ("casino", "free money")
    assert trolls.conditions == (
        WrittenBy(("troll*",)),
        HasAge(is_older=True, span=timedelta(days=30), written="30d"),
    )
    assert trolls.blogs == ("garden",)
    assert friends.conditions == (
        WrittenBy(("Ana", "Bo")),
        HasAge(is_older=False, span=timedelta(hours=12), written="12h"),
        HasLinks(comparison=">=", number=1),
    )


WRONG_RULES: list[tuple[str, int, str, str]] = [
    ("words = 'x'", 4, "filters[2].action", "must be hide, fold or highlight"),
    ("action = 'remove'\nwords = 'x'", 5, "filters[2].action", "must be hide"),
    ("action = 1\nwords = 'x'", 5, "filters[2].action", "must be hide"),
    ("action = ['hide']\nwords = 'x'", 5, "filters[2].action", "must be hide"),
    ("action = 'hide'", 4, "filters[2]", "needs author, words"),
    ("action = 'hide'\nblogs = ['garden']", 4, "filters[2]", "needs author, words"),
    ("action = 'hide'\nautor = 'x'", 6, "filters[2].autor", "did you mean author?"),
    ("action = 'hide'\nauthor = 'x'\nword = 'y'", 7, "filters[2].word", "did you mean words?"),
    ("action = 'hide'\nauthor = 5", 6, "filters[2].author", "text in quotes"),
    ("action = 'hide'\nauthor = ''", 6, "filters[2].author", "text in quotes"),
    ("action = 'hide'\nauthor = []", 6, "filters[2].author", "text in quotes"),
    ("action = 'hide'\nauthor = ['x', 5]", 6, "filters[2].author", "text in quotes"),
    ("action = 'hide'\nwords = ['x', ' ']", 6, "filters[2].words", "text in quotes"),
    ("action = 'hide'\nwords = '$$$'", 6, "filters[2].words", "no letter or digit"),
    ("action = 'hide'\nlinks = 'many'", 6, "filters[2].links", "must be a number"),
    ("action = 'hide'\nlinks = true", 6, "filters[2].links", "must be a number"),
    ("action = 'hide'\nlinks = -1", 6, "filters[2].links", "must be a number"),
    (f"action = 'hide'\nlinks = 0x{'f' * 5000}", 6, "filters[2].links", "must be a number"),
    ("action = 'hide'\nlinks = 1.5", 6, "filters[2].links", "must be a number"),
    ("action = 'hide'\nlinks = '=> 3'", 6, "filters[2].links", "must be a number"),
    ("action = 'hide'\nolder-than = 30", 6, "filters[2].older-than", "must be a time"),
    ("action = 'hide'\nnewer-than = '30 days'", 6, "filters[2].newer-than", "must be a time"),
    ("action = 'hide'\nolder_than = '3d'", 6, "filters[2].older_than", "did you mean older-than?"),
    ("action = 'hide'\nauthor = 'x'\nblogs = 1", 7, "filters[2].blogs", "text in quotes"),
    ("action = 'hide'\nauthor = 'x'\nname = 1", 7, "filters[2].name", "text in quotes"),
    ("action = 'hide'\nauthor = 'x'\n[filters.more]\na=1", 7, "filters[2].more", "not a setting"),
]


@pytest.mark.parametrize(("text", "line", "key", "what"), WRONG_RULES)
def test_a_wrong_rule_is_told_and_left_out_and_the_others_count(
    tmp_path: Path, text: str, line: int, key: str, what: str
) -> None:
    """A rule without one of its conditions would hide what nobody wants hidden."""
    rule = "[[filters]]\naction = 'fold'\nauthor = 'a'\n"
    config = loaded(tmp_path, f"{rule}[[filters]]\n{text}\n{rule}")

    assert [(one.number, one.action) for one in config.filters] == [(1, "fold"), (3, "fold")]
    (problem,) = config.problems
    assert problem.startswith(f"{tmp_path / 'config.toml'}:{line}: {key} ")
    assert what in problem
    assert "this rule is left out" in problem


@pytest.mark.parametrize("text", ["filters = 'x'", "filters = [1]", "[filters]\naction = 'hide'"])
def test_rules_that_are_no_tables_are_told(tmp_path: Path, text: str) -> None:
    """Somebody would wait for a rule to do something."""
    config = loaded(tmp_path, f"{text}\n")

    assert config.filters == ()
    assert ":1: filters must be tables: [[filters]]" in config.problems[0]


def test_rules_in_one_line_are_read_too(tmp_path: Path) -> None:
    """TOML has several ways to say the same."""
    text = "\nfilters = [{action = 'hide', author = 'a'}, {action = 'hide', author = 5}]\n"
    config = loaded(tmp_path, text)

    assert [rule.line for rule in config.filters] == [2]
    assert ":2: filters[2].author must be" in config.problems[0]


def test_there_is_an_end_to_the_number_of_rules(tmp_path: Path) -> None:
    """A file that a program wrote would make every thread slow."""
    config = loaded(tmp_path, "[[filters]]\naction = 'hide'\nauthor = 'a'\n" * 202)

    assert len(config.filters) == 200
    assert ":601: filters[201] is one too many: 200" in config.problems[0]


@pytest.mark.parametrize(("written", "is_plain"), [("true", True), ("false", False)])
def test_plain_mode_is_as_set(tmp_path: Path, written: str, is_plain: bool) -> None:
    """Who can't see the screen would have to type an option at each start."""
    assert loaded(tmp_path, f"plain = {written}\n").plain is is_plain


def test_a_rule_is_found_behind_text_that_looks_like_one(tmp_path: Path) -> None:
    """A line would be named where nothing of it stands."""
    text = """\
editor-note = '''
[[filters]]
action = "fold"
'''
[[filters]]  # [[filters]]
action = 'hide'
author = 'a'
"""
    config = loaded(tmp_path, text)

    assert [rule.line for rule in config.filters] == [5]


def test_each_rule_of_a_list_over_several_lines_has_its_own(tmp_path: Path) -> None:
    """`why` would name the line of the list for all of them."""
    text = """\
filters = [
  # { no rule }
  { action = 'hide', author = 'a{' }, { action = 'fold', words = ["b}", "c"] },

  { action = 'fold', author = 5 },
]
"""
    config = loaded(tmp_path, text)

    assert [rule.line for rule in config.filters] == [3, 3]
    assert ":5: filters[3].author must be" in config.problems[-1]
