"""What the scripts of alternatives measure with."""
import time


def seconds_of(task, repeats):
    """The seconds that each of so many runs takes."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return times
