"""Course folders: parse, check, report faults by path and line."""

from armillary.content.format.check import CourseReport as CourseReport
from armillary.content.format.check import check_course as check_course
from armillary.content.format.check import parse_course as parse_course
from armillary.content.format.course import Assessment as Assessment
from armillary.content.format.course import Codes as Codes
from armillary.content.format.course import Course as Course
from armillary.content.format.course import Form as Form
from armillary.content.format.course import Framework as Framework
from armillary.content.format.course import FrameworkCode as FrameworkCode
from armillary.content.format.course import Lesson as Lesson
from armillary.content.format.course import LessonVariant as LessonVariant
from armillary.content.format.course import Misconception as Misconception
from armillary.content.format.course import Skill as Skill
from armillary.content.format.course import Strand as Strand
from armillary.content.format.course import Term as Term
from armillary.content.format.course import Unit as Unit
from armillary.content.format.faults import CourseError as CourseError
from armillary.content.format.faults import Fault as Fault
