"""Leaving: what a colleague holds, who takes it on, and handing it on case by case."""

from apps.desk.leaving.held import Held, Line, held_by
from apps.desk.leaving.plan import Missed, Plan, Step, carry_on, drop_plan, plan_for, start_plan

__all__ = [
    "Held",
    "Line",
    "Missed",
    "Plan",
    "Step",
    "carry_on",
    "drop_plan",
    "held_by",
    "plan_for",
    "start_plan",
]
