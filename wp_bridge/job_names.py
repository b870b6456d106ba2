"""Jobs that a transaction asks for, by dotted name: they leave once it is committed, and a sweep finds what was lost."""

DELIVER = "jobs.outbox.deliver"
ALL = (DELIVER,)
