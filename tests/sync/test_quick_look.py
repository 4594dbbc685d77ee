"""A sync with nothing new: three requests at most, no byte written, and nothing missed for long."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.mirrors import POST, Mirror, bytes_below, comments_of, pull, unreachable
from tests.fakes.wordpress import FakeUser, FakeWordPress, refusal
from tests.fakes.wordpress_blog import comment
from tests.sync.test_rereading import add_many, edit, honest, refused, texts
from tui_blog.model.comment import CommentStatus
from tui_blog.model.errors import AuthError, ForbiddenError, OfflineError
from tui_blog.model.ids import PostId
from tui_blog.storage.archive.manifest import read_manifest
from tui_blog.sync.mirror_state import read_state

LONG, SHORT = PostId("wp:101"), PostId("wp:103")
READ = (LONG, POST, SHORT)
OLD = "2025-03-01T00:00:00"


def add_old(blog: FakeWordPress, count: int, *, post: int = 101) -> int:
    """Add comments that are older than all others; return the place of the first."""
    for number in range(count):
        day, minute = divmod(number, 60)
        date = f"2025-03-{day + 1:02}T00:{minute:02}:00"
        blog.add_comment(post, f"Old {number}", date_gmt=date)
    return len(blog.comments) - count


async def followed(mirror: Mirror, blog: FakeWordPress) -> int:
    """Copy a blog with a thread of 250 old comments; return the place of the first of them."""
    first = add_old(blog, 250)
    add_old(blog, 3, post=103)
    add_many(blog, 100)
    await pull(mirror())
    await pull(mirror())
    blog.requests.clear()
    return first


async def synced_until(mirror: Mirror, post: PostId, *, most: int) -> int:
    """Sync as cron does until a post has changed; return how often."""
    for number in range(1, most + 1):
        if post in await pull(mirror(), recent=READ):
            return number
    pytest.fail(f"It was not seen with {most} syncs.")


async def test_nothing_new_costs_three_requests_and_no_byte(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """A host would be asked for each thread that somebody follows."""
    await followed(mirror, blog)
    before = bytes_below(tmp_path / "copy")

    asked = []
    for _ in range(8):
        assert await pull(mirror(), recent=READ) == set()
        asked.append(len(blog.requests))
        blog.requests.clear()

    assert asked == [3] * 8
    assert bytes_below(tmp_path / "copy") == before


@pytest.mark.parametrize("user", ["reader", "editor", ""])
async def test_nothing_new_costs_three_requests_in_the_app_too(
    mirror: Mirror, blog: FakeWordPress, user: str
) -> None:
    await followed(mirror, blog)
    copy = mirror(user)
    await pull(copy)

    asked = []
    for reading in ((), (LONG,), (LONG,), (POST,), ()):
        blog.requests.clear()
        assert await pull(copy, reading=reading, recent=READ) == set()
        asked.append(len(blog.requests))

    assert max(asked) <= 3


@pytest.mark.parametrize("place", [0, 1, 98, 99, 100, 197, 198, 248, 249])
@pytest.mark.parametrize("change", ["edit", "swap"])
async def test_change_in_a_thread_that_is_followed_is_seen_in_its_turn(
    mirror: Mirror, blog: FakeWordPress, place: int, change: str
) -> None:
    """It would be seen by a full sync only, as nothing tells of it."""
    first = add_old(blog, 250)
    add_old(blog, 3, post=103)
    held = blog.add_comment(103, "Late", status="hold", date_gmt="2025-04-01T00:00:00")
    add_many(blog, 100)
    await pull(mirror())
    await pull(mirror())
    if change == "edit":
        edit(blog, first + place)
    else:  # the number stays the same
        blog.comments[first + place]["status"] = "trash"
        next(one for one in blog.comments if one["id"] == held)["status"] = "approved"

    await synced_until(mirror, LONG, most=4)

    number = blog.comments[first + place]["id"]
    copy = mirror()
    await copy.open()
    found = (await comments_of(copy, LONG))[f"wp:{number}"]
    if change == "edit":
        assert found.body.source == "<p>Edited</p>"
    else:
        assert found.status is CommentStatus.DELETED


async def test_late_approval_is_seen_by_the_next_sync(mirror: Mirror, blog: FakeWordPress) -> None:
    """The number of comments tells, whoever's turn it is."""
    blog.add_comment(101, "Late", status="hold", date_gmt=OLD)
    await followed(mirror, blog)
    late = next(one for one in blog.comments if one["status"] == "hold")
    late["status"] = "approved"

    assert await pull(mirror(), recent=READ) == {LONG}


async def test_thread_that_comes_to_the_screen_is_looked_at_first(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Who presses $ in it would have to press again and again."""
    await followed(mirror, blog)
    copy = mirror()
    for _ in range(3):
        await pull(copy, recent=READ)
    edit(blog, 0)

    assert await pull(copy, reading=(POST,), recent=READ) == {POST}


async def test_other_threads_have_their_turn_while_one_is_on_the_screen(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    first = await followed(mirror, blog)
    copy = mirror()
    edit(blog, first)
    changed = [await pull(copy, reading=(SHORT,), recent=READ) for _ in range(6)]

    assert {LONG} in changed


async def test_own_comment_that_is_held_is_looked_at_in_turn(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Each would cost a request more with every sync, or be held for ever."""
    await followed(mirror, blog)
    blog.first_status = "hold"
    for number in range(2):
        await mirror().submit(comment(f"Held {number}"))
    await pull(mirror())
    blog.requests.clear()
    assert await pull(mirror()) == set()
    asked = len(blog.requests)
    blog.comments[-1]["status"] = "trash"

    changed = [await pull(mirror()) for _ in range(2)]

    assert asked == 3
    assert {POST} in changed


@pytest.mark.parametrize("fate", [None, "approved"])
async def test_held_comment_that_is_gone_or_approved_is_seen(
    mirror: Mirror, blog: FakeWordPress, fate: str | None
) -> None:
    await followed(mirror, blog)
    blog.first_status = "hold"
    await mirror().submit(comment("Held"))
    await pull(mirror())
    if fate is None:
        blog.comments.pop()
    else:
        blog.comments[-1]["status"] = fate

    assert await pull(mirror()) == {POST}


async def test_held_comment_of_a_guest_is_looked_at_and_stays(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Guests are not shown their own: nothing can be said of it."""
    await followed(mirror, blog)
    blog.first_status = "hold"
    await mirror().submit(comment("Held"))
    await pull(mirror(""))
    blog.requests.clear()

    assert await pull(mirror("")) == set()
    assert len(blog.requests) == 3
    blog.add_comment(101, "New")
    assert await pull(mirror("")) == {LONG}

    held = [one for one in await texts(mirror) if one[1] == "held"]
    assert len(held) == 1
    assert blog.requests[2].url.path.rpartition("/")[2].isdigit()


async def test_part_that_has_become_longer_is_read_whole(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """The end of it would be looked at by nobody: one more came, and one went elsewhere."""
    add_old(blog, 100)
    gone = blog.add_comment(103, "Elsewhere", date_gmt=OLD)
    held = blog.add_comment(101, "Late", status="hold", date_gmt="2025-05-01T00:00:00")
    add_many(blog, 100)
    await pull(mirror())
    await pull(mirror())
    for one in blog.comments:
        if one["id"] == gone:
            one["status"] = "trash"
        elif one["id"] == held:
            one["status"] = "approved"

    assert await pull(mirror(), recent=(LONG,)) == {LONG}


async def test_part_that_is_not_there_any_more_is_read_whole(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """The rest of a thread that is much shorter now would stay here as it was."""
    first = add_old(blog, 250)
    add_many(blog, 100)
    held = [blog.add_comment(103, f"Late {n}", status="hold", date_gmt=OLD) for n in range(200)]
    await pull(mirror())
    await pull(mirror())
    for one in blog.comments[first + 50 : first + 250]:
        one["status"] = "trash"
    for one in blog.comments:
        if one["id"] in held:
            one["status"] = "approved"

    assert await synced_until(mirror, LONG, most=3) == 1
    states = [status for _, status in await texts(mirror, LONG)]
    assert states.count("deleted") == 200


async def test_last_part_that_is_empty_now_is_read_whole(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    first = add_old(blog, 150)
    add_many(blog, 100)
    held = [blog.add_comment(103, f"Late {n}", status="hold", date_gmt=OLD) for n in range(60)]
    copy = mirror()
    await pull(copy)
    await pull(copy)
    await pull(copy, recent=(LONG,))  # the next turn is that of the last part
    for one in blog.comments[first + 90 : first + 150]:
        one["status"] = "trash"
    for one in blog.comments:
        if one["id"] in held:
            one["status"] = "approved"

    assert await pull(copy, recent=(LONG,)) == {LONG}


async def test_thread_that_can_not_be_read_any_more_lets_the_others_be_looked_at(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """One post that was protected since would hide all edits in the others."""
    add_old(blog, 3)
    add_old(blog, 3, post=103)
    add_many(blog, 100)
    await pull(mirror())
    await pull(mirror())
    edit(blog, 0)
    blog.faults += [honest, honest, refused, honest, refused]

    assert await pull(mirror(), recent=READ) == {POST}


@pytest.mark.parametrize("how", ["protected", "gone"])
async def test_post_that_is_not_to_be_read_on_the_blog_is_not_asked_for(
    mirror: Mirror, blog: FakeWordPress, how: str
) -> None:
    """Each sync would be refused, and ask for all others one by one."""
    await followed(mirror, blog)
    row = next(post for post in blog.posts if post["id"] == 103)
    if how == "gone":
        blog.posts.remove(row)
    else:
        row["content"] = {"rendered": "", "protected": True}
        row["modified_gmt"] = "2026-11-23T00:00:00"
    await pull(mirror())
    await pull(mirror())
    blog.requests.clear()

    assert await pull(mirror(), recent=(SHORT,)) == set()

    assert [request.url.path for request in blog.requests].count("/wp-json/wp/v2/users/me") == 1
    assert len(blog.requests) == 3


# Who we are.


def change_password(blog: FakeWordPress, login: str) -> None:
    """Let an account have another password than we know."""
    blog.users[login] = replace(blog.users[login], password="changed")


async def test_whom_the_blog_takes_us_for_is_asked_before_anything_is_written(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """What anybody sees would be kept as what a member sees."""
    await followed(mirror, blog)
    blog.marks_everybody = True  # so that answers do not tell
    change_password(blog, "reader")
    blog.add_comment(101, "New")
    before = bytes_below(tmp_path / "copy")

    with pytest.raises(AuthError, match="does not accept the name reader"):
        await pull(mirror(), recent=READ)

    assert bytes_below(tmp_path / "copy") == before


async def test_password_that_was_revoked_is_seen_though_nothing_is_new(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """WordPress answers as to anybody: only how it does so tells."""
    await followed(mirror, blog)
    change_password(blog, "reader")

    with pytest.raises(AuthError, match="does not accept the name reader"):
        await pull(mirror(), recent=READ)


async def test_moderator_whose_password_was_revoked_is_told_so(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """Moderators are refused what they ask for, which says little."""
    await followed(mirror, blog)
    await pull(mirror("editor"))
    change_password(blog, "editor")

    with pytest.raises(AuthError, match="does not accept the name editor"):
        await pull(mirror("editor"), recent=READ)


async def test_host_that_hides_who_is_logged_in_costs_one_request_more(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """One would be told of a wrong password that is right."""
    await followed(mirror, blog)
    blog.marks_logins = False

    assert await pull(mirror(), recent=READ) == set()

    assert len(blog.requests) == 4


async def test_moderator_that_was_made_one_since_sees_what_moderators_see(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    await followed(mirror, blog)
    blog.add_comment(101, "Held", status="hold")
    before = blog.users["reader"]
    blog.users["reader"] = FakeUser(
        id=before.id, name=before.name, password=before.password, moderator=True
    )

    assert await pull(mirror()) == {LONG}

    rows = [status for _, status in await texts(mirror, LONG)]
    assert rows.count("held") == 1


async def test_account_that_lost_its_rights_reads_as_it_may(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    """It would be refused for ever."""
    await followed(mirror, blog)
    await pull(mirror("editor"))
    before = blog.users["editor"]
    blog.users["editor"] = FakeUser(id=before.id, name=before.name, password=before.password)
    blog.add_comment(101, "New")

    assert await pull(mirror("editor"), recent=READ) == {LONG}


async def test_refusal_that_is_none_of_the_login_is_told(
    mirror: Mirror, blog: FakeWordPress
) -> None:
    await followed(mirror, blog)
    blog.faults += [lambda request, honest: refusal(403, "rest_cannot_read")] * 20

    with pytest.raises((AuthError, ForbiddenError)):
        await pull(mirror(), recent=READ)


async def test_another_account_is_asked_who_it_is(mirror: Mirror, blog: FakeWordPress) -> None:
    """It would be taken for the one before."""
    await followed(mirror, blog)

    await pull(mirror("other"), recent=READ)

    asked = [request.url.path for request in blog.requests]
    assert asked[0].endswith("users/me")


# Two programs.


async def test_what_another_program_did_not_come_to_is_read_again(
    mirror: Mirror, blog: FakeWordPress, tmp_path: Path
) -> None:
    """A program that runs for long would forget what a sync that was killed had noted."""
    add_many(blog, 100)
    in_the_app = mirror()
    await pull(in_the_app)
    edit(blog, 0)
    blog.add_comment(100, "New", date_gmt="2026-05-02T00:00:00")
    blog.faults += [honest, honest, honest, *[unreachable] * 20]
    with pytest.raises(OfflineError):
        await pull(mirror())  # by cron
    blog.faults.clear()
    state = read_state(read_manifest(tmp_path / "copy"))
    assert state is not None
    assert state.unsettled == {POST}

    assert POST in await pull(in_the_app)

    assert (await texts(mirror))[0] == ("<p>Edited</p>", "approved")
