exec timeout 120 otter check "$1.py" -t tests
