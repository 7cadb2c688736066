"""Which of CPython's test classes are run on the controlled modules, and which are not, and why."""

from tests.explore.yardstick import LOCK_CLASSES, SIMPLE_QUEUE_CLASS, Suite, suite_path

REAL_THREADS = "about the interpreter's own threads, which the explorer replaces"
SUBPROCESS = "starts another interpreter; what happens there is out of the explorer's reach"
REFERENCES = "about when objects are freed; the explorer keeps the objects of a schedule alive"
SIGNALS = "about signals, which the sandbox and not the explorer handles"
SIZE = "moves 10,000 items or more, which tells nothing that a few items do not"
INTERNALS = "about private parts of CPython's implementation"
CANCELLED = "differs: a cancelled future is done before its executor has noticed it"
CALLBACK = "differs: a callback that raises is noted for the witness and not logged"

LOCKS = Suite(
    name="lock_tests",
    parts=("lock_tests.py",),
    added=LOCK_CLASSES,
    classes=(
        "TheLockTests",
        "TheRLockTests",
        "TheEventTests",
        "TheConditionTests",
        "TheConditionAsRLockTests",
        "TheSemaphoreTests",
        "TheBoundedSemaphoreTests",
        "TheBarrierTests",
    ),
    without_methods={
        "test_weakref_exists": REFERENCES,
        "test_weakref_deleted": REFERENCES,
        "test_at_fork_reinit": INTERNALS,
        "test_reset_internal_locks": INTERNALS,
        "test_recursion_count": INTERNALS,
        "test_release_save_unacquired": INTERNALS,
        "test_locked_with_2threads": INTERNALS,
    },
)

THREADING = Suite(
    name="test_threading",
    parts=("test_threading.py",),
    added="import threading\n",
    classes=(
        "ThreadTests",
        "ThreadingExceptionTests",
        "ExceptHookTests",
        "TimerTests",
    ),
    without_classes={
        "ThreadJoinOnShutdown": SUBPROCESS,
        "SubinterpThreadingTests": "about subinterpreters",
        "LockTests, RLockTests, ... (8 classes)": "the same tests as lock_tests, run there",
        "MiscTestCase": "compares the module's names with its documentation",
        "InterruptMainTests": SIGNALS,
        "AtexitTests": SUBPROCESS,
    },
    without_methods={
        "test_ident_of_no_threading_threads": REAL_THREADS,
        "test_various_ops_small_stack": REAL_THREADS,
        "test_various_ops_large_stack": REAL_THREADS,
        "test_foreign_thread": REAL_THREADS,
        "test_PyThreadState_SetAsyncExc": REAL_THREADS,
        "test_limbo_cleanup": INTERNALS,
        "test_disallow_instantiation": INTERNALS,
        "test_old_threading_api": (
            "differs: the camel-case names give no deprecation warning under the explorer"
        ),
        "test_custom_excepthook_fail": (
            "differs: when the hook itself raises, the explorer prints that error "
            "and does not call sys.excepthook"
        ),
        "test_name": INTERNALS,
        "test_getprofile_all_threads": REAL_THREADS,
        "test_gettrace_all_threads": REAL_THREADS,
        "test_fork_at_exit": SUBPROCESS,
        "test_finalize_running_thread": SUBPROCESS,
        "test_finalize_runnning_thread": SUBPROCESS,
        "test_finalize_with_trace": SUBPROCESS,
        "test_join_nondaemon_on_shutdown": SUBPROCESS,
        "test_no_refcycle_through_target": REFERENCES,
        "test_dummy_thread_after_fork": SUBPROCESS,
        "test_is_alive_after_fork": SUBPROCESS,
        "test_main_thread_after_fork": SUBPROCESS,
        "test_main_thread_after_fork_from_nonmain_thread": SUBPROCESS,
        "test_main_thread_after_fork_from_foreign_thread": SUBPROCESS,
        "test_main_thread_after_fork_from_dummy_thread": SUBPROCESS,
        "test_main_thread_during_shutdown": SUBPROCESS,
        "test_finalization_shutdown": SUBPROCESS,
        "test_tstate_lock": INTERNALS,
        "test_shutdown_locks": INTERNALS,
        "test_frame_tstate_tracing": INTERNALS,
        "test_locals_at_exit": SUBPROCESS,
        "test_leak_without_join": REAL_THREADS,
        "test_import_from_another_thread": SUBPROCESS,
        "test_start_new_thread_at_finalization": SUBPROCESS,
        "test_debug_deprecation": SUBPROCESS,
        "test_recursion_limit": SUBPROCESS,
        "test_print_exception": SUBPROCESS,
        "test_print_exception_stderr_is_none_1": SUBPROCESS,
        "test_print_exception_stderr_is_none_2": SUBPROCESS,
        "test_print_exception_gh_102056": SUBPROCESS,
        "test_multithread_modify_file_noerror": "uses a real file",
    },
)

QUEUES = Suite(
    name="test_queue",
    added=SIMPLE_QUEUE_CLASS,
    parts=("test_queue.py",),
    classes=(
        "PyQueueTest",
        "PyLifoQueueTest",
        "PyPriorityQueueTest",
        "PyFailingQueueTest",
        "TheSimpleQueueTest",
    ),
    without_classes={
        "CQueueTest, CLifoQueueTest, ... (4 classes)": (
            "the same tests on the C module; there is one controlled queue module"
        ),
        "PySimpleQueueTest, CSimpleQueueTest": (
            "the same tests on two private classes; run on queue.SimpleQueue instead"
        ),
    },
    without_methods={
        "test_references": REFERENCES,
        "test_shutdown_all_methods_in_many_threads": SIZE,
        "test_shutdown_immediate_all_methods_in_many_threads": SIZE,
        "test_many_threads": SIZE,
        "test_many_threads_nonblock": SIZE,
        "test_many_threads_timeout": SIZE,
    },
)

FUTURES_CLASSES = (
    "ThreadPoolExecutorTest",
    "ThreadPoolWaitTests",
    "ThreadPoolAsCompletedTest",
    "FutureTests",
    "ThreadPoolShutdownTest",
)

FUTURES = Suite(
    name="test_concurrent_futures",
    parts=tuple(
        f"test_concurrent_futures/{name}.py"
        for name in (
            "executor",
            "util",
            "test_thread_pool",
            "test_wait",
            "test_as_completed",
            "test_future",
            "test_shutdown",
        )
    ),
    classes=FUTURES_CLASSES,
    without_classes={
        "ProcessPool... (every class)": "about processes, which the explorer does not control",
        "ThreadPoolInitializerTest": "its initialisers write to a real log queue",
    },
    without_methods={
        "test_interpreter_shutdown": SUBPROCESS,
        "test_submit_after_interpreter_shutdown": SUBPROCESS,
        "test_exception_with_success": INTERNALS,
        "test_result_with_success": INTERNALS,
        "ThreadPoolWaitTests.test_first_completed": CANCELLED,
        "ThreadPoolWaitTests.test_first_exception_some_already_complete": CANCELLED,
        "test_done_callback_raises": CALLBACK,
        "test_done_callback_raises_already_succeeded": CALLBACK,
        "FutureTests.test_repr": "differs: a cancelled future says so in more words",
        "test_cancel_futures": "needs some calls to end within real time before the shutdown",
        "test_hang_gh83386": SUBPROCESS,
        "test_free_reference": REFERENCES,
        "test_free_reference_yielded_future": REFERENCES,
        "test_hang_global_shutdown_lock": SUBPROCESS,
        "test_hang_gh94440": SUBPROCESS,
        "test_cancel_futures_wait_false": SUBPROCESS,
        "test_executor_map_current_future_cancel": REAL_THREADS,
        "test_swallows_falsey_exceptions": INTERNALS,
        "test_no_stale_references": REFERENCES,
    },
)


def suites() -> list[Suite]:
    """The suites whose files this Python has (some builds leave test_concurrent_futures out)."""
    every = (LOCKS, THREADING, QUEUES, FUTURES)
    return [s for s in every if all(suite_path(part) is not None for part in s.parts)]
