"""What happens to the accounts; the judge knows what it should lead to."""

import threading


def together(*calls):
    """Run each call in a thread of its own; what they returned, in order, or raise an error."""
    endings = [[] for _ in calls]
    threads = [threading.Thread(target=end, args=pair) for pair in zip(calls, endings, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _, error in endings:
        if error is not None:
            raise error
    return [value for value, _ in endings]


def end(call, ending):
    """Call it, and note how it ended: what it returned and what it raised."""
    try:
        ending.extend((call(), None))
    except Exception as error:
        ending.extend((None, error))


def balances(student, accounts):
    """Each account by itself: what is in it when nothing runs any more."""
    return [student.total([account]) for account in accounts]


def one_after_the_other(student, start, moves):
    """Transfers in one thread; ``moves`` are [source, target, amount]."""
    accounts = [student.Account(balance) for balance in start]
    for src, dst, amount in moves:
        student.transfer(accounts[src], accounts[dst], amount)
    return {
        "balances": balances(student, accounts),
        "total": student.total(accounts),
        "total_of_none": student.total([]),
    }


def too_much(student, balance, amount):
    """A transfer of more than there is, then one of all that there is."""
    accounts = [student.Account(balance), student.Account(1)]
    try:
        student.transfer(accounts[0], accounts[1], amount)
        raised = "nothing"
    except student.InsufficientFunds:
        raised = "InsufficientFunds"
    after = balances(student, accounts)
    student.transfer(accounts[0], accounts[1], balance)
    return {"raised": raised, "after": after, "then": balances(student, accounts)}


def at_once(student, start, moves):
    """Each transfer in a thread of its own."""
    accounts = [student.Account(balance) for balance in start]

    def move(src, dst, amount):
        return lambda: student.transfer(accounts[src], accounts[dst], amount)

    together(*[move(*each) for each in moves])
    return balances(student, accounts)


def two_withdrawals(student, balance, amount):
    """Two threads want the same money."""
    purse, first, second = student.Account(balance), student.Account(0), student.Account(0)

    def withdraw(dst):
        try:
            student.transfer(purse, dst, amount)
        except student.InsufficientFunds:
            return "InsufficientFunds"
        return "moved"

    endings = together(lambda: withdraw(first), lambda: withdraw(second))
    return {"endings": sorted(endings), "balances": balances(student, [purse, first, second])}


def audit_while(student, start, listed, moves):
    """Count the money of the accounts, as ``listed``, while transfers run."""
    accounts = [student.Account(balance) for balance in start]

    def move(src, dst, amount):
        return lambda: student.transfer(accounts[src], accounts[dst], amount)

    def audit():
        return student.total([accounts[index] for index in listed])

    return together(audit, *[move(*each) for each in moves])[0]
