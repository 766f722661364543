"""The pages of the reports."""

from armillary.apps.reports.views.marking import list_open_answers as list_open_answers
from armillary.apps.reports.views.marking import mark_answer as mark_answer
from armillary.apps.reports.views.marking import mark_group as mark_group
from armillary.apps.reports.views.marking import undo_marks as undo_marks
from armillary.apps.reports.views.marking import withdraw_mark as withdraw_mark
from armillary.apps.reports.views.reading import show_class as show_class
from armillary.apps.reports.views.reading import show_learner as show_learner
from armillary.apps.reports.views.reading import show_learner_skill as show_learner_skill
from armillary.apps.reports.views.reading import show_school as show_school
from armillary.apps.reports.views.reading import show_skill as show_skill
