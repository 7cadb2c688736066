"""Judges transfer: money is kept, and no order of locks deadlocks."""

from grader.checks import expect


def test_moves_money(student, rng):
    start = [rng.randint(20, 50), rng.randint(0, 9), rng.randint(0, 9)]
    first, second = rng.randint(1, 9), rng.randint(1, 9)
    run = student.run("one_after_the_other", start=start, moves=[[0, 1, first], [0, 2, second]])
    expect(run.value["balances"], f"balances after moving {first} and {second}").equals(
        [start[0] - first - second, start[1] + first, start[2] + second],
        because="what leaves one account arrives in the other",
    )
    expect(run.value["total"], "the total of all the accounts").equals(
        sum(start), because="a transfer neither makes money nor loses it"
    )
    expect(run.value["total_of_none"], "the total of no accounts").equals(
        0, because="no account, no money"
    )


def test_insufficient(explore, rng):
    balance = rng.randint(5, 20)
    amount = balance + rng.randint(1, 9)
    outcomes = explore("too_much", balance=balance, amount=amount)
    outcomes.always(
        lambda seen: seen["raised"] == "InsufficientFunds" and seen["after"] == [balance, 1],
        f"{amount} out of an account with {balance}, to one with 1: {{value}}",
        because="this raises InsufficientFunds, and changes nothing",
    )
    outcomes.always(
        lambda seen: seen["then"] == [0, balance + 1],
        f"all {balance} moved after that to the account with 1: {{value}}",
        because="the accounts stay usable after an error",
    )


def test_self_transfer(explore, rng):
    balance = rng.randint(5, 20)
    outcomes = explore("at_once", start=[balance], moves=[[0, 0, rng.randint(1, balance)]])
    outcomes.always(
        lambda seen: seen == [balance],
        f"an account with {balance} held {{value}} after a transfer to itself",
    )


def test_opposite(explore, rng):
    there, back = rng.sample(range(1, 9), 2)
    outcomes = explore("at_once", start=[10, 10], moves=[[0, 1, there], [1, 0, back]])
    right = [10 - there + back, 10 + there - back]
    outcomes.always(
        lambda seen: seen == right,
        f"A→B of {there} and B→A of {back} at once led to {{value}}, not {right}",
        because="both transfers have to happen, each of them whole",
    )


def test_ring(explore, rng):
    amounts = rng.sample(range(1, 9), 3)
    moves = [[i, (i + 1) % 3, amount] for i, amount in enumerate(amounts)]
    outcomes = explore("at_once", start=[10, 10, 10], moves=moves)
    right = [10 - amounts[i] + amounts[i - 1] for i in range(3)]
    outcomes.always(
        lambda seen: seen == right,
        f"{amounts} moved in a ring of three led to {{value}}, not {right}",
        because="all three transfers have to happen, each of them whole",
    )


def test_overdraw(explore, rng):
    amount = rng.randint(5, 9)
    balance = amount + rng.randint(0, amount - 1)
    outcomes = explore("two_withdrawals", balance=balance, amount=amount)
    outcomes.always(
        lambda seen: seen["endings"] == ["InsufficientFunds", "moved"],
        f"{balance} is enough for one withdrawal of {amount}; two ended as {{value}}",
        because="one of two threads that want the same money has to be refused",
    )
    outcomes.always(
        lambda seen: (
            sorted(seen["balances"]) == sorted([balance - amount, amount, 0])
            and seen["balances"][0] == balance - amount
        ),
        f"one withdrawal of {amount} out of {balance} left the balances {{value}}",
    )


def test_audit(explore, rng):
    start = [rng.randint(10, 20), rng.randint(10, 20)]
    amount = rng.randint(1, 9)
    outcomes = explore("audit_while", start=start, listed=[0, 1], moves=[[0, 1, amount]])
    outcomes.always(
        lambda seen: seen == sum(start),
        f"there are {sum(start)} in the two accounts; while {amount} moved between them, "
        "total() said {value}",
        because="money on its way has to be counted exactly once",
    )


def test_audit_waits(explore):
    for listed, move in (([1, 0], [0, 1, 3]), ([0, 1], [1, 0, 3])):
        outcomes = explore("audit_while", start=[10, 10], listed=listed, moves=[move])
        outcomes.always(
            lambda seen: isinstance(seen, int), "total() returned {value}, which is no int"
        )
