from collections.abc import Callable

import httpx
import pytest

from tests.live.conftest import Connect
from tests.live.server import WordPress
from tui_blog.model.errors import AuthError, BadResponseError, NotFoundError, OfflineError
from tui_blog.storage.adapter import PostQuery

pytestmark = pytest.mark.live

SetOption = Callable[[str, str], None]


@pytest.mark.parametrize(
    "path", ["", "/", "/2026/06/blocks/", "/blog/", "/wp-json/", "/category/uncategorized/", "/no/"]
)
async def test_blog_when_any_of_its_addresses_is_given_is_found(
    wordpress: WordPress, connect: Connect, path: str
) -> None:
    """A pasted address of the blog would not open it."""
    adapter = connect(wordpress.url + path)

    await adapter.open()

    assert adapter.name == "Tests & trials"
    assert (await adapter.list_posts(PostQuery())).total == len(
        wordpress.query(
            "SELECT ID FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish'"
        )
    )


@pytest.mark.parametrize(
    ("path", "post"),
    [
        ("/2026/06/blocks/", "blocks"),
        ("/2026/06/blocks", "blocks"),
        ("/2026/06/blocks/?utm_source=x#comment-3", "blocks"),
        ("/blog/2026/06/deep/", "deep"),
        ("/2026/06/日本語の記事/", "日本語の記事"),
        ("/about/", "about"),
        ("/2026/06/protected/", "protected"),
        ("/", None),
        ("/blog/", None),
        ("/category/uncategorized/", None),
        ("/author/author/", None),
    ],
)
async def test_post_when_its_address_is_given_is_found_whatever_the_blog_links(
    wordpress: WordPress, connect: Connect, set_option: SetOption, path: str, post: str | None
) -> None:
    """A pasted post address would open another post, or none."""
    expected = None if post is None else wordpress.posts[post]

    by_links = await connect(wordpress.url + path).find_post()
    set_option("test_no_links", "1")
    by_slug = await connect(wordpress.url + path).find_post()

    assert (by_links, by_slug) == (expected, expected)


async def test_post_when_its_plain_address_is_given_is_found(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """Blogs without pretty addresses could not be opened at a post."""
    number = wordpress.posts["blocks"].removeprefix("wp:")

    pretty = await connect(f"{wordpress.url}/?p={number}").find_post()
    set_option("permalink_structure", "")
    plain = await connect(f"{wordpress.url}/?p={number}").find_post()

    assert pretty == plain == wordpress.posts["blocks"]


async def test_post_when_the_address_leads_to_none_says_so(
    wordpress: WordPress, connect: Connect
) -> None:
    """A mistyped post address would silently open the list."""
    adapter = connect(wordpress.url + "/2026/06/never-written/")

    with pytest.raises(NotFoundError, match="no such post"):
        await adapter.find_post()


async def test_blog_when_its_addresses_are_plain_can_be_read_and_answered(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """Blogs without pretty addresses could not be read."""
    set_option("permalink_structure", "")
    adapter = connect(user="reader")

    posts = await adapter.list_posts(PostQuery())
    more = await adapter.list_posts(PostQuery(), after=posts.next)
    comments = await adapter.list_comments(wordpress.posts["busy"])

    assert len(posts.rows) == 100
    assert more.rows
    assert len(comments.rows) == 100
    assert adapter.capabilities.add_comments


async def test_blog_when_it_hides_all_its_links_is_found_by_the_usual_addresses(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A blog behind a cleaning plug-in would not be found."""
    set_option("test_no_links", "1")
    pretty = connect(wordpress.url + "/blog/2026/06/blocks/")
    await pretty.open()
    set_option("permalink_structure", "")
    plain = connect()
    await plain.open()

    assert pretty.name == plain.name == "Tests & trials"


async def test_blog_when_for_members_only_wants_a_login_and_opens_with_one(
    wordpress: WordPress, connect: Connect, set_option: SetOption
) -> None:
    """A members' blog would look broken instead of asking for a login."""
    set_option("test_members_only", "1")

    with pytest.raises(AuthError, match="logged in"):
        await connect().open()
    adapter = connect(user="reader")

    assert (await adapter.get_post(wordpress.posts["blocks"])).summary.slug == "blocks"


@pytest.mark.parametrize("user", ["reader", "nobody", "reader@example.test"])
@pytest.mark.parametrize("members_only", ["", "1"])
@pytest.mark.parametrize("guests", ["", "1"])
async def test_login_when_name_or_password_is_wrong_fails_at_once(
    connect: Connect, set_option: SetOption, user: str, members_only: str, guests: str
) -> None:
    """One would write as nobody without knowing."""
    set_option("test_members_only", members_only)
    set_option("test_guests", guests)

    with pytest.raises(AuthError) as caught:
        await connect(user=user, password="wrong wrong wrong").open()

    assert "wrong wrong" not in str(caught.value)


async def test_login_when_the_accounts_own_password_is_given_says_which_one_is_wanted(
    connect: Connect,
) -> None:
    """Nobody would find out why the right password is refused."""
    with pytest.raises(AuthError, match="application password"):
        await connect(user="reader", password="reader-own-password").open()


async def test_login_when_by_email_address_works(wordpress: WordPress, connect: Connect) -> None:
    """An e-mail address as login name would be refused."""
    adapter = connect(user="reader@example.test", password=wordpress.password)

    await adapter.open()

    assert adapter.capabilities.identity is not None
    assert adapter.capabilities.identity.name == wordpress.users["reader"].name


async def test_https_when_the_certificate_is_our_own_needs_the_certificate_file(
    wordpress: WordPress, connect: Connect
) -> None:
    """A home server could not be read, or any certificate would do."""
    with pytest.raises(OfflineError, match="certificate"):
        await connect(wordpress.tls_url, user="reader").open()

    adapter = connect(wordpress.tls_url, user="reader", ca_file=wordpress.ca_file)
    await adapter.open()

    assert adapter.capabilities.add_comments


async def test_redirect_when_http_becomes_https_on_this_host_takes_the_login_along(
    wordpress: WordPress, connect: Connect
) -> None:
    """A blog given as http:// would be read as a guest only."""
    adapter = connect(
        wordpress.redirect_url + "/2026/06/blocks/", user="reader", ca_file=wordpress.ca_file
    )

    assert await adapter.find_post() == wordpress.posts["blocks"]
    assert adapter.capabilities.add_comments


async def test_redirect_when_it_leads_in_a_circle_is_given_up(
    wordpress: WordPress, connect: Connect
) -> None:
    """A misconfigured blog would be asked for ever."""
    with pytest.raises(BadResponseError, match="circles"):
        await connect(wordpress.url + "/circle/").open()


async def test_server_when_nothing_listens_is_called_unreachable(connect: Connect) -> None:
    """Being offline would not be told from other trouble."""
    with pytest.raises(OfflineError):
        await connect("http://127.0.0.1:9").open()


async def test_page_that_makes_a_password_is_the_blogs_own_and_asks_to_log_in(
    wordpress: WordPress, connect: Connect
) -> None:
    """The person would be led to an error page, or away from the blog."""
    address = await connect(f"{wordpress.url}/2026/06/blocks/").find_password_page()
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        shown = await browser.get(address or "")

    assert (address or "").startswith(f"{wordpress.url}/wp-admin/authorize-application.php?")
    assert shown.status_code == 200
    assert str(shown.url).startswith(f"{wordpress.url}/wp-login.php?redirect_to=")
    assert 'id="loginform"' in shown.text
    assert "app_id" in str(shown.url)


async def test_page_that_makes_a_password_offers_to_make_one_for_this_program(
    wordpress: WordPress, connect: Connect
) -> None:
    """WordPress refuses an application whose id is none."""
    address = await connect(wordpress.url).find_password_page()
    user, password = "reader", "reader-own-password"
    async with httpx.AsyncClient(follow_redirects=True) as browser:
        await browser.get(f"{wordpress.url}/wp-login.php")
        await browser.post(f"{wordpress.url}/wp-login.php", data={"log": user, "pwd": password})
        shown = await browser.get(address or "")

    assert shown.status_code == 200
    assert 'value="tui-blog"' in shown.text
    assert 'name="approve"' in shown.text
