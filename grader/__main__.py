"""``python -m grader``."""

import sys

from grader import spare

# The judge starts while the command does. (Help, and mistakes, need none: it ends with them.)
if __name__ == "__main__" and sys.argv[1:2] == ["check"] and sys.platform != "win32":
    spare.start()

try:
    from grader.cli import main
except KeyboardInterrupt:  # while it was still starting
    sys.exit(130)

if __name__ == "__main__":
    main()
