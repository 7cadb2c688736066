"""Why frontrun's answer differs, case by case; a case that nobody looked at says so."""

SPINS = "a loop that spins never ends under its schedules; it reports that as a deadlock"
CONTAINER = "a test for membership or a dictionary's own method is no access in its eyes"
EMPTY = "`queue.empty()` is no operation for it, so both orders look alike"
WAKE_UP = "it does not see the wake-up that is lost or comes to the wrong thread"
TIMED = "a timed wait expires only when nothing else can run"
UNKNOWN_LOCK = "a lock that it does not replace (`_thread`, `SimpleQueue`) really blocks the run"
CACHE = "the cache is written in C, and its accesses are not seen"
BUDGET = "its search ended at 300 executions or 20 s before it came to this schedule"
MIXED = "a semaphore or a lock taken inside another: it sees no dependence between the two"

REASONS = {
    "buffer/busy_wait_no_lock": SPINS,
    "buffer/if_for_while": WAKE_UP,
    "buffer/mutex_before_semaphore": MIXED,
    "buffer/notify_one": WAKE_UP,
    "check_then_act/name_in_dict": CONTAINER,
    "check_then_act/no_lock": CONTAINER,
    "check_then_act/queue_empty_get": EMPTY,
    "check_then_act/queue_empty_nowait": EMPTY,
    "connection_pool/slot_before_connection": (
        "the deadlock is in the scenario's last line, after the threads it controls"
    ),
    "counters/ok_peterson": SPINS,
    "counters/ok_queue_value": UNKNOWN_LOCK,
    "counters/ok_raw_lock": UNKNOWN_LOCK,
    "counters/ok_try_lock_retry": SPINS,
    "counters/spin_flag": SPINS,
    "counters/through_vars": CONTAINER,
    "counters/timeout_ignored": TIMED,
    "events/flag_never_set": SPINS,
    "events/notify_one_of_two": WAKE_UP,
    "events/wait_result_ignored": TIMED,
    "lazy/lru_cache": CACHE,
    "memo/lru_cache": CACHE,
    "rwlock/count_without_lock": BUDGET,
    "rwlock/last_reader_silent": WAKE_UP,
    "semaphores/made_per_call": BUDGET,
    "semaphores/one_too_many": BUDGET,
    "timers/late_reply_crashes": TIMED,
    "transfers/ok_timeout_retry": SPINS,
}


def why(case_id: str) -> str:
    return REASONS.get(case_id.partition(":")[0], "not looked into")
