"""Apps under test, quicker: styles are parsed once, and no wait is longer than it has to be.

Textual's own wait for an idle app sleeps for 20 ms, and again as long as the process has worked
meanwhile. Here the event loop is asked instead: an app is idle when nothing is to be run now or
within 20 ms, and no thread works for it (these are waited for as long as Textual would at least).

Source: Textual 8.2.8, `textual._wait`, `textual.css.stylesheet`; CPython 3.11, `asyncio`.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import textual.app
import textual.pilot
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_SOON_S = 0.02
_GLANCE_S = 0.001
_P = ParamSpec("_P")
_T = TypeVar("_T")
_at_work: set[Future[object]] = set()


def make_apps_quick() -> None:
    """Do so for all apps of this process."""
    _count_threads()
    _share_parsed_styles()
    for module in (textual.app, textual.pilot):
        module.wait_for_idle = wait_for_idle  # type: ignore[attr-defined]  # not exported


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the app has nothing to do; in seconds at most, and for threads a moment only."""
    del min_sleep
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    while loop.time() - began_s < max_sleep:
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined]
            continue
        timers = (it.when() for it in loop._scheduled if not it.cancelled())  # type: ignore[attr-defined]
        left_s = min(timers, default=began_s + max_sleep) - loop.time()
        if left_s < _SOON_S:
            await asyncio.sleep(max(left_s, 0))
        elif _at_work and loop.time() - began_s < _SOON_S:
            await asyncio.sleep(_GLANCE_S)
        else:
            return


def _count_threads() -> None:
    submit = ThreadPoolExecutor.submit

    def counted(
        self: ThreadPoolExecutor, work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> Future[_T]:
        future = submit(self, work, *args, **kwargs)
        _at_work.add(future)  # type: ignore[arg-type]  # only whether it is done is asked
        future.add_done_callback(_at_work.discard)
        return future

    ThreadPoolExecutor.submit = counted  # type: ignore[assignment, method-assign]


def _share_parsed_styles() -> None:
    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}

    def once(
        self: Stylesheet,
        css: str,
        read_from: tuple[str, str],
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        given = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*given, frozenset(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, *given)
        return parsed[key]

    Stylesheet._parse_rules = once  # type: ignore[method-assign]
