"""How do the arrays of one query leave room for those of the next?

Left alone, glibc gives freed arrays of more than 128 KiB back to the system, which clears fresh pages for the
next query: at 200,000 passages that took more time than the sums. Kept, they are used again, by all threads
alike: each with an arena of its own would keep as much again.
"""

import ctypes

__all__ = ["keep_freed_memory"]

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
KEPT = 64 << 20  # bytes that may lie free
LARGEST = 32 << 20  # bytes of an array that may be kept, the most glibc allows


def keep_freed_memory() -> None:
    """Let this process keep some freed memory; without glibc nothing changes."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):  # musl, macOS, Windows
        return
    mallopt(M_MMAP_THRESHOLD, LARGEST)
    mallopt(M_TRIM_THRESHOLD, KEPT)
    mallopt(M_ARENA_MAX, 1)
