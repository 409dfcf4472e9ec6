"""`python -m bot COMMAND` and the console script `gridbot` are the same."""

import signal
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from bot.cli import main as run

        code = run()
    except KeyboardInterrupt:  # while it was still loading
        code = _INTERRUPTED
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # the interpreter only tidies up now, and would print a traceback
    sys.exit(code)


if __name__ == "__main__":
    main()
