"""Run every benchmark, in less than two minutes: `python -m benchmarks`."""

from benchmarks import importing, messages, storage, timers, understanding


def main() -> None:
    """Print all tables, one below the other."""
    storage.main()
    messages.main([])
    timers.main()
    importing.main([])
    understanding.main()


if __name__ == "__main__":
    main()
