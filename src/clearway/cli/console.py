"""How commands talk: the two consoles, and the sentences for what is wrong."""

from rich.console import Console

from clearway.errors import ClearwayError, InputError

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def say_problems(error: ClearwayError) -> None:
    """Print an error for a person: every problem on its own line, no traceback."""
    problems = error.problems if isinstance(error, InputError) else (error,)
    for problem in problems:
        err.print(str(problem), style="red", markup=False, soft_wrap=True)
    if len(problems) > 1:
        err.print(f"{len(problems)} problems; nothing was written.", markup=False)
