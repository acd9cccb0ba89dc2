"""What moves on open pages: one stream from the gateway for each sign-in and question, shared by its tabs."""
