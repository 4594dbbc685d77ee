"""A screen that begins nothing more once the program ends."""

from inspect import iscoroutine

from textual.screen import Screen
from textual.worker import ResultType, Worker, WorkType


class EndingScreen(Screen[None]):
    """Starts workers as long as there is somebody to show things to.

    The app cancels those that run when it ends. A handler that was waiting then could start
    another one, which finds the screen half taken apart.
    """

    def run_worker(
        self,
        work: WorkType[ResultType],
        name: str | None = "",
        group: str = "default",
        description: str = "",
        exit_on_error: bool = True,
        start: bool = True,
        exclusive: bool = False,
        thread: bool = False,
    ) -> Worker[ResultType]:
        """Run work beside the keys; once the program ends the worker is never started.

        See `textual.dom.DOMNode.run_worker`.
        """
        is_over = self.app.return_code is not None
        if is_over and iscoroutine(work):
            work.close()  # Python complains of one that nobody awaits
        return super().run_worker(
            work,
            name=name,
            group=group,
            description=description,
            exit_on_error=exit_on_error,
            start=start and not is_over,
            exclusive=exclusive,
            thread=thread,
        )
