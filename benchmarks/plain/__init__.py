"""The yardstick of `submit`: the same form, validated in the same way, kept as one plain row.

The same server serves it, with the same middleware, threads and database. It answers, as any form
does, with a page that says what comes next; ours shows a code there.
"""
