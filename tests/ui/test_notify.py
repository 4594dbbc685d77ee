"""Toasts: literal, clean, long enough."""

from textual.app import App

from tui_blog.ui.notify import toast


async def test_toast_given_hostile_text_shows_it_literally() -> None:
    """Markup in a message would end the app; an escape would drive the terminal."""
    app: App[None] = App()

    async with app.run_test(notifications=True) as pilot:
        toast(app, "see [/etc/hosts] \x1b]52;c;aGk=\x07 [@click=app.quit]x[/]\nsecond \u202eline")
        await pilot.pause()
        (shown,) = app._notifications

    assert shown.message == "see [/etc/hosts] [@click=app.quit]x[/]\nsecond line"
    assert not shown.markup


async def test_toast_given_an_error_stays_longer() -> None:
    """The sentence would be gone before it is read."""
    app: App[None] = App()

    async with app.run_test() as pilot:
        toast(app, "Copied.")
        toast(app.screen, "The disk is full.", severity="error")
        await pilot.pause()
        brief, error = sorted(app._notifications, key=lambda one: one.timeout)

    assert (brief.severity, error.severity) == ("information", "error")
    assert error.timeout > brief.timeout
