"""Sharing: the exact address each target makes, and what can't be smuggled into it."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_blog.text import clean
from tui_blog.text.links import MAX_ADDRESS_CHARS, vet
from tui_blog.text.sharing import (
    MAIL,
    TARGETS,
    ClosedTarget,
    CommandTarget,
    CopyTarget,
    Form,
    Shared,
    WebTarget,
    address_of,
    all_targets,
    instance_of,
    letters_for,
    unknown_fields,
)
from tui_blog.ui.browser import check_address

POST = Shared(
    title="Tea & {url} 100%",
    url="https://blog.example/tea?a=1&b=ü#top",
    text="It is good.",
    author="Mara",
    is_quotation=False,
    markdown="[Tea](https://blog.example/tea)",
)
COMMENT = Shared(
    title="Tea",
    url="https://blog.example/tea#c1",
    text="Yes & no.\nおいしい",
    author="Ana",
    is_quotation=True,
    markdown="",
)
POST_URL = "https%3A%2F%2Fblog.example%2Ftea%3Fa%3D1%26b%3D%C3%BC%23top"
POST_TITLE = "Tea%20%26%20%7Burl%7D%20100%25"
URL = "https%3A%2F%2Fblog.example%2Ftea%23c1"
OISHII = "%E3%81%8A%E3%81%84%E3%81%97%E3%81%84"
TEXT = f"Yes%20%26%20no.%0A{OISHII}"
WORDS = f"%E2%80%9C{TEXT}%E2%80%9D%20%E2%80%93%20Ana"
MAIL_WORDS = WORDS.replace("%0A", "%0D%0A")
TUMBLR = "https://www.tumblr.com/widgets/share/tool?posttype=link&canonicalUrl="


@pytest.mark.parametrize(
    ("name", "post", "comment"),
    [
        ("Mail",
         f"mailto:?subject={POST_TITLE}&body={POST_TITLE}%0D%0A%0D%0A{POST_URL}",
         f"mailto:?subject=Tea&body={MAIL_WORDS}%0D%0A%0D%0A{URL}"),
        ("Mastodon",
         f"https://m.example/share?text={POST_TITLE}%0A%0A{POST_URL}",
         f"https://m.example/share?text={WORDS}%0A%0A{URL}"),
        ("Bluesky",
         f"https://bsky.app/intent/compose?text={POST_TITLE}%0A%0A{POST_URL}",
         f"https://bsky.app/intent/compose?text={WORDS}%0A%0A{URL}"),
        ("Reddit",
         f"https://www.reddit.com/submit?url={POST_URL}&title={POST_TITLE}",
         f"https://www.reddit.com/submit?url={URL}&title=Tea"),
        ("LinkedIn",
         f"https://www.linkedin.com/sharing/share-offsite/?url={POST_URL}",
         f"https://www.linkedin.com/sharing/share-offsite/?url={URL}"),
        ("Tumblr",
         f"{TUMBLR}{POST_URL}&title={POST_TITLE}&caption=It%20is%20good.",
         f"{TUMBLR}{URL}&title=Tea&caption={WORDS}"),
        ("Facebook",
         f"https://www.facebook.com/sharer/sharer.php?u={POST_URL}",
         f"https://www.facebook.com/sharer/sharer.php?u={URL}"),
        ("X",
         f"https://x.com/intent/tweet?text={POST_TITLE}&url={POST_URL}",
         f"https://x.com/intent/tweet?text={WORDS}&url={URL}"),
        ("Pinterest",
         f"https://www.pinterest.com/pin/create/button/?url={POST_URL}&description=It%20is%20good.",
         f"https://www.pinterest.com/pin/create/button/?url={URL}&description={WORDS}"),
    ],
)  # fmt: skip
def test_each_target_gets_its_address(name: str, post: str, comment: str) -> None:
    """The page would open without what one wanted to share, or with something else."""
    (target,) = [one for one in TARGETS if one.name == name]
    assert isinstance(target, WebTarget)

    assert address_of(target, POST, instance="https://m.example").address == post
    assert address_of(target, COMMENT, instance="https://m.example").address == comment
    assert check_address(post) == post
    assert check_address(comment) == comment


def test_the_table_above_is_complete() -> None:
    """A target would be there that nobody looked at."""
    assert [target.name for target in TARGETS if isinstance(target, WebTarget)] == [
        "Mail", "Mastodon", "Bluesky", "Reddit", "LinkedIn", "Tumblr", "Facebook", "X", "Pinterest"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "when"), [("Google+", "closed on 2 April 2019"), ("Flattr", "closed in November 2023")]
)
def test_a_service_that_is_gone_says_since_when(name: str, when: str) -> None:
    """One would open a page that is not there."""
    (target,) = [one for one in TARGETS if one.name == name]

    assert isinstance(target, ClosedTarget)
    assert when in target.told


@given(st.text(max_size=300), st.text(max_size=20), st.sampled_from(TARGETS))
def test_no_text_adds_a_field_or_leaves_the_address(text: str, title: str, target: object) -> None:
    """A stranger's title would send a mail to others, or open another page."""
    if not isinstance(target, WebTarget):
        return
    shared = replace(COMMENT, text=clean.strip(text), title=clean.field(title))
    harmless = replace(COMMENT, text="x", title="x")

    hostile_parts = urlsplit(address_of(target, shared, instance="https://m.example").address)
    parts = urlsplit(address_of(target, harmless, instance="https://m.example").address)

    assert hostile_parts[:3] == parts[:3]
    assert not hostile_parts.fragment
    assert hostile_parts.query.count("&") == parts.query.count("&")
    fields = parse_qs(hostile_parts.query, keep_blank_values=True)
    assert [*fields] == [*parse_qs(parts.query, keep_blank_values=True)]


@pytest.mark.parametrize("target", [one for one in TARGETS if isinstance(one, WebTarget)],
                         ids=lambda one: one.name)  # fmt: skip
@pytest.mark.parametrize("text", ["word " * 20_000, "日" * 20_000], ids=["words", "cjk"])
def test_a_long_text_is_cut_to_what_fits(target: WebTarget, text: str) -> None:
    """The browser would get an address that it refuses, or the service cut off who said it."""
    address, said = address_of(target, replace(COMMENT, text=text), instance="https://m.example")

    assert len(said) < 5000
    assert len(address) <= MAX_ADDRESS_CHARS
    assert check_address(address) == address
    if "{words}" in target.template:
        assert "%E2%80%A6%E2%80%9D%20%E2%80%93%20Ana" in address


def test_limits_of_services_are_kept() -> None:
    """One would have to shorten by hand what the program could have."""
    (bluesky,) = [one for one in TARGETS if one.name == "Bluesky"]
    assert isinstance(bluesky, WebTarget)
    address, said = address_of(bluesky, replace(COMMENT, text="word " * 1000))

    (message,) = parse_qs(urlsplit(address).query)["text"]
    assert 250 < len(message) <= 300
    assert said == message.replace("\n\n", "\n")
    assert message.endswith(f" word…” – Ana\n\n{COMMENT.url}")


def test_without_an_address_the_words_go_alone() -> None:
    """A post of a folder would be shared with blank lines in place of its address."""
    address, said = address_of(MAIL, replace(COMMENT, url=""))

    assert said == "Tea\n“Yes & no.\nおいしい” – Ana"
    assert address == f"mailto:?subject=Tea&body={MAIL_WORDS}"
    needing = [one.name for one in TARGETS if isinstance(one, WebTarget) and one.needs_url]
    assert needing == ["Reddit", "LinkedIn", "Tumblr", "Facebook", "Pinterest"]


def test_only_a_mail_to_nobody_may_have_headers() -> None:
    """A link of a stranger's could attach one's files to a mail."""
    from tui_blog.ui.browser import BrowserError

    for address in (
        "mailto:?attach=/etc/passwd",
        "mailto:?subject=a&body=b&attach=c",
        "mailto:?subject=a&body=b\n",
        "mailto:?subject=a b&body=c",
    ):
        with pytest.raises(BrowserError):
            check_address(address)
    assert vet("mailto:?subject=a&body=b") is None


def test_command_gets_its_arguments_without_a_shell_and_without_options_of_strangers() -> None:
    """A title could run a program, or turn on an option of one."""
    target = CommandTarget(name="own", command=("prog", "--title={title}", "{title}", "{url}{x}"))
    shared = replace(POST, title="--exec=$(reboot); {url}")

    assert target.argv(shared) == [
        "prog",
        "--title=--exec=$(reboot); {url}",
        " --exec=$(reboot); {url}",
        f"{POST.url}{{x}}",
    ]


def test_copies_say_what_and_where() -> None:
    """A quotation would be pasted without its writer or its place."""
    text, markdown = [one for one in TARGETS if isinstance(one, CopyTarget)][::-1]

    assert (text.form, markdown.form) == (Form.TEXT, Form.MARKDOWN)
    assert text.copied(COMMENT) == "“Yes & no.\nおいしい” – Ana\nhttps://blog.example/tea#c1"
    assert text.copied(replace(COMMENT, author="", url="")) == "“Yes & no.\nおいしい”"
    assert text.copied(POST) == f"{POST.title}\n{POST.url}"
    assert text.copied(replace(POST, title="", url="")) == POST.text
    assert markdown.copied(POST) == "[Tea](https://blog.example/tea)"


def test_own_targets_come_first_and_stand_for_others_of_their_name() -> None:
    """There would be two of a name, and one would choose the wrong one."""
    own = [CommandTarget(name="mail", command=("mutt",)), CommandTarget(name="pin", command=("p",))]
    names = [target.name for target in all_targets(own)]

    assert names[:3] == ["mail", "pin", "Mastodon"]
    assert "Mail" not in names


def test_every_target_has_a_letter_of_its_own() -> None:
    """A key would share with somebody else than one meant."""
    names = [target.name for target in TARGETS]
    letters = letters_for(names, taken="jkq")

    assert letters == ["m", "a", "b", "r", "l", "t", "f", "x", "p", "c", "o", "g", "d"]
    assert letters_for(["aa"] * 26, taken="jkq").count("") == 3


@pytest.mark.parametrize(
    ("text", "instance"),
    [
        ("fosstodon.org", "https://fosstodon.org"),
        (" https://Mastodon.example:8443/@me ", "https://mastodon.example:8443"),
        ("@me@social.example", "https://social.example"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("two words", None),
        ("ftp://x.example", None),
        ("", None),
        ("mailto:a@b.example", "https://b.example"),
    ],
)
def test_server_is_known_by_name_address_or_account(text: str, instance: str | None) -> None:
    """One would have to find out how to write it."""
    assert instance_of(text) == instance


@pytest.mark.parametrize(
    ("template", "unknown"),
    [("https://x.example/{url}{title}{text}", []), ("{URL}{}{words}", ["URL", "", "words"])],
)
def test_fields_that_mean_nothing_are_found(template: str, unknown: list[str]) -> None:
    """A typing mistake would be sent as it is."""
    assert unknown_fields(template) == unknown
