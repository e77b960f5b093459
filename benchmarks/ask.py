"""Answers one question in a process of its own: `python -m benchmarks.ask NAME HOME [--toy] [N …]`.

`python -m benchmarks` starts it with the folders it may fill; see there.
"""

import sys
from importlib import import_module
from pathlib import Path

import django
import msgspec


def main(name: str, home: str, *flags: str) -> None:
    django.setup()
    from benchmarks.house import SIZES, make_house

    sizes = tuple(int(flag) for flag in flags if flag.isdecimal())
    house = make_house(Path(home), toy="--toy" in flags, sizes=sizes or SIZES)
    for figure in import_module(f"benchmarks.{name}").measure(house):
        sys.stdout.write(msgspec.json.encode(figure).decode() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
