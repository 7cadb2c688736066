"""Many submissions: plan what must be graded, fan out, collect, resume."""
