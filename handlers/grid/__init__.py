"""The grid: who answers for what, who is away, who holds which post, who moved in and out (O1, O2, A5 of the field)."""
