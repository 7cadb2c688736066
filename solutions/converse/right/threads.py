"""`converse` with one thread for each stream and a process group of its own."""

import os
import signal
import subprocess
import threading
from collections import namedtuple

Conversation = namedtuple("Conversation", "exit_code stdout stderr")


def converse(argv, lines, timeout):
    process = subprocess.Popen(
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        process_group=0,
    )
    heard = {process.stdout: [], process.stderr: []}

    def listen(stream):
        while chunk := stream.read(65536):
            heard[stream].append(chunk)

    def speak():
        try:
            for line in lines:
                data = line.encode("utf-8") + (b"" if line.endswith("\n") else b"\n")
                while data:
                    data = data[process.stdin.write(data) :]
        except BrokenPipeError:
            pass
        finally:
            process.stdin.close()

    threads = [threading.Thread(target=listen, args=(stream,)) for stream in heard]
    threads.append(threading.Thread(target=speak))
    for thread in threads:
        thread.start()
    late = False
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        late = True
    if late:
        os.killpg(process.pid, signal.SIGKILL)
    for thread in threads:
        thread.join()
    process.wait()
    out, err = (b"".join(heard[s]).decode("utf-8", "replace") for s in heard)
    process.stdout.close()
    process.stderr.close()
    if late:
        raise subprocess.TimeoutExpired(argv, timeout, output=out, stderr=err)
    return Conversation(process.returncode, out, err)
