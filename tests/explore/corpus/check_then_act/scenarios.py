"""Things of which there are only so many: seats, names, money, items, numbers."""

from grader.student.together import together


def failures(results):
    return sorted(type(r.error).__name__ for r in results if r.error is not None)


def one_seat(student):
    """Two customers want the only seat.

    right: value["sold"] == 1 and not value["failed"]
    oversold: value["sold"] == 2
    """
    theatre = student.Theatre(1)
    results = together(lambda: theatre.book("ann"), lambda: theatre.book("bob"))
    return {"sold": sum(bool(r.value) for r in results), "failed": failures(results)}


def two_seats(student):
    """Three customers want two seats.

    right: value["sold"] == 2 and not value["failed"]
    oversold: value["sold"] == 3
    """
    theatre = student.Theatre(2)
    results = together(*(lambda n=n: theatre.book(n) for n in ("ann", "bob", "cy")))
    return {"sold": sum(bool(r.value) for r in results), "failed": failures(results)}


def one_name(student):
    """Two users register the same name.

    right: value["won"] == 1
    taken-twice: value["won"] == 2
    """
    register = student.make()
    results = together(lambda: register("ann", 1), lambda: register("ann", 2))
    return {"won": sum(bool(r.value) for r in results), "failed": failures(results)}


def one_item(student):
    """Two threads take from a store that holds one item; `None` means empty.

    right: sorted(map(str, value["got"])) == ["None", "x"] and not value["failed"]
    crash: value["failed"] in (["IndexError"], ["KeyError"], ["Empty"], ["ValueError"])
    doubled: value["got"] == ["x", "x"]
    """
    store = student.Store(["x"])
    results = together(store.take, store.take)
    return {"got": [r.value for r in results], "failed": failures(results)}


def overdraw(student):
    """Two withdrawals of 60 from 100; the second is refused.

    right: value == {"paid": [False, True], "left": 40}
    overdrawn: value["left"] == -20
    lost-update: value == {"paid": [True, True], "left": 40}
    """
    account = student.Account(100)
    results = together(lambda: account.withdraw(60), lambda: account.withdraw(60))
    return {"paid": sorted(bool(r.value) for r in results), "left": account.balance}


def two_ids(student):
    """Two threads ask for a number of their own.

    right: len(set(value["ids"])) == 2 and not value["failed"]
    same-id: len(set(value["ids"])) == 1 and not value["failed"]
    """
    desk = student.Desk()
    results = together(desk.new_id, desk.new_id)
    return {"ids": [r.value for r in results], "failed": failures(results)}


def report_while_adding(student):
    """One thread sums the stock while another adds a kind.

    right: value["total"] in (2, 5) and not value["failed"]
    crash: value["failed"] == ["RuntimeError"]
    """
    stock = student.Stock({"nut": 1, "bolt": 1})
    results = together(stock.total, lambda: stock.add("screw", 3))
    return {"total": results[0].value, "failed": failures(results)}
