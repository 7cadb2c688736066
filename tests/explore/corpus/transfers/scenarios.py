"""Money moves between accounts: `Account(balance)`, `transfer(src, dst, amount)`, `total`."""

from grader.student.together import together


def failures(results):
    return sorted(type(r.error).__name__ for r in results if r.error is not None)


def opposite(student):
    """A pays B while B pays A.

    right: value == [90, 110]
    lost-update: sum(value) != 200
    not-moved: sum(value) == 200
    """
    a, b = student.Account(100), student.Account(100)
    together(lambda: student.transfer(a, b, 30), lambda: student.transfer(b, a, 20))
    return [a.balance, b.balance]


def ring(student):
    """A pays B, B pays C and C pays A.

    right: value == [100, 100, 100]
    """
    a, b, c = (student.Account(100) for _ in range(3))
    together(
        lambda: student.transfer(a, b, 1),
        lambda: student.transfer(b, c, 1),
        lambda: student.transfer(c, a, 1),
    )
    return [a.balance, b.balance, c.balance]


def to_itself(student):
    """An account pays itself.

    right: value == 100
    """
    a = student.Account(100)
    together(lambda: student.transfer(a, a, 10))
    return a.balance


def audit(student):
    """A total is taken while money moves.

    right: value == 200
    money-missing: value < 200
    money-doubled: value > 200
    """
    a, b = student.Account(100), student.Account(100)
    results = together(
        lambda: student.transfer(b, a, 30), lambda: student.total([a, b])
    )
    return results[1].value


def too_much(student):
    """A transfer of more than there is, beside one that is in order.

    right: value == {"left": [90, 10], "failed": ["InsufficientFunds"]}
    """
    a, b = student.Account(100), student.Account(0)
    results = together(
        lambda: student.transfer(a, b, 500), lambda: student.transfer(a, b, 10)
    )
    return {"left": [a.balance, b.balance], "failed": failures(results)}


def both_want_it_all(student):
    """Two transfers of 100 leave an account that holds 100.

    right: value == {"left": [0, 100], "failed": ["InsufficientFunds"]}
    overdrawn: value["left"][0] < 0
    lost-update: value["failed"] == []
    """
    a, b = student.Account(100), student.Account(0)
    results = together(
        lambda: student.transfer(a, b, 100), lambda: student.transfer(a, b, 100)
    )
    return {"left": [a.balance, b.balance], "failed": failures(results)}
