"""The current student, one for each thread.

Mend it: a global variable is the same for all threads.
"""

from contextlib import contextmanager

# TODO: which object has attributes that are separate for each thread?
student = None


def set_student(name):
    """Set the student of the thread that calls this."""
    global student
    student = name


def current_student():
    """Return the student of the thread that calls this.

    Raises:
        LookupError: this thread has no student.
    """
    return student  # TODO: and if there is none?


def greet():
    """Return "Hello, NAME (in THREAD)" for this thread's student and this thread's name.

    Raises:
        LookupError: this thread has no student.
    """
    return f"Hello, {student} (in ???)"  # TODO: the name of the thread


@contextmanager
def as_student(name):
    """Inside the ``with`` block the student is ``name``; afterwards all is as before."""
    set_student(name)
    yield
    set_student(None)  # TODO: as it was before, also after an error


if __name__ == "__main__":
    with as_student("Ann"):
        print(greet())  # Hello, Ann (in MainThread)
