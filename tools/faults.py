"""What the checks of the house share: faults with file and line, and the small trees of their tests."""

import tempfile
import unittest
from pathlib import Path


class Check:
    """A check of one tree. A subclass has run(), which calls fault(), and summary() for a tree without any."""

    def __init__(self, tree):
        self.tree = Path(tree)
        self.faults = []  # (path within the tree, line, message)

    def fault(self, path, line, message):
        self.faults.append((str(path), line, message))


def main(check_type, arguments):
    """Checks the tree named, else the one that this file lies in. Returns the exit status."""
    check = check_type(arguments[0] if arguments else Path(__file__).resolve().parent.parent)
    check.run()
    for path, line, message in check.faults:
        print(f"{path}:{line}: {message}")
    if check.faults:
        return 1
    print(check.summary())
    return 0


class SmallTrees(unittest.TestCase):
    """Tests of a check: a good tree, and trees that differ from it in one fault."""

    check_type = None
    good = {}  # path -> text

    def faults(self, changes):
        """The faults of the good tree with these files changed; None takes a file away."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**self.good, **changes}.items():
                if text is not None:
                    path = Path(folder, name)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(text if isinstance(text, bytes) else text.encode())
            check = self.check_type(folder)
            check.run()
            return check.faults

    def finds(self, changes, path, line, words, others=0):
        """This fault is found, and besides it just as many others."""
        faults = self.faults(changes)
        self.assertTrue(
            any(f[:2] == (path, line) and words in f[2] for f in faults), f'no fault {path}:{line} with "{words}" in {faults}'
        )
        self.assertEqual(len(faults), 1 + others, faults)
