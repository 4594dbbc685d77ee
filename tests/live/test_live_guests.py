"""Guests on a real WordPress: through the form on the post's page, with real themes."""

import html
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.factories import ME
from tests.live.awkward_texts import TEXTS
from tests.live.conftest import Connect
from tests.live.server import WordPress
from tests.live.test_live_awkward_texts import kept
from tests.live.test_live_conformance import listed_in_database, parents_in_database
from tests.live.test_live_wordpress_writing import comment
from tests.storage.conformance import AdapterConformance, AdapterUnderTest
from tui_blog.config import Identity
from tui_blog.model.change import AddComment, Outcome
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import (
    AuthError,
    BusyError,
    NeedsBrowserError,
    NotFoundError,
    OutcomeUnknownError,
    RejectedError,
)
from tui_blog.model.ids import CommentId, PostId
from tui_blog.sync.mirror import MirrorAdapter
from tui_blog.sync.sending import Delivered
from tui_blog.sync.service import BlogService

pytestmark = pytest.mark.live

AWKWARD_TEXTS = TEXTS[:40]
SetOption = Callable[[str, str], None]
GUEST = Identity(
    name="Mara O'Neil & Söhne", email="mara@example.test", url="https://mara.example/?a=1&b=2"
)


@pytest.fixture(autouse=True)
def _theme(set_option: SetOption) -> None:
    """Show the posts as a WordPress of these days does."""
    use_theme(set_option, "twentytwentyone")


def use_theme(set_option: SetOption, name: str) -> None:
    """Change how the blog looks."""
    set_option("template", name)
    set_option("stylesheet", name)


def set_status(wordpress: WordPress, comment_id: CommentId, status: str) -> None:
    """Do what a moderator does."""
    number = comment_id.removeprefix("wp:")
    wordpress.query(
        f"UPDATE wp_comments SET comment_approved = '{status}' WHERE comment_ID = {number}"  # noqa: S608
    )


class TestGuestConformance(AdapterConformance):
    @pytest.fixture
    def subject(self, wordpress: WordPress, connect: Connect) -> AdapterUnderTest:
        open_post = wordpress.add_post("For the conformance of guests")
        return AdapterUnderTest(
            adapter=connect(guest=GUEST),
            posts_newest_first=listed_in_database(wordpress),
            thread_post=wordpress.posts["busy"],
            parents=parents_in_database(wordpress, wordpress.posts["busy"]),
            open_post=open_post,
            missing_post=PostId("wp:999999"),
        )


async def test_guest_when_text_is_awkward_has_it_stored_as_typed_and_only_once(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """Text would be lost on its way through the form, or stand there twice."""
    set_option("comment_max_links", "0")
    post_id = wordpress.add_post("Awkward texts of guests")
    adapter = connect(guest=GUEST)

    first = [await adapter.submit(comment(post_id, text)) for text in AWKWARD_TEXTS]
    second = [await adapter.submit(comment(post_id, text)) for text in AWKWARD_TEXTS]

    stored = [html.unescape(row[0]) for row in wordpress.stored_comments(post_id)]
    assert stored == [kept(text) for text in AWKWARD_TEXTS]
    assert {receipt.outcome for receipt in first} == {Outcome.STORED}
    assert {receipt.outcome for receipt in second} == {Outcome.ALREADY_STORED}
    ids = [receipt.comment.id for receipt in first if receipt.comment]
    assert [receipt.comment.id for receipt in second if receipt.comment] == ids
    assert len(ids) == len(AWKWARD_TEXTS)


@pytest.mark.parametrize("theme", ["twentytwentyone", "twentytwentythree"])
async def test_guest_when_a_reply_is_held_has_it_below_its_parent_until_it_is_approved(
    wordpress: WordPress, connect: Connect, set_option: SetOption, theme: str
) -> None:
    """A reply would stand elsewhere, under no name, or vanish until a moderator comes."""
    use_theme(set_option, theme)
    post_id = wordpress.add_post(f"Guests in {theme}")
    adapter = connect(guest=GUEST)
    top = (await adapter.submit(comment(post_id, "Top"))).comment
    assert top is not None
    set_option("comment_moderation", "1")

    held = (await adapter.submit(comment(post_id, "Below", parent=top.id))).comment

    assert held is not None
    assert (held.status, held.own, held.parent_id) == (CommentStatus.HELD, True, top.id)
    number = top.id.removeprefix("wp:")
    assert wordpress.stored_comments(post_id) == [
        ("Top", "0", "0", "1"),
        ("Below", number, "0", "0"),
    ]
    rows = (await adapter.list_comments(post_id)).rows
    assert [(row.id, row.status, row.own) for row in rows] == [
        (top.id, CommentStatus.APPROVED, True),
        (held.id, CommentStatus.HELD, True),
    ]
    set_status(wordpress, held.id, "1")
    shown = (await adapter.list_comments(post_id)).rows[-1]
    assert (shown.id, shown.status, shown.own) == (held.id, CommentStatus.APPROVED, True)
    assert shown.permalink == held.permalink
    ((name, email, url),) = wordpress.query(
        "SELECT comment_author, comment_author_email, comment_author_url FROM wp_comments "  # noqa: S608
        f"WHERE comment_ID = {held.id.removeprefix('wp:')}"
    )
    assert (html.unescape(name), email, html.unescape(url)) == (GUEST.name, GUEST.email, GUEST.url)


async def test_guest_when_the_same_is_said_again_while_held_is_not_stored_twice(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """Another start of the program, which knows nothing of the first one, would double it."""
    set_option("comment_moderation", "1")
    post_id = wordpress.add_post("Said twice")
    await connect(guest=GUEST).submit(comment(post_id, "Once"))

    again = await connect(guest=GUEST).submit(comment(post_id, "Once"))

    assert again.outcome is Outcome.ALREADY_STORED
    assert len(wordpress.stored_comments(post_id)) == 1


async def test_guest_when_the_answer_is_lost_learns_by_the_same_again_that_it_arrived(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A comment whose answer broke off would be doubled or given up."""
    set_option("test_lost_form_answers", "1")
    post_id = wordpress.add_post("Lost answers")
    adapter = connect(guest=GUEST)

    with pytest.raises(OutcomeUnknownError):
        await adapter.submit(comment(post_id, "Did it arrive?"))
    again = await adapter.submit(comment(post_id, "Did it arrive?"))

    assert again.outcome is Outcome.ALREADY_STORED
    assert again.comment is not None
    assert again.comment.own
    assert len(wordpress.stored_comments(post_id)) == 1


async def test_guest_when_too_fast_is_told_to_wait(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """The second comment would be called refused, and never be sent."""
    post_id = wordpress.add_post("Floods")
    adapter = connect(guest=GUEST)
    await adapter.submit(comment(post_id, "One"))
    set_option("test_flood", "1")

    with pytest.raises(BusyError) as caught:
        await adapter.submit(comment(post_id, "Two"))
    repeated = await adapter.submit(comment(post_id, "One"))

    assert caught.value.retry_after_s == 15
    assert repeated.outcome is Outcome.ALREADY_STORED
    assert len(wordpress.stored_comments(post_id)) == 1


async def test_guest_where_comments_are_closed_is_told_so(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """Also where the post itself does not say so: old posts close by a setting."""
    adapter = connect(guest=GUEST)
    old = wordpress.add_post("Old")
    await adapter.submit(comment(old, "In time"))

    with pytest.raises(RejectedError, match="closed"):
        await adapter.submit(comment(wordpress.posts["closed"], "Hello"))
    set_option("close_comments_for_old_posts", "1")
    with pytest.raises(RejectedError, match="closed"):
        await adapter.submit(comment(old, "Hello"))
    with pytest.raises(RejectedError, match="password"):
        await adapter.submit(comment(wordpress.posts["protected"], "Hello"))
    with pytest.raises(NotFoundError):
        await adapter.submit(comment(PostId("wp:999999"), "Hello"))


@pytest.mark.parametrize("theme", ["twentytwentyone", "twentytwentythree"])
async def test_guest_where_users_must_be_registered_is_told_so(
    wordpress: WordPress, connect: Connect, set_option: SetOption, theme: str
) -> None:
    use_theme(set_option, theme)
    set_option("comment_registration", "1")
    post_id = wordpress.add_post("Registered only")

    with pytest.raises(AuthError, match="logged in"):
        await connect(guest=GUEST).submit(comment(post_id, "Hello"))

    assert wordpress.stored_comments(post_id) == []


async def test_guest_without_an_email_is_told_where_the_form_wants_one(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """Nothing is sent that would be refused, and nobody has to give an address for nothing."""
    post_id = wordpress.add_post("No address")
    adapter = connect(guest=Identity(name="Ana"))

    with pytest.raises(RejectedError, match=r"email, under\s\[identity\]"):
        await adapter.submit(comment(post_id, "Hello"))
    set_option("require_name_email", "0")
    receipt = await adapter.submit(comment(post_id, "Hello"))

    assert receipt.outcome is Outcome.STORED
    assert len(wordpress.stored_comments(post_id)) == 1


async def test_guest_whose_email_is_none_hears_it_in_the_blogs_words(
    wordpress: WordPress, connect: Connect
) -> None:
    post_id = wordpress.add_post("Bad address")

    with pytest.raises(RejectedError, match="enter a valid email address") as caught:
        await connect(guest=Identity(name="Ana", email="nowhere")).submit(comment(post_id, "Hi"))

    assert "nowhere" not in str(caught.value)
    assert "Back" not in str(caught.value)


async def test_guest_who_says_what_the_blog_throws_away_is_told(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """WordPress answers as if it were approved."""
    set_option("disallowed_keys", "viagra")
    post_id = wordpress.add_post("Thrown away")

    receipt = await connect(guest=GUEST).submit(comment(post_id, "Cheap viagra"))

    assert receipt.comment is not None
    assert receipt.comment.status is CommentStatus.SPAM
    assert wordpress.stored_comments(post_id)[0][3] == "trash"


async def test_guest_who_answers_what_is_gone_or_held_is_refused(
    wordpress: WordPress, connect: Connect
) -> None:
    """The form would put the reply at top level."""
    post_id = wordpress.add_post("Parents")
    adapter = connect(guest=GUEST)
    top = (await adapter.submit(comment(post_id, "Top"))).comment
    assert top is not None
    elsewhere = wordpress.comments["deep-1"]
    for status in ("trash", "0"):
        set_status(wordpress, top.id, status)
        with pytest.raises(RejectedError, match="once the blog shows it"):
            await adapter.submit(comment(post_id, "Below", parent=top.id))
    with pytest.raises(NotFoundError, match="not on this post"):
        await adapter.submit(comment(post_id, "Below", parent=elsewhere))
    with pytest.raises(NotFoundError, match="gone"):
        await adapter.submit(comment(post_id, "Below", parent=CommentId("wp:999999")))

    assert len(wordpress.stored_comments(post_id)) == 1


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ('<div class="g-recaptcha" data-sitekey="x"></div>', "captcha"),
        ('<p><label>3 + 4 = </label><input name="sum"></p>', "asks for more"),
        ('<p><input type="checkbox" name="terms" required> I agree</p>', "asks for more"),
        ("<noscript>Please switch on JavaScript to comment.</noscript>", "script"),
    ],
)
async def test_guest_where_the_form_wants_a_person_is_sent_to_the_browser(
    wordpress: WordPress, connect: Connect, set_option: SetOption, extra: str, why: str
) -> None:
    set_option("test_form_extra", extra)
    post_id = wordpress.add_post("Riddles")

    with pytest.raises(NeedsBrowserError, match=why):
        await connect(guest=GUEST).submit(comment(post_id, "Hello"))

    assert wordpress.stored_comments(post_id) == []


async def test_guest_where_the_form_has_a_trap_for_robots_does_not_fall_into_it(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """As common plug-ins make them: fields that nobody sees have to stay as they are."""
    set_option(
        "test_form_extra",
        '<p style="display: none !important;"><label>&#916;<textarea name="ak_hp_textarea" '
        'maxlength="100"></textarea></label><input type="hidden" name="ak_js" value="243"/></p>',
    )
    post_id = wordpress.add_post("Traps")

    receipt = await connect(guest=GUEST).submit(comment(post_id, "Hello"))

    assert receipt.outcome is Outcome.STORED
    assert wordpress.stored_comments(post_id)[0][0] == "Hello"


async def test_guest_where_the_theme_has_no_form_is_sent_to_the_browser(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    use_theme(set_option, "bare")

    with pytest.raises(NeedsBrowserError, match="no comment form"):
        await connect(guest=GUEST).submit(comment(wordpress.posts["open"], "Hello"))


async def test_guest_on_plain_addresses_and_over_https_comments_too(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    set_option("permalink_structure", "")
    post_id = wordpress.add_post("Plain addresses")
    adapter = connect(f"{wordpress.tls_url}/", guest=GUEST, ca_file=wordpress.ca_file)

    receipt = await adapter.submit(comment(post_id, "Hello"))

    assert receipt.comment is not None
    assert receipt.comment.permalink is not None
    assert receipt.comment.permalink.startswith(wordpress.tls_url)


async def test_reading_as_a_guest_asks_for_no_page_of_a_post(
    wordpress: WordPress, connect: Connect
) -> None:
    """Reading would cost more, for something that few do."""
    log = wordpress.folder / "run" / "access.log"
    before = log.read_text(encoding="utf-8").count("\n")
    adapter = connect(guest=GUEST)

    await adapter.open()
    await adapter.get_post(wordpress.posts["open"])
    await adapter.list_comments(wordpress.posts["open"])

    asked = log.read_text(encoding="utf-8").splitlines()[before:]
    assert asked
    assert not [line for line in asked if "/2026/" in line]


def a_service(wordpress: WordPress, connect: Connect, folder: Path) -> BlogService:
    """Start the program: a blog with its copy, its drafts and its outbox."""

    def clock() -> datetime:
        return datetime.now(UTC)

    mirror = MirrorAdapter(connect(guest=GUEST), folder / "copy", user="", identity=ME, clock=clock)
    return BlogService(
        mirror,
        folder=lambda: folder / "own",
        mirror=mirror,
        clock=clock,
        make_id=lambda: "only-change",
        identity=ME,
    )


async def synced(service: BlogService) -> list[Delivered]:
    """Sync to the end; return what was delivered."""
    return [one async for one in service.sync() if isinstance(one, Delivered)]


async def thread_of(service: BlogService, post_id: PostId) -> dict[str, tuple[str, bool, str]]:
    """Read status, ownness and delivery of a post's comments."""
    views = [view async for view in service.load_thread(post_id)]
    return {
        comment.id: (
            comment.status.value,
            comment.own,
            "" if comment.delivery is None else comment.delivery.state.value,
        )
        for comment in views[-1].thread.comments
    }


async def test_guest_with_a_copy_is_followed_from_outbox_to_approval_and_to_the_trash(
    wordpress: WordPress, connect: Connect, set_option: SetOption, tmp_path: Path
) -> None:
    """A held comment would vanish at the next start, or be called deleted."""
    set_option("comment_moderation", "1")
    post_id = wordpress.add_post("Followed")
    before = a_service(wordpress, connect, tmp_path)
    await before.open()
    await synced(before)
    summary = (await before.load_post(post_id)).summary
    change: AddComment = await before.send(post=summary, parent_id=None, text="1 < 2 && \\ so")
    assert await thread_of(before, post_id) == {"local:only-change": ("approved", True, "queued")}

    sent = await before.sender.deliver(change.change_id)

    assert sent.comment is not None
    comment_id = sent.comment.id
    held = {comment_id: ("held", True, "")}
    assert await thread_of(before, post_id) == held
    after = a_service(wordpress, connect, tmp_path)
    await after.open()
    assert await thread_of(after, post_id) == held
    for _ in range(2):
        assert await synced(after) == []
        assert await thread_of(after, post_id) == held
    wordpress.query(
        "UPDATE wp_comments SET comment_date_gmt = comment_date_gmt - INTERVAL 1 HOUR, "  # noqa: S608
        "comment_date = comment_date - INTERVAL 1 HOUR "
        f"WHERE comment_ID = {comment_id.removeprefix('wp:')}"
    )
    set_status(wordpress, comment_id, "1")
    await synced(after)
    assert await thread_of(after, post_id) == {comment_id: ("approved", True, "")}
    set_status(wordpress, comment_id, "trash")
    await synced(after)
    assert await thread_of(after, post_id) == {comment_id: ("deleted", True, "")}


async def test_guest_with_a_copy_whose_held_comment_is_deleted_is_told(
    wordpress: WordPress, connect: Connect, set_option: SetOption, tmp_path: Path
) -> None:
    set_option("comment_moderation", "1")
    post_id = wordpress.add_post("Deleted while held")
    service = a_service(wordpress, connect, tmp_path)
    await service.open()
    await synced(service)
    summary = (await service.load_post(post_id)).summary
    change = await service.send(post=summary, parent_id=None, text="Never shown")
    sent = (await service.sender.deliver(change.change_id)).comment
    assert sent is not None
    number = sent.id.removeprefix("wp:")
    wordpress.query(f"DELETE FROM wp_comments WHERE comment_ID = {number}")  # noqa: S608

    await synced(service)

    again = a_service(wordpress, connect, tmp_path)
    await again.open()
    assert await thread_of(again, post_id) == {f"wp:{number}": ("deleted", True, "")}


async def test_guest_with_a_copy_whose_form_needs_a_browser_keeps_the_text_parked(
    wordpress: WordPress, connect: Connect, set_option: SetOption, tmp_path: Path
) -> None:
    set_option("test_form_extra", '<div class="h-captcha"></div>')
    post_id = wordpress.add_post("Parked")
    service = a_service(wordpress, connect, tmp_path)
    await service.open()
    await synced(service)
    summary = (await service.load_post(post_id)).summary
    change = await service.send(post=summary, parent_id=None, text="For the browser")

    delivered = await service.sender.deliver(change.change_id)

    assert isinstance(delivered.error, NeedsBrowserError)
    assert await thread_of(service, post_id) == {"local:only-change": ("approved", True, "parked")}
    kept = service.outbox.list_all()[0].change
    assert isinstance(kept, AddComment)
    assert kept.body.source == "For the browser"
