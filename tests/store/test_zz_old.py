import sys; sys.path.insert(0,"/tmp/oldstat")
import old_statistics, old_telling
import tests.store.test_statistics as t
from tests.store.test_statistics import test_counts_and_marks_are_those_of_one_instant
t.statistics = old_statistics
import hub.domain.published as p
p.Part = old_telling.Part
from tests.domain.test_published import test_a_percentile_does_not_say_how_many_cases_are_kept_back
