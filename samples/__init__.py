"""Companies to try Saleswire with: data and stories, told to the public API of a copy that runs."""
