"""Workers that go through phases together."""


def run_phases(workers, phases, step):
    """Let ``workers`` threads call ``step(worker, phase)``, phase by phase.

    Nobody begins a phase before all have finished the one before.

    Raises:
        Exception: what ``step`` raised; no later phase has begun then.
    """
    raise NotImplementedError("TODO: a thread for each worker, and a threading.Barrier")


if __name__ == "__main__":
    run_phases(3, 2, lambda worker, phase: print(f"phase {phase}: worker {worker}"))
