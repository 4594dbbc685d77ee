"""Comment forms of all kinds, and what the blog answers to them; no network."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.wordpress import died
from tui_blog.model.errors import (
    AuthError,
    BusyError,
    NeedsBrowserError,
    OutcomeUnknownError,
    RejectedError,
    StorageError,
)
from tui_blog.storage.wordpress.comment_form import CommentForm, Part, find_comment_form
from tui_blog.storage.wordpress.form_answers import (
    RepeatedError,
    StoredByForm,
    read_form_answer,
)
from tui_blog.storage.wordpress.form_reading import MAX_PAGE_TAGS

PAGE = "https://blog.example/2026/06/open/"
ACTION = "https://blog.example/wp-comments-post.php"
RECORDED = Path(__file__).parents[1] / "data" / "wordpress"
ANSWERS = {
    Part.TEXT: "My words",
    Part.NAME: "Mara",
    Part.EMAIL: "mara@example.test",
    Part.ADDRESS: "",
    Part.PARENT: "12",
}
PERSON = (
    '<input name="author" required><input type="email" name="email" required><input name="url">'
)
END = (
    '<input type="submit" name="submit" value="Send">'
    '<input type="hidden" name="comment_post_ID" value="118">'
    '<input type="hidden" name="comment_parent" value="0">'
)


def a_form(
    extra: str = "",
    *,
    attributes: str = f'action="{ACTION}" method="post"',
    text: str = '<textarea name="comment"></textarea>',
    person: str = PERSON,
    end: str = END,
) -> str:
    """Write a form as WordPress does, with more in it."""
    return f"<form {attributes}>{text}{person}{extra}{end}</form>"


def found(page: str, *, address: str = PAGE) -> CommentForm:
    """Find the form for post 118."""
    return find_comment_form(page, address=address, post=118)


def filled(page: str, *, address: str = PAGE) -> dict[str, str]:
    """Fill the form for post 118."""
    return dict(found(page, address=address).fill(ANSWERS))


@pytest.mark.parametrize("theme", ["twentytwentyone", "twentytwentythree"])
def test_form_of_a_real_theme_is_filled_as_a_browser_would(theme: str) -> None:
    """As recorded: a classic theme and one of blocks."""
    page = (RECORDED / f"form-{theme}.html").read_text(encoding="utf-8")

    form = found(page)

    assert form.action == ACTION
    assert form.fill(ANSWERS) == (
        ("comment", "My words"),
        ("author", "Mara"),
        ("email", "mara@example.test"),
        ("url", ""),
        ("submit", "Post Comment"),
        ("comment_post_ID", "118"),
        ("comment_parent", "12"),
    )


def test_form_when_name_and_email_are_wanted_says_which_is_missing() -> None:
    """WordPress can be set not to want them."""
    strict, lenient = found(a_form()), found(a_form(person=PERSON.replace(" required", "")))
    nameless = {**ANSWERS, Part.NAME: "", Part.EMAIL: ""}

    with pytest.raises(RejectedError, match="name, under"):
        strict.fill(nameless)
    with pytest.raises(RejectedError, match="email, under"):
        strict.fill({**ANSWERS, Part.EMAIL: ""})
    assert dict(lenient.fill(nameless))["author"] == ""


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        (a_form('<input type="hidden" name="nonce" value="a&amp;b">'), {"nonce": "a&b"}),
        (a_form('<div style="DISPLAY : none"><input name="trap" value="x" required></div>'), {}),
        (a_form('<p style="left:-9999px;position:absolute"><textarea name="hp"></textarea>'), {}),
        (a_form('<p hidden><input name="hp" required><p>Shown <input name="seen">'), {"seen": ""}),
        (a_form('<input name="city">'), {"city": ""}),
        (a_form('<input type="checkbox" name="follow" checked value="1">'), {"follow": None}),
        (a_form('<input type="checkbox" name="wp-comment-cookies-consent">'), {}),
        (a_form('<input type="radio" name="r" value="1"><input type="radio" name="r" value="2" '
                "checked>"), {"r": "2"}),
        (a_form('<select name="s"><option value="1"><option value="2" selected></select>'),
         {"s": "2"}),
        (a_form('<input name="off" disabled required>'), {"off": None}),
        (a_form("<input type=submit name=preview value=Preview>", end=END), {"submit": None}),
        (a_form(text="", end="") + f'<p><textarea form="f" name="comment"></textarea>{END}', None),
    ],
)  # fmt: skip
def test_fields_beside_the_usual_ones_are_left_as_a_text_browser_leaves_them(
    page: str, sent: dict[str, str | None] | None
) -> None:
    """What has to stay as it is would be changed; a box would be ticked in one's name."""
    if sent is None:
        with pytest.raises(StorageError):
            filled(page)
        return
    fields = filled(page)

    assert fields["comment"] == "My words"
    assert {name: fields.get(name) for name in sent} == sent


def test_text_goes_where_it_can_be_seen_and_not_into_the_trap_of_that_name() -> None:
    """A plug-in for the German-speaking countries renames the field and hides one of its name."""
    page = a_form(
        text='<textarea name="ab12cd34" required></textarea><textarea name="comment" '
        'aria-hidden="true" tabindex="-1" style="clip:rect(1px,1px,1px,1px)"></textarea>'
    )

    assert {name: filled(page)[name] for name in ("ab12cd34", "comment")} == {
        "ab12cd34": "My words",
        "comment": "",
    }


def test_fields_outside_of_the_form_that_name_it_belong_to_it() -> None:
    page = a_form(attributes=f'id="commentform" action="{ACTION}" method="post"', end="")
    outside = END.replace("<input", '<input form="commentform"')

    assert filled(page + outside)["comment_post_ID"] == "118"


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ('action="/wp-comments-post.php" method="post"', PAGE),
        ('action="../../../wp-comments-post.php" method="POST"', PAGE),
        ('action="//blog.example/wp-comments-post.php" method="post"', PAGE),
        ('action="http://blog.example/wp-comments-post.php" method="post"', PAGE),
        (f'action=" {ACTION} " method="post"', PAGE),
        (f'action="{ACTION}" method="post"', "https://blog.example/?p=118"),
    ],
)
def test_address_of_the_form_is_made_whole(attributes: str, address: str) -> None:
    """Also where the blog's settings still say http."""
    assert found(a_form(attributes=attributes), address=address).action == ACTION


def test_base_of_the_page_counts_but_does_not_lead_away() -> None:
    form = a_form(attributes='action="wp-comments-post.php" method="post"')

    assert found(f'<base href="/">{form}').action == ACTION
    with pytest.raises(RejectedError, match=r"another place \(evil\.example\)"):
        found(f'<base href="https://evil.example/">{form}')


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ('<div class="g-recaptcha" data-sitekey="k"></div>', "captcha"),
        ('<input type="hidden" name="g-recaptcha-response">', "captcha"),
        ('<div class="h-captcha"></div>', "captcha"),
        ('<div class="cf-turnstile"></div>', "captcha"),
        ('<div class="frc-captcha"></div>', "captcha"),
        ("<altcha-widget></altcha-widget>", "captcha"),
        ('<script src="https://js.hcaptcha.com/1/api.js"></script>', "captcha"),
        ('<input name="si_captcha_code">', "captcha"),
        ('<input name="cptch_number">', "captcha"),
        ('<img src="/code.png"><input name="code">', "asks for more: “code”"),
        ('<label>7 × 8</label><input name="m">', "asks for more: “7 × 8”"),
        ("<label>Four letters? <input name=m></label>", "asks for more"),
        ("<label>City <b>*</b> <input name=city></label>", "asks for more"),
        ("<input name=city required>", "asks for more: “city”"),
        ('<input name=city aria-required="true">', "asks for more"),
        ("<select name=s required><option value=1></select>", "asks for more"),
        ("<input type=checkbox name=terms required> I agree", "asks for more: “terms”"),
        ("<input type=file name=f>", "asks for more"),
        ('<textarea name="second"></textarea>', "no clear place"),
        ("<noscript>You need JavaScript to comment.</noscript>", "script"),
        ('<iframe src="https://jetpack.wordpress.com/jetpack-comment/"></iframe>', "service"),
    ],
)
def test_form_that_asks_a_person_or_a_script_is_left_to_the_browser(extra: str, why: str) -> None:
    """A comment would be sent that the blog has to refuse, or that vanishes without a word."""
    with pytest.raises(NeedsBrowserError, match="browser") as caught:
        found(a_form(extra))

    assert why in str(caught.value)
    assert caught.value.code == "needs-browser"


@pytest.mark.parametrize(
    "page",
    [
        a_form(attributes='id="commentform"'),
        a_form(attributes='id="commentform" action="" method="post"'),
        a_form(attributes='id="commentform" action="#" method="post"'),
        a_form(attributes='id="commentform" action="javascript:send()" method="post"'),
        a_form(attributes=f'action="{ACTION}" method="get"'),
        a_form(attributes='action="/ajax" method="post"'),
        a_form(end=END.replace('type="submit"', 'type="button"')),
        a_form(end=END.replace('type="submit"', 'type="submit" disabled')),
        a_form(text=""),
        a_form(end=END.replace("118", "119")),
        '<form id="commentform"><iframe name="jetpack_remote_comment"></iframe></form>',
        "<p>No form at all.</p>",
        '<div id="disqus_thread"></div>',
        f"<!-- {a_form()} -->",
        f"<script>var form = '{a_form()}'</script>",
        "",
        "\0\x1b",
    ],
)
def test_page_without_a_form_that_can_be_sent_is_left_to_the_browser(page: str) -> None:
    with pytest.raises(NeedsBrowserError):
        found(page)


@pytest.mark.parametrize(
    "action",
    [
        "https://evil.example/wp-comments-post.php",
        "https://blog.example@evil.example/wp-comments-post.php",
        "https://blog.example:8443/wp-comments-post.php",
        "https://sub.blog.example/wp-comments-post.php",
        "//evil.example/wp-comments-post.php",
        "ftp://blog.example/wp-comments-post.php",
        "https://[::/wp-comments-post.php",
        "\\\\evil.example/wp-comments-post.php",
    ],
)
def test_form_that_leads_elsewhere_is_not_sent(action: str) -> None:
    """Name and e-mail address would go to somebody else."""
    with pytest.raises(RejectedError) as caught:
        found(a_form(attributes=f'id="commentform" action="{action}" method="post"'))

    assert caught.value.code in ("elsewhere", "needs-browser")


def test_form_in_the_open_is_not_sent() -> None:
    """Only over https, or to this machine itself."""
    form = a_form(attributes='action="/wp-comments-post.php" method="post"')

    with pytest.raises(RejectedError, match="not reached over https"):
        found(form, address="http://blog.example/a/")
    assert found(form, address="http://127.0.0.1:8080/a/").action.startswith(
        "http://127.0.0.1:8080"
    )


@pytest.mark.parametrize(
    ("page", "error", "why"),
    [
        ('<p class="must-log-in">You must be logged in</p>', AuthError, "logged in"),
        ('<p class="no-comments">Closed</p>', RejectedError, "closed"),
        ('<form class="post-password-form" method="post"></form>', RejectedError, "password"),
    ],
)
def test_page_that_says_why_there_is_no_form_is_believed(
    page: str, error: type[StorageError], why: str
) -> None:
    with pytest.raises(error, match=why):
        found(page)


def test_of_several_forms_the_one_for_the_post_is_taken() -> None:
    other = a_form(end=END.replace("118", "119"))

    assert filled(other + a_form() + other)["comment_post_ID"] == "118"


def test_reply_where_the_form_takes_none_is_not_sent_to_the_top_level() -> None:
    form = found(a_form(end=END.partition('<input type="hidden" name="comment_parent"')[0]))

    with pytest.raises(NeedsBrowserError, match="no replies"):
        form.fill(ANSWERS)
    assert ("comment", "My words") in form.fill({**ANSWERS, Part.PARENT: "0"})


@pytest.mark.parametrize(
    "page",
    [
        a_form().replace("</form>", "").replace("</textarea>", "</textarea><p><b><p>"),
        f"<div><div></span>{a_form()}</div></p></form></form>",
        a_form().replace('"', "'"),
        f"<form action='/search'><input name=s required></form>{a_form()}",
        a_form("<form action='/inner'><input name=inner>"),
    ],
)
def test_damaged_page_still_gives_its_form(page: str) -> None:
    assert filled(page)["comment"] == "My words"


@pytest.mark.parametrize(
    "page",
    [
        "<" * (MAX_PAGE_TAGS + 1),
        "<a " * 30_000,
        "<form id=commentform>" + "<p><div>" * 15_000,
        "<form id=commentform>" + "<input>" * 30_000,
        "<form id=commentform><textarea>" + "x<b>" * 30_000,
        "<form id=commentform><p " + 'hidden="' * 30_000,
        "<!--" * 30_000,
        "<form id=commentform><div>" + "<b>" * 199 + "</i>" * 30_000,
        "<script>" + "</" * 30_000,
    ],
)
def test_hostile_page_is_given_up(page: str) -> None:
    """What the parser takes quadratic time for would keep the program busy for minutes."""
    with pytest.raises(NeedsBrowserError):
        found(page)


@given(st.text(alphabet="<>/\"'= abcfhimnoprtuv-!\0&;#1", max_size=300))
def test_any_page_gives_a_form_or_a_reason(junk: str) -> None:
    """Whatever stands in a page, only what adapters raise may come out."""
    for page in (junk, a_form(junk), a_form(attributes=junk), junk + a_form() + junk):
        with suppress(StorageError):
            assert found(page).fill(ANSWERS)


# What the blog answers.


def answered(status: int = 302, *, location: str = "", body: str = "") -> StoredByForm:
    """Read an answer to a form sent to `ACTION`."""
    return read_form_answer(status=status, location=location, body=body, asked=ACTION, wait_s=15.0)


@pytest.mark.parametrize(
    ("location", "number", "is_held", "permalink"),
    [
        (f"{PAGE}#comment-7", 7, False, f"{PAGE}#comment-7"),
        (f"{PAGE}?unapproved=7&moderation-hash=ab#comment-7", 7, True, f"{PAGE}#comment-7"),
        ("/?p=1&unapproved=7&moderation-hash=ab#comment-7", 7, True,
         "https://blog.example/?p=1#comment-7"),
        (f"{PAGE}comment-page-2/#comment-7", 7, False, f"{PAGE}comment-page-2/#comment-7"),
        ("http://blog.example/a/#comment-7", 7, False, "http://blog.example/a/#comment-7"),
    ],
)  # fmt: skip
def test_answer_that_leads_to_the_comment_means_stored(
    location: str, number: int, is_held: bool, permalink: str
) -> None:
    stored = answered(location=location)

    assert stored == StoredByForm(number=number, is_held=is_held, permalink=permalink)


@pytest.mark.parametrize(
    ("status", "location", "body", "error", "why"),
    [
        (409, "", died("Duplicate"), RepeatedError, "same comment"),
        (429, "", died("Slow down"), BusyError, "15 seconds"),
        (403, "", died("Sorry, comments are closed"), RejectedError, "says: Sorry, comments are"),
        (200, "", died("<strong>Error:</strong> fill"), RejectedError, "says: Error: fill"),
        (500, "", died("ERROR: wrong answer"), RejectedError, "wrong answer"),
        (403, "", "<html>firewall</html>", RejectedError, "HTTP 403"),
        (500, "", '<body id="error-page"><p>Bad sum</p></body>', RejectedError, "says: Bad sum"),
        (413, "", "", RejectedError, "too long"),
        (301, "https://www.blog.example/wp-comments-post.php", "", RejectedError, "another"),
        (308, ACTION, "", RejectedError, "another address"),
        (302, "https://blog.example/wp-login.php?x=1", "", AuthError, "logged in"),
        (302, "https://evil.example/#comment-7", "", OutcomeUnknownError, "does not tell"),
        (302, f"{PAGE}?thanks=1", "", OutcomeUnknownError, "does not tell"),
        (302, "", "", RejectedError, "another address"),
        (302, "https://[::/#comment-7", "", OutcomeUnknownError, "does not tell"),
        (302, f"{PAGE}#comment-{'9' * 30}", "", OutcomeUnknownError, "does not tell"),
        (200, "", "", OutcomeUnknownError, "does not tell"),
        (200, "", "<html>Thank you</html>", OutcomeUnknownError, "does not tell"),
        (408, "", "", OutcomeUnknownError, "does not tell"),
        (503, "", "", OutcomeUnknownError, "does not tell"),
        (500, "", died("<h1>Error establishing a database connection</h1>"), OutcomeUnknownError,
         "does not tell"),
        (500, "", died('A critical error. <a href="https://wordpress.org/documentation/article/'
                       'faq-troubleshooting/">Learn</a>'), OutcomeUnknownError, "does not tell"),
    ],
)  # fmt: skip
def test_answer_of_another_kind_is_what_it_says(
    status: int, location: str, body: str, error: type[StorageError], why: str
) -> None:
    """What is stored would be called refused, or the other way round."""
    with pytest.raises(error, match=why) as caught:
        answered(status, location=location, body=body)

    assert type(caught.value) is error


def test_refusal_in_the_blogs_own_words_is_one_clean_short_line() -> None:
    with pytest.raises(RejectedError) as caught:
        answered(403, body=died("Bad\x1b[31m\n words\u202e &#8217; <b>" + "very long " * 900))

    told = str(caught.value)
    assert told.startswith("The blog refused it. It says: Bad words ’ very long")
    assert told.isprintable()
    assert len(told) < 340
