"""Jobs that a transaction asks for, by dotted name: they leave once it is committed, and a sweep finds what was lost."""

DELIVER = "jobs.outbox.deliver"
WORK_EVENT = "jobs.payments.work_event"
LOOK_AT_PAYMENT = "jobs.payments.look"
WORK_REFUND = "jobs.refunds.work"
ALL = (DELIVER, WORK_EVENT, LOOK_AT_PAYMENT, WORK_REFUND)
