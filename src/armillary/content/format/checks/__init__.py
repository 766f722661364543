"""What is checked in a course beyond its form: one file for each question that is asked."""

from armillary.content.format.checks.every import CHECKS as CHECKS
from armillary.content.format.checks.every import CheckResult as CheckResult
from armillary.content.format.checks.every import CourseFacts as CourseFacts
from armillary.content.format.checks.every import run_checks as run_checks
