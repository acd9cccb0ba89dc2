"""What pages of a deal's documents share: the deal around one, its status bar, its paper, its freight."""
