"""billing: who has credit, what was invoiced and what was paid."""
