"""Steps for workers, and what is seen of them."""

import os
import threading


def where_steps_are_taken(student, workers):
    """Whether step is called in the process of the caller."""
    pids = []
    student.run_phases(workers, 1, lambda worker, phase: pids.append(os.getpid()))
    return {"here": pids == [os.getpid()] * workers}


def all_steps(student, workers, phases):
    """How often each step was taken, by worker and phase; twice over."""
    seen = []
    for _ in range(2):
        taken = {f"{worker}.{phase}": [] for worker in range(workers) for phase in range(phases)}

        def step(worker, phase, taken=taken):
            taken[f"{worker}.{phase}"].append("taken")

        returned = student.run_phases(workers, phases, step)
        seen.append(
            {"steps": {name: len(each) for name, each in taken.items()}, "returned": returned}
        )
    return seen


def together(student, workers, phases):
    """Steps in which the workers wait for each other; how many steps were taken."""
    meeting = threading.Barrier(workers)
    taken = [[] for _ in range(workers)]

    def step(worker, phase):
        meeting.wait()
        taken[worker].append(phase)

    student.run_phases(workers, phases, step)
    return taken


def nobody_early(student, workers, phases):
    """How many workers had not finished the phase before, when somebody began the next, at most."""
    finished = [[0] * workers for _ in range(phases)]
    missing = [[0] for _ in range(workers)]

    def step(worker, phase):
        if phase:
            missing[worker].append(workers - sum(finished[phase - 1]))
        finished[phase][worker] = 1

    student.run_phases(workers, phases, step)
    return max(max(each) for each in missing)


def raising(student, workers, phases, bad):
    """The steps in ``bad`` ([worker, phase]) raise. What comes of it."""
    errors = {(worker, phase): ValueError(f"{worker}.{phase}") for worker, phase in bad}
    begun = [[] for _ in range(workers)]
    threads = []

    def step(worker, phase):
        begun[worker].append(phase)
        threads.append(threading.current_thread())
        if (worker, phase) in errors:
            raise errors[worker, phase]

    try:
        student.run_phases(workers, phases, step)
        raised = "nothing"
    except Exception as error:
        own = any(error is each for each in errors.values())
        raised = "the error of a step" if own else type(error).__name__
    here = threading.current_thread()
    return {
        "raised": raised,
        "last_phase_begun": max(max(each, default=-1) for each in begun),
        "running": sum(thread.is_alive() for thread in threads if thread is not here),
    }


def all_ended(student, workers, phases):
    """How many threads there are at the return, besides the caller, and whether it ever had any."""
    others = []

    def step(worker, phase):
        others.append(threading.current_thread())

    student.run_phases(workers, phases, step)
    return {"steps": len(others), "running": threading.active_count() - 1}
