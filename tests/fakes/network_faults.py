"""What can happen to a request between the program and a blog, and to its answer."""

import random

from tests.fakes.lying_proxy import Exchange, Fault

_PAGE = b"<!DOCTYPE html><html><body><h1>Please log in</h1></body></html>"
_REASONS = {200: "OK", 201: "Created"}


def an_answer(
    status: int, body: bytes = _PAGE, *, kind: str = "text/html", headers: str = ""
) -> bytes:
    """Write an answer that is not the blog's own."""
    reason = _REASONS.get(status, "Whatever")
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\n{headers}"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def _refusal(code: str) -> bytes:
    return f'{{"code": "{code}", "message": "No.", "data": {{"status": 401}}}}'.encode()


async def reset_at_once(exchange: Exchange) -> None:
    """Break off before the request was read."""
    exchange.reset()


async def swallowed(exchange: Exchange) -> None:
    """Read the request, pass nothing on, and break off."""
    await exchange.read()
    exchange.reset()


async def arrives_damaged(exchange: Exchange) -> None:
    """Pass on what has lost its end."""
    request = await exchange.read()
    await exchange.proxy.carry_out(request[:-5] + b"\n\n\n\n\n", "")
    exchange.reset()


async def carried_out_then_reset(exchange: Exchange) -> None:
    """Let it be done, and break off."""
    await exchange.forward()
    exchange.reset()


async def carried_out_then_silent(exchange: Exchange) -> None:
    """Let it be done, and never answer."""
    await exchange.forward()
    await exchange.be_silent()


async def arrives_late(exchange: Exchange) -> None:
    """Keep it back until the program has given up; it arrives when nobody waits for it."""
    exchange.proxy.late.append((await exchange.read(), exchange.mark))
    exchange.reset()


async def arrives_twice(exchange: Exchange) -> None:
    """Pass it on twice, as balancers do that try again; answer what the second one was told."""
    request = await exchange.read()
    await exchange.proxy.carry_out(request, exchange.mark)
    await exchange.say(await exchange.proxy.carry_out(request, exchange.mark))


async def given_up(exchange: Exchange) -> None:
    """The program stops dead while it waits; nothing was done."""
    exchange.proxy.abandon()
    await exchange.be_silent()


async def carried_out_then_given_up(exchange: Exchange) -> None:
    """The program stops dead while it waits; it was done."""
    await exchange.forward()
    exchange.proxy.abandon()
    await exchange.be_silent()


def cut(share: float) -> Fault:
    """Let it be done, and cut the answer somewhere."""

    async def act(exchange: Exchange) -> None:
        answer = await exchange.forward()
        await exchange.say(answer[: int(len(answer) * share)])

    return act


def says(answer: bytes) -> Fault:
    """Answer in the blog's place; nothing was done."""

    async def act(exchange: Exchange) -> None:
        await exchange.read()
        await exchange.say(answer)

    return act


def carried_out_then_says(answer: bytes, *, misleads: bool = False) -> Fault:
    """Let it be done, and answer something else.

    Args:
        answer: What is said.
        misleads: It says clearly that nothing was done.
    """

    async def act(exchange: Exchange) -> None:
        await exchange.forward()
        if misleads:
            exchange.proxy.misled.add(exchange.mark)
        await exchange.say(answer)

    return act


_ERRORS = {str(status): an_answer(status) for status in (403, 404, 408, 413, 500, 502, 503, 504)}
_WAITS = {
    f"{status} wait {wait}": an_answer(status, headers=f"Retry-After: {wait}\r\n")
    for status in (429, 503)
    for wait in ("7", "99999999", "Wed, 21 Oct 2099 07:28:00 GMT", "soon")
}
_REDIRECTS = {
    f"{status}": an_answer(status, b"", headers="Location: /elsewhere\r\n")
    for status in (301, 302, 303, 307, 308)
}
_LOGINS = {
    "401 code": an_answer(401, _refusal("rest_not_logged_in"), kind="application/json"),
    "401 page": an_answer(401, headers='WWW-Authenticate: Basic realm="x"\r\n'),
}
_NONSENSE = {
    "200 page": an_answer(200),
    "201 page": an_answer(201),
    "201 empty": an_answer(201, b"", kind="application/json"),
    "201 other": an_answer(201, b'{"id": 7}', kind="application/json"),
    "201 half": an_answer(201, b'{"id": 7, "content": {"ren', kind="application/json"),
    "201 packed": an_answer(201, b"no gzip", headers="Content-Encoding: gzip\r\n"),
    "200 list": an_answer(200, b"[]", kind="application/json"),
    "no http": b"\x00\x01\x02 what?\r\n\r\n",
}
_TELLS_NOTHING = {"408", "500", "502", "503", "504"}

FAULTS: dict[str, Fault] = {
    "reset at once": reset_at_once,
    "swallowed": swallowed,
    "arrives damaged": arrives_damaged,
    "carried out, reset": carried_out_then_reset,
    "arrives late": arrives_late,
    "arrives twice": arrives_twice,
    "given up": given_up,
    "carried out, given up": carried_out_then_given_up,
    **{f"says {name}": says(answer) for name, answer in (_ERRORS | _WAITS).items()},
    **{f"says {name}": says(answer) for name, answer in (_REDIRECTS | _LOGINS).items()},
    **{f"says {name}": says(answer) for name, answer in _NONSENSE.items()},
    **{
        f"carried out, says {name}": carried_out_then_says(
            answer, misleads=name not in (_TELLS_NOTHING | _NONSENSE.keys())
        )
        for name, answer in (_ERRORS | _NONSENSE | _REDIRECTS | _LOGINS | _WAITS).items()
    },
}
"""By name, all that take no time."""

_OFTEN = (
    "reset at once",
    "swallowed",
    "arrives damaged",
    "carried out, reset",
    "arrives late",
    "arrives twice",
    "given up",
    "carried out, given up",
)


def some_fault(rng: random.Random) -> tuple[str, Fault]:
    """Pick one: about as often a broken connection as a strange answer."""
    kind = rng.random()
    if kind < 0.03:
        return "carried out, silent", carried_out_then_silent
    if kind < 0.18:
        share = rng.random()
        return f"cut at {share:.0%}", cut(share)
    name = rng.choice(_OFTEN) if kind < 0.55 else rng.choice(list(FAULTS))
    return name, FAULTS[name]
