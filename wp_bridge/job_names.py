"""Jobs that a transaction asks for, by dotted name: they leave once it is committed, and a sweep finds what was lost."""

DELIVER = "jobs.outbox.deliver"
DRAIN = "jobs.outbox.drain"  # about no row: the number is a slot, so that few of them wait at once
WORK_EVENT = "jobs.payments.work_event"
LOOK_AT_PAYMENT = "jobs.payments.look"
WORK_REFUND = "jobs.refunds.work"
WORK_TASK = "jobs.tasks.work"  # the number is a turn of a task's: twice its id, or one more
ALL = (DELIVER, DRAIN, WORK_EVENT, LOOK_AT_PAYMENT, WORK_REFUND, WORK_TASK)
