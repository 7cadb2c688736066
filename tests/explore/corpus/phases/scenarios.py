"""Workers in step: `run_phases(workers, phases, step)` starts the threads itself."""


def run(student, workers, phases, bad=()):
    """Run, and tell who overran whom."""
    ended = []
    overrun = []
    raised = None

    def step(worker, phase):
        if (worker, phase) in bad:
            raise ValueError("bad step")
        late = [w for w in range(workers) if phase > 0 and (w, phase - 1) not in ended]
        if late:
            overrun.append([worker, phase])
        ended.append((worker, phase))

    try:
        student.run_phases(workers, phases, step)
    except Exception as error:
        raised = type(error).__name__
    return {"steps": len(ended), "overrun": bool(overrun), "raised": raised}


def two_by_two(student):
    """Two workers, two phases.

    right: value == {"steps": 4, "overrun": False, "raised": None}
    phase-overrun: value["overrun"]
    crash: value["raised"] is not None
    steps-missing: value["steps"] < 4
    """
    return run(student, 2, 2)


def two_by_three(student):
    """Two workers, three phases.

    right: value == {"steps": 6, "overrun": False, "raised": None}
    phase-overrun: value["overrun"]
    """
    return run(student, 2, 3)


def one_raises(student):
    """A step raises; everybody ends and the error reaches the caller.

    right: value["raised"] == "ValueError" and not value["overrun"]
    swallowed: value["raised"] is None
    """
    return run(student, 2, 2, bad=[(0, 0)])
