"""`dict.pop` with a default is a claim: only one thread gets the entry.

one_name: nothing
"""


def make():
    free = {"ann": True, "bob": True}
    return lambda name, owner: free.pop(name, False)
