"""``python -m grader``."""

import sys

try:
    from grader.cli import main
except KeyboardInterrupt:  # while it was still starting
    sys.exit(130)

if __name__ == "__main__":
    main()
