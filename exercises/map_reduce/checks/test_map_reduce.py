"""Judges `map_reduce`."""

import re
from collections import Counter

from grader.checks import expect

SYLLABLES = [first + last for first in "bklmnr" for last in "aeiou"]
SPACES = [" ", " ", " ", "\n", "\t", "  ", "\r\n", "\u3000", "\n\n"]


def words_of(rng, number):
    return ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 2))) for _ in range(number)]


def text_of(rng, number):
    """Text as it is: capitals, punctuation, all kinds of white space."""
    parts = []
    for word in words_of(rng, number):
        word = word.capitalize() if rng.random() < 0.1 else word
        parts.append(word + rng.choice(["", "", "", ",", ".", "!", "字"]) + rng.choice(SPACES))
    return "".join(parts)


def counted(texts):
    return dict(Counter(word for text in texts for word in text.split()))


def test_counts(student, rng):
    word, other, rare = rng.sample(["rain", "wind", "leaf", "snow", "dew", "frost"], 3)
    documents = [f"{word} {other} {word}", f"{other} {rare}", word]
    seen = student.run("count", documents=documents, workers=1).value
    expect(seen, f"the counts of the words in {documents}").equals(
        counted(documents), because="each word counts once wherever it stands"
    )


def test_pieces(student, rng):
    text = "b  a\tb\nC c,\u3000a"
    counts = [rng.randint(2, 9) for _ in range(4)]
    run = student.run("pieces", text=text, word="dew", counts=counts)
    expect(run["mapped"], f"map_document({text!r})").equals(
        [[word, 1] for word in text.split()],
        because="it gives (word, 1) for each word of text.split(), in order",
    )
    expect(run["reduced"], f"reduce_counts('dew', {counts})").equals(
        ["dew", sum(counts)], because="it gives the word and the sum of its counts"
    )


def test_no_lost_count(student, rng):
    word, times = rng.choice(["rain", "wind", "leaf"]), rng.randint(1, 2)
    seen = student.run("same_word", word=word, times=times).value
    expect(seen, "the counts when two workers count the same word at the same moment").equals(
        {word: 2 * times},
        because="a count that both read before either wrote it loses what one of them added",
    )


def test_real_text(student, rng):
    texts = [text_of(rng, rng.randint(0, 400)) for _ in range(10)]
    seen = student.run("count", documents=texts, workers=3).value
    wrong = {
        word
        for word, count in counted(texts).items()
        if not isinstance(seen, dict) or seen.get(word) != count
    }
    expect(sorted(wrong)[:5], "words whose counts are not those of a serial count").equals(
        [], because="the answer is the same as without workers"
    )
    expect(len(seen), "the number of different words").equals(
        len(counted(texts)), because="no word comes from nowhere"
    )
    named = {f"chapter {number}": text for number, text in enumerate(texts[:3])}
    seen = student.run("count", documents=named, workers=2).value
    expect(seen, "the counts of documents that came in a dict").equals(
        counted(texts[:3]), because="a dict's values are the documents, its keys are their names"
    )


def test_partitions(student, rng):
    for size, workers in ((5, 3), (1, 3), (0, 2)):
        texts = [text_of(rng, 6) for _ in range(size)]
        seen = student.run("count", documents=texts, workers=workers).value
        expect(seen, f"the counts of {size} documents with {workers} workers").equals(
            counted(texts),
            because="every document counts, also when they can't be shared out evenly, and no "
            "documents have no words",
        )
    seen = student.run("count", documents={}, workers=2).value
    expect(seen, "the counts of an empty dict").equals({}, because="no documents, no words")


def test_in_workers(student, rng):
    workers = rng.randint(2, 3)
    texts = [" ".join(words_of(rng, 4)) for _ in range(2 * workers + 1)]
    run = student.run("crowd", texts=texts, workers=workers)
    expect(run["documents"], "the number of documents that were split").equals(
        len(texts), because="map_document calls text.split() once for each document"
    )
    expect(run["in_caller"], "the number of documents that were split in the caller").equals(
        0, because="the map step runs in worker processes"
    )
    expect(run["first"], f"how many documents were mapped at once by {workers} workers").equals(
        workers, because="all workers map at the same time"
    )
    expect(run["most"], "the most documents at once").equals(
        workers, because="there are that many workers, and no more"
    )
    expect(run["counts"], "the counts").equals(counted(texts), because="no document is lost")


def test_late_document(student, rng):
    texts = [" ".join(words_of(rng, 5)) for _ in range(4)]
    seen = student.run("late", texts=texts, number=rng.randint(0, 2)).value
    expect(seen, "the counts when one document takes longer than all others").equals(
        counted(texts), because="the order in which documents are ready must not matter"
    )


def names_document(student, rng, names):
    texts = [" ".join(words_of(rng, 3)) for _ in range(9)]
    bad = rng.choice([3, 5, 7])
    run = student.run("failing", texts=texts, names=names, bad=bad, once=False)
    expect(run["raised"], "what was raised when a document could not be split").differs_from(
        None, because="counts that lack a document must not look like an answer"
    )
    name = names[bad] if names else str(bad)
    others = set(names or map(str, range(len(texts)))) - {name}
    said = " ".join(run["said"])
    found = set(re.findall(r"\bpaper\d+\b|\b\d+\b", said))
    expect(sorted(found), "the documents that the exception names").satisfies(
        lambda seen: name in seen and not others & set(seen),
        f"{name} and no other",
        because="its message, or a note on it, says which of the documents it was",
    )


def test_error_names_index(student, rng):
    names_document(student, rng, None)


def test_error_names_key(student, rng):
    names_document(student, rng, [f"paper{number}" for number in rng.sample(range(100, 999), 9)])


def test_never_twice(student, rng):
    texts = [" ".join(words_of(rng, 4)) for _ in range(5)]
    run = student.run("failing", texts=texts, names=None, bad=rng.choice([1, 2]), once=True)
    if run["raised"] is None:
        expect(run["counts"], "the counts after a document was mapped a second time").equals(
            counted(texts),
            because="who tries again must count nothing twice that was counted before",
        )


def test_nothing_left(student, rng):
    texts = [" ".join(words_of(rng, 4)) for _ in range(3)]
    for fails in (False, True):
        run = student.run("nothing_left", texts=texts, fails=fails)
        for what in ("processes", "threads"):
            after = "after an error" if fails else "after a run"
            expect(run[what], f"the number of {what} left {after}").equals(
                0, because="the workers end with word_count, however it ends"
            )
