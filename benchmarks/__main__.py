"""Run every benchmark, in less than two minutes: `python -m benchmarks`."""

from benchmarks import messages, storage, timers, understanding


def main() -> None:
    """Print all tables, one below the other."""
    storage.main()
    messages.main([])
    timers.main()
    understanding.main()


if __name__ == "__main__":
    main()
