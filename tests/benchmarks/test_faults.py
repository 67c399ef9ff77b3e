"""The tables of what faults cost; the run itself is `python -m benchmarks faults`."""

from benchmarks.faults import NAMES, Calls, Cost, calls, costs


def test_a_row_per_fault_and_a_column_per_system() -> None:
    rows = [Cost("none", name, 0.05, 0, 0.04, 0) for name in NAMES]
    rows += [Cost("slow", name, 2.0, 1, 2.01, place % 2) for place, name in enumerate(NAMES)]

    head, line, *found = costs(rows)

    assert head == f"| fault | {' | '.join(NAMES)} | null of 4 | stale, if known |"
    assert line.count("|") == head.count("|")
    assert found == [
        "| none | " + " | ".join(["0.05 / 0.04"] * 4) + " | 0 | 0 |",
        "| slow | " + " | ".join(["2.00 / 2.01"] * 4) + " | 1 | 0, 1 |",
    ]


def test_calls_are_told_per_record_shown() -> None:
    *_, last = calls([Calls("50 at once, cold", 50, 5150, 103, 1.0)])

    assert last == "| 50 at once, cold | 5150 | 103 | 0.020 | 1.00 |"
