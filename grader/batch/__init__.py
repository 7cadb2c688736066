"""Many submissions: plan, fan out, collect, resume."""
