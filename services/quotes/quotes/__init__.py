"""quotes: what was offered, at which prices and why, and how the client answered."""
