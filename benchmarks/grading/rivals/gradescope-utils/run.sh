# Gradescope's harness runs this once for each submission, in a container of its own (not counted).
exec timeout 120 python run_tests.py "$1"
