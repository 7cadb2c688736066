"""The library's cache is safe, and may work the same key out twice.

same_key: computed-twice
right_values: nothing
"""

from functools import lru_cache

cached = lru_cache(maxsize=8)
