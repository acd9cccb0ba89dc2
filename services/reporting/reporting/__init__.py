"""reporting: what was sold, where deals stand, and why the next step has not happened yet."""
